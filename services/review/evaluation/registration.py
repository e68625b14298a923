"""From a registration to its acceptance at the Sở: who checks it, who returns it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Id, Remark, given
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.calendar import school_year, school_year_days
from libs.law.standards import external_review
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.law.standards.rule_set import cite
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
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.evaluation.state import (
    Evaluation,
    Filed,
    Passed,
    State,
    Surveying,
    cited,
    reached,
    within,
)
from services.review.shared.fields import (
    APPRAISER,
    CHECKER,
    PLANNER,
    PRINCIPAL,
    Checklist,
    Month,
    Number,
    Reasons,
)

ITEMS_SINCE = 3
"""Since which number of the platform's rules a checklist has the items of its set."""
LISTED_SINCE = 3
"""Since which number an office's list is the one plan."""

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
    """Plan the school's evaluation in the case itself, as until the rules' number 3.

    Since then an office writes its list in the registry, once, and nothing here.
    """

    right: ClassVar[Right] = PLANNER

    month: Month
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    instruction: Id | None = None
    id: str = given("id")
    school: str = given("school")


@dataclass(frozen=True, slots=True)
class RequestCompletion:
    """Send the dossier back to the school before it goes to the Sở.

    `dated`: the day of its paper.
    """

    right: ClassVar[Right] = CHECKER

    reasons: Reasons
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ForwardRegistration:
    """Find the dossier complete, by this checklist, and forward it to the Sở.

    `dated`: the day of its paper; `list_number`: the number of that paper, where it is a list that
    the office sends of several schools at once.
    """

    right: ClassVar[Right] = CHECKER

    checked: Checklist
    dated: date | None = None
    list_number: Number | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ReturnBySo:
    """Send the dossier back to the school from the Sở; `dated`: the day of its paper."""

    right: ClassVar[Right] = APPRAISER

    reasons: Reasons
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class AcceptBySo:
    """Accept the registration at the Sở, by this checklist; `dated`: the day of its paper."""

    right: ClassVar[Right] = APPRAISER

    checked: Checklist
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the registration back; possible until the survey."""

    right: ClassVar[Right] = PRINCIPAL

    reason: Remark


Plain = Withdraw
"""The commands that rest on the case alone."""
Returning = RequestCompletion | ReturnBySo
Checking = ForwardRegistration | AcceptBySo
Looked = CompletionRequested | ReturnedBySo | RegistrationForwarded | RegistrationAccepted
Looking = Returning | Checking
"""What an office does with a registration, which rests on what `lawful` asks beside."""


def decide(command: Plain, evaluation: Evaluation) -> Sequence[Event]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: wrong-state, survey-begun.
    """
    match command:
        case Withdraw(reason):
            return _withdraw(RegistrationWithdrawn(reason), evaluation)
    assert_never(command)


def look(command: Looking, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
    """Return that the dossier goes back or passes; none when it has.

    Raises `Rejected`: wrong-state, checklist-incomplete; date-in-future, date-before-last-act.
    """
    event: Looked
    match command:
        case RequestCompletion(reasons):
            wanted, event = State.FILED, CompletionRequested(reasons)
        case ReturnBySo(reasons):
            wanted, event = _at_so(evaluation), ReturnedBySo(reasons)
        case ForwardRegistration(checked):
            event = RegistrationForwarded(checked, list_number=command.list_number)
            wanted = State.FILED
        case AcceptBySo(checked):
            wanted, event = _at_so(evaluation), RegistrationAccepted(checked)
        case _:
            assert_never(command)
    last = evaluation.last if isinstance(evaluation, Filed) else None
    if isinstance(last, Looked) and event == replace(last, dated=None, entered_late=False):
        # It was looked at just so, whatever day is told now.
        event = last
    passed = _pass(event, evaluation, wanted)
    if not passed or not isinstance(evaluation, Filed):
        return passed
    if isinstance(command, Checking) and rules_number >= ITEMS_SINCE:
        _check_items(command.checked, evaluation)
    day = paper_day(command.dated, command.on, _before(evaluation, command.on), rules_number)
    return [replace(event, dated=day, entered_late=is_late(day, command.on))]


def _before(case: Filed, on: date) -> date:
    """Return the day of the paper before a check; where that says none, the first it may be of."""
    begins, _ = school_year_days(case.registration.cycle_year)
    forwarded = case.last.dated if isinstance(case.last, RegistrationForwarded) else None
    known = (case.registration.report_submitted_on, case.registration.dated, forwarded)
    return max([min(begins, on), *(day for day in known if day is not None)])


def _check_items(checked: Sequence[str], case: Filed) -> None:
    """Raise `Rejected` ("checklist-incomplete") unless each item of the set is ticked, no other."""
    wanted = external_review.checklist(case.rules)
    faults = [
        FieldError("/checked", "item-missing", f"Chưa kiểm tra: {title} ('{code}').")
        for code, title in wanted.items.items()
        if code not in checked
    ]
    faults += [
        FieldError(f"/checked/{n}", "item-unknown", f"Danh mục không có mục '{code}'.")
        for n, code in enumerate(checked)
        if code not in wanted.items
    ]
    if faults:
        detail = " ".join(each.detail for each in faults)
        doubt = "" if wanted.sure else f" ({wanted.source})"
        rule = f"{cite(case.rules, '26')}{doubt}"
        raise Rejected("checklist-incomplete", detail, rule, faults)


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
            cited(evaluation, "26-33"),
        )
    return _pass(
        withdrawn,
        evaluation,
        *(State.FILED, State.RETURNED, State.FORWARDED, State.ACCEPTED, State.SURVEYING),
    )


def plan(
    command: PlanEvaluation, rules_number: int, evaluation: Evaluation
) -> Sequence[EvaluationPlanned]:
    """Return the plan of the case; none when it is planned so.

    Raises `Rejected`: planned-in-list from the rules' number 3 on; month-outside-year,
    evaluation-id-differs, already-filed, school-closed.
    """
    planned = EvaluationPlanned(
        command.month, command.accreditation_grade, command.national_grade, command.instruction
    )
    if evaluation.plan == planned:
        return []
    if rules_number >= LISTED_SINCE:
        detail = (
            "Kế hoạch đánh giá ngoài ghi một lần, ở danh sách dự kiến của đơn vị (plannedlist): "
            "lấy từ công văn đã nêu tên trường, hoặc thêm từng trường."
        )
        raise Rejected("planned-in-list", detail, rule="danh sách dự kiến đánh giá ngoài")
    year, month = map(int, command.month.split("-"))
    if school_year(date(year, month, 1)) != year_of(command.id, command.school):
        detail = f"Tháng {month:02}/{year} (trường month) không thuộc năm học của hồ sơ này."
        raise refused("month-outside-year", detail, "năm học", at="/month")
    require_open(evaluation, State.PLANNED, State.WITHDRAWN, State.DISCONTINUED)
    return [planned]
