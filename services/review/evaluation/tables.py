"""From the events of an evaluation to its read tables."""

from dataclasses import asdict
from typing import Any, assert_never

from psycopg2.extras import Json

from libs.engine.aggregate import recorded_on
from libs.engine.read_tables import insert, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.review.evaluation import acts, appraisal_items
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.events.appraisal import (
    AppraisalConcluded,
    ConditionChecked,
    CouncilFormed,
    CriterionAppraised,
    FigureCompared,
    OpinionGiven,
    ResultNotified,
    SiteChecked,
    SiteCheckOrdered,
)
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
    DeskReceiptRecorded,
    EvaluationDiscontinued,
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
    ReplyReopened,
    SchoolReplied,
    SilenceRecorded,
    TermSet,
)
from services.review.evaluation.events.signing import ReportSigned, SignatureExcused
from services.review.evaluation.events.succession import EvaluationContinued, EvaluationEnded
from services.review.evaluation.events.survey import (
    FindingRecorded,
    SurveyClosed,
    TeamChanged,
    TeamFormed,
)
from services.review.evaluation.state import REWRITES, State, reached

ANEW: dict[str, Any] = {
    **dict.fromkeys(
        (
            *("team_changed_on", "survey_started", "survey_ended", "survey_closed_on"),
            *("draft_before", "draft_sent_on", "draft_level", "reply_before", "replied_on"),
            *("agreed", "answer_before", "answered_on", "final_before", "final_on"),
            *("proposed_level", "proposed_accreditation_grade", "proposed_national_grade"),
            *("decide_before", "propose_before", "discontinued_on", "discontinued_reason"),
            *("discontinued_basis", "decided_level", "accreditation", "accreditation_decision"),
            *("accreditation_on", "national", "national_decision", "national_on"),
            *("proposed_on", "proposal_number", "council_decision", "council_formed_on"),
            *("appraise_before", "notify_before", "site_check_on", "site_check_number"),
            *("concluded_on", "minutes_number", "votes_in_favour", "votes_against"),
            *("notified_on", "notice"),
        )
    ),
    **{
        name: []
        for name in (
            *("criteria_found", "points", "answers", "draft_failed", "draft_unjudged"),
            *("late_entries", "forwarded_items", "accepted_items"),
            *("final_failed", "final_unjudged", "unmet_conditions"),
        )
    },
}
"""What a registration begins anew: nothing of an earlier attempt's evaluation holds."""


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
    """Bring the row of an evaluation up to `event`, and add its act."""
    on, state = event.on, reached(own)
    acts.add(db, event, own)
    if isinstance(own, REWRITES):
        _void(db, event)
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
        case DeskReceiptRecorded():
            said = {"number": own.number, "received_on": own.received_on}
            said |= {"return_on": own.return_on, "source": own.receipt_source}
            _set(db, event, **{f"desk_{name}": value for name, value in said.items()})
        case CompletionRequested() | ReturnedBySo():
            reasons = [{"item": r.item, "detail": r.detail} for r in own.reasons]
            day = own.dated or on
            _set(db, event, state=state, returned_on=day, return_reasons=Json(reasons))
            _late(db, event, "returned", own.entered_late)
        case RegistrationForwarded():
            forwarded = {"forwarded_on": own.dated or on, "forwarded_items": list(own.checked)}
            _set(db, event, state=state, **forwarded)
            _late(db, event, "forwarded", own.entered_late)
        case RegistrationAccepted():
            accepted = {"accepted_on": own.dated or on, "accepted_items": list(own.checked)}
            _set(db, event, state=state, **accepted)
            _late(db, event, "accepted", own.entered_late)
        case RegistrationWithdrawn():
            _set(db, event, state=state, withdrawn_on=on, case_since=None)
            db.execute(
                "delete from case_transfer where log = %s and evaluation = %s",
                (event.log, _id(event)),
            )
        case EvaluationDiscontinued():
            said = {"discontinued_reason": own.reason, "discontinued_basis": own.basis}
            day = own.dated or on
            _set(db, event, state=state, discontinued_on=day, case_since=None, **said)
            _late(db, event, "discontinued", own.entered_late)
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
                team_formed_on=own.dated or on,
                team_decision=own.decision_number,
                team_size=len(own.members),
                team_members=_members(own),
            )
            _late(db, event, "team_formed", own.entered_late)
        case TeamChanged():
            changed = {"team_decision": own.decision_number, "team_size": len(own.members)}
            changed["team_members"] = _members(own)
            _set(db, event, team_changed_on=own.dated or on, **changed)
            _late(db, event, "team_changed", own.entered_late)
        case TermSet():
            _term(db, event, own)
        case FindingRecorded():
            _set(db, event)
            _sheet(db, event, own)
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
                draft_sent_on=own.dated or on,
                draft_level=own.level,
                draft_failed=list(own.failed),
                draft_unjudged=list(own.unjudged),
                reply_before=own.reply_before,
                reply_runs=event.on == recorded_on(event.envelope["at"]),
            )
            _late(db, event, "draft", own.entered_late)
        case SchoolReplied():
            _set(
                db,
                event,
                state=state,
                replied_on=own.dated or on,
                agreed=own.agreed,
                points=list(own.points),
                answer_before=own.answer_before,
                final_before=own.final_before,
            )
            _late(db, event, "reply", own.entered_late)
        case ReplyReopened():
            _set(db, event, state=state, agreed=None, final_before=None)
            _term(db, event, TermSet("reply", own.before, own.basis, sure=True))
        case DeemedAgreed() | SilenceRecorded():
            _set(db, event, state=state, agreed=True, final_before=own.final_before)
        case ReplyAnswered():
            _set(
                db,
                event,
                state=state,
                answered_on=own.dated or on,
                answers=list(own.answers),
                final_before=own.final_before,
            )
            _late(db, event, "answer", own.entered_late)
        case ReportSigned() | SignatureExcused():
            _signed(db, event, own)
        case FinalReported():
            _set(
                db,
                event,
                state=state,
                final_on=own.dated or on,
                proposed_level=own.level,
                proposed_accreditation_grade=own.accreditation_grade,
                proposed_national_grade=own.national_grade,
                final_failed=list(own.failed),
                final_unjudged=list(own.unjudged),
                decide_before=own.decide_before,
                propose_before=own.propose_before,
            )
            _late(db, event, "final", own.entered_late)
        case NationalStandardProposed():
            _set(db, event, proposed_on=own.dated or on, proposal_number=own.document_number)
            _late(db, event, "proposed", own.entered_late)
        case (
            AccreditationGranted()
            | AccreditationRefused()
            | NationalStandardGranted()
            | NationalStandardRefused()
        ):
            _decided(db, event, own)
        case CouncilFormed():
            formed = {"council_decision": own.decision_number, "council_formed_on": own.dated or on}
            formed["council_members"] = _members(own)
            _set(db, event, state=state, **formed)
            _late(db, event, "council", own.entered_late)
        case SiteCheckOrdered(day=day):
            _set(db, event, site_check_on=day, site_check_number=None)
        case SiteChecked():
            _set(db, event, site_check_on=own.ended, site_check_number=own.minutes_number)
        case FigureCompared() | CriterionAppraised() | ConditionChecked() | OpinionGiven():
            _set(db, event)
            appraisal_items.write(db, event, own)
        case AppraisalConcluded():
            _concluded(db, event, own)
        case ResultNotified():
            _set(db, event, state=state, notified_on=own.dated or on, notice=own.document_number)
            _late(db, event, "notice", own.entered_late)
        case EvaluationContinued() | EvaluationEnded():
            _succeeded(db, event, own)
        case _:
            assert_never(own)


