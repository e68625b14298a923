"""A PostgreSQL server for measurements, and one kind of 1 kB event for every contender."""

import os
import random
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from libs.hosting.installation import ROLES, dsn, install
from libs.hosting.private_postgres import PrivatePostgres
from libs.kernel import canonical
from libs.log.entry import leaf_hash

LOG = "79"
KIND = "FindingRecorded"
ROLE = "kd_review"
PASSWORD = "measured"
SLOWED = {"SLOW_FLUSH_US": "5000"}
"""A disk that needs 5 ms more for each flush."""
COMMON = {"LEAST_FLUSH_US": "500"}
"""A disk that needs half a millisecond for a flush, as many do."""
PRICED = {"LEAST_FLUSH_US": "5000"}
"""A disk that needs 5 ms for each flush, whatever others do with it."""
MEMORY = Path("/dev/shm")
"""Where flushes have the price that is set for them and no other."""
TICK = os.sysconf("SC_CLK_TCK")
TEXT = (
    "tiêu chí minh chứng nhà trường tự đánh giá kiểm định chất lượng giáo dục báo cáo mức đạt hội "
    "đồng đoàn đánh giá ngoài năm học giáo viên học sinh cơ sở vật chất kế hoạch cải tiến"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """How to connect: as a superuser, and as the role that records."""

    admin: str
    writer: str


@contextmanager
def server(disk: Mapping[str, str] | None = None) -> Iterator[Ground]:
    """Give an installed log on a new server, default durability; on this disk, or one as `disk`.

    Raises RuntimeError when `disk` is given and there is no gcc.
    """
    with folder_on(disk) as folder:
        postgres = PrivatePostgres(folder / "postgres", environment=preloaded(folder, disk))
        with postgres:
            admin = postgres.dsn
            install(admin, dict.fromkeys(ROLES, PASSWORD), (), {KIND: ROLE})
            yield Ground(admin, dsn(admin, ROLE, PASSWORD))
        postgres.remove()


@contextmanager
def folder_on(disk: Mapping[str, str] | None) -> Iterator[Path]:
    """Give a folder; in memory for a disk that has a fixed price."""
    memory = MEMORY if disk in (COMMON, PRICED) and MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="kiemdinh-bench-", dir=memory) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def preloaded(folder: Path, disk: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return what makes the flushes of a process those of a disk; RuntimeError without gcc."""
    if disk is None:
        return {}
    compiler = shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("another disk needs gcc (apt-get install gcc libc6-dev)")
    library = folder / "slow_flush.so"
    source = Path(__file__).with_name("slow_flush.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    library.chmod(0o755)
    return {"LD_PRELOAD": str(library), **disk}


def run(connection: str, *statements: str) -> None:
    """Run statements in autocommit."""
    opened = psycopg2.connect(connection)
    opened.autocommit = True
    with opened.cursor() as db:
        for statement in statements:
            db.execute(statement)
    opened.close()


def database_cpu(connection: str) -> Callable[[], float]:
    """Return what tells the CPU of all processes of a server of ours, in milliseconds."""
    opened = psycopg2.connect(connection)
    parent = stat(opened.info.backend_pid)[1]
    opened.close()

    def spent() -> float:
        used = 0.0
        for name in filter(str.isdigit, os.listdir("/proc")):
            found = stat(int(name))
            if name == parent:
                # With what its children had used that have ended.
                used += sum(map(int, found[13:15])) * 1000 / TICK
            if found and (found[1] == parent or name == parent):
                used += _running(name)
        return used

    return spent


def _running(pid: str) -> float:
    """Return for how many milliseconds a process of one thread has run, exactly."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1e6
    except OSError:
        return 0.0


def all_cpu() -> float:
    """Return the CPU that this process and all that it started have used, in milliseconds.

    Servers that were there before, by the environment or in Docker, are not among them.
    """
    stats = {name: stat(int(name)) for name in filter(str.isdigit, os.listdir("/proc"))}
    children: dict[str, list[str]] = {}
    for name, found in stats.items():
        if found:
            children.setdefault(found[1], []).append(name)
    ticks, waiting = 0, list(children.get(str(os.getpid()), ()))
    while waiting:
        one = waiting.pop()
        # With what its own children had used that have ended.
        ticks += sum(map(int, stats[one][11:15]))
        waiting += children.get(one, ())
    return ticks * 1000 / TICK + time.process_time() * 1000


def stat(pid: int) -> list[str]:
    """Return what Linux tells of a process after its name, nothing of one that has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(") ")[2].split()
    except OSError:
        return []


class Events:
    """Makes canonical entries of about 1 kB, cheaply: only what differs is written anew."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._data = [self._body() for _ in range(200)]

    def entry(self, stream: str, version: int, previous: bytes | None) -> bytes:
        """Return the entry that stands at `version` of `stream`, after `previous`, a leaf hash."""
        prev = f'"prev":"{previous.hex()}",' if previous else ""
        number = self._random.getrandbits(128)
        return (
            f'{{"actor":"u:5f0c2a","at":"2025-03-11T08:00:00.000000Z","caus":"{number:032x}",'
            f'"corr":"{number:032x}","data":{self._data[number % 200]},"id":"{number:032x}",'
            f'"log":"{LOG}","on":"2025-03-11","org":"so_79",{prev}"role":"evaluator",'
            f'"stream":"{stream}","type":"{KIND}","v":1,"ver":{version}}}'
        ).encode()

    def stream(self, count: int, name: str | None = None) -> Iterator[bytes]:
        """Yield the entries of a stream from its first on."""
        name = name or f"evaluation-{uuid.uuid4().hex}"
        previous = None
        for version in range(1, count + 1):
            raw = self.entry(name, version, previous)
            previous = leaf_hash(raw)
            yield raw

    def _body(self) -> str:
        words = TEXT.split()
        text = " ".join(self._random.choice(words) for _ in range(85))
        body = {
            "criterion": f"{self._random.randint(1, 5)}.{self._random.randint(1, 10)}",
            "accreditation_grade": self._random.randint(1, 3),
            "indicator": self._random.choice("abc"),
            "met": True,
            "strengths": text[:160],
            "weaknesses": text[160:],
        }
        return canonical.encode(body).decode()
