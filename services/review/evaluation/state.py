"""What the rules of an evaluation remember of its past, and how each event changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar, assert_never

from libs.kernel.problems import Rejected, refused
from libs.law import standards
from libs.law.calendar import working_days_after
from libs.law.labels import label
from libs.law.standards import RuleSet
from libs.law.standards.rule_set import cite
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
from services.review.shared.fields import CaseFunction, Purpose, TermStep


class State(StrEnum):
    """How far an evaluation has come, from the office's plan on."""

    PLANNED = "planned"
    FILED = "filed"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    SURVEYING = "surveying"
    SURVEYED = "surveyed"
    APPRAISING = "appraising"
    APPRAISED = "appraised"
    DRAFT_SENT = "draft_sent"
    ANSWERING = "answering"
    FINALISING = "finalising"
    REPORTED = "reported"
    DECIDED = "decided"
    DISCONTINUED = "discontinued"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """What it is called in Vietnamese."""
        return label(self.value)

    @property
    def runs(self) -> bool:
        """Whether an office has to act: it was filed, and neither decided nor given up."""
        return self is not State.PLANNED and not self.over

    @property
    def over(self) -> bool:
        """Whether nothing more is owed: withdrawn, decided, discontinued, ended with its school."""
        return self in (State.WITHDRAWN, State.DECIDED, State.DISCONTINUED, State.ENDED)


