"""Letters, from their events to their tables, which hold what counts after every correction."""

from typing import Any, assert_never

from psycopg2.extras import Json

from libs.errors import Wire
from libs.eventlog import Recorded
from libs.postgres import Cursor
from libs.read_tables import insert, row_of, rows, seen, update
from services.registry.domain.correction import Letter, corrected
from services.registry.events.instruction import (
    INSTRUCTION_EVENTS,
    InstructionCorrected,
    InstructionEvent,
    InstructionRegistered,
    InstructionWarned,
    InstructionWarningDismissed,
    InstructionWarningResolved,
    ObligationCreated,
)

LETTER = """
select issuer, issuer_name, subject, citations, number, symbol, dated::text, date_as_written,
       school_year, entered_on::text from instruction where log = %(log)s and id = %(id)s
"""
OBLIGATIONS = """
select version, data from obligation where log = %(log)s and instruction = %(id)s order by version
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
    here = {"log": event.log, "id": row_of(event)["id"]}
    (said,) = rows(db, LETTER, here)
    duties = rows(db, OBLIGATIONS, here)
    letter = Letter(
        _load(InstructionRegistered, said),
        tuple(_load(ObligationCreated, duty["data"]) for duty in duties),
    )
    now = corrected(letter, [(path, value)])
    data = INSTRUCTION_EVENTS.dump(now.registered)["data"]
    update(db, "instruction", event, {**data, "citations": Json(data["citations"])})
    for duty, before, after in zip(duties, letter.obligations, now.obligations, strict=True):
        if before != after:
            db.execute(
                "update obligation set data = %s"
                " where log = %s and instruction = %s and version = %s",
                (
                    Json(INSTRUCTION_EVENTS.dump(after)["data"]),
                    here["log"],
                    here["id"],
                    duty["version"],
                ),
            )


def _load(kind: Any, data: Wire) -> Any:
    found = INSTRUCTION_EVENTS.load({"type": kind.__name__, "data": data})
    assert isinstance(found, kind)
    return found


def _settle(
    db: Cursor, event: Recorded, code: str, subject: str, how: str, reason: str | None
) -> None:
    db.execute(
        "update instruction_warning set settled = %s, settled_on = %s, reason = %s"
        " where log = %s and instruction = %s and code = %s and subject = %s and settled is null",
        (how, event.on, reason, event.log, row_of(event)["id"], code, subject),
    )
