"""Letters, from their events to their tables, which hold what counts after every correction."""

from typing import assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import insert, row_of, rows, seen, update
from libs.kernel.problems import Wire
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.instruction.correction import Letter, corrected
from services.registry.instruction.events import (
    INSTRUCTION_EVENTS,
    InstructionCorrected,
    InstructionEvent,
    InstructionRegistered,
    InstructionWarned,
    InstructionWarningDismissed,
    InstructionWarningResolved,
    ObligationCorrected,
    ObligationCreated,
)

LETTER = """
select issuer, issuer_name, subject, citations, number, symbol, dated::text, date_as_written,
       school_year, entered_on::text from instruction where log = %(log)s and id = %(id)s
"""


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
        case ObligationCorrected(code=code):
            db.execute(
                "update obligation set data = %s"
                " where log = %s and instruction = %s and data->>'code' = %s",
                (Json(data), event.log, row["id"], code),
            )
        case InstructionWarned():
            insert(db, "instruction_warning", {**part, **data})
        case InstructionCorrected(path, _, value):
            insert(db, "instruction_correction", {**part, **data, "corrected_on": event.on})
            _correct(db, event, path, value)
        case InstructionWarningResolved(code, subject):
            _settle(db, event, code, subject, "corrected", None)
        case InstructionWarningDismissed(code, subject, reason):
            _settle(db, event, code, subject, "dismissed", reason)
        case _:
            assert_never(known)
    seen(db, "instruction", event)


def _correct(db: Cursor, event: Recorded, path: str, value: str | None) -> None:
    """Put right what the letter says of itself or cites; obligations have events of their own."""
    if path.startswith("/obligations/"):
        return
    (said,) = rows(db, LETTER, {"log": event.log, "id": row_of(event)["id"]})
    now = corrected(Letter(_load(said), ()), [(path, value)])
    data = INSTRUCTION_EVENTS.dump(now.registered)["data"]
    update(db, "instruction", event, {**data, "citations": Json(data["citations"])})


def _load(data: Wire) -> InstructionRegistered:
    found = INSTRUCTION_EVENTS.load({"type": "InstructionRegistered", "data": data})
    assert isinstance(found, InstructionRegistered)
    return found


def _settle(
    db: Cursor, event: Recorded, code: str, subject: str, how: str, reason: str | None
) -> None:
    db.execute(
        "update instruction_warning set settled = %s, settled_on = %s, reason = %s"
        " where log = %s and instruction = %s and code = %s and subject = %s and settled is null",
        (how, event.on, reason, event.log, row_of(event)["id"], code, subject),
    )
