"""The server: created, started, stopped, and held by one process at a time."""

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg2

from libs.hosting.child_process import Leashed
from libs.hosting.private_postgres.accounts import account_here, home_of, kept, outside, run_as
from libs.hosting.private_postgres.left_over import STOPPING, end_left_over, processes, send
from libs.hosting.private_postgres.programs import find_programs, tail
from libs.hosting.private_postgres.refusal import NotStarted

RECOVERY = 300.0
"""Seconds that a start may take: after a crash the server first replays its write-ahead log."""
LARGEST_LOG = 10_000_000
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}


class PrivatePostgres:
    """One PostgreSQL server in one folder; use it as a context manager or call `start` and `stop`.

    `settings` are further server parameters, `environment` further variables of its process.
    Only one process at a time may hold a folder. A server that a killed process left behind is
    ended before the next one starts.
    """

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self._settings = {**SETTINGS, **(settings or {})}
        self._more = dict(environment or {})
        self._lock: int | None = None
        self._server: Leashed | None = None
        self._home = self.folder
        self._port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def dsn(self) -> str:
        """The URI of the superuser; valid while the server runs."""
        password = (self._home / "password").read_text(encoding="ascii")
        return f"postgresql://postgres:{password}@127.0.0.1:{self._port}/postgres"

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1, kept from start to start while it is free."""
        return self._port

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._server is not None
        return self._server.process.pid

    def running(self) -> bool:
        """Return whether the server that `start` began has not ended."""
        return self._server is not None and self._server.running()

    def start(self) -> None:
        """Start the server and return once it answers; the first start creates the database.

        Raises `NotStarted`: another process holds the folder, there is no PostgreSQL for this
        machine, or the server ended with an error, whose last lines are quoted.
        """
        if self._lock is not None:
            raise NotStarted(f"PostgreSQL trong thư mục {self.folder} đã được khởi động rồi.")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            account = account_here()
            self._home = home_of(self.folder, account)
            self._hold()
            data = self._home / "data"
            end_left_over(data)
            created = data / "PG_VERSION"
            wanted = int(created.read_text(encoding="ascii")) if created.exists() else None
            tools = find_programs(wanted, account)
            if wanted is None:
                self._create(tools, data, account)
            if self._home != self.folder and not (self.folder / "data").is_symlink():
                (self.folder / "data").symlink_to(data)
            self._run(tools, data, account)
        except PermissionError as error:
            self.stop()
            raise NotStarted(
                f"Không có quyền ghi vào {error.filename}; thư mục do tài khoản khác tạo?"
            ) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server as it should be stopped, and give the folder free; may be repeated."""
        if self._server is not None:
            # Fast, then immediate (the next start recovers), then by force.
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                self._server.send(number)
                if self._server.wait(STOPPING):
                    break
            self._server = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def kill(self) -> None:
        """Kill the server and its backends at once, as a crash would."""
        if self._server is not None:
            for pid in processes(self._home / "data"):
                send(pid, signal.SIGKILL)
        self.stop()

    def remove(self) -> None:
        """Stop the server and delete the folder with all its data, wherever it lies.

        Raises `NotStarted` when another process holds the folder.
        """
        self.stop()
        if self.folder.exists():
            self._home = home_of(self.folder, account_here())
            self._hold()
            end_left_over(self._home / "data")
            self.stop()
        for path in (outside(self.folder), kept(outside(self.folder)), self.folder):
            if path.exists():
                shutil.rmtree(path)

    def _hold(self) -> None:
        # Where the data is: a copied folder whose link leads to the same data is refused too.
        lock = os.open(self._home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise NotStarted(
                f"Thư mục {self.folder} đang được một tiến trình Kiemdinh khác sử dụng. "
                "Hãy dừng tiến trình đó, hoặc chọn thư mục khác."
            ) from None
        self._lock = lock

    def _create(self, tools: Path, data: Path, account: pwd.struct_passwd | None) -> None:
        password = secrets.token_hex(24)
        # Renamed at the end, so that a folder called data is always a whole one.
        new = data.with_name("data.new")
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", encoding="ascii", prefix="kiemdinh-") as handed:
            handed.write(password)
            handed.flush()
            if account:
                os.chown(new, account.pw_uid, account.pw_gid)
                os.chown(handed.name, account.pw_uid, account.pw_gid)
            done = run_as(
                account,
                *(str(tools / "initdb"), "-D", str(new), "-U", "postgres", "-E", "UTF8"),
                *("--locale=C", "--lc-ctype=C.UTF-8", "--auth=scram-sha-256"),
                *(f"--pwfile={handed.name}", "--data-checksums"),
                folder=new,
                environment=self._environment(new),
            )
        if done.returncode:
            raise NotStarted(f"Không tạo được cơ sở dữ liệu trong {data}:\n{tail(done.stdout)}")
        _write_private(self._home / "password", password)
        new.rename(data)

    def _run(self, tools: Path, data: Path, account: pwd.struct_passwd | None) -> None:
        journal = self._home / "server.log"
        if journal.exists() and journal.stat().st_size > LARGEST_LOG:
            journal.replace(journal.with_suffix(".old.log"))
        for _ in range(5):
            self._port = _port(self._home / "port")
            settings = {**self._settings, "port": str(self._port)}
            arguments = [part for pair in settings.items() for part in ("-c", "=".join(pair))]
            with journal.open("ab") as output:
                begin = output.tell()
                self._server = Leashed(
                    [str(tools / "postgres"), "-D", str(data), *arguments],
                    signal.SIGINT,
                    data,
                    output,
                    self._environment(data),
                    account,
                )
            if self._answers():
                return
            with journal.open("rb") as written:
                written.seek(begin)
                said = written.read()
            if b"could not bind" not in said:
                break
        raise NotStarted(f"PostgreSQL không khởi động được ({journal}):\n{tail(said)}")

    def _answers(self) -> bool:
        deadline = time.monotonic() + RECOVERY
        while self.running() and time.monotonic() < deadline:
            with suppress(psycopg2.OperationalError):
                psycopg2.connect(self.dsn, connect_timeout=5).close()
                return True
            time.sleep(0.02)
        return False

    def _environment(self, home: Path) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), **self._more}


def _port(file: Path) -> int:
    """Return the port of the last start if nothing listens there, else a free one; it is kept."""
    if file.exists():
        port = int(file.read_text(encoding="ascii"))
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    file.write_text(str(port), encoding="ascii")
    return port


def _write_private(path: Path, text: str) -> None:
    """Write a file that only this account may read, whole or not at all."""
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
