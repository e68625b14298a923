"""What publishing must know of others: the names that the register gives on that day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from libs.command_handler import Context
from libs.contract import Parsed
from libs.postgres import Cursor
from libs.rights import school_of
from services.disclosure.domain import MarkCarriedOver

SCHOOL = """
select n.name, k.kind, s.sample from school s
cross join lateral (
    select name from school_name n where n.log = s.log and n.school = s.id
    and (n.starts is null or n.starts <= %(on)s)
    order by n.starts desc nulls last, n.version desc limit 1) n
cross join lateral (
    select kind from school_kind k where k.log = s.log and k.school = s.id
    and (k.starts is null or k.starts <= %(on)s)
    order by k.starts desc nulls last, k.version desc limit 1) k
where s.log = %(log)s and s.id = %(school)s
"""


def facts(
    db: Cursor, log: str, stream: str, parsed: Parsed[Any], context: Context
) -> Mapping[str, Any]:
    """Return the names that `parsed` asks for, as of the day; None for what is unknown."""
    if parsed.kind is MarkCarriedOver:
        return {"successor_name": _school(db, log, parsed.values["successor"], context.on)[0]}
    name, kind, sample = _school(db, log, school_of(stream), context.on)
    db.execute(
        "select name from office_name where log = %s and office = %s"
        " and (starts is null or starts <= %s) order by starts desc nulls last, version desc",
        (log, parsed.values["decided_by"], context.on),
    )
    (authority,) = db.fetchone() or (None,)
    return {
        "school_name": name,
        "school_kind": kind,
        "sample": sample,
        "authority_name": authority,
    }


def _school(db: Cursor, log: str, school: str, on: date) -> tuple[str | None, str | None, bool]:
    """Return a school's name and kind on a day, and whether it is sample data."""
    db.execute(SCHOOL, {"log": log, "school": school, "on": on})
    name, kind, sample = db.fetchone() or (None, None, False)
    return name, kind, sample
