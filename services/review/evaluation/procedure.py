"""A case's procedure: the school and the report that a registration rests on, and every act."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE, SCHOOL
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.law.standards import in_force, purposes
from libs.rights import case_holder, case_school, filed_on, holder, holder_for, unknown
from services.review.agreement.state import AGREEMENT
from services.review.evaluation import (
    appraising,
    concluding,
    decisions,
    declared,
    lawful,
    people,
)
from services.review.evaluation.council import FormCouncil
from services.review.evaluation.decisions import (
    DecideAccreditation,
    DecideNationalStandard,
    ProposeNationalStandard,
)
from services.review.evaluation.declared import CouncilWork, TeamWork, Work
from services.review.evaluation.desk_receipt import RecordDeskReceipt
from services.review.evaluation.discontinuing import DiscontinueEvaluation
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.events import appraisal as appraised
from services.review.evaluation.events import decisions as decided
from services.review.evaluation.events import filing as filed
from services.review.evaluation.events import report as reported
from services.review.evaluation.events import signing as signed
from services.review.evaluation.events import survey as surveyed
from services.review.evaluation.filing import (
    PLANNED_SINCE,
    Filing,
    Operation,
    SubmitRegistration,
)
from services.review.evaluation.lawful import Lawful, Office
from services.review.evaluation.numbers import Numbers, Use
from services.review.evaluation.planned import PlannedSchools
from services.review.evaluation.registration import (
    AcceptBySo,
    ForwardRegistration,
    Looking,
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
from services.review.evaluation.rules import Command, Numbered, decide_numbered
from services.review.evaluation.running import Running
from services.review.evaluation.self_assessment import CYCLE
from services.review.evaluation.signing import ExcuseSignature, SignReport
from services.review.evaluation.silence import RecordSilence, ReopenReply
from services.review.evaluation.state import Evaluation
from services.review.evaluation.submitting import submit
from services.review.evaluation.survey import ChangeTeam, CloseSurvey, FormTeam, RecordFinding
from services.review.evaluation.terms import SetTerm
from services.review.evaluation.transfer import Holders, TransferCase, transfer
from services.review.evaluation.windows import Windows
from services.review.recognition.certificates import Certificates
from services.review.recognition.renumbered import Renumbered
from services.review.team.rules import MADE

HOLDERS_SINCE = 3
"""Since which number of the platform's rules a returned dossier stays with its offices."""


def filing(ask: Ask, act: Act, command: SubmitRegistration) -> Filing:
    """Supply all that a registration rests on; raises `NotFound` ("school-unknown")."""
    school = ask.fold(SCHOOL, act.school)
    if not school.kinds:
        raise unknown(act.school)
    kind, areas = school.kind_on(act.on), school.areas_on(act.on)
    checker, appraiser = _offices(ask, act, kind, areas)
    stage = f"_{command.education_stage}" if command.education_stage else ""
    planned, year = ask.index(PlannedSchools), school_year_of(act)
    return Filing(
        ask.fold(CYCLE, f"{act.school}_{command.cycle_year}{stage}").report,
        ask.index(Windows).of(kind, areas, act.school, act.on),
        Operation(school.opened_on, school.cohorts_completed, school.closed_on),
        checker is None or checker == appraiser,
        ask.index(Certificates).held(act.school),
        in_force(kind, act.on),
        rules_at(ask, act),
        kind,
        planned.of(act.school, year),
        planned.listed(checker, year) or planned.listed(appraiser, year),
        purposes.further(areas, act.on),
        [
            case
            for case in ask.index(Running).asking(
                act.school, command.purpose, command.education_stage
            )
            if case != act.id
        ],
    )


