"""`python -m tests.bench.hello URI`: a service of nameko that says back what it is told.

The baseline of what a call over RabbitMQ costs before anything of ours is done.
"""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402

from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


class Hello:
    """The service."""

    name = "hello"

    @rpc  # type: ignore[untyped-decorator]
    def say(self, text: str) -> str:
        """Return the text."""
        return text


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": sys.argv[1]})
    runner.add_service(Hello)
    runner.start()
    runner.wait()
