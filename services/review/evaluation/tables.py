"""From the events of an evaluation to its read tables."""

from typing import Any, assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    AccreditationRefused,
    NationalStandardGranted,
    NationalStandardProposed,
    NationalStandardRefused,
)
from services.review.evaluation.events.filing import (
    CaseTransferred,
    CompletionRequested,
    EvaluationPlanned,
    RegistrationAccepted,
    RegistrationForwarded,
    RegistrationSubmitted,
    RegistrationWithdrawn,
    ReturnedBySo,
)
from services.review.evaluation.events.report import (
    DeemedAgreed,
    DraftSent,
    FinalReported,
    ReplyAnswered,
    SchoolReplied,
)
from services.review.evaluation.events.succession import EvaluationContinued, EvaluationEnded
from services.review.evaluation.events.survey import FindingRecorded, SurveyClosed, TeamFormed
from services.review.evaluation.state import State, reached


def _id(event: Recorded) -> str:
    return event.stream.partition("-")[2]


def _set(db: Cursor, event: Recorded, **columns: Any) -> None:
    """Write these columns of the event's evaluation, and how far it has been read."""
    columns |= {"version": event.version, "position": event.position}
    update(db, "evaluation", event, columns)


def _begin(db: Cursor, event: Recorded) -> None:
    """Make the evaluation's row, unless it is there."""
    db.execute(
        "insert into evaluation (log, id, school, version, position, state)"
        " values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
        (
            event.log,
            _id(event),
            school_of(event.stream),
            event.version,
            event.position,
            State.PLANNED,
        ),
    )


def project(db: Cursor, event: Recorded, own: EvaluationEvent) -> None:
    """Bring the row of an evaluation up to `event`."""
    on, state = event.on, reached(own)
    match own:
        case EvaluationPlanned():
            _begin(db, event)
            _set(
                db,
                event,
                planned_on=on,
                planned_month=own.month,
                planned_accreditation_grade=own.accreditation_grade,
                planned_national_grade=own.national_grade,
                instruction=own.instruction,
            )
        case RegistrationSubmitted():
            _begin(db, event)
            _submitted(db, event, own)
        case CompletionRequested() | ReturnedBySo():
            reasons = [{"item": r.item, "detail": r.detail} for r in own.reasons]
            _set(db, event, state=state, returned_on=on, return_reasons=Json(reasons))
        case RegistrationForwarded():
            _set(db, event, state=state, forwarded_on=on)
        case RegistrationAccepted():
            _set(db, event, state=state, accepted_on=on)
        case RegistrationWithdrawn():
            _set(db, event, state=state, withdrawn_on=on, case_since=None)
            db.execute(
                "delete from case_transfer where log = %s and evaluation = %s",
                (event.log, _id(event)),
            )
        case CaseTransferred(function, source, to, basis):
            _set(db, event)
            db.execute(
                "insert into case_transfer (log, evaluation, version, function, source, recipient,"
                " basis, transferred_on) values (%s, %s, %s, %s, %s, %s, %s, %s)",
                (event.log, _id(event), event.version, function, source, to, basis, on),
            )
        case TeamFormed():
            _set(
                db,
                event,
                state=state,
                team_formed_on=on,
                team_decision=own.decision_number,
                team_size=len(own.members),
            )
        case FindingRecorded():
            _set(db, event)
            db.execute(
                "update evaluation set criteria_found = criteria_found || %s"
                " where log = %s and id = %s and not %s = any (criteria_found)",
                ([own.criterion], event.log, _id(event), own.criterion),
            )
        case SurveyClosed():
            _set(
                db,
                event,
                state=state,
                survey_closed_on=on,
                survey_started=own.started,
                survey_ended=own.ended,
                draft_before=own.draft_before,
            )
        case DraftSent():
            _set(
                db,
                event,
                state=state,
                draft_sent_on=on,
                draft_level=own.level,
                draft_failed=list(own.failed),
                draft_unjudged=list(own.unjudged),
                reply_before=own.reply_before,
            )
        case SchoolReplied():
            _set(
                db,
                event,
                state=state,
                replied_on=on,
                agreed=own.agreed,
                points=list(own.points),
                answer_before=own.answer_before,
                final_before=own.final_before,
            )
        case DeemedAgreed():
            _set(db, event, state=state, agreed=True, final_before=own.final_before)
        case ReplyAnswered():
            _set(
                db,
                event,
                state=state,
                answered_on=on,
                answers=list(own.answers),
                final_before=own.final_before,
            )
        case FinalReported():
            _set(
                db,
                event,
                state=state,
                final_on=on,
                proposed_level=own.level,
                proposed_accreditation_grade=own.accreditation_grade,
                proposed_national_grade=own.national_grade,
                final_failed=list(own.failed),
                final_unjudged=list(own.unjudged),
                decide_before=own.decide_before,
                propose_before=own.propose_before,
            )
        case NationalStandardProposed():
            _set(db, event, proposed_on=on, proposal_number=own.document_number)
        case (
            AccreditationGranted()
            | AccreditationRefused()
            | NationalStandardGranted()
            | NationalStandardRefused()
        ):
            _decided(db, event, own)
        case EvaluationContinued() | EvaluationEnded():
            _succeeded(db, event, own)
        case _:
            assert_never(own)


