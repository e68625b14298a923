"""Letters, from their events to their tables."""

from typing import assert_never

from psycopg2.extras import Json

from libs.eventlog import Recorded
from libs.postgres import Cursor
from libs.read_tables import insert, row_of, seen
from services.registry.events.instruction import (
    INSTRUCTION_EVENTS,
    InstructionEvent,
    InstructionRegistered,
    InstructionWarned,
    ObligationCreated,
)


def project(db: Cursor, event: Recorded, known: InstructionEvent) -> None:
    """Bring the rows of a letter up to `event`."""
    row = row_of(event)
    part = {"log": event.log, "instruction": row["id"], "version": event.version}
    data = INSTRUCTION_EVENTS.dump(known)["data"]
    match known:
        case InstructionRegistered():
            insert(db, "instruction", {**row, **data, "citations": Json(data["citations"])})
        case ObligationCreated():
            insert(db, "obligation", {**part, "data": Json(data)})
        case InstructionWarned():
            insert(db, "instruction_warning", {**part, **data})
        case _:
            assert_never(known)
    seen(db, "instruction", event)