def _signed(db: Cursor, event: Recorded, own: ReportSigned | SignatureExcused) -> None:
    """Write that somebody signed or was excused; what was said later takes the place of it."""
    signed = isinstance(own, ReportSigned)
    said = {"said": own.dissent if isinstance(own, ReportSigned) else own.reason}
    mark = {"person": own.member, "signed": signed, "on": event.on.isoformat(), **said}
    _set(db, event)
    db.execute(
        "update evaluation set signatures = (select coalesce(jsonb_agg(s), '[]') from"
        " jsonb_array_elements(signatures) s where (s->>'person', s->>'signed') <> (%s, %s)) || %s"
        " where log = %s and id = %s",
        (own.member, str(signed).lower(), Json([mark]), event.log, _id(event)),
    )


def _void(db: Cursor, event: Recorded) -> None:
    """Take the signatures off a report whose content changes; who was excused stays so."""
    db.execute(
        "update evaluation set signatures = (select coalesce(jsonb_agg(s), '[]') from"
        " jsonb_array_elements(signatures) s where s->>'signed' = 'false')"
        " where log = %s and id = %s and signatures <> '[]'",
        (event.log, _id(event)),
    )


def _concluded(db: Cursor, event: Recorded, own: AppraisalConcluded) -> None:
    _set(
        db,
        event,
        state=reached(own),
        concluded_on=own.dated,
        minutes_number=own.minutes_number,
        votes_in_favour=own.in_favour,
        votes_against=own.against,
        unmet_conditions=list(own.unmet_conditions),
        proposed_level=own.level,
        proposed_national_grade=own.national_grade,
        final_failed=list(own.failed),
        final_unjudged=list(own.unjudged),
    )
    _late(db, event, "minutes", own.entered_late)


