"""A server that speaks clamd's INSTREAM and knows one virus, the one made for tests."""

import socketserver
import struct
import threading
from types import TracebackType
from typing import Any, Self

EICAR = (
    rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$"
    rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
)


class FakeClamd:
    """A running server; a context manager. `away`: it answers that it cannot."""

    away = False

    def __enter__(self) -> Self:
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                assert self.rfile.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!I", self.rfile.read(4))[0]:
                    content += self.rfile.read(size)
                said = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
                self.wfile.write(b"stream: ERROR\0" if outer.away else b"stream: " + said + b"\0")

        self._server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self._server.server_address[1]}"
