"""The gateway's server: it refuses in problem documents as the app does; work beside it."""

import re
import uuid
from collections.abc import Callable
from threading import Event, Thread
from types import MappingProxyType

from libs.hosting import http_server
from libs.hosting.http_connections import LIMITS, Headers, Limits, Rooms
from libs.hosting.http_server import DRAIN_SECONDS, Answer, App, Server
from services.gateway.problems import MEDIA_TYPE, OWN, Refusal, document, encode, page
from services.gateway.request import MAX_BODY, SECURITY_HEADERS
from services.gateway.routes import imports, packages, uploads

CODES = {
    400: "request-malformed",
    401: "credentials-missing",
    408: "request-too-slow",
    413: "body-too-large",
    431: "headers-too-large",
    500: "internal",
    501: "transfer-coding-unsupported",
}
"""What the server itself refuses, by its status."""
HEALTH = ("/livez", "/readyz")
ROOMIER = {
    re.compile(re.sub(r"{\w+}", "[^/]+", route.path)): route.body.most
    for route in (*imports.routes, *packages.routes, *uploads.routes)
    if route.body and route.body.most > MAX_BODY
}
"""How many bytes a body may have at most on paths that take more than others."""


Work = Callable[[Event], None]
"""What goes on until the event is set."""


class Beside:
    """A server beside which something is worked at, each by a thread, for as long as it serves."""

    def __init__(self, server: Server, *works: Work) -> None:
        self.effective_port = server.effective_port
        self._server = server
        self._works = works
        self._stop = Event()

    def run(self) -> None:
        """Serve, in the thread that calls."""
        threads = [
            Thread(target=work, args=(self._stop,), name="beside", daemon=True)
            for work in self._works
        ]
        for thread in threads:
            thread.start()
        try:
            self._server.run()
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(DRAIN_SECONDS)

    def close(self) -> None:
        """Stop accepting, and the work."""
        self._stop.set()
        self._server.close()


def bind(
    app: App,
    host: str,
    port: int,
    threads: int = 16,
    rooms: Rooms = MappingProxyType({}),
    *,
    known: Callable[[Headers], bool] = http_server.nobody,
    proxies: int = 0,
    secure: bool = False,
    limits: Limits = LIMITS,
) -> Server:
    """Return a server of `app` that listens on `host`:`port`, an IPv4 address or a name.

    `rooms` are further paths that take more bytes than others, all of them only from whom `known`
    says that he is somebody. `proxies` of ours stand in front; `secure`: they speak TLS. Port 0
    takes a free one. Raises OSError when the port is taken.
    """
    return http_server.bind(
        app,
        host,
        port,
        threads,
        usual=MAX_BODY,
        rooms={**ROOMIER, **rooms},
        known=known,
        refusal=refusal,
        proxies=proxies,
        secure=secure,
        health=HEALTH,
        limits=limits,
    )


def refusal(status: int, path: str, headers: Headers) -> Answer:
    """Return what the server itself refuses, as a problem document; to a browser's form a page."""
    trace = uuid.uuid4().hex
    said = Refusal(CODES.get(status, "request-malformed"))
    common = [
        ("Kiemdinh-Correlation", trace),
        ("Cache-Control", "no-store"),
        *SECURITY_HEADERS.items(),
    ]
    if "text/html" in headers.get("ACCEPT", ""):
        kind, body = "text/html; charset=utf-8", page(said.code, OWN[said.code]).encode()
    else:
        kind, body = MEDIA_TYPE, encode(document(said, path, trace))
    return [("Content-Type", kind), *common], body
