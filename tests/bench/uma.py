"""UmaDB 0.7, a store of events with conditional appends, and its server."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import umadb

from tests.bench.ground import KIND, TICK, folder_on, preloaded, stat
from tests.servers import free_ports

UMADB = "UmaDB"
CLIENTS = 4
"""Connections that the callers of a process share."""
START_SECONDS = 10.0
_SERVE = "import sys, umadb; umadb.run_server_from_args(['umadb', *sys.argv[1:]])"


class Uma:
    """A running server."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], file: Path) -> None:
        self._process, self._file = process, file
        self._clients = [umadb.Client(url) for _ in range(CLIENTS)]
        self._stores = 0
        self._appended: list[UmaStore] = []

    def store(self) -> "UmaStore":
        """Return a store for one thread."""
        made = UmaStore(self._clients[len(self._appended) % CLIENTS])
        self._appended.append(made)
        return made

    def cpu(self) -> float:
        """Return the CPU that the server has taken, in seconds."""
        return sum(map(int, stat(self._process.pid)[11:13])) / TICK

    def size(self) -> float:
        """Return the bytes of its file an event."""
        return self._file.stat().st_size / sum(one.count for one in self._appended)


class UmaStore:
    """Appends on condition that the stream has no event after the last that was appended."""

    def __init__(self, client: umadb.Client) -> None:
        self._client = client
        self._last: dict[uuid.UUID, int] = {}
        self.count = 0

    def append(self, stream: uuid.UUID, version: int, raws: Sequence[bytes]) -> None:
        """Store `raws` after `version`."""
        tags = [f"evaluation-{stream.hex}"]
        query = umadb.Query([umadb.QueryItem(types=[], tags=tags)])
        condition = umadb.AppendCondition(query, after=self._last.get(stream))
        events = [umadb.Event(KIND, raw, tags, uuid.uuid4()) for raw in raws]
        self._last = {stream: self._client.append(events, condition)}
        self.count += len(raws)


@contextmanager
def uma(disk: Mapping[str, str] | None = None) -> Iterator[Uma]:
    """Give a new server, its file on this disk or on one as `disk`."""
    with folder_on(disk) as folder:
        (port,) = free_ports(1)
        file = folder / "events.db"
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, f"--listen=127.0.0.1:{port}", f"--db-path={file}"],
            env={**os.environ, **preloaded(folder, disk)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(process, file)
            yield Uma(f"http://127.0.0.1:{port}", process, file)
        finally:
            process.terminate()
            process.wait()


def _await(process: subprocess.Popen[bytes], file: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not file.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("UmaDB's server did not start")
        time.sleep(0.1)
    time.sleep(0.5)
