"""Functions and who holds them, from their events to their tables."""

from typing import assert_never

from libs.eventlog import Recorded
from libs.postgres import Cursor
from libs.read_tables import insert, insert_once, row_of, seen
from services.registry.events.assignment import (
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
            db.execute(
                "update assignment_term set ends = %s where log = %s and assignment = %s"
                " and holder = %s and (ends is null or ends > %s)",
                (ends, event.log, row["id"], holder, ends),
            )
        case _:
            assert_never(known)
    seen(db, "assignment", event)
