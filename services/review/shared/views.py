"""Views out of rows, as all answers of review are made."""

from dataclasses import fields
from typing import Any, TypeVar

from psycopg2 import sql

from libs.engine.read_tables import rows
from libs.log.database import Cursor

V = TypeVar("V")


def rows_of(
    db: Cursor,
    table: str,
    log: str,
    after: str | None = None,
    limit: int = 1,
    schools: tuple[str, ...] | None = None,
    held_by: str | None = None,
    **equal: str | None,
) -> list[dict[str, Any]]:
    """Return rows of `table` by id, those after `after`; of `equal`, what is None says nothing.

    `held_by`: certificates that this school received or holds.
    """
    wanted = {name: value for name, value in equal.items() if value is not None}
    clauses: list[sql.Composable] = [sql.SQL("log = %(log)s")]
    clauses += [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in wanted
    ]
    if after is not None:
        clauses.append(sql.SQL("id > %(after)s"))
    if schools is not None:
        clauses.append(sql.SQL("school = any (%(schools)s)"))
    if held_by is not None:
        clauses.append(sql.SQL("%(held_by)s in (school, holder)"))
        wanted["held_by"] = held_by
    return rows(
        db,
        sql.SQL("select * from {} where {} order by id limit %(limit)s").format(
            sql.Identifier(table), sql.SQL(" and ").join(clauses)
        ),
        wanted | {"log": log, "after": after, "schools": list(schools or ()), "limit": limit},
    )


def view_of(kind: type[V], row: dict[str, Any]) -> V:
    """Return the view whose fields have the names of the row's columns."""
    values = {f.name: row[f.name] for f in fields(kind)}  # type: ignore[arg-type]
    return kind(**{n: tuple(v) if isinstance(v, list) else v for n, v in values.items()})
