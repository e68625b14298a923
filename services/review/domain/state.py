"""What the rules of an evaluation remember of its past, and how each event changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from libs import standards
from libs.calendar import working_days_after
from libs.errors import Rejected
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
    """How far an evaluation has come; its value is what queries show as `state`."""

    NEW = "new"
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


STATE_NAMES: Mapping[State, str] = {
    State.NEW: "chưa đăng ký",
    State.PLANNED: "đã có trong kế hoạch, chưa đăng ký",
    State.FILED: "đã nộp hồ sơ đăng ký",
    State.RETURNED: "đã trả lại để hoàn thiện",
    State.FORWARDED: "đã chuyển lên Sở",
    State.ACCEPTED: "Sở đã chấp nhận",
    State.WITHDRAWN: "trường đã rút hồ sơ",
    State.SURVEYING: "đoàn đang khảo sát",
    State.SURVEYED: "đã kết thúc khảo sát",
    State.DRAFT_SENT: "đã gửi dự thảo báo cáo",
    State.ANSWERING: "chờ đoàn trả lời ý kiến của trường",
    State.FINALISING: "chờ báo cáo chính thức",
    State.REPORTED: "đã có báo cáo chính thức",
    State.DECIDED: "đã có quyết định",
}

Judgements = Mapping[tuple[str, int, str], bool]
"""(criterion, level, indicator) -> met, as `libs.standards.levels` takes them."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One school's evaluation in one school year; each field holds the event that last said so."""

    state: State = State.NEW
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
        """The registration; only asked for in states that come after one."""
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

    def require(self, *states: State) -> None:
        """Raise `Rejected` ("wrong-state") unless the evaluation is in one of `states`."""
        if self.state not in states:
            wanted = " hoặc ".join(f"'{STATE_NAMES[state]}'" for state in states)
            raise Rejected(
                "wrong-state",
                f"Hồ sơ đang ở bước '{STATE_NAMES[self.state]}'; việc này cần bước {wanted}.",
                rule="TT 17, 18, 19/2018 art. 26-33",
            )


def rule_set(rules_hash: str) -> RuleSet:
    """Return the rule set with this hash; raises `Rejected` ("rule-set-missing")."""
    try:
        return standards.by_hash(rules_hash)
    except KeyError:
        detail = f"Không có bộ tiêu chuẩn mang mã băm {rules_hash} (trường rules)."
        raise Rejected("rule-set-missing", detail, rule="rules") from None


def evolve(state: Evaluation, event: EvaluationEvent) -> Evaluation:
    """Return the evaluation after `event`."""
    match event:
        case EvaluationPlanned():
            planned = State.PLANNED if state.state is State.NEW else state.state
            return replace(state, state=planned, plan=event)
        case RegistrationSubmitted():
            return Evaluation(
                State.FILED, plan=state.plan, registration=event, continued=state.continued
            )
        case CompletionRequested() | ReturnedBySo():
            return replace(state, state=State.RETURNED, returned=event)
        case RegistrationForwarded():
            return replace(state, state=State.FORWARDED, forwarded=event)
        case RegistrationAccepted():
            return replace(state, state=State.ACCEPTED, accepted=event)
        case RegistrationWithdrawn():
            return replace(state, state=State.WITHDRAWN, withdrawn=event)
        case CaseTransferred():
            # Who holds the case is asked of the log itself (`libs.rights.case_holder`).
            return state
        case TeamFormed():
            return replace(state, state=State.SURVEYING, team=event)
        case FindingRecorded():
            others = tuple(f for f in state.findings if f.criterion != event.criterion)
            return replace(state, findings=(*others, event))
        case SurveyClosed():
            return replace(state, state=State.SURVEYED, survey=event)
        case DraftSent():
            return replace(state, state=State.DRAFT_SENT, draft=event)
        case SchoolReplied():
            replied = State.ANSWERING if event.points else State.FINALISING
            return replace(state, state=replied, reply=event)
        case DeemedAgreed():
            return replace(state, state=State.FINALISING, reply=event)
        case ReplyAnswered():
            return replace(state, state=State.FINALISING, answer=event)
        case FinalReported():
            return replace(state, state=State.REPORTED, final=event)
        case AccreditationGranted() | AccreditationRefused():
            return _decided(replace(state, accreditation=event))
        case NationalStandardProposed():
            return replace(state, proposal=event)
        case NationalStandardGranted() | NationalStandardRefused():
            return _decided(replace(state, national=event))
        case EvaluationContinued():
            return replace(state, continued=event)
        case EvaluationEnded():
            return replace(state, state=State.WITHDRAWN)
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
