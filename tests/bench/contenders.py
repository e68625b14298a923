"""The contenders of the append: each stores the same bytes in one transaction a call."""

import io
import uuid
from collections.abc import Sequence
from contextlib import closing
from typing import Any, Protocol

import psycopg2
from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment
from psycopg2 import extensions, extras

from libs.hosting.embedded import LOG_CONNECTIONS
from libs.log.database import Database
from libs.log.entry import Attempt
from libs.log.postgres import PostgresLog
from tests.bench.ground import KIND, LOG, Ground, run

OURS = "kiemdinh"
THEIRS = "eventsourcing"
INSERT = "INSERT, autocommit"
COPY = "COPY"
TABLES = {OURS: "log.event", THEIRS: "bench_events", INSERT: "plain"}


class Store(Protocol):
    """One contender, in one process."""

    def append(self, stream: uuid.UUID, version: int, raws: Sequence[bytes]) -> None:
        """Store `raws` after `version`; return once they are on disk."""


def prepare(ground: Ground) -> None:
    """Make the baselines' tables."""
    run(
        ground.admin,
        "create table plain (id bigserial primary key, stream uuid not null, ver integer not null,"
        " type text not null, raw text not null, unique (stream, ver))",
    )
    recorder(ground, create=True).datastore.close()


def recorder(ground: Ground, create: bool = False) -> Any:
    """Return eventsourcing's recorder with its defaults, on psycopg 3."""
    known = extensions.parse_dsn(ground.admin)
    settings = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": known["dbname"],
        "POSTGRES_HOST": known["host"],
        "POSTGRES_PORT": known["port"],
        "POSTGRES_USER": known["user"],
        "POSTGRES_PASSWORD": known["password"],
        # Tables are made once: several processes doing it at the same time fail.
        "CREATE_TABLE": "yes" if create else "no",
    }
    return InfrastructureFactory.construct(Environment("bench", settings)).application_recorder()


def bytes_an_event(ground: Ground, name: str) -> float:
    """Return what a contender's table and its indexes take on disk, by its rows."""
    with closing(psycopg2.connect(ground.admin)) as connection, connection.cursor() as db:
        table = TABLES[name]
        db.execute(f"select pg_total_relation_size('{table}') / count(*)::float from {table}")
        ((size,),) = db.fetchall()
    return float(size)


class Ours:
    """The event log of this repository."""

    def __init__(self, ground: Ground) -> None:
        self._log = PostgresLog(Database(ground.writer, "log", LOG_CONNECTIONS))

    def append(self, stream: uuid.UUID, version: int, raws: Sequence[bytes]) -> None:
        name = f"evaluation-{stream.hex}"
        self._log.append(Attempt(LOG, name, version, raws, uuid.uuid4().hex, "0" * 64))


class Theirs:
    """eventsourcing's PostgresApplicationRecorder."""

    def __init__(self, ground: Ground) -> None:
        self._recorder = recorder(ground)

    def append(self, stream: uuid.UUID, version: int, raws: Sequence[bytes]) -> None:
        self._recorder.insert_events(
            [StoredEvent(stream, version + 1 + n, KIND, raw) for n, raw in enumerate(raws)]
        )


class Insert:
    """One INSERT in autocommit: what the disk and one round trip allow, without order or checks."""

    def __init__(self, ground: Ground) -> None:
        connection = psycopg2.connect(ground.admin)
        connection.autocommit = True
        self._cursor = connection.cursor()

    def append(self, stream: uuid.UUID, version: int, raws: Sequence[bytes]) -> None:
        key = str(stream)
        rows = [(key, version + 1 + n, KIND, raw.decode()) for n, raw in enumerate(raws)]
        into = "insert into plain (stream, ver, type, raw) values "
        if len(rows) == 1:
            self._cursor.execute(into + "(%s, %s, %s, %s)", rows[0])
        else:
            extras.execute_values(self._cursor, into + "%s", rows, page_size=len(rows))


class Copy(Insert):
    """One COPY in autocommit."""

    def append(self, stream: uuid.UUID, version: int, raws: Sequence[bytes]) -> None:
        text = "".join(
            f"{stream}\t{version + 1 + n}\t{KIND}\t{raw.decode()}\n" for n, raw in enumerate(raws)
        )
        self._cursor.copy_expert(
            "copy plain (stream, ver, type, raw) from stdin", io.StringIO(text)
        )


STORES: dict[str, type[Ours | Theirs | Insert | Copy]] = {
    OURS: Ours,
    THEIRS: Theirs,
    INSERT: Insert,
    COPY: Copy,
}