def _offices(ask: Ask, act: Act, kind: str, areas: Sequence[str]) -> tuple[str | None, str | None]:
    """Return who checks the dossier and who appraises it.

    A dossier that comes back completed stays with the offices of its case until it is transferred:
    that an office ended does not take its check away, it passes to who has its powers (TT 09 and
    10/2025: from the Phòng to the commune). Before the rules' number 3 those of the day counted.
    """
    functions = ("check_dossier", "appraise")
    if rules_at(ask, act) < HOLDERS_SINCE:
        found = [holder(ask.read, function, kind, areas, act.on) for function in functions]
    else:
        found = [case_holder(ask.read, function, act.stream, act.on) for function in functions]
    (checker, _), (appraiser, _) = found
    return checker, appraiser


def school_year_of(act: Act) -> int:
    """Return the school year in a case's id, 0 where there is none."""
    year = act.id.rpartition("_")[2]
    return int(year) if year.isdecimal() else 0


def looking(ask: Ask, act: Act, command: Looking) -> Lawful:
    """Supply which office looks at a registration, when that was filed, and the list it is on."""
    known = _acting(ask, act)
    if known.rules < lawful.SINCE:
        return known
    of_council = act.actor in people.council(ask, act)
    known = replace(known, of_council=of_council, filed_on=filed_on(ask.read, act.stream))
    if not isinstance(command, ForwardRegistration) or command.list_number is None:
        return known
    act = replace(act, on=command.dated or act.on)
    used = ask.index(Numbers).list(act, command.list_number)
    return replace(known, paper=Use(act.id, act.on, act.actor), used=used)


def number(ask: Ask, act: Act, command: Numbered) -> int:
    """Supply the number of the platform's rules at the act."""
    return rules_at(ask, act)


def working(ask: Ask, act: Act, command: TeamWork | CouncilWork) -> Work:
    """Supply who has declared what they have to do with the school, and what the team came to
    where its members rated blind."""
    return Work(rules_at(ask, act), ask.fold(MADE, act.id), ask.fold(AGREEMENT, act.id))


def holders(ask: Ask, act: Act, command: TransferCase) -> Holders:
    """Supply the offices, as rights find them."""
    held, _ = case_holder(ask.read, command.function, act.stream, act.on)
    by_now, _ = holder_for(ask.read, command.function, case_school(ask.read, act.stream), act.on)
    # Before the rules' number 3 the case's own plan alone counted, and an office's list did not.
    planned = ask.index(PlannedSchools)
    if rules_at(ask, act) < PLANNED_SINCE:
        months = [each.month for each in planned.of_case(act.id)]
    else:
        months = [each.month for each in planned.of(act.school, school_year_of(act))]
    return Holders(held, by_now, max((month for month in months if month), default=None))


def decision(ask: Ask, act: Act, command: decisions.Command) -> Lawful:
    """Supply who decides, and which of the numbers the authority has used that year."""
    known = _acting(ask, act)
    if known.rules < lawful.SINCE:
        return known
    known = replace(known, of_council=act.actor in people.council(ask, act))
    if isinstance(command, ProposeNationalStandard):
        return known
    # A number is of the year in which its paper was signed, whenever it is entered.
    act = replace(act, on=command.dated or act.on)
    numbers, certificate = ask.index(Numbers), command.certificate_number
    row = (act.org, act.on.year, command.kind)
    return replace(
        known,
        paper=Use(act.id, act.on, act.actor),
        used=numbers.decision(act, command.decision_number),
        certificate_used=certificate is not None
        and (
            numbers.certificate(act, command.kind, certificate) is not None
            or ask.index(Renumbered).used(*row, certificate)
        ),
    )


def team(ask: Ask, act: Act, command: FormTeam | ChangeTeam | FormCouncil) -> Lawful:
    """Supply who forms the team, and who of it is no evaluator on the day."""
    known = _acting(ask, act)
    if known.rules < lawful.SINCE:
        return known
    named = dict.fromkeys(member.person for member in command.members)
    strangers = (each for each in named if not people.evaluates(ask, each, act.on))
    council, made = people.council(ask, act), ask.fold(MADE, act.id)
    known = replace(known, of_council=act.actor in council)
    act = replace(act, on=command.dated or act.on)
    return replace(
        known,
        strangers=tuple(strangers),
        council=council,
        made=made,
        paper=Use(act.id, act.on, act.actor),
        used=ask.index(Numbers).decision(act, command.decision_number),
    )


