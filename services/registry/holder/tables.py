"""Who holds which function, as known when: from events of functions and schools to two tables."""

from collections.abc import Callable, Mapping
from typing import Any

from libs.engine.read_tables import NewRows, insert, row_of
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.assignment.events import FunctionAssigned, FunctionEnded
from services.registry.school.events import SchoolAreasChanged, SchoolKindChanged, SchoolRegistered

HEARD: Contract[Any] = Contract(
    FunctionAssigned | FunctionEnded | SchoolRegistered | SchoolKindChanged | SchoolAreasChanged
)
CLOSE = """
update function_known set known_to = %(at)s
where log = %(log)s and function = %(function)s and area = %(area)s and holder = %(holder)s
and known_to is null and holds(null, ends, %(ends)s)
returning version, kinds, starts, basis
"""


def register(new: NewRows, event: Recorded, known: SchoolRegistered) -> None:
    """Add of what kind a school is from the start, and where it lies."""
    new.add("school_scope", {**_scope(event), "kind": known.kind, "areas": [*known.areas]})


TOGETHER: Mapping[type, Callable[[NewRows, Recorded, Any], None]] = {SchoolRegistered: register}
"""Schools come by the thousand."""


def project(db: Cursor, event: Recorded, known: object) -> None:
    """Bring the tables up to `event`, if it says anything of who holds what for whom."""
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
        case SchoolKindChanged(kind=kind, starts=starts):
            insert(db, "school_scope", {**_scope(event), "kind": kind, "starts": starts})
        case SchoolAreasChanged(areas, starts):
            insert(db, "school_scope", {**_scope(event), "areas": [*areas], "starts": starts})


def _tell(db: Cursor, event: Recorded, row: dict[str, Any]) -> None:
    told = {"since": event.version, "position": event.position, "known_from": _when(event)["at"]}
    insert(db, "function_known", {**_of(event), **row, **told})


def _scope(event: Recorded) -> dict[str, Any]:
    key = {"log": event.log, "school": row_of(event)["id"], "version": event.version}
    return {**key, "told_at": _when(event)["at"]}


def _of(event: Recorded) -> dict[str, str]:
    function, _, area = row_of(event)["id"].rpartition("_")
    return {"log": event.log, "function": function, "area": area}


def _when(event: Recorded) -> dict[str, str]:
    return {"at": str(event.envelope["at"])}