Passed = (
    CompletionRequested
    | ReturnedBySo
    | RegistrationForwarded
    | RegistrationAccepted
    | RegistrationWithdrawn
)
"""What offices and school do with a registration before its evaluation."""
REWRITES = (FindingRecorded, ReplyReopened)
"""What changes the content of a report that may have been signed: its signatures are void."""
Judgements = Mapping[tuple[str, int, str], bool]
"""(criterion, level, indicator) -> met, as `libs.law.standards.levels` takes them."""
K = TypeVar("K", bound="Empty | Filed")
F = TypeVar("F", bound="Filed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Nothing is filed: the office may have planned it, and the school may be gone."""

    plan: EvaluationPlanned | None = None
    continued: EvaluationContinued | None = None
    """The last school under which the case went on when its own ended."""
    ended: bool = False

    @property
    def state(self) -> State | None:
        """How far it has come, None before it is planned."""
        if self.ended:
            return State.ENDED
        return State.PLANNED if self.plan else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A registration on its way through the offices; `last` is what became of it last."""

    state: State
    registration: RegistrationSubmitted
    plan: EvaluationPlanned | None = None
    continued: EvaluationContinued | None = None
    last: Passed | None = None
    terms: tuple[TermSet, ...] = ()
    """The days that the office set, the last for a step counts."""
    receipt: DeskReceiptRecorded | None = None
    """The last receipt of the one-stop desk; a dossier that was returned keeps its own."""

    @property
    def rules(self) -> RuleSet:
        """The rule set of the report registered with; raises `Rejected` ("rule-set-missing")."""
        return rule_set(self.registration.rules)

    @property
    def accepted_on(self) -> date | None:
        """The day of the Sở's acceptance, None before it or where older rules did not state it."""
        return self.last.dated if isinstance(self.last, RegistrationAccepted) else None

    def term(self, step: TermStep) -> TermSet | None:
        """Return what the office set for a step last, None where it set nothing."""
        return next((each for each in reversed(self.terms) if each.step == step), None)

    def asks(self, kind: str) -> bool:
        """Return whether the registration asks for this kind of recognition."""
        return self.registration.purpose in (kind, "both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveying(Filed):
    """The team has been formed; what it has found, and the end of its survey."""

    team: TeamFormed
    formed_on: date | None = None
    """The day of the first team's decision, None where older rules did not state it."""
    findings: tuple[FindingRecorded, ...] = ()
    survey: SurveyClosed | None = None

    @property
    def judgements(self) -> Judgements:
        """What the team has found so far."""
        return {
            (finding.criterion, verdict.level, verdict.indicator): verdict.met
            for finding in self.findings
            for verdict in finding.judgements
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted(Surveying):
    """The draft went to the school; what the school said of it, and what the team answered."""

    draft: DraftSent
    reply: SchoolReplied | DeemedAgreed | SilenceRecorded | None = None
    answer: ReplyAnswered | None = None
    reopened: bool = False
    """Whether it was let enter a paper after its silence had been recorded: that is done once."""
    signatures: Mapping[str, ReportSigned] = field(default_factory=dict)
    """By person, who signed the report as it stands."""
    excused: Mapping[str, SignatureExcused] = field(default_factory=dict)

    def settled(self, person: str) -> bool:
        """Return whether the report need not wait for somebody's signature."""
        return person in self.signatures or person in self.excused

    @property
    def reply_before(self) -> date | None:
        """The first day on which silence means that the school agrees; None: it never does."""
        term = self.term("reply")
        return term.before if term else self.draft.reply_before

    @property
    def points(self) -> tuple[str, ...]:
        """What the school objected to in the draft."""
        return self.reply.points if isinstance(self.reply, SchoolReplied) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Drafted):
    """The final report is at the Sở; the decisions that rest on it."""

    final: FinalReported
    accreditation: AccreditationGranted | AccreditationRefused | None = None
    proposal: NationalStandardProposed | None = None
    national: NationalStandardGranted | NationalStandardRefused | None = None

    @property
    def nothing_granted(self) -> bool:
        """Whether it was decided, and every decision refuses."""
        granted = (AccreditationGranted, NationalStandardGranted)
        decided = self.state is State.DECIDED
        return decided and not any(
            isinstance(d, granted) for d in (self.accreditation, self.national)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraising(Filed):
    """The appraisal council has been formed; what it has found so far, the last word of each."""

    council: CouncilFormed
    figures: Mapping[tuple[str, int], FigureCompared] = field(default_factory=dict)
    criteria: Mapping[str, CriterionAppraised] = field(default_factory=dict)
    conditions: Mapping[str, ConditionChecked] = field(default_factory=dict)
    opinions: Mapping[str, OpinionGiven] = field(default_factory=dict)
    ordered: SiteCheckOrdered | None = None
    site: SiteChecked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised(Appraising):
    """The council has concluded; that the school was told, and the decision that rests on it."""

    final: AppraisalConcluded
    notified: ResultNotified | None = None
    national: NationalStandardGranted | NationalStandardRefused | None = None

    @property
    def nothing_granted(self) -> bool:
        """Whether it was decided, and the decision refuses."""
        return self.state is State.DECIDED and isinstance(self.national, NationalStandardRefused)


PROCEDURE = "quy trình đánh giá ngoài"
Judged = Reported | Appraised
"""What a decision on the national standard rests on: a team's report, a council's conclusion."""
Evaluation = Empty | Filed | Surveying | Drafted | Reported | Appraising | Appraised
"""One school's evaluation in one school year: each has what the one before it has, and more."""


def in_charge(state: State, direct: bool) -> CaseFunction | None:
    """Return the function whose holder has to act on a case in `state`, None once nobody has.

    The office that checks dossiers has a case until it forwards it; a school that no office stands
    above files a `direct` one with the Sở itself.
    """
    if not state.runs:
        return None
    unchecked = state in (State.FILED, State.RETURNED) and not direct
    return "check_dossier" if unchecked else "appraise"


def called(state: State | None) -> str:
    """Return what a state is called, None being that of a case nobody planned or filed."""
    return state.label if state else "chưa đăng ký"


def within(evaluation: Evaluation, kind: type[K], *states: State) -> K:
    """Return `evaluation` as one that is in one of `states`, which `kind` can be in.

    Raises `Rejected` ("wrong-state").
    """
    if isinstance(evaluation, kind) and evaluation.state in states:
        return evaluation
    wanted = " hoặc ".join(f"'{state.label}'" for state in states)
    raise refused(
        "wrong-state",
        f"Hồ sơ đang ở bước '{called(evaluation.state)}'; việc này cần bước {wanted}.",
        cited(evaluation, "26-33"),
    )


def cited(evaluation: Evaluation, article: str) -> str:
    """Return how a refusal cites the case's own circular; before it has one, or where that is
    not known here, the procedure."""
    if not isinstance(evaluation, Filed):
        return PROCEDURE
    try:
        return cite(evaluation.rules, article)
    except Rejected:
        return PROCEDURE


def rule_set(rules_hash: str) -> RuleSet:
    """Return the rule set with this hash; raises `Rejected` ("rule-set-missing")."""
    try:
        return standards.by_hash(rules_hash)
    except KeyError:
        detail = f"Không có bộ tiêu chuẩn mang mã băm {rules_hash} (trường rules)."
        raise Rejected("rule-set-missing", detail, rule="rules") from None


def reached(event: EvaluationEvent) -> State | None:
    """Return the state that `event` brings an evaluation to, None where it leaves it as it is.

    Not here, for they depend on what came before: a plan, which changes nothing once there is a
    registration, and a decision, which ends the evaluation if it is the last one asked for.
    """
    match event:
        case RegistrationSubmitted():
            return State.FILED
        case CompletionRequested() | ReturnedBySo():
            return State.RETURNED
        case RegistrationForwarded():
            return State.FORWARDED
        case RegistrationAccepted():
            return State.ACCEPTED
        case RegistrationWithdrawn():
            return State.WITHDRAWN
        case TeamFormed():
            return State.SURVEYING
        case SurveyClosed():
            return State.SURVEYED
        case DraftSent():
            return State.DRAFT_SENT
        case SchoolReplied(points=points):
            return State.ANSWERING if points else State.FINALISING
        case ReplyReopened():
            return State.DRAFT_SENT
        case DeemedAgreed() | SilenceRecorded() | ReplyAnswered():
            return State.FINALISING
        case FinalReported() | ResultNotified():
            return State.REPORTED
        case CouncilFormed():
            return State.APPRAISING
        case AppraisalConcluded():
            return State.APPRAISED
        case EvaluationEnded():
            return State.ENDED
        case EvaluationDiscontinued():
            return State.DISCONTINUED
        case (
            EvaluationPlanned()
            | DeskReceiptRecorded()
            | CaseTransferred()
            | TeamChanged()
            | TermSet()
            | FindingRecorded()
            | ReportSigned()
            | SignatureExcused()
            | AccreditationGranted()
            | AccreditationRefused()
            | NationalStandardProposed()
            | NationalStandardGranted()
            | NationalStandardRefused()
            | EvaluationContinued()
            | FigureCompared()
            | CriterionAppraised()
            | ConditionChecked()
            | SiteCheckOrdered()
            | SiteChecked()
            | OpinionGiven()
        ):
            return None
    assert_never(event)


def evolve(evaluation: Evaluation, event: EvaluationEvent) -> Evaluation:
    """Return the evaluation after `event`; one that the rules never bring there changes nothing."""
    match evaluation, event:
        case _, RegistrationSubmitted():
            return _registered(evaluation, event)
        case _, EvaluationPlanned():
            return replace(evaluation, plan=event)
        case _, EvaluationContinued():
            return replace(evaluation, continued=event)
        case Empty(), EvaluationEnded():
            return replace(evaluation, ended=True)
        case Filed(), EvaluationEnded():
            return replace(evaluation, state=State.ENDED)
        case Filed(), EvaluationDiscontinued():
            return replace(evaluation, state=State.DISCONTINUED)
        case Filed(), _:
            grown = _grown(evaluation, event)
            if grown is not evaluation:
                return _decided(replace(grown, state=reached(event) or grown.state))
    return evaluation


def _registered(evaluation: Evaluation, event: RegistrationSubmitted) -> Filed:
    """Return the case with its registration; what is completed keeps the receipt that it has."""
    returned = isinstance(evaluation, Filed) and evaluation.state is State.RETURNED
    return Filed(
        state=State.FILED,
        registration=event,
        plan=evaluation.plan,
        continued=evaluation.continued,
        receipt=evaluation.receipt if returned and isinstance(evaluation, Filed) else None,
    )


def _grown(case: Filed, event: EvaluationEvent) -> Filed:
    """Return a registered case with what `event` says, its state aside."""
    if isinstance(case, Drafted) and isinstance(event, REWRITES):
        case = replace(case, signatures={})
    match case, event:
        case Reported(), AccreditationGranted() | AccreditationRefused():
            return replace(case, accreditation=event)
        case Reported(), NationalStandardProposed():
            return replace(case, proposal=event)
        case Reported() | Appraised(), NationalStandardGranted() | NationalStandardRefused():
            return replace(case, national=event)
        case Drafted(), FinalReported():
            return _next(Reported, case, final=event)
        case Filed(), DeskReceiptRecorded():
            return replace(case, receipt=event)
        case Filed(), TermSet():
            return replace(case, terms=(*case.terms, event))
        case Drafted(), ReplyReopened():
            term = TermSet("reply", event.before, event.basis, sure=True)
            return replace(case, reply=None, terms=(*case.terms, term), reopened=True)
        case Drafted(), SchoolReplied() | DeemedAgreed() | SilenceRecorded():
            return replace(case, reply=event)
        case Drafted(), ReportSigned(member=member):
            return replace(case, signatures={**case.signatures, member: event})
        case Drafted(), SignatureExcused(member=member):
            return replace(case, excused={**case.excused, member: event})
        case Drafted(), ReplyAnswered():
            return replace(case, answer=event)
        case Surveying(), DraftSent():
            return _next(Drafted, case, draft=event)
        case Surveying(), FindingRecorded():
            others = tuple(f for f in case.findings if f.criterion != event.criterion)
            return replace(case, findings=(*others, event))
        case Surveying(), SurveyClosed():
            return replace(case, survey=event)
        case Surveying(), TeamChanged(decision_number, members):
            return replace(case, team=TeamFormed(decision_number, members, dated=event.dated))
        case Filed(), CouncilFormed():
            return _council(case, event)
        case Filed(), TeamFormed():
            return _next(Surveying, case, team=event, formed_on=event.dated)
        case (
            Filed(),
            CompletionRequested()
            | ReturnedBySo()
            | RegistrationForwarded()
            | RegistrationAccepted()
            | RegistrationWithdrawn(),
        ):
            return replace(case, last=event)
        case Appraising(), _:
            return _appraised(case, event)
    return case


def _council(case: Filed, event: CouncilFormed) -> Appraising:
    if isinstance(case, Appraising):
        return replace(case, council=event)
    return _next(Appraising, case, council=event)


def _appraised(case: Appraising, event: EvaluationEvent) -> Filed:
    """Return a case before a council with what `event` says."""
    match event:
        case FigureCompared(figure=figure, school_year=year):
            return replace(case, figures={**case.figures, (figure, year): event})
        case CriterionAppraised(criterion=criterion):
            return replace(case, criteria={**case.criteria, criterion: event})
        case ConditionChecked(condition=condition):
            return replace(case, conditions={**case.conditions, condition: event})
        case OpinionGiven(member=member):
            return replace(case, opinions={**case.opinions, member: event})
        case SiteCheckOrdered():
            return replace(case, ordered=event, site=None)
        case SiteChecked():
            return replace(case, site=event)
        case AppraisalConcluded():
            return _next(Appraised, case, final=event)
        case ResultNotified() if isinstance(case, Appraised):
            return replace(case, notified=event)
    return case


def _next(kind: type[F], case: Filed, **more: Any) -> F:
    """Return `case` as the kind that follows it, with what that has more."""
    known = {f.name: getattr(case, f.name) for f in fields(kind) if hasattr(case, f.name)}
    return kind(**(known | more))


def _decided(case: Filed) -> Filed:
    """Return `case`, decided once each recognition asked for has its decision."""
    match case:
        case Appraised(national=national) if national is not None:
            return replace(case, state=State.DECIDED)
        case Reported(accreditation=accreditation, national=national) if all_decided(
            case.registration.purpose, accreditation is not None, national is not None
        ):
            return replace(case, state=State.DECIDED)
    return case


def all_decided(purpose: Purpose, accredited: bool, recognised: bool) -> bool:
    """Return whether each recognition that a registration asks for has been decided on."""
    return (accredited or purpose == "national_standard") and (
        recognised or purpose == "accreditation"
    )


def overdue_from(rules: RuleSet, step: str, on: date) -> date | None:
    """Return the first day on which `step`, whose time runs from `on`, is overdue.

    None where the rule set gives the step no time. Source: `working_days` of the rule set.
    """
    days = rules.working_days.get(step)
    return None if days is None else working_days_after(on, days) + timedelta(days=1)
