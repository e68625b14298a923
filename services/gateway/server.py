"""The WSGI server: waitress on threads, which here refuses in problem documents as the app does."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask

from services.gateway.problems import MEDIA_TYPE, Refusal, document, encode
from services.gateway.reading import MAX_BODY

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CODES = {
    400: "request-malformed",
    413: "body-too-large",
    431: "headers-too-large",
    500: "internal",
    501: "transfer-coding-unsupported",
}
"""What waitress itself refuses, by its status."""


class Server(Protocol):
    """A server that is bound and listens; `run` serves until `close` is called."""

    effective_port: int

    def run(self) -> None:
        """Serve, in the thread that calls."""

    def close(self) -> None:
        """Stop accepting; calls under way end first."""


class _ProblemTask(ErrorTask):  # type: ignore[misc]
    def execute(self) -> None:
        trace = uuid.uuid4().hex
        refusal = Refusal(CODES.get(self.request.error.code, "request-malformed"))
        path = getattr(self.request, "path", "") or "/"
        body = encode(document(refusal, path, trace))
        self.status = f"{refusal.status} {self.request.error.reason}"
        self.response_headers += [
            ("Content-Type", MEDIA_TYPE),
            ("Kiemdinh-Correlation", trace),
            ("Cache-Control", "no-store"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _ProblemChannel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _ProblemTask


def bind(app: App, host: str, port: int, threads: int = 8) -> Server:
    """Return a server of `app` that listens on `host`:`port`; port 0 takes a free one."""
    parts: dict[int, Any] = {}
    server: Server = create_server(
        app,
        map=parts,
        host=host,
        port=port,
        threads=threads,
        ident=None,
        # Waitress refuses what reaches its limit, we what goes beyond ours.
        max_request_body_size=MAX_BODY + 1,
        channel_timeout=60,
    )
    for part in parts.values():
        if isinstance(part, BaseWSGIServer):
            part.channel_class = _ProblemChannel
    return server
