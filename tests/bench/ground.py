"""A PostgreSQL server for measurements, and one kind of 1 kB event for every contender."""

import random
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
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
    with tempfile.TemporaryDirectory(prefix="kiemdinh-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        environment = {**_preloaded(folder), **disk} if disk else {}
        postgres = PrivatePostgres(folder / "postgres", environment=environment)
        with postgres:
            admin = postgres.dsn
            install(admin, dict.fromkeys(ROLES, PASSWORD), (), {KIND: ROLE})
            yield Ground(admin, dsn(admin, ROLE, PASSWORD))
        postgres.remove()


def _preloaded(folder: Path) -> Mapping[str, str]:
    compiler = shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("another disk needs gcc (apt-get install gcc libc6-dev)")
    library = folder / "slow_flush.so"
    source = Path(__file__).with_name("slow_flush.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    library.chmod(0o755)
    return {"LD_PRELOAD": str(library)}


def run(connection: str, *statements: str) -> None:
    """Run statements in autocommit."""
    opened = psycopg2.connect(connection)
    opened.autocommit = True
    with opened.cursor() as db:
        for statement in statements:
            db.execute(statement)
    opened.close()


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
