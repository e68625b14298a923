"""`python -m services.host NAME`: one process of a distributed installation.

NAME is a service, which is put behind RabbitMQ, or one of `services.processes`.
"""

import importlib
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] = ()) -> int:
    """Run the process named by the one argument until SIGTERM; return the exit code.

    Settings: see `libs.hosting.settings`.
    """
    (name,) = arguments or sys.argv[1:]
    from libs.kernel.problems import BadSettings
    from services.processes import PROCESSES

    try:
        if name in PROCESSES:
            from libs.hosting import logging

            logging.configure(name)
            PROCESSES[name]()
        else:
            _service(name)
    except BadSettings as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    return 0


def _service(name: str) -> None:
    import eventlet

    # First of all: whatever is imported after this is green, what came before might block for ever.
    eventlet.monkey_patch()
    from libs.engine.service import Service
    from libs.hosting import logging, nameko_host
    from libs.hosting.settings import Environment, ServiceSettings

    logging.configure(name)
    module = importlib.import_module(f"services.{name}.service")
    (service,) = (
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Service)
        and kind.__dict__.get("name") == name
    )
    nameko_host.run_service(service, ServiceSettings.read(Environment(), service.vaulted))


if __name__ == "__main__":
    sys.exit(main())
