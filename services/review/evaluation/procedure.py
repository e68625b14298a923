"""A case's procedure: the school and the report that a registration rests on, and every act."""

from dataclasses import dataclass, replace

from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.kernel.periods import Since, value_on
from libs.rights import case_holder, case_school, holder, holder_for, unknown
from services.review.evaluation.decisions import (
    DecideAccreditation,
    DecideNationalStandard,
    ProposeNationalStandard,
)
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.events import decisions as decided
from services.review.evaluation.events import filing as filed
from services.review.evaluation.events import report as reported
from services.review.evaluation.events import survey as surveyed
from services.review.evaluation.filing import Filing, Operation, Report, SubmitRegistration, submit
from services.review.evaluation.registration import (
    AcceptBySo,
    ForwardRegistration,
    PlanEvaluation,
    RequestCompletion,
    ReturnBySo,
    Withdraw,
)
from services.review.evaluation.report import (
    AnswerReply,
    DeemAgree,
    Reply,
    SendDraft,
    SubmitFinalReport,
)
from services.review.evaluation.rules import Command
from services.review.evaluation.state import Evaluation
from services.review.evaluation.survey import CloseSurvey, FormTeam, RecordFinding
from services.review.evaluation.transfer import Holders, TransferCase, transfer
from services.review.evaluation.windows import Windows
from services.review.policies import (
    HEARD,
    CycleOpened,
    ReportApproved,
    ReportSubmitted,
    SchoolAreasChanged,
    SchoolClosed,
    SchoolKindChanged,
    SchoolOperationRecorded,
    SchoolRegistered,
)
from services.review.recognition.certificates import Certificates

UNSTATED = Operation(None, None)


@dataclass(frozen=True, slots=True)
class School:
    """A school as review remembers it; without a kind it is not in the register."""

    kinds: tuple[Since[str], ...] = ()
    areas: tuple[Since[tuple[str, ...]], ...] = ()
    operation: Operation = UNSTATED


def _school(school: School, event: object) -> School:
    match event:
        case SchoolRegistered(kind, areas, opened_on, cohorts):
            return School((Since(kind),), (Since(areas),), Operation(opened_on, cohorts))
        case SchoolKindChanged(kind, starts):
            return replace(school, kinds=(*school.kinds, Since(kind, starts)))
        case SchoolAreasChanged(areas, starts):
            return replace(school, areas=(*school.areas, Since(areas, starts)))
        case SchoolOperationRecorded(opened_on, cohorts):
            operation = replace(school.operation, opened_on=opened_on, cohorts_completed=cohorts)
            return replace(school, operation=operation)
        case SchoolClosed(ends=ends):
            return replace(school, operation=replace(school.operation, closed_on=ends))
    return school


@dataclass(frozen=True, slots=True)
class Cycle:
    """A self-assessment as review remembers it: its rule set, then its report."""

    opened: CycleOpened | None = None
    report: Report | None = None


def _cycle(cycle: Cycle, event: object) -> Cycle:
    match event, cycle.opened:
        case CycleOpened(), _:
            return Cycle(event)
        case ReportApproved(level, next_level, failed, unjudged), CycleOpened(rules=rules) as begun:
            found = (level, next_level, failed, unjudged)
            return Cycle(begun, Report(*found, begun.rule_set, begun.revision, rules, None))
        case ReportSubmitted(on), _ if cycle.report is not None:
            return replace(cycle, report=replace(cycle.report, submitted_on=on))
    return cycle


SCHOOL: Fold[School] = Fold("school", HEARD, School(), _school)
CYCLE: Fold[Cycle] = Fold("cycle", HEARD, Cycle(), _cycle)


def filing(ask: Ask, act: Act, command: SubmitRegistration) -> Filing:
    """Supply all that a registration rests on; raises `NotFound` ("school-unknown")."""
    school = ask.fold(SCHOOL, act.school)
    if not school.kinds:
        raise unknown(act.school)
    kind, areas = value_on(school.kinds, act.on), value_on(school.areas, act.on)
    checker, _ = holder(ask.read, "check_dossier", kind, areas, act.on)
    appraiser, _ = holder(ask.read, "appraise", kind, areas, act.on)
    return Filing(
        ask.fold(CYCLE, f"{act.school}_{command.cycle_year}").report,
        ask.index(Windows).of(kind, areas, act.on),
        school.operation,
        checker is None or checker == appraiser,
        ask.index(Certificates).held(act.school),
    )


def holders(ask: Ask, act: Act, command: TransferCase) -> Holders:
    """Supply the offices, as rights find them."""
    held, _ = case_holder(ask.read, command.function, act.stream, act.on)
    by_now, _ = holder_for(ask.read, command.function, case_school(ask.read, act.stream), act.on)
    return Holders(held, by_now)


PROCEDURE: Procedure[Command, Evaluation, EvaluationEvent] = Procedure(
    {
        filed.EvaluationPlanned: PlanEvaluation,
        filed.RegistrationSubmitted: SubmitRegistration,
        filed.CompletionRequested: RequestCompletion,
        filed.RegistrationForwarded: ForwardRegistration,
        filed.ReturnedBySo: ReturnBySo,
        filed.RegistrationAccepted: AcceptBySo,
        filed.RegistrationWithdrawn: Withdraw,
        filed.CaseTransferred: TransferCase,
        surveyed.TeamFormed: FormTeam,
        surveyed.FindingRecorded: RecordFinding,
        surveyed.SurveyClosed: CloseSurvey,
        reported.DraftSent: SendDraft,
        reported.SchoolReplied: Reply,
        reported.DeemedAgreed: DeemAgree,
        reported.ReplyAnswered: AnswerReply,
        reported.FinalReported: SubmitFinalReport,
        decided.AccreditationGranted: DecideAccreditation,
        decided.AccreditationRefused: DecideAccreditation,
        decided.NationalStandardProposed: ProposeNationalStandard,
        decided.NationalStandardGranted: DecideNationalStandard,
        decided.NationalStandardRefused: DecideNationalStandard,
    },
    needs=(Needs(SubmitRegistration, filing, submit), Needs(TransferCase, holders, transfer)),
    asks=(SCHOOL, CYCLE, Windows, Certificates),
)
