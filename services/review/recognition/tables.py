"""Certificates, and what became of them and of cases when schools ended: events -> read tables."""

from dataclasses import asdict
from typing import assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import insert, insert_once, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.review.evaluation.state import reached
from services.review.events import RecognitionEvent
from services.review.recognition.events import RecognitionGranted
from services.review.succession.events import (
    EvaluationContinued,
    EvaluationEnded,
    RecognitionCarriedOver,
    RecognitionLapsed,
    SuccessionSettled,
)

Known = RecognitionEvent | EvaluationContinued | EvaluationEnded | SuccessionSettled


def project(db: Cursor, event: Recorded, own: Known) -> None:
    """Bring the rows of a certificate, a case or a school's settlements up to `event`."""
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
        case EvaluationContinued():
            continued = {"continued_by": own.successor, "continued_on": own.starts}
            update(db, "evaluation", event, {**continued, **_basis(own)})
            seen(db, "evaluation", event)
        case EvaluationEnded():
            ended = {"state": reached(own), "ended_on": own.ends}
            update(db, "evaluation", event, {**ended, **_basis(own)})
            seen(db, "evaluation", event)
        case SuccessionSettled():
            insert_once(db, "succession", {**row_of(event), "settlements": Json([])})
            settled = {**asdict(own), "starts": own.starts.isoformat()}
            where = row_of(event)
            db.execute(
                "update succession set settlements = settlements || %s where log = %s and id = %s",
                (Json([settled]), where["log"], where["id"]),
            )
            seen(db, "succession", event)
        case _:
            assert_never(own)


def _basis(
    own: RecognitionCarriedOver | RecognitionLapsed | EvaluationContinued | EvaluationEnded,
) -> dict[str, object]:
    return {"lineage_basis": own.basis, "lineage_rule": own.rule, "lineage_sure": own.sure}
