"""Entries and installations for tests of the event log."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from types import TracebackType
from typing import Self

import psycopg2
from psycopg2 import extensions

from libs.hosting.installation import ROLES, dsn, install
from libs.law.areas import provinces
from libs.log.database import Database
from libs.log.entry import Answer, Attempt, EventLog, Origin, Recorded, envelope, leaf_hash
from libs.log.postgres import PostgresLog, row

OWNERS = {"NoteWritten": "kd_registry", "NoteStruck": "kd_registry", "MarkGiven": "kd_assessment"}
PASSWORD = "not-a-secret"
CODES = ("79", "01")
SPARE = 1000
"""Logs beside each of `CODES`, "79_0" and on: for tests that need a new one each time."""
ACT = Origin("u:tester", "administrator", "office", date(2024, 9, 5), "corr", "caus")
AT = "2024-09-05T01:00:00.000000Z"


def entry(
    stream: str,
    version: int,
    previous: bytes | None,
    text: str = "tiêu chí 1.1",
    kind: str = "NoteWritten",
    log: str = "79",
) -> bytes:
    """Return the bytes of one entry of `log`, with an id of its own."""
    body = {"type": kind, "data": {"text": text}}
    return envelope(log, stream, version, previous, AT, ACT, body, uuid.uuid4().hex)


def entries(
    stream: str,
    history: Sequence[Recorded] = (),
    count: int = 1,
    text: str = "tiêu chí 1.1",
    kind: str = "NoteWritten",
    log: str = "79",
) -> list[bytes]:
    """Return `count` entries that continue `history`."""
    made: list[bytes] = []
    previous = history[-1].leaf if history else None
    for n in range(count):
        made.append(entry(stream, len(history) + n + 1, previous, text, kind, log))
        previous = leaf_hash(made[-1])
    return made


def attempt(
    stream: str,
    expected: int = 0,
    raws: Sequence[bytes] = (),
    command: str | None = None,
    digest: str = "d" * 64,
    guards: Mapping[str, int] | None = None,
    log: str = "79",
    quiet: tuple[frozenset[str], int] | None = None,
) -> Attempt:
    """Return an attempt to append `raws`, under a new command id unless one is given."""
    id = command or uuid.uuid4().hex
    return Attempt(log, stream, expected, raws, id, digest, guards or {}, quiet)


def write(log: EventLog, stream: str, count: int = 1, code: str = "79") -> Attempt:
    """Append `count` entries to the end of a stream; return what was appended."""
    history = log.read(code, stream)[stream]
    made = attempt(stream, len(history), entries(stream, history, count, log=code), log=code)
    log.append(made)
    return made


def assert_whole(log: EventLog, code: str = "79") -> list[Recorded]:
    """Return all entries of a log after checking positions, versions, prev and leaves of each."""
    found: list[Recorded] = []
    while page := log.follow(code, len(found)):
        found.extend(page)
    last: dict[str, Recorded] = {}
    for position, one in enumerate(found, 1):
        before = last.get(one.stream)
        assert (one.log, one.position) == (code, position)
        assert one.leaf == leaf_hash(one.raw)
        assert one.version == (before.version + 1 if before else 1)
        assert one.envelope.get("prev") == (before.leaf.hex() if before else None)
        last[one.stream] = one
    assert log.head(code) == len(found)
    return found


class Installed:
    """An installation in a new database of a server; on leaving, its connections are closed."""

    def __init__(self, server: str) -> None:
        self.name = f"kd_{uuid.uuid4().hex}"
        self._server = server
        self.admin = extensions.make_dsn(server, dbname=self.name)
        self._databases: list[Database] = []
        self.at_server(f"create database {self.name}")
        logs = (*provinces(), *(f"{code}_{n}" for code in CODES for n in range(SPARE)))
        install(self.admin, dict.fromkeys(ROLES, PASSWORD), (), OWNERS, logs)

    def dsn(self, role: str) -> str:
        """Return how `role` connects."""
        return dsn(self.admin, role, PASSWORD)

    def database(self, role: str = "kd_registry", size: int = 8) -> Database:
        """Return a pool for `role`."""
        made = Database(self.dsn(role), "log", size)
        self._databases.append(made)
        return made

    @cached_property
    def reading(self) -> Database:
        """A pool for the role that may only read."""
        return self.database("kd_reader")

    def log(self, role: str = "kd_registry", patience: float = 10.0) -> PostgresLog:
        """Return the log as `role` sees it."""
        return PostgresLog(self.database(role), patience)

    def at_server(self, statement: str) -> None:
        """Run a statement as superuser in the server's own database."""
        connection = psycopg2.connect(self._server)
        connection.autocommit = True
        with connection.cursor() as db:
            db.execute(statement)
        connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for database in self._databases:
            database.close()
        self.at_server(f"drop database if exists {self.name} with (force)")


class Held:
    """A writer that has appended inside a transaction which it keeps open."""

    def __init__(self, installed: Installed, made: Attempt) -> None:
        self.connection = psycopg2.connect(installed.dsn("kd_registry"))
        self.cursor = self.connection.cursor()
        self.cursor.execute("select log.append(%s, %s::log.attempt[])", (made.log, [row(made)]))

    def end(self, commit: bool) -> None:
        """Commit or roll back, and close."""
        if commit:
            self.connection.commit()
        self.connection.close()


def waiting(installed: Installed) -> int:
    """Return how many sessions wait for an advisory lock."""
    with installed.reading.autocommit() as db:
        db.execute(
            "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
            " where l.locktype = 'advisory' and not l.granted and d.datname = %s",
            (installed.name,),
        )
        ((count,),) = db.fetchall()
    return int(count)


def watched(log: PostgresLog) -> list[int]:
    """Return a list that gets the size of each batch in which a log appends."""
    sizes: list[int] = []
    together = log._joined._together

    def counted(attempts: Sequence[Attempt]) -> Sequence[Answer | None]:
        sizes.append(len(attempts))
        return together(attempts)

    log._joined._together = counted
    return sizes
