"""From the events of a certificate to its read table."""

from dataclasses import asdict
from typing import assert_never

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.review.recognition.events import (
    RecognitionCarriedOver,
    RecognitionEvent,
    RecognitionGranted,
    RecognitionLapsed,
)


def project(db: Cursor, event: Recorded, own: RecognitionEvent) -> None:
    """Bring the row of a certificate up to `event`."""
    match own:
        case RecognitionGranted():
            columns = {"holder": own.school, **asdict(own)}
            insert(db, "recognition", {**row_of(event), **columns})
        case RecognitionCarriedOver():
            held = {"holder": own.successor, "held_since": own.starts}
            update(db, "recognition", event, {**held, **_basis(own)})
            seen(db, "recognition", event)
        case RecognitionLapsed():
            update(db, "recognition", event, {"lapsed_on": own.ends, **_basis(own)})
            seen(db, "recognition", event)
        case _:
            assert_never(own)


def _basis(
    own: RecognitionCarriedOver | RecognitionLapsed,
) -> dict[str, object]:
    return {"lineage_basis": own.basis, "lineage_rule": own.rule, "lineage_sure": own.sure}