def _submitted(db: Cursor, event: Recorded, own: RegistrationSubmitted) -> None:
    """Write the registration; what an earlier attempt had reached no longer holds."""
    _set(
        db,
        event,
        state=reached(own),
        filed_on=event.on,
        purpose=own.purpose,
        target_accreditation_grade=own.accreditation_grade,
        target_national_grade=own.national_grade,
        address=own.address,
        phone=own.phone,
        email=own.email,
        cycle_year=own.cycle_year,
        education_stage=own.education_stage,
        rule_set=own.rule_set,
        revision=own.revision,
        rules=own.rules,
        late=own.late,
        direct=own.direct,
        attempt=own.attempt,
        claimed_level=own.level,
        forwarded_on=None,
        accepted_on=None,
        withdrawn_on=None,
        team_decision=None,
        team_formed_on=None,
        team_size=0,
    )
    db.execute(
        "update evaluation set case_since = coalesce(case_since, filed_on)"
        " where log = %s and id = %s",
        (event.log, _id(event)),
    )


def _decided(
    db: Cursor,
    event: Recorded,
    own: AccreditationGranted
    | AccreditationRefused
    | NationalStandardGranted
    | NationalStandardRefused,
) -> None:
    accredits = isinstance(own, AccreditationGranted | AccreditationRefused)
    kind = "accreditation" if accredits else "national"
    granted = isinstance(own, AccreditationGranted | NationalStandardGranted)
    columns: dict[str, Any] = {
        "decided_level": own.level,
        kind: "granted" if granted else "refused",
        f"{kind}_decision": own.decision_number,
        f"{kind}_on": event.on,
    }
    if isinstance(own, AccreditationGranted | NationalStandardGranted):
        columns |= {
            f"{kind}_certificate": own.certificate_number,
            f"{kind}_valid_to": own.valid_to,
        }
    if isinstance(own, AccreditationGranted):
        columns["accreditation_grade"] = own.accreditation_grade
    if isinstance(own, NationalStandardGranted):
        columns["national_grade"] = own.national_grade
    _set(db, event, **columns)
    db.execute(
        "update evaluation set state = %s where log = %s and id = %s"
        " and (purpose = 'national_standard' or accreditation is not null)"
        " and (purpose = 'accreditation' or national is not null)",
        (State.DECIDED, event.log, _id(event)),
    )


def _succeeded(db: Cursor, event: Recorded, own: EvaluationContinued | EvaluationEnded) -> None:
    if isinstance(own, EvaluationContinued):
        found = {"continued_by": own.successor, "continued_on": own.starts}
    else:
        found = {"state": reached(own), "ended_on": own.ends}
    basis = {"lineage_basis": own.basis, "lineage_rule": own.rule, "lineage_sure": own.sure}
    _set(db, event, **found, **basis)
