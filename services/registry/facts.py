"""What a command must know of others: read tables, streams -> small values of `domain`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from libs.command_handler import Context
from libs.contract import Parsed
from libs.postgres import Cursor
from libs.rights import Read
from services.registry import in_charge
from services.registry.domain import lineage
from services.registry.domain.assignment import AssignFunction
from services.registry.domain.help_request import AskForHelp, ForwardHelp
from services.registry.domain.offices import Office, Offices
from services.registry.domain.organisation import (
    EndOrganisation,
    PlaceOrganisation,
    RegisterOrganisation,
)
from services.registry.domain.planned_list import PlanFromLetter

Found = Mapping[str, Any]
Find = Callable[[Cursor, str, str, Mapping[str, Any]], Found]
"""(db, log, the stream's id, `on` and the command's own fields) -> what it asks for, by name."""

HEIRS = """
with recursive heirs (id) as (
    select unnest(%(ids)s::text[])
    union
    select unnest(o.successors) from organisation o join heirs h on o.id = h.id
    where o.log = %(log)s)
select id from heirs
"""
ABOVE = """
with recursive above (id) as (
    select %(id)s::text
    union
    select p.parent from above a join organisation_parent p
    on p.log = %(log)s and p.organisation = a.id and p.parent is not null
    and p.version = (
        select q.version from organisation_parent q
        where q.log = p.log and q.organisation = p.organisation
        and (q.starts is null or q.starts <= %(on)s)
        order by q.starts desc nulls last, q.version desc limit 1))
select id from above
"""
HELD = """
select distinct assignment from assignment_term
where log = %(log)s and holder = %(id)s and (ends is null or ends > %(on)s)
and (ends is null or ends > starts) order by 1
"""


def facts(db: Cursor, log: str, stream: str, parsed: Parsed[Any], context: Context) -> Found:
    """Return what `parsed` asks for; raises TypeError where nothing is known that it could want."""
    find = _FIND.get(parsed.kind)
    if find is None:
        raise TypeError(f"{parsed.kind.__name__} asks for nothing known here: {set(parsed.needs)}")
    return find(db, log, stream.partition("-")[2], {"on": context.on, **parsed.values})


def told(read: Read, parsed: Parsed[Any]) -> Found:
    """Return which schools of an act of the lineage the log does not know, nothing for others.

    Read from the log itself: a school registered a moment ago is known, and none is ever unknown
    again.
    """
    if parsed.kind not in get_args(lineage.Command):
        return {}
    named: set[str] = set()
    for name in ("school", "successor", "predecessors", "successors"):
        value = parsed.values.get(name, ())
        named |= {value} if isinstance(value, str) else {*value}
    streams = read(*(f"school-{id}" for id in sorted(named)))
    return {"unregistered": frozenset(id for id in named if not streams[f"school-{id}"])}


def offices(db: Cursor, log: str, ids: Sequence[str | None]) -> Offices:
    """Return those of the offices `ids` that are in the register, each under its latest name."""
    db.execute(
        "select o.id, n.name, o.ends from organisation o cross join lateral ("
        " select name from organisation_name n where n.log = o.log and n.organisation = o.id"
        " order by starts desc nulls last, version desc limit 1) n"
        " where o.log = %s and o.id = any (%s)",
        (log, [id for id in ids if id is not None]),
    )
    return {id: Office(name, ends) for id, name, ends in db.fetchall()}


def _registering(db: Cursor, log: str, id: str, values: Mapping[str, Any]) -> Found:
    return {"offices": offices(db, log, [values.get("parent")])}


def _placing(db: Cursor, log: str, id: str, values: Mapping[str, Any]) -> Found:
    parent = values["parent"]
    asked = {"log": log, "id": parent, "on": values["starts"]}
    return {"offices": offices(db, log, [parent]), "above": _ids(db, ABOVE, asked)}


def _ending(db: Cursor, log: str, id: str, values: Mapping[str, Any]) -> Found:
    successors = values.get("successors", ())
    db.execute(HELD, {"log": log, "id": id, "on": values["ends"]})
    return {
        "held": tuple(assignment for (assignment,) in db.fetchall()),
        "offices": offices(db, log, successors),
        "heirs": _ids(db, HEIRS, {"log": log, "ids": list(successors)}),
    }


def _assigning(db: Cursor, log: str, id: str, values: Mapping[str, Any]) -> Found:
    return {"offices": offices(db, log, [values["holder"]])}


def _ids(db: Cursor, sql: str, asked: Mapping[str, Any]) -> frozenset[str]:
    db.execute(sql, asked)
    return frozenset(id for (id,) in db.fetchall())


_FIND: dict[type, Find] = {
    RegisterOrganisation: _registering,
    PlaceOrganisation: _placing,
    EndOrganisation: _ending,
    AssignFunction: _assigning,
    PlanFromLetter: in_charge.entries,
    AskForHelp: in_charge.helper,
    ForwardHelp: in_charge.forwarded,
}
