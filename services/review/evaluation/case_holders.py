"""Which offices hold cases, as read tables tell it: what `libs.rights.case_holder` asks of the log.

Asked when a question is, not kept: an assignment told late changes who held a function when a case
was filed. The tables are made of what the registry announces of schools and functions.
"""

from collections.abc import Sequence
from typing import Any, assert_never

from libs.engine.read_tables import NewRows, cut, insert, latest, newest, row_of
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights.held import Assigning, FunctionAssigned, FunctionEnded
from libs.rights.schools import Placing, placed

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
PLACES = f"""
select e.id,
    (select k.kind from school_kind k where k.log = e.log and k.school = e.school
     order by {newest("k")} limit 1),
    (select a.areas from school_area a where a.log = e.log and a.school = e.school
     order by {newest("a")} limit 1)
from evaluation e where e.log = %(log)s and e.id = any (%(ids)s)
"""
"""The kind of a case's school and where it lies, as told last."""
TRANSFERS = """
select evaluation, function, source, recipient, basis, transferred_on
from case_transfer where log = %(log)s and evaluation = any (%(ids)s) order by evaluation, version
"""


def place(new: NewRows, event: Recorded, placing: Placing) -> None:
    """Add where a school lies and of what kind it is, as far as the event says it."""
    told = placed(placing)
    school = {"log": event.log, "school": row_of(event)["id"]}
    since = {**school, "version": event.version, "starts": told.starts}
    if told.areas is not None:
        new.add("school_area", {**since, "areas": list(told.areas)})
    if told.kind is not None:
        new.add("school_kind", {**since, "kind": told.kind})


def assign(db: Cursor, event: Recorded, told: Assigning) -> None:
    """Bring the table of who holds functions up to `event`."""
    function, _, area = row_of(event)["id"].rpartition("_")
    match told:
        case FunctionAssigned(holder, kinds, starts, ends):
            place = {"log": event.log, "function": function, "area": area}
            held = {"version": event.version, "holder": holder, "kinds": list(kinds)}
            insert(db, "assignment", {**place, **held, "starts": starts, "ends": ends})
        case FunctionEnded(holder, ends):
            which = {"log": event.log, "function": function, "area": area, "holder": holder}
            cut(db, "assignment", which, ends)
        case _:
            assert_never(told)


def with_holders(db: Cursor, log: str, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Return rows of evaluations, each with `checker`, `appraiser`, `transfers`, and its school's
    `school_kind` and `areas`."""
    for row in rows:
        row.update(checker=None, appraiser=None, transfers=[], school_kind=None, areas=[])
    by_id = {row["id"]: row for row in rows}
    asked = {"log": log, "ids": list(by_id)}
    db.execute(HOLDERS, asked)
    for id, function, holder in db.fetchall():
        by_id[id]["checker" if function == "check_dossier" else "appraiser"] = holder
    db.execute(PLACES, asked)
    for id, kind, areas in db.fetchall():
        by_id[id].update(school_kind=kind, areas=areas or [])
    db.execute(TRANSFERS, asked)
    for id, *transfer in db.fetchall():
        names = ("function", "source", "to", "basis", "on")
        by_id[id]["transfers"].append(dict(zip(names, transfer, strict=True)))
    return rows
