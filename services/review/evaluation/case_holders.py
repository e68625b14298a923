"""Which offices hold cases, as read tables tell it: what `libs.rights.case_holder` asks of the log.

Asked when a question is, not kept: an assignment told late changes who held a function when a case
was filed. The tables are made of what the registry announces of schools and functions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from libs.engine.read_tables import NewRows, cut, insert, latest, row_of
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded

HOLDERS = f"""
select e.id, f.function, coalesce(
    (select t.recipient from case_transfer t
     where t.log = e.log and t.evaluation = e.id and t.function = f.function
     order by t.version desc limit 1),
    (select a.holder
     from unnest((
         select s.areas from school_area s
         where s.log = e.log and s.school = e.school
         and {latest("s", "e.case_since")})) with ordinality as u (area, n)
     join assignment a on a.log = e.log and a.function = f.function and a.area = u.area
     where holds(a.starts, a.ends, e.case_since)
     and (select k.kind from school_kind k
          where k.log = e.log and k.school = e.school
          and {latest("k", "e.case_since")}) = any (a.kinds)
     order by u.n, a.version limit 1))
from evaluation e cross join (values ('check_dossier'), ('appraise')) as f (function)
where e.log = %(log)s and e.id = any (%(ids)s) and e.case_since is not null
"""
TRANSFERS = """
select evaluation, function, source, recipient, basis, transferred_on
from case_transfer where log = %(log)s and evaluation = any (%(ids)s) order by evaluation, version
"""


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school, its kind and where it lies."""

    kind: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged:
    """Registry: from `starts` on a school lies in these areas."""

    areas: tuple[str, ...]
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """Registry: from `starts` on a school is of this kind."""

    kind: str
    starts: date


@dataclass(frozen=True, slots=True)
class FunctionAssigned:
    """Registry: who holds the function of an area (both in the stream's id)."""

    holder: str
    kinds: tuple[str, ...]
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class FunctionEnded:
    """Registry: whoever held a function lost it; `ends` is the first day without."""

    holder: str
    ends: date


Heard = SchoolRegistered | SchoolAreasChanged | SchoolKindChanged | FunctionAssigned | FunctionEnded
HEARD: Contract[Heard] = Contract(Heard)


def register(new: NewRows, event: Recorded, heard: SchoolRegistered) -> None:
    """Add where a school lies and of what kind it is from the start."""
    new.add("school_area", {**_since(event, None), "areas": list(heard.areas)})
    new.add("school_kind", {**_since(event, None), "kind": heard.kind})


TOGETHER: Mapping[type, Callable[[NewRows, Recorded, Any], None]] = {SchoolRegistered: register}
"""Schools come by the thousand."""


def project(db: Cursor, event: Recorded, heard: Heard) -> None:
    """Bring the tables that say who holds a case up to `event`."""
    function, _, area = row_of(event)["id"].rpartition("_")
    match heard:
        case SchoolRegistered():
            pass
        case SchoolAreasChanged(areas, starts):
            insert(db, "school_area", {**_since(event, starts), "areas": list(areas)})
        case SchoolKindChanged(kind, starts):
            insert(db, "school_kind", {**_since(event, starts), "kind": kind})
        case FunctionAssigned(holder, kinds, starts, ends):
            place = {"log": event.log, "function": function, "area": area}
            held = {"version": event.version, "holder": holder, "kinds": list(kinds)}
            insert(db, "assignment", {**place, **held, "starts": starts, "ends": ends})
        case FunctionEnded(holder, ends):
            which = {"log": event.log, "function": function, "area": area, "holder": holder}
            cut(db, "assignment", which, ends)
        case _:
            assert_never(heard)


def _since(event: Recorded, starts: date | None) -> dict[str, Any]:
    school = {"log": event.log, "school": row_of(event)["id"]}
    return {**school, "version": event.version, "starts": starts}


def with_holders(db: Cursor, log: str, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Return rows of evaluations, each with `checker`, `appraiser` and `transfers`."""
    for row in rows:
        row.update(checker=None, appraiser=None, transfers=[])
    by_id = {row["id"]: row for row in rows}
    asked = {"log": log, "ids": list(by_id)}
    db.execute(HOLDERS, asked)
    for id, function, holder in db.fetchall():
        by_id[id]["checker" if function == "check_dossier" else "appraiser"] = holder
    db.execute(TRANSFERS, asked)
    for id, *transfer in db.fetchall():
        names = ("function", "source", "to", "basis", "on")
        by_id[id]["transfers"].append(dict(zip(names, transfer, strict=True)))
    return rows
