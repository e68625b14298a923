"""Events -> the read tables of `migrations/`: evaluations, certificates, what others announced."""

from datetime import date
from typing import Any, assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import NewRows, cut, insert, together, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
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
from services.review.evaluation.events.survey import FindingRecorded, SurveyClosed, TeamFormed
from services.review.evaluation.state import State, reached
from services.review.events import EVENTS, EvaluationEvent, RecognitionEvent
from services.review.policies import (
    HEARD,
    CycleOpened,
    FunctionAssigned,
    FunctionEnded,
    Heard,
    InstructionRegistered,
    ObligationCreated,
    ReportApproved,
    ReportSubmitted,
    SchoolAreasChanged,
    SchoolClosed,
    SchoolKindChanged,
    SchoolOperationRecorded,
    SchoolRegistered,
    SchoolsMerged,
    SchoolSplit,
)
from services.review.recognition import tables as recognition_tables
from services.review.succession.events import (
    EvaluationContinued,
    EvaluationEnded,
    SuccessionSettled,
)


def _project(db: Cursor, event: Recorded) -> None:
    own = EVENTS.event(event.envelope)
    if isinstance(own, RecognitionEvent | SuccessionSettled):
        recognition_tables.project(db, event, own)
    elif own is not None:
        _evaluation(db, event, own)
    else:
        heard = HEARD.event(event.envelope)
        if heard is not None:
            _heard(db, event, heard)


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


def _evaluation(db: Cursor, event: Recorded, own: EvaluationEvent) -> None:
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
            recognition_tables.project(db, event, own)
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


def _heard(db: Cursor, event: Recorded, heard: Heard) -> None:
    log, of = event.log, _id(event)
    match heard:
        case SchoolClosed(ends=ends):
            db.execute(
                "update school set closed_on = %s where log = %s and id = %s", (ends, log, of)
            )
        case SchoolRegistered() | SchoolsMerged() | SchoolSplit():
            pass
        case SchoolAreasChanged(areas, starts):
            row = {**_since(event, starts), "areas": list(areas)}
            insert(db, "school_area", row)
        case SchoolKindChanged(kind, starts):
            insert(db, "school_kind", {**_since(event, starts), "kind": kind})
        case SchoolOperationRecorded(opened_on, cohorts):
            db.execute(
                "update school set opened_on = %s, cohorts_completed = %s"
                " where log = %s and id = %s",
                (opened_on, cohorts, log, of),
            )
        case FunctionAssigned() | FunctionEnded():
            _assignment(db, event, heard)
        case InstructionRegistered():
            db.execute(
                "insert into instruction (log, id, number, symbol, date_as_written, issuer_name,"
                " school_year) values (%s, %s, %s, %s, %s, %s, %s)",
                (
                    log,
                    of,
                    heard.number,
                    heard.symbol,
                    heard.date_as_written,
                    heard.issuer_name,
                    heard.school_year,
                ),
            )
        case ObligationCreated():
            # Also when corrected: what counted before no longer does.
            db.execute(
                "delete from filing_window where log = %s and instruction = %s and code = %s",
                (log, of, heard.code),
            )
            if heard.is_window:
                db.execute(
                    "insert into filing_window (log, instruction, code, area, kinds, first_day,"
                    " last_day, effect) values (%s, %s, %s, %s, %s, %s, %s, %s)",
                    (
                        log,
                        of,
                        heard.code,
                        heard.area,
                        list(heard.kinds),
                        heard.first_day,
                        heard.last_day,
                        heard.effect,
                    ),
                )
        case CycleOpened() | ReportApproved() | ReportSubmitted():
            _report(db, event, heard)
        case _:
            assert_never(heard)


def _registered(new: NewRows, event: Recorded) -> bool:
    if event.type != SchoolRegistered.__name__:
        return False
    heard = HEARD.event(event.envelope)
    assert isinstance(heard, SchoolRegistered)
    operation = {"opened_on": heard.opened_on, "cohorts_completed": heard.cohorts_completed}
    new.add("school", {"log": event.log, "id": _id(event), **operation})
    new.add("school_area", {**_since(event, None), "areas": list(heard.areas)})
    new.add("school_kind", {**_since(event, None), "kind": heard.kind})
    return True


def _since(event: Recorded, starts: date | None) -> dict[str, Any]:
    school = {"log": event.log, "school": _id(event)}
    return {**school, "version": event.version, "starts": starts}


def _assignment(db: Cursor, event: Recorded, heard: FunctionAssigned | FunctionEnded) -> None:
    function, _, area = _id(event).rpartition("_")
    if isinstance(heard, FunctionEnded):
        held = {"log": event.log, "function": function, "area": area, "holder": heard.holder}
        cut(db, "assignment", held, heard.ends)
        return
    db.execute(
        "insert into assignment (log, function, area, version, holder, kinds, starts, ends)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            event.log,
            function,
            area,
            event.version,
            heard.holder,
            list(heard.kinds),
            heard.starts,
            heard.ends,
        ),
    )


def _report(
    db: Cursor, event: Recorded, heard: CycleOpened | ReportApproved | ReportSubmitted
) -> None:
    school, _, year = _id(event).rpartition("_")
    key = (event.log, school, int(year))
    match heard:
        case CycleOpened():
            db.execute(
                "insert into report (log, school, year, rule_set, revision, rules)"
                " values (%s, %s, %s, %s, %s, %s)",
                (*key, heard.rule_set, heard.revision, heard.rules),
            )
        case ReportApproved():
            db.execute(
                "update report set level = %s, next_level = %s, failed = %s, unjudged = %s"
                " where log = %s and school = %s and year = %s",
                (
                    heard.level,
                    heard.next_level,
                    list(heard.failed),
                    list(heard.unjudged),
                    *key,
                ),
            )
        case ReportSubmitted():
            db.execute(
                "update report set submitted_on = %s where log = %s and school = %s and year = %s",
                (heard.submitted_on, *key),
            )
        case _:
            assert_never(heard)


project = together(_registered, _project)
"""Brings the read tables up to the last of some events; each position comes once, in order."""
