"""The WSGI server: waitress on threads, with an end and limits to what callers may hold."""

import resource
import socket
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from types import MappingProxyType
from typing import Any, Protocol

from waitress import create_server, wasyncore
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from libs.hosting.http_connections import (
    LIMITS,
    Connection,
    Headers,
    Limits,
    Reading,
    Rooms,
    tend,
)

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Answer = tuple[list[tuple[str, str]], bytes]
"""Headers and body of what the server itself answers."""
DRAIN_SECONDS = 5.0
"""How long calls under way may take once the server closes."""
IDLE_SECONDS = 60
"""How long a connection is kept that is not asked anything any more."""
ASKING = 4
"""How many are asked at once who sends a large body."""
HEALTH_THREADS = 2
"""How many threads answer who asks for health, and nobody else."""
STRICT_TRANSPORT = "max-age=31536000"
"""For how long a browser that came by HTTPS comes by nothing else, seconds: a year."""
LONGEST_HEAD = 64 * 1024
"""How many bytes the head of a request may have; a connection holds them in memory."""


class Server(Protocol):
    """A server that is bound and listens; `run` serves until `close` is called."""

    effective_port: int

    def run(self) -> None:
        """Serve, in the thread that calls."""

    def close(self) -> None:
        """Stop accepting; calls under way end first."""


def nobody(headers: Headers) -> bool:
    """Return that nobody is known, whatever the headers say."""
    return False


def plain(status: int, path: str, headers: Headers) -> Answer:
    """Return a refusal of the server itself in one line."""
    said = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return said, f"HTTP {status}\n".encode()


def bind(
    app: App,
    host: str,
    port: int,
    threads: int = 16,
    *,
    usual: int,
    rooms: Rooms = MappingProxyType({}),
    known: Callable[[Headers], bool] = nobody,
    refusal: Callable[[int, str, Headers], Answer] = plain,
    proxies: int = 0,
    secure: bool = False,
    health: Collection[str] = (),
    limits: Limits = LIMITS,
) -> Server:
    """Return a server of `app` that listens on `host`:`port`, an IPv4 address or a name.

    A body has `usual` bytes at most, on the paths of `rooms` more, if `known` says that its headers
    are those of somebody. `refusal` puts what the server itself refuses into a form: it gets the
    status, the path and the headers. `proxies` are how many of ours stand in front: without any,
    what a caller says of other addresses than its own is dropped. `secure`: browsers come by HTTPS,
    which what the server itself refuses says too. `health` are paths with threads of their own, so
    that they are answered whatever the others work at. Port 0 takes a free one. Raises
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
    _allow_files(2 * limits.connections)
    parts: dict[int, Any] = {}
    server = create_server(
        app,
        map=parts,
        sockets=[listening],
        threads=threads,
        ident=None,
        # Waitress refuses what reaches its limit, we what goes beyond ours.
        max_request_body_size=usual + 1,
        max_request_header_size=LONGEST_HEAD,
        channel_timeout=IDLE_SECONDS,
        connection_limit=limits.connections,
        clear_untrusted_proxy_headers=not proxies,
    )
    asking = ThreadPoolExecutor(ASKING, "known")
    places = BoundedSemaphore(max(1, threads // 2))
    beside = ThreadedTaskDispatcher()
    beside.set_thread_count(HEALTH_THREADS)
    for part in parts.values():
        if isinstance(part, BaseWSGIServer):
            part.channel_class = _connection(refusal, secure)
            part.add_task = _divided(part.task_dispatcher, beside, frozenset(health))
            part.adj.reading = Reading(limits, usual, rooms, known, asking, places)
    return _Server(server, parts, limits, asking, beside)


def _divided(common: Any, beside: Any, health: frozenset[str]) -> Callable[[Connection], None]:
    """Return what gives a connection's next request to the threads that it is for."""

    def add(connection: Connection) -> None:
        path = getattr(connection.requests[0], "path", "") if connection.requests else ""
        (beside if path in health else common).add_task(connection)

    return add


class _Server:
    """Waitress with an end: from `close` on nothing new is read, and what was begun is answered."""

    def __init__(
        self,
        server: Any,
        parts: dict[int, Any],
        limits: Limits,
        asking: ThreadPoolExecutor,
        beside: Any,
    ) -> None:
        self.effective_port: int = server.effective_port
        self._server = server
        self._parts = parts
        self._limits = limits
        self._asking = asking
        self._beside = beside
        self._closing = False
        self._next = 0.0

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
        self._beside.shutdown(timeout=1)
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._server.close()
        wasyncore.close_all(self._parts)

    def close(self) -> None:
        """End `run`; does not wait for that."""
        self._closing = True

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(seconds, use_poll=True, map=self._parts, count=1)
        now = time.monotonic()
        if now >= self._next or len(self._parts) > self._limits.crowded:
            self._next = now + 0.5
            open_ = [part for part in self._parts.values() if isinstance(part, Connection)]
            tend(open_, self._limits, now)


def _busy(part: Any) -> bool:
    return isinstance(part, Connection) and bool(part.requests or part.total_outbufs_len)


def _connection(refusal: Callable[[int, str, Headers], Answer], secure: bool) -> type[Connection]:
    """Return connections whose refusals of the server itself have a form."""

    class Refusing(ErrorTask):  # type: ignore[misc]
        def execute(self) -> None:
            error = self.request.error
            path = getattr(self.request, "path", "") or "/"
            headers, body = refusal(error.code, path, self.request.headers)
            self.status = f"{error.code} {error.reason}"
            self.response_headers += headers
            if secure:
                self.response_headers.append(("Strict-Transport-Security", STRICT_TRANSPORT))
            self.set_close_on_finish()
            self.content_length = len(body)
            self.write(body)

    class Formed(Connection):
        error_task_class = Refusing

    return Formed


def _allow_files(wanted: int) -> None:
    """Raise the limit of open files of this process to `wanted`, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
