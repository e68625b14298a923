"""A case's procedure: the school and the report that a registration rests on, and every act."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import SCHOOL
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
from services.review.evaluation.filing import Filing, Operation, SubmitRegistration, submit
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
from services.review.evaluation.self_assessment import CYCLE
from services.review.evaluation.state import Evaluation
from services.review.evaluation.survey import CloseSurvey, FormTeam, RecordFinding
from services.review.evaluation.transfer import Holders, TransferCase, transfer
from services.review.evaluation.windows import Windows
from services.review.recognition.certificates import Certificates


def filing(ask: Ask, act: Act, command: SubmitRegistration) -> Filing:
    """Supply all that a registration rests on; raises `NotFound` ("school-unknown")."""
    school = ask.fold(SCHOOL, act.school)
    if not school.kinds:
        raise unknown(act.school)
    kind, areas = school.kind_on(act.on), school.areas_on(act.on)
    checker, _ = holder(ask.read, "check_dossier", kind, areas, act.on)
    appraiser, _ = holder(ask.read, "appraise", kind, areas, act.on)
    stage = f"_{command.education_stage}" if command.education_stage else ""
    return Filing(
        ask.fold(CYCLE, f"{act.school}_{command.cycle_year}{stage}").report,
        ask.index(Windows).of(kind, areas, act.on),
        Operation(school.opened_on, school.cohorts_completed, school.closed_on),
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
