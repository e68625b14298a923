"""Who holds which function, as known when: from events of functions and schools to two tables."""

from typing import Any

from libs.engine.read_tables import NewRows, insert, row_of
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights.schools import Placing, placed
from services.registry.assignment.events import AssignmentEvent, FunctionAssigned, FunctionEnded

CLOSE = """
update function_known set known_to = %(at)s
where log = %(log)s and function = %(function)s and area = %(area)s and holder = %(holder)s
and known_to is null and holds(null, ends, %(ends)s)
returning version, kinds, starts, basis
"""


def place(new: NewRows, event: Recorded, placing: Placing) -> None:
    """Add of what kind a school is and where it lies, as far as the event says it."""
    told = placed(placing)
    areas = None if told.areas is None else list(told.areas)
    key = {"log": event.log, "school": row_of(event)["id"], "version": event.version}
    since = {**key, "starts": told.starts, "told_at": _when(event)["at"]}
    new.add("school_scope", {**since, "kind": told.kind, "areas": areas})


def assign(db: Cursor, event: Recorded, known: AssignmentEvent) -> None:
    """Bring the table of who holds functions up to `event`."""
    match known:
        case FunctionAssigned(holder, kinds, starts, basis, ends):
            row = {"version": event.version, "holder": holder, "kinds": [*kinds]}
            _tell(db, event, {**row, "starts": starts, "ends": ends, "basis": basis})
        case FunctionEnded(holder, ends):
            db.execute(CLOSE, {**_of(event), **_when(event), "holder": holder, "ends": ends})
            for version, kinds, starts, basis in db.fetchall():
                if starts < ends:
                    row = {"version": version, "holder": holder, "kinds": kinds}
                    _tell(db, event, {**row, "starts": starts, "ends": ends, "basis": basis})


def _tell(db: Cursor, event: Recorded, row: dict[str, Any]) -> None:
    told = {"since": event.version, "position": event.position, "known_from": _when(event)["at"]}
    insert(db, "function_known", {**_of(event), **row, **told})


def _of(event: Recorded) -> dict[str, str]:
    function, _, area = row_of(event)["id"].rpartition("_")
    return {"log": event.log, "function": function, "area": area}


def _when(event: Recorded) -> dict[str, str]:
    return {"at": str(event.envelope["at"])}
