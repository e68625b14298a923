"""From the office's plan to the registration that the Sở accepts: who checks it, who returns it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Id, Line, given
from libs.kernel.problems import refused
from libs.law.calendar import school_year
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import Right
from services.review.evaluation.events.filing import (
    CompletionRequested,
    EvaluationPlanned,
    RegistrationAccepted,
    RegistrationForwarded,
    RegistrationWithdrawn,
    ReturnedBySo,
)
from services.review.evaluation.filing import require_open, year_of
from services.review.evaluation.state import (
    Evaluation,
    Filed,
    Passed,
    State,
    Surveying,
    reached,
    within,
)
from services.review.shared.fields import (
    APPRAISER,
    CHECKER,
    PRINCIPAL,
    Checklist,
    Month,
    Reasons,
)

Event = (
    EvaluationPlanned
    | CompletionRequested
    | RegistrationForwarded
    | ReturnedBySo
    | RegistrationAccepted
    | RegistrationWithdrawn
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEvaluation:
    """Put the school on the office's list for a month, with the grades aimed at."""

    right: ClassVar[Right] = CHECKER

    month: Month
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    instruction: Id | None = None
    id: str = given("id")
    school: str = given("school")


@dataclass(frozen=True, slots=True)
class RequestCompletion:
    """Send the dossier back to the school before it goes to the Sở."""

    right: ClassVar[Right] = CHECKER

    reasons: Reasons


@dataclass(frozen=True, slots=True)
class ForwardRegistration:
    """Find the dossier complete, by this checklist, and forward it to the Sở."""

    right: ClassVar[Right] = CHECKER

    checked: Checklist


@dataclass(frozen=True, slots=True)
class ReturnBySo:
    """Send the dossier back to the school from the Sở."""

    right: ClassVar[Right] = APPRAISER

    reasons: Reasons


@dataclass(frozen=True, slots=True)
class AcceptBySo:
    """Accept the registration at the Sở, by this checklist."""

    right: ClassVar[Right] = APPRAISER

    checked: Checklist


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the registration back; possible until the survey."""

    right: ClassVar[Right] = PRINCIPAL

    reason: Line


Command = (
    PlanEvaluation | RequestCompletion | ForwardRegistration | ReturnBySo | AcceptBySo | Withdraw
)


def decide(command: Command, evaluation: Evaluation) -> Sequence[Event]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: wrong-state, already-filed, school-closed, evaluation-id-differs,
    month-outside-year, survey-begun.
    """
    match command:
        case PlanEvaluation():
            return _plan(command, evaluation)
        case RequestCompletion(reasons):
            return _pass(CompletionRequested(reasons), evaluation, State.FILED)
        case ForwardRegistration(checked):
            return _pass(RegistrationForwarded(checked), evaluation, State.FILED)
        case ReturnBySo(reasons):
            return _pass(ReturnedBySo(reasons), evaluation, _at_so(evaluation))
        case AcceptBySo(checked):
            return _pass(RegistrationAccepted(checked), evaluation, _at_so(evaluation))
        case Withdraw(reason):
            return _withdraw(RegistrationWithdrawn(reason), evaluation)
    assert_never(command)


def _pass(event: Passed, evaluation: Evaluation, *states: State) -> Sequence[Event]:
    """Return `event`, which is possible in one of `states`; none when it came last already."""
    last = evaluation.last if isinstance(evaluation, Filed) else None
    if event == last and evaluation.state is reached(event):
        return []
    within(evaluation, Filed, *states)
    return [event]


def _at_so(evaluation: Evaluation) -> State:
    """A school that no office stands above files with the Sở itself."""
    direct = isinstance(evaluation, Filed) and evaluation.registration.direct
    return State.FILED if direct and evaluation.state is State.FILED else State.FORWARDED


def _withdraw(withdrawn: RegistrationWithdrawn, evaluation: Evaluation) -> Sequence[Event]:
    findings = evaluation.findings if isinstance(evaluation, Surveying) else ()
    if findings and evaluation.state is State.SURVEYING:
        raise refused(
            "survey-begun",
            "Đoàn đã ghi nhận kết quả khảo sát, trường không còn rút hồ sơ đăng ký được.",
            "TT 17, 18, 19/2018 art. 26-33",
        )
    return _pass(
        withdrawn,
        evaluation,
        *(State.FILED, State.RETURNED, State.FORWARDED, State.ACCEPTED, State.SURVEYING),
    )


def _plan(command: PlanEvaluation, evaluation: Evaluation) -> Sequence[Event]:
    planned = EvaluationPlanned(
        command.month, command.accreditation_grade, command.national_grade, command.instruction
    )
    if evaluation.plan == planned:
        return []
    year, month = map(int, command.month.split("-"))
    if school_year(date(year, month, 1)) != year_of(command.id, command.school):
        detail = f"Tháng {month:02}/{year} (trường month) không thuộc năm học của hồ sơ này."
        raise refused("month-outside-year", detail, "năm học", at="/month")
    require_open(evaluation, State.PLANNED, State.WITHDRAWN)
    return [planned]
