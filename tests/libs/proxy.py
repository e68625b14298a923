"""A TCP proxy in front of PostgreSQL that counts what passes and cuts where it is told to."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from psycopg2 import extensions


class Proxy:
    """Forwards connections to the server of `dsn`; `cut` names what to break next.

    "answer": the next CALL reaches the server, and the connection ends when the server answers.
    "call": the connection ends when the next CALL comes, before the server sees it.
    "every call": as "call", each time. `questions` counts query messages, `cuts` the broken
    connections.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        known = extensions.parse_dsn(dsn)
        self._server = (known.get("host", "127.0.0.1"), int(known.get("port", "5432")))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.cut: str | None = None
        self.cuts = 0
        self.questions = 0
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def dsn(self) -> str:
        """How to connect through the proxy."""
        host, port = self._listener.getsockname()
        return extensions.make_dsn(self._dsn, host=host, port=port, sslmode="disable")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in (self._listener, *self._open):
            _end(one)
        for thread in self._threads:
            thread.join(10)
        for one in (self._listener, *self._open):
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self._open += [client, server]
                doomed = threading.Event()
                for target in (self._forward, self._back):
                    thread = threading.Thread(target=target, args=(client, server, doomed))
                    self._threads.append(thread)
                    thread.start()

    def _forward(
        self, client: socket.socket, server: socket.socket, doomed: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if data.startswith(b"Q"):
                    self.questions += 1
                if self.cut and b"call log.record" in data:
                    if self.cut != "answer":
                        self._break(client)
                        break
                    doomed.set()
                server.sendall(data)
        _end(server)

    def _back(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if doomed.is_set():
                    # The server answers a CALL after its second commit: all has happened.
                    self._break(client)
                    break
                client.sendall(data)
        _end(client)

    def _break(self, client: socket.socket) -> None:
        self.cuts += 1
        if self.cut != "every call":
            self.cut = None
        _end(client)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
