"""`python -m services.host NAME`: one service behind RabbitMQ, in a process of its own."""

import importlib
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] = ()) -> int:
    """Serve the service named by the one argument until SIGTERM; return the exit code.

    Settings: see `libs.edges.Settings.from_environment`.
    """
    import eventlet

    # First of all: whatever is imported after this is green, what came before might block for ever.
    eventlet.monkey_patch()
    from libs import edges, logs
    from libs.service import Service

    (name,) = arguments or sys.argv[1:]
    logs.configure(name)
    module = importlib.import_module(f"services.{name}.service")
    (service,) = (
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Service)
        and kind.__dict__.get("name") == name
    )
    edges.run_service(service, edges.Settings.from_environment())
    return 0


if __name__ == "__main__":
    sys.exit(main())
