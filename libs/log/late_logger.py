"""A logger that is loaded when it first has something to say.

What verifies a log imports the services and says nothing by a logger; structlog is an eighth of
the memory that it needs.
"""

from typing import Any


class LateLogger:
    """Logs as structlog's logger of this name does."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, level: str) -> Any:
        import structlog

        return getattr(structlog.get_logger(self._name), level)
