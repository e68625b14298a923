"""The WSGI server: waitress on threads, which here refuses in problem documents as the app does."""

import copy
import re
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from threading import Event, Thread
from types import MappingProxyType
from typing import Any, Protocol

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask

from services.gateway.problems import MEDIA_TYPE, Refusal, document, encode
from services.gateway.request import MAX_BODY
from services.gateway.routes import imports, packages, uploads

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CODES = {
    400: "request-malformed",
    413: "body-too-large",
    431: "headers-too-large",
    500: "internal",
    501: "transfer-coding-unsupported",
}
"""What waitress itself refuses, by its status."""
ROOMIER = {
    re.compile(re.sub(r"{\w+}", "[^/]+", route.path)): route.body.most
    for route in (*imports.routes, *packages.routes, *uploads.routes)
    if route.body and route.body.most > MAX_BODY
}
"""How many bytes a body may have at most on paths that take more than others."""
DRAIN_SECONDS = 5.0
"""How long calls under way may take once the server closes."""


class Server(Protocol):
    """A server that is bound and listens; `run` serves until `close` is called."""

    effective_port: int

    def run(self) -> None:
        """Serve, in the thread that calls."""

    def close(self) -> None:
        """Stop accepting; calls under way end first."""


class Beside:
    """A server beside which something is worked at, `work(stop)`, for as long as it serves."""

    def __init__(self, server: Server, work: Callable[[Event], None]) -> None:
        self.effective_port = server.effective_port
        self._server = server
        self._work = work
        self._stop = Event()

    def run(self) -> None:
        """Serve, in the thread that calls."""
        thread = Thread(target=self._work, args=(self._stop,), name="beside", daemon=True)
        thread.start()
        try:
            self._server.run()
        finally:
            self._stop.set()
            thread.join(DRAIN_SECONDS)

    def close(self) -> None:
        """Stop accepting, and the work."""
        self._stop.set()
        self._server.close()


class _Server:
    """Waitress with an end: from `close` on nothing new is read, and what was begun is answered."""

    def __init__(self, server: Any, parts: dict[int, Any]) -> None:
        self.effective_port: int = server.effective_port
        self._server = server
        self._parts = parts
        self._closing = False

    def run(self) -> None:
        """Serve until `close`, and `DRAIN_SECONDS` more at most."""
        while not self._closing:
            self._turn(0.5)
        for part in list(self._parts.values()):
            if isinstance(part, BaseWSGIServer):
                part.del_channel()
        until = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < until and any(map(_busy, list(self._parts.values()))):
            self._turn(0.05)
        self._server.task_dispatcher.shutdown(timeout=1)
        self._server.close()
        wasyncore.close_all(self._parts)

    def close(self) -> None:
        """End `run`; does not wait for that."""
        self._closing = True

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(seconds, use_poll=True, map=self._parts, count=1)


def _busy(part: Any) -> bool:
    return isinstance(part, HTTPChannel) and bool(part.requests or part.total_outbufs_len)


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


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Lets a body be as large as its route declares."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        rooms: Rooms = self.adj.rooms  # type: ignore[has-type]
        for path, most in rooms.items():
            if path.fullmatch(self.path):
                roomier: Any = copy.copy(self.adj)  # type: ignore[has-type]
                roomier.max_request_body_size = most + 1
                self.adj = roomier


class _ProblemChannel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _ProblemTask
    parser_class = _Parser

    def handle_close(self) -> None:
        """Close the connection, and the file that holds what came of a body that was cut."""
        super().handle_close()
        if self.request is not None:
            self.request.close()

    def close(self) -> None:
        """Close as above when the server ends first: a long answer stands in a file as well."""
        self.handle_close()


Rooms = Mapping[re.Pattern[str], int]


def bind(
    app: App, host: str, port: int, threads: int = 8, rooms: Rooms = MappingProxyType({})
) -> Server:
    """Return a server of `app` that listens on `host`:`port`, an IPv4 address or a name.

    `rooms` are further paths that take more bytes than others. Port 0 takes a free one. Raises
    OSError when the port is taken.
    """
    # Bound here: waitress would leave the socket of a port that is taken open.
    listening = socket.socket()
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    parts: dict[int, Any] = {}
    server = create_server(
        app,
        map=parts,
        sockets=[listening],
        threads=threads,
        ident=None,
        # Waitress refuses what reaches its limit, we what goes beyond ours.
        max_request_body_size=MAX_BODY + 1,
        channel_timeout=60,
    )
    for part in parts.values():
        if isinstance(part, BaseWSGIServer):
            part.channel_class = _ProblemChannel
            part.adj.rooms = {**ROOMIER, **rooms}
    return _Server(server, parts)