def _acting(ask: Ask, act: Act) -> Lawful:
    office = ask.fold(OFFICE, act.org)
    return Lawful(rules_at(ask, act), act.on, Office(office.kind, office.area))


PROCEDURE: Procedure[Command, Evaluation, EvaluationEvent] = Procedure(
    {
        filed.EvaluationPlanned: PlanEvaluation,
        filed.RegistrationSubmitted: SubmitRegistration,
        filed.DeskReceiptRecorded: RecordDeskReceipt,
        filed.CompletionRequested: RequestCompletion,
        filed.RegistrationForwarded: ForwardRegistration,
        filed.ReturnedBySo: ReturnBySo,
        filed.RegistrationAccepted: AcceptBySo,
        filed.RegistrationWithdrawn: Withdraw,
        filed.CaseTransferred: TransferCase,
        filed.EvaluationDiscontinued: DiscontinueEvaluation,
        surveyed.TeamFormed: FormTeam,
        surveyed.TeamChanged: ChangeTeam,
        surveyed.FindingRecorded: RecordFinding,
        surveyed.SurveyClosed: CloseSurvey,
        appraised.CouncilFormed: FormCouncil,
        appraised.FigureCompared: appraising.CompareFigure,
        appraised.CriterionAppraised: appraising.AppraiseCriterion,
        appraised.ConditionChecked: appraising.CheckCondition,
        appraised.SiteCheckOrdered: appraising.OrderSiteCheck,
        appraised.SiteChecked: appraising.RecordSiteCheck,
        appraised.OpinionGiven: appraising.GiveOpinion,
        appraised.AppraisalConcluded: concluding.ConcludeAppraisal,
        appraised.ResultNotified: concluding.NotifyResult,
        reported.DraftSent: SendDraft,
        reported.TermSet: SetTerm,
        reported.SchoolReplied: Reply,
        reported.DeemedAgreed: DeemAgree,
        reported.SilenceRecorded: RecordSilence,
        reported.ReplyReopened: ReopenReply,
        reported.ReplyAnswered: AnswerReply,
        signed.ReportSigned: SignReport,
        signed.SignatureExcused: ExcuseSignature,
        reported.FinalReported: SubmitFinalReport,
        decided.AccreditationGranted: DecideAccreditation,
        decided.AccreditationRefused: DecideAccreditation,
        decided.NationalStandardProposed: ProposeNationalStandard,
        decided.NationalStandardGranted: DecideNationalStandard,
        decided.NationalStandardRefused: DecideNationalStandard,
    },
    needs=(
        Needs(SubmitRegistration, filing, submit),
        Needs(TransferCase, holders, transfer),
        Needs(FormTeam, team, lawful.form),
        Needs(ChangeTeam, team, lawful.form),
        Needs(FormCouncil, team, lawful.seat),
        Needs(DecideAccreditation, decision, lawful.decide),
        Needs(ProposeNationalStandard, decision, lawful.decide),
        Needs(DecideNationalStandard, decision, lawful.decide),
        *(Needs(kind, looking, lawful.look) for kind in get_args(Looking)),
        *(
            Needs(kind, number, decide_numbered)
            for kind in get_args(Numbered)
            if kind not in get_args(TeamWork | CouncilWork)
        ),
        *(Needs(kind, working, declared.work) for kind in get_args(TeamWork)),
        *(Needs(kind, working, declared.appraise) for kind in get_args(CouncilWork)),
    ),
    asks=(
        *(SCHOOL, OFFICE, CYCLE, AGREEMENT, RULES_ADOPTED, MADE),
        *(Windows, PlannedSchools, Certificates, Numbers, Renumbered, Running),
    ),
    timed=(reported.SilenceRecorded,),
)
