"""Planned evaluations, from their events to their tables."""

from typing import Any, assert_never

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.planned_list.events import (
    PLANNED_LIST_EVENTS,
    LineAdjusted,
    LineWithdrawn,
    ListConfirmed,
    ListOpened,
    PlannedListEvent,
    SchoolPlanned,
)
from services.registry.planned_list.rules import month_of


def project(db: Cursor, event: Recorded, known: PlannedListEvent) -> None:
    """Bring the rows of a list up to `event`."""
    row = row_of(event)
    data = PLANNED_LIST_EVENTS.dump(known)["data"]
    match known:
        case ListOpened():
            office, _, year = row["id"].rpartition("_")
            insert(db, "planned_list", {**row, **data, "office": office, "school_year": int(year)})
        case SchoolPlanned(line):
            own = {
                "log": event.log,
                "id": line_id(row["id"], line),
                "position": event.position,
                "planned_list": row["id"],
                "planned_month": month_of(known.month, known.before),
                "entered_on": event.on,
            }
            del data["obligation"]
            insert(db, "planned_line", {**own, **data})
        case LineAdjusted(line):
            changed = {name: value for name, value in data.items() if name != "line"}
            month = month_of(known.month, known.before)
            _change(db, event, line, {**changed, "planned_month": month, "adjusted": True})
        case LineWithdrawn(line, reason):
            _change(db, event, line, {"withdrawn": True, "reason": reason})
        case ListConfirmed(basis):
            by = {"confirmed_on": event.on, "confirmed_by": event.envelope["org"]}
            update(db, "planned_list", event, {**by, "confirmed_basis": basis})
        case _:
            assert_never(known)
    seen(db, "planned_list", event)


def line_id(planned_list: str, line: int) -> str:
    """Return the id of a line in lists of lines, in the order of the list."""
    return f"{planned_list}_{line:05d}"


def _change(db: Cursor, event: Recorded, line: int, values: dict[str, Any]) -> None:
    moved = {**values, "position": event.position}
    columns = ", ".join(f"{name} = %s" for name in moved)
    id = line_id(event.stream.partition("-")[2], line)
    db.execute(
        f"update planned_line set {columns} where log = %s and id = %s",
        [*moved.values(), event.log, id],
    )
