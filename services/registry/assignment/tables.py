"""Functions and who holds them, from their events to their tables."""

from typing import assert_never

from libs.engine.read_tables import cut, insert, insert_once, row_of, seen
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.assignment.events import (
    ASSIGNMENT_EVENTS,
    AssignmentEvent,
    FunctionAssigned,
    FunctionEnded,
)


def project(db: Cursor, event: Recorded, known: AssignmentEvent) -> None:
    """Bring the rows of a function in an area up to `event`."""
    row = row_of(event)
    match known:
        case FunctionAssigned():
            function, _, area = row["id"].rpartition("_")
            insert_once(db, "assignment", {**row, "function": function, "area": area})
            term = {"log": event.log, "assignment": row["id"], "version": event.version}
            insert(db, "assignment_term", {**term, **ASSIGNMENT_EVENTS.dump(known)["data"]})
        case FunctionEnded(holder, ends):
            held = {"log": event.log, "assignment": row["id"], "holder": holder}
            cut(db, "assignment_term", held, ends)
        case _:
            assert_never(known)
    seen(db, "assignment", event)
