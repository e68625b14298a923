"""From the events of a certificate to its read table."""

from dataclasses import asdict
from typing import assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.review.recognition.events import (
    EarlierRecognitionDeclined,
    EarlierRecognitionEntered,
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
    RecognitionCancelled,
    RecognitionCarriedOver,
    RecognitionCorrected,
    RecognitionEvent,
    RecognitionGranted,
    RecognitionLapsed,
    RecognitionReinstated,
    RecognitionReplaced,
)

CORRECTED = ("decision_number", "certificate_number", "signed_on", "misprint")
ENTERED = "delete from recognition_entry where log = %(log)s and id = %(id)s"
STRUCK = "delete from recognition where log = %(log)s and id = %(id)s and struck is not null"


def project(db: Cursor, event: Recorded, own: RecognitionEvent) -> None:
    """Bring the row of a certificate up to `event`."""
    match own:
        case RecognitionGranted():
            insert(db, "recognition", {**row_of(event), "holder": own.school, **_columns(own)})
        case EarlierRecognitionEntered():
            said = {**asdict(own), "evidence": list(own.evidence), "entered_on": event.on}
            insert(
                db,
                "recognition_entry",
                {**row_of(event), "school": school_of(event.stream), **said},
            )
        case EarlierRecognitionDeclined():
            db.execute(ENTERED, row_of(event))
        case EarlierRecognitionRecorded():
            db.execute(ENTERED, row_of(event))
            # What was struck gives its place to what is recorded anew.
            db.execute(STRUCK, row_of(event))
            columns = {**_columns(own), "evidence": list(own.evidence), "recorded_on": event.on}
            insert(db, "recognition", {**row_of(event), "holder": own.school, **columns})
        case EarlierRecognitionStruck(reason):
            update(db, "recognition", event, {"struck": reason})
            seen(db, "recognition", event)
        case RecognitionReplaced(replaced_by, ends):
            update(db, "recognition", event, {"replaced_by": replaced_by, "ends": ends})
            seen(db, "recognition", event)
        case RecognitionReinstated():
            update(db, "recognition", event, {"replaced_by": None, "ends": None})
            seen(db, "recognition", event)
        case RecognitionCarriedOver():
            held = {"holder": own.successor, "held_since": own.starts}
            update(db, "recognition", event, {**held, **_basis(own)})
            seen(db, "recognition", event)
        case RecognitionLapsed():
            update(db, "recognition", event, {"lapsed_on": own.ends, **_basis(own)})
            seen(db, "recognition", event)
        case RecognitionCorrected():
            _correct(db, event, own)
            seen(db, "recognition", event)
        case RecognitionCancelled(manner, number, reason, _, ends):
            said = {"cancelled_by": number, "cancelled_why": reason}
            told = {"taken_back": manner, "cancelled_from": ends, "cancelled_on": own.dated, **said}
            update(db, "recognition", event, told)
            seen(db, "recognition", event)
        case _:
            assert_never(own)


def _correct(db: Cursor, event: Recorded, own: RecognitionCorrected) -> None:
    """Show what it says from now on, beside each correction as it was made."""
    now: dict[str, object] = {
        name: value
        for name in ("decision_number", "certificate_number", "valid_to")
        if (value := getattr(own, name)) is not None
    }
    if own.signed_on is not None:
        now |= {"decided_on": own.signed_on, "valid_from": own.signed_on}
    if now:
        update(db, "recognition", event, now)
    names = ("document_number", "reason", *CORRECTED)
    told = {name: event.data.get(name) for name in (*names, "dated")}
    add = "update recognition set corrections = corrections || %(told)s where log = %(log)s"
    db.execute(f"{add} and id = %(id)s", {**row_of(event), "told": Json([told])})


def _columns(own: RecognitionGranted | EarlierRecognitionRecorded) -> dict[str, object]:
    return {name: value for name, value in asdict(own).items() if name not in ("renews", "ev")}


def _basis(
    own: RecognitionCarriedOver | RecognitionLapsed,
) -> dict[str, object]:
    return {"lineage_basis": own.basis, "lineage_rule": own.rule, "lineage_sure": own.sure}
