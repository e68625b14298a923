"""Rebuild every read table from the log beside the live one, and compare them row by row."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from libs.eventlog import Recorded
from libs.postgres import Cursor
from libs.service import Service

BOOKKEEPING = frozenset({"subscription", "parked", "migration"})
"""Tables of the mechanism; they hold positions, not what follows from events."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One read table: its rows live, as rebuilt, and how many stand on one side only."""

    service: str
    table: str
    live: int
    rebuilt: int
    only_live: int
    only_rebuilt: int

    @property
    def equal(self) -> bool:
        """Return whether both hold the same rows, each as often."""
        return self.only_live == self.only_rebuilt == 0


def replay(
    admin_dsn: str,
    service: type[Service],
    entries: Callable[[str], Iterable[Recorded]],
    told: Callable[[int], None] = lambda events: None,
) -> list[Compared]:
    """Return how each read table of `service` compares with one rebuilt from all logs' events.

    `entries(log)` gives a log from position 1 on; `told(n)` hears of progress. All of it happens in
    one transaction that sees the live tables as of one instant and is rolled back at the end.
    """
    with _snapshot(admin_dsn) as db:
        positions = _positions(db, service.name)
        rebuilt = f"{service.name}_rebuilt"
        db.execute(sql.SQL("create schema {}").format(sql.Identifier(rebuilt)))
        db.execute("select set_config('search_path', %s, true)", (rebuilt,))
        for script in sorted(service.migrations().iterdir(), key=lambda f: f.name):
            if script.name.endswith(".sql"):
                db.execute(script.read_text())
        for log, last in positions.items():
            done = 0
            for event in takewhile(lambda e: e.position <= last, entries(log)):  # noqa: B023
                service.project(db, event)
                done += 1
                if done % 500 == 0:
                    told(500)
            told(done % 500)
            if done != last:
                raise LookupError(
                    f"log {log} gave {done} events of the {last} that {service.name} read"
                )
        return [_compare(db, service.name, rebuilt, table) for table in _tables(db, rebuilt)]


@contextmanager
def _snapshot(dsn: str) -> Iterator[Cursor]:
    connection = psycopg2.connect(dsn, connect_timeout=5)
    try:
        connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ)
        with connection.cursor() as db:
            yield db
    finally:
        connection.rollback()
        connection.close()


def _positions(db: Cursor, service: str) -> dict[str, int]:
    query = sql.SQL("select log, position from {}.subscription where name = %s order by log")
    db.execute(query.format(sql.Identifier(service)), (f"{service}.read_tables",))
    return {log: int(position) for log, position in db.fetchall()}


def _tables(db: Cursor, schema: str) -> list[str]:
    db.execute("select tablename from pg_tables where schemaname = %s order by 1", (schema,))
    return [name for (name,) in db.fetchall() if name not in BOOKKEEPING]


def _compare(db: Cursor, live: str, rebuilt: str, table: str) -> Compared:
    one, other = sql.Identifier(live, table), sql.Identifier(rebuilt, table)

    def count(text: str) -> int:
        db.execute(sql.SQL(text).format(one=one, other=other))
        return int((db.fetchone() or (0,))[0])

    return Compared(
        live,
        table,
        count("select count(*) from {one}"),
        count("select count(*) from {other}"),
        count("select count(*) from (select * from {one} except all select * from {other}) t"),
        count("select count(*) from (select * from {other} except all select * from {one}) t"),
    )
