"""Reading and writing read tables: what the queries and projections of every service do alike.

Table and column names come from the code, values always as parameters. A table of streams has the
columns `log`, `id`, `version`, `position`. What holds for a time has `starts` and `ends`, the first
day without it, and is asked for by `holds(starts, ends, day)` of read_tables.sql.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from psycopg2 import sql

from libs.engine.questions import Limit as Limit
from libs.engine.questions import OfSchools, limit_of
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights.visibility_tables import parameters

T = TypeVar("T")

SCRIPT: Traversable = files(__package__) / "read_tables.sql"
ONE = " and id = %(id)s"
PAGE = " and (%(after)s::text is null or id > %(after)s) order by id limit %(limit)s"
"""The end of a list's statement: sorted by id, `after` exclusive."""


def asked(log: str, question: Any) -> dict[str, Any]:
    """Return the parameters of a question's statement: its fields and `log`; tuples are arrays.

    For the schools that its reader sees they are those of `libs.rights.visibility_tables`.
    """
    given = dataclasses.asdict(question)
    for each in dataclasses.fields(question):
        if each.metadata.get("given") in ("schools", "inside"):
            given |= parameters(getattr(question, each.name), each.name)
    arrays = {name: list(value) for name, value in given.items() if isinstance(value, tuple)}
    return {"log": log, **given, **arrays}


def latest(row: str, day: str = "%(on)s") -> str:
    """Return the end of a statement for the one `row` that holds on a day, as `periods.value_on`.

    Of rows that each hold until the next begins, with their `starts` and `version`: of two with the
    same beginning the one told last counts.
    """
    return f"holds({row}.starts, null, {day}) order by {newest(row)} limit 1"


def latest_told(row: str, column: str, value: str = "", day: str = "%(on)s") -> str:
    """Return an aggregate: what a group's rows said last in a column that holds on a day.

    As `latest`, for rows that each say some of the columns; `value` is made of it, itself if empty.
    """
    said = f"where {row}.{column} is not null and holds({row}.starts, null, {day})"
    value = value or f"{row}.{column}"
    return f"(array_agg({value} order by {newest(row)}) filter ({said}))[1]"


def newest(row: str) -> str:
    """Return an order in which the `row` stands first that was last to begin, then last told."""
    return f"{row}.starts desc nulls last, {row}.version desc"


def rows(
    db: Cursor, statement: str | sql.Composable, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows, each by its columns' names."""
    db.execute(statement, values)
    names = [column.name for column in db.description or ()]
    return [dict(zip(names, row, strict=True)) for row in db.fetchall()]


def listed(
    db: Cursor, question: OfSchools, statement: str, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows of a page of a list, of those schools alone that its reader sees."""
    return rows(db, statement + limit_of(question) + PAGE, values)


def one(found: Sequence[T]) -> T | None:
    """Return the first, None when there is none."""
    return found[0] if found else None


def row_of(event: Recorded) -> dict[str, Any]:
    """Return what the row of an event's stream says of it."""
    return {
        "log": event.log,
        "id": event.stream.partition("-")[2],
        "version": event.version,
        "position": event.position,
    }


def insert(db: Cursor, table: str, values: Mapping[str, Any], tail: str = "") -> None:
    """Insert a row."""
    columns = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    db.execute(f"insert into {table} ({columns}) values ({places}) {tail}", [*values.values()])


def insert_all(db: Cursor, table: str, found: Sequence[Mapping[str, Any]], tail: str = "") -> None:
    """Insert rows of the same columns in one statement; none is none."""
    if not found:
        return
    columns = ", ".join(found[0])
    places = ", ".join(["%s"] * len(found[0]))
    each = ", ".join([f"({places})"] * len(found))
    values = [row[name] for row in found for name in found[0]]
    db.execute(f"insert into {table} ({columns}) values {each} {tail}", values)


class NewRows:
    """Rows that come to tables one after the other, and are written with a statement a table."""

    def __init__(self) -> None:
        self._found: dict[str, list[Mapping[str, Any]]] = {}

    def add(self, table: str, values: Mapping[str, Any]) -> None:
        """Take a row; the rows of a table have the same columns."""
        self._found.setdefault(table, []).append(values)

    def write(self, db: Cursor) -> None:
        """Insert what has come since the last time."""
        for table, found in self._found.items():
            insert_all(db, table, found)
        self._found.clear()


def insert_once(db: Cursor, table: str, values: Mapping[str, Any]) -> None:
    """Insert a stream's row unless an earlier event of the stream has."""
    insert(db, table, values, "on conflict (log, id) do nothing")


def update(db: Cursor, table: str, event: Recorded, values: Mapping[str, Any]) -> None:
    """Change columns of the row of the event's stream."""
    columns = ", ".join(f"{name} = %s" for name in values)
    stream = row_of(event)
    db.execute(
        f"update {table} set {columns} where log = %s and id = %s",
        [*values.values(), stream["log"], stream["id"]],
    )


def cut(db: Cursor, table: str, which: Mapping[str, Any], ends: date) -> None:
    """Let rows with these values end on `ends`, if they do not end before: as `Timeline.end`."""
    same = [f"{name} is null" if which[name] is None else f"{name} = %({name})s" for name in which]
    # The least of null and a day is the day.
    statement = f"update {table} set ends = least(ends, %(cut)s) where {' and '.join(same)}"
    db.execute(statement, {**which, "cut": ends})


def seen(db: Cursor, table: str, event: Recorded) -> None:
    """Let the row of the event's stream carry the event's version and position."""
    update(db, table, event, {"version": event.version, "position": event.position})
