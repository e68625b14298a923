"""Log lines as JSON on standard error, one event a line, each with the correlation id it belongs
to."""

import logging
import sys
from contextlib import AbstractContextManager

import structlog

_LIBRARIES = ("nameko", "kombu", "amqp", "waitress")


def configure(service: str, level: str = "INFO") -> None:
    """Send what structlog and the standard library log to standard error, as JSON lines.

    Keys: `event` (a past-tense name), `level`, `at` (UTC, RFC 3339), `service`, `logger`, what was
    bound by `bound`, and the fields of the line; a traceback stands under `exception`.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        _named(service),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=repr),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(True)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


def bound(**fields: str) -> AbstractContextManager[None]:
    """Give every line logged inside the block these fields, in this thread or greenthread alone."""
    return structlog.contextvars.bound_contextvars(**fields)


def _named(service: str) -> structlog.typing.Processor:
    def name(_: object, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {"service": service, **line}

    return name
