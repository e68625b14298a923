"""What the rules of an evaluation remember of its past, and how each event changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from libs import standards
from libs.calendar import working_days_after
from libs.errors import Rejected
from libs.law.labels import label
from libs.standards import RuleSet
from services.review.events import EvaluationEvent
from services.review.events.decisions import (
    AccreditationGranted,
    AccreditationRefused,
    NationalStandardGranted,
    NationalStandardProposed,
    NationalStandardRefused,
)
from services.review.events.filing import (
    CaseTransferred,
    CompletionRequested,
    EvaluationPlanned,
    RegistrationAccepted,
    RegistrationForwarded,
    RegistrationSubmitted,
    RegistrationWithdrawn,
    ReturnedBySo,
)
from services.review.events.lineage import EvaluationContinued, EvaluationEnded
from services.review.events.report import (
    DeemedAgreed,
    DraftSent,
    FinalReported,
    ReplyAnswered,
    SchoolReplied,
)
from services.review.events.survey import FindingRecorded, SurveyClosed, TeamFormed


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
    DRAFT_SENT = "draft_sent"
    ANSWERING = "answering"
    FINALISING = "finalising"
    REPORTED = "reported"
    DECIDED = "decided"
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
        """Whether nothing more is owed: it was withdrawn, decided, or ended with its school."""
        return self in (State.WITHDRAWN, State.DECIDED, State.ENDED)


Judgements = Mapping[tuple[str, int, str], bool]
"""(criterion, level, indicator) -> met, as `libs.standards.levels` takes them."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One school's evaluation in one school year; each field holds the event that last said so."""

    state: State | None = None
    """How far it has come, None before it is planned or filed."""
    plan: EvaluationPlanned | None = None
    registration: RegistrationSubmitted | None = None
    returned: CompletionRequested | ReturnedBySo | None = None
    forwarded: RegistrationForwarded | None = None
    accepted: RegistrationAccepted | None = None
    withdrawn: RegistrationWithdrawn | None = None
    team: TeamFormed | None = None
    findings: tuple[FindingRecorded, ...] = ()
    survey: SurveyClosed | None = None
    draft: DraftSent | None = None
    reply: SchoolReplied | DeemedAgreed | None = None
    answer: ReplyAnswered | None = None
    final: FinalReported | None = None
    accreditation: AccreditationGranted | AccreditationRefused | None = None
    proposal: NationalStandardProposed | None = None
    national: NationalStandardGranted | NationalStandardRefused | None = None
    continued: EvaluationContinued | None = None
    """The last school under which the case went on when its own ended."""

    @property
    def filed(self) -> RegistrationSubmitted:
        """The registration; only asked for in states that it must have reached."""
        assert self.registration is not None
        return self.registration

    @property
    def rules(self) -> RuleSet:
        """The rule set of the report registered with; raises `Rejected` ("rule-set-missing")."""
        return rule_set(self.filed.rules)

    @property
    def judgements(self) -> Judgements:
        """What the team has found so far."""
        return {
            (finding.criterion, verdict.level, verdict.indicator): verdict.met
            for finding in self.findings
            for verdict in finding.judgements
        }

    @property
    def points(self) -> tuple[str, ...]:
        """What the school objected to in the draft."""
        return self.reply.points if isinstance(self.reply, SchoolReplied) else ()

    def asks(self, kind: str) -> bool:
        """Return whether the registration asks for this kind of recognition."""
        return self.registration is not None and self.registration.purpose in (kind, "both")

    @property
    def state_label(self) -> str:
        """What its state is called in Vietnamese."""
        return self.state.label if self.state else "chưa đăng ký"

    def require(self, *states: State) -> None:
        """Raise `Rejected` ("wrong-state") unless the evaluation is in one of `states`."""
        if self.state not in states:
            wanted = " hoặc ".join(f"'{state.label}'" for state in states)
            raise Rejected(
                "wrong-state",
                f"Hồ sơ đang ở bước '{self.state_label}'; việc này cần bước {wanted}.",
                rule="TT 17, 18, 19/2018 art. 26-33",
            )


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
        case DeemedAgreed() | ReplyAnswered():
            return State.FINALISING
        case FinalReported():
            return State.REPORTED
        case EvaluationEnded():
            return State.ENDED
        case (
            EvaluationPlanned()
            | CaseTransferred()
            | FindingRecorded()
            | AccreditationGranted()
            | AccreditationRefused()
            | NationalStandardProposed()
            | NationalStandardGranted()
            | NationalStandardRefused()
            | EvaluationContinued()
        ):
            return None
    assert_never(event)


def evolve(state: Evaluation, event: EvaluationEvent) -> Evaluation:
    """Return the evaluation after `event`."""
    if isinstance(event, RegistrationSubmitted):
        state = Evaluation(plan=state.plan, registration=event, continued=state.continued)
    return _remember(replace(state, state=reached(event) or state.state), event)


def _remember(state: Evaluation, event: EvaluationEvent) -> Evaluation:
    match event:
        case EvaluationPlanned():
            return replace(state, state=state.state or State.PLANNED, plan=event)
        case RegistrationSubmitted():
            return state
        case CompletionRequested() | ReturnedBySo():
            return replace(state, returned=event)
        case RegistrationForwarded():
            return replace(state, forwarded=event)
        case RegistrationAccepted():
            return replace(state, accepted=event)
        case RegistrationWithdrawn():
            return replace(state, withdrawn=event)
        case CaseTransferred():
            # Who holds the case is asked of the log itself (`libs.rights.case_holder`).
            return state
        case TeamFormed():
            return replace(state, team=event)
        case FindingRecorded():
            others = tuple(f for f in state.findings if f.criterion != event.criterion)
            return replace(state, findings=(*others, event))
        case SurveyClosed():
            return replace(state, survey=event)
        case DraftSent():
            return replace(state, draft=event)
        case SchoolReplied() | DeemedAgreed():
            return replace(state, reply=event)
        case ReplyAnswered():
            return replace(state, answer=event)
        case FinalReported():
            return replace(state, final=event)
        case AccreditationGranted() | AccreditationRefused():
            return _decided(replace(state, accreditation=event))
        case NationalStandardProposed():
            return replace(state, proposal=event)
        case NationalStandardGranted() | NationalStandardRefused():
            return _decided(replace(state, national=event))
        case EvaluationContinued():
            return replace(state, continued=event)
        case EvaluationEnded():
            return state
    assert_never(event)


def _decided(state: Evaluation) -> Evaluation:
    """Return `state`, decided once each recognition asked for has its decision."""
    accredited = state.accreditation is not None or not state.asks("accreditation")
    recognised = state.national is not None or not state.asks("national_standard")
    return replace(state, state=State.DECIDED) if accredited and recognised else state


def overdue_from(rules: RuleSet, step: str, on: date) -> date | None:
    """Return the first day on which `step`, whose time runs from `on`, is overdue.

    None where the rule set gives the step no time. Source: `working_days` of the rule set.
    """
    days = rules.working_days.get(step)
    return None if days is None else working_days_after(on, days) + timedelta(days=1)