def _members(team: TeamFormed | TeamChanged | CouncilFormed) -> Json:
    return Json([asdict(each) for each in team.members])


def _sheet(db: Cursor, event: Recorded, found: FindingRecorded) -> None:
    """Write the team's sheet on a criterion in place of an earlier one."""
    standard, _, number = found.criterion.partition(".")
    place = f"{_id(event)}_{int(standard):02}_{int(number or 0):02}"
    verdicts = [
        {"level": each.level, "indicator": each.indicator, "met": each.met}
        for each in found.judgements
    ]
    row = {
        "log": event.log,
        "id": place,
        "position": event.position,
        "school": school_of(event.stream),
        "evaluation": _id(event),
        "criterion": found.criterion,
        "verdicts": Json(verdicts),
        "strengths": found.strengths,
        "weaknesses": found.weaknesses,
        "recommendations": found.recommendations,
        "recorded_on": event.on,
    }
    changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("log", "id"))
    insert(db, "team_sheet", row, f"on conflict (log, id) do update set {changed}")


def _late(db: Cursor, event: Recorded, step: str, late: bool) -> None:
    if late:
        db.execute(
            "update evaluation set late_entries = late_entries || %s where log = %s and id = %s",
            ([step], event.log, _id(event)),
        )


def _term(db: Cursor, event: Recorded, own: TermSet) -> None:
    term = {"step": own.step, "before": own.before.isoformat(), "basis": own.basis}
    _set(db, event, **{f"{own.step}_before": own.before})
    db.execute(
        "update evaluation set set_terms = set_terms || %s where log = %s and id = %s",
        (Json([{**term, "sure": own.sure, "set_on": event.on.isoformat()}]), event.log, _id(event)),
    )


def _submitted(db: Cursor, event: Recorded, own: RegistrationSubmitted) -> None:
    """Write the registration; what an earlier attempt had reached no longer holds."""
    # A returned dossier that comes back completed is still the one of its receipt.
    db.execute(
        "update evaluation set desk_number = null, desk_received_on = null, desk_return_on = null,"
        " desk_source = null where log = %s and id = %s and state <> %s",
        (event.log, _id(event), State.RETURNED),
    )
    _set(
        db,
        event,
        state=reached(own),
        filed_on=own.dated or event.on,
        differs=list(own.differs),
        further=list(own.further),
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
        set_terms=Json([]),
        team_members=Json([]),
        council_members=Json([]),
        signatures=Json([]),
        **ANEW,
    )
    for table in ("team_sheet", "appraisal_item"):
        db.execute(
            f"delete from {table} where log = %s and evaluation = %s", (event.log, _id(event))
        )
    db.execute(
        "update evaluation set case_since = coalesce(case_since, %s) where log = %s and id = %s",
        (event.on, event.log, _id(event)),
    )
    _late(db, event, "filed", own.entered_late)


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
        f"{kind}_on": own.dated or event.on,
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
    _late(db, event, kind, own.entered_late)
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
