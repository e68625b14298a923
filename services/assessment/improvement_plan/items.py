"""Putting together what is to be done: priority issues, and items born of weaknesses, of
recommendations, of last year's plan, or by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Id, Text, given
from libs.kernel.problems import FieldError, Rejected, refuse, refused
from libs.law import standards
from libs.law.labels import label
from libs.law.standards import levels
from libs.law.standards.improvement_plans import PlanForm
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from services.assessment.cycle.report import Report
from services.assessment.improvement_plan.days import dated
from services.assessment.improvement_plan.events import (
    Number,
    Origin,
    PlanEvent,
    PlanItemAdded,
    PlanItemAdjusted,
    PlanItemEdited,
    PlanItemRemoved,
    PriorityIssueDropped,
    PriorityIssueNamed,
    Unmet,
    Work,
    Written,
)
from services.assessment.improvement_plan.state import RULE, Plan, Recommendation
from services.assessment.shared.fields import PRINCIPAL, SCHOOL

MOST = 300
"""How many things a plan may hold at once."""


@dataclass(frozen=True, slots=True)
class NamePriorityIssue:
    """Name a priority issue of the plan, or put one anew; `cycle` if the plan rests on several."""

    right: ClassVar[Right] = SCHOOL
    issue: Number
    criterion: CriterionCode
    limitation: Written
    current_state: Text = ""
    cause: Text = ""
    cycle: Id | None = None


@dataclass(frozen=True, slots=True)
class DropPriorityIssue:
    """Take a priority issue out of the draft, with nothing left that belongs to it."""

    right: ClassVar[Right] = SCHOOL
    issue: Number


@dataclass(frozen=True, slots=True)
class AddPlanItem:
    """Add something to be done: `born_of` says what else must be named.

    A weakness: `criterion`, and `cycle` if the plan rests on several; `unmet` what exactly. A
    recommendation: `evaluation` and `criterion`. Last year's plan: `previous_item`.
    """

    right: ClassVar[Right] = SCHOOL
    born_of: Origin
    work: Work
    cycle: Id | None = None
    criterion: CriterionCode | None = None
    unmet: Unmet = ()
    evaluation: Id | None = None
    issue: Number | None = None
    previous_item: Number | None = None
    reason: Text = ""


@dataclass(frozen=True, slots=True)
class EditPlanItem:
    """Put something to be done differently, all of it, while the plan is a draft."""

    right: ClassVar[Right] = SCHOOL
    item: Number
    work: Work


@dataclass(frozen=True, slots=True)
class RemovePlanItem:
    """Take something out of the draft."""

    right: ClassVar[Right] = SCHOOL
    item: Number


@dataclass(frozen=True, slots=True)
class AdjustPlanItem:
    """Change something to be done after approval, all of it, and say why."""

    right: ClassVar[Right] = PRINCIPAL
    item: Number
    work: Work
    reason: Written
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Sources:
    """What items are born of: reports by cycle, recommendations, what last year passed on; who of
    the persons named is in no register."""

    reports: Mapping[str, Report]
    recommended: Mapping[Recommendation, str]
    next_year: frozenset[int]
    unregistered: frozenset[str]


@dataclass(frozen=True, slots=True)
class People:
    """Who of the persons named is in no register."""

    unregistered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports that a plan rests on, by cycle."""

    reports: Mapping[str, Report]


def name_issue(command: NamePriorityIssue, known: Reports, plan: Plan) -> Sequence[PlanEvent]:
    """Return the issue; none where it is so already.

    Raises `Rejected`: plan-not-drafted, plan-approved, cycle-missing, criterion-unknown.
    """
    plan.drafting()
    cycle = _cycle(command.cycle, known.reports)
    _check_criterion(known.reports[cycle], command.criterion)
    named = PriorityIssueNamed(
        issue=command.issue,
        cycle=cycle,
        criterion=command.criterion,
        current_state=command.current_state,
        limitation=command.limitation,
        cause=command.cause,
    )
    return [] if plan.issues.get(command.issue) == named else [named]


def drop_issue(command: DropPriorityIssue, plan: Plan) -> Sequence[PlanEvent]:
    """Return that it is none any more.

    Raises `Rejected`: plan-not-drafted, plan-approved, issue-unknown, issue-in-use.
    """
    plan.drafting()
    _check_issue(command.issue, plan)
    used = [n for n, item in plan.items.items() if item.added.issue == command.issue]
    if used:
        detail = f"Các việc {', '.join(map(str, used))} còn thuộc vấn đề này."
        raise refused("issue-in-use", detail, RULE, at="/issue")
    return [PriorityIssueDropped(command.issue)]


def add_item(command: AddPlanItem, known: Sources, plan: Plan) -> Sequence[PlanEvent]:
    """Return the item under the next number; none where the plan has the very same.

    Raises `Rejected`: plan-not-drafted, plan-reported, reason-missing, too-many-items,
    origin-fields, cycle-missing, criterion-unknown, criterion-without-weakness, unmet-unknown,
    recommendation-unknown, item-not-passed-on, item-passed-on, issue-unknown,
    person-not-registered, term-reversed, item-incomplete.
    """
    plan.unreported()
    cycle, criterion = _born(command, known, plan)
    if command.issue is not None:
        _check_issue(command.issue, plan)
    check_work(command.work, known.unregistered)
    if plan.approved is not None:
        if not command.reason.strip():
            detail = "Kế hoạch đã được phê duyệt: thêm việc phải nêu lý do."
            raise refused("reason-missing", detail, RULE, at="/reason")
        _check_whole(command.work, command.issue, plan.form(), "/work")
    added = PlanItemAdded(
        item=plan.last_item + 1,
        born_of=command.born_of,
        work=command.work,
        cycle=cycle,
        criterion=criterion,
        unmet=command.unmet,
        evaluation=command.evaluation,
        issue=command.issue,
        previous_item=command.previous_item,
        reason=command.reason,
    )
    if any(_same(replace(item.added, work=item.work), added) for item in plan.items.values()):
        return []
    if len(plan.items) >= MOST or plan.last_item >= 999:
        raise Rejected("too-many-items", f"Kế hoạch có nhiều nhất {MOST} việc.", RULE)
    return [added]


def edit_item(command: EditPlanItem, known: People, plan: Plan) -> Sequence[PlanEvent]:
    """Return how it is put now; none where it is put so already.

    Raises `Rejected`: plan-not-drafted, plan-approved, item-unknown, person-not-registered,
    term-reversed.
    """
    plan.drafting()
    before = plan.item(command.item).work
    check_work(command.work, known.unregistered - _persons(before))
    return [] if before == command.work else [PlanItemEdited(command.item, command.work)]


def remove_item(command: RemovePlanItem, plan: Plan) -> Sequence[PlanEvent]:
    """Return that it is out; raises `Rejected`: plan-not-drafted, plan-approved, item-unknown."""
    plan.drafting()
    plan.item(command.item)
    return [PlanItemRemoved(command.item)]


def adjust_item(command: AdjustPlanItem, known: People, plan: Plan) -> Sequence[PlanEvent]:
    """Return how it is put from now on; none where it is put so already.

    Raises `Rejected`: plan-not-drafted, plan-not-approved, plan-reported, item-unknown,
    person-not-registered, term-reversed, item-incomplete; and as `days.dated`.
    """
    approved = plan.active()
    item = plan.item(command.item)
    if item.work == command.work:
        return []
    check_work(command.work, known.unregistered - _persons(item.work))
    _check_whole(command.work, item.added.issue, plan.form(), "/work")
    on = dated(command.dated, command.on, approved.dated)
    return [PlanItemAdjusted(command.item, command.work, command.reason, on)]


def check_work(work: Work, unregistered: frozenset[str]) -> None:
    """Raise `Rejected` (person-not-registered, term-reversed) for what cannot be as it is put."""
    named = [("/work/responsible", work.responsible)]
    named += [(f"/work/participants/{n}", each) for n, each in enumerate(work.participants)]
    refuse(
        "person-not-registered",
        [(at, f"Không có '{who}' trong sổ người.") for at, who in named if who in unregistered],
        RULE,
    )
    if work.starts and work.complete_by and work.complete_by < work.starts:
        detail = "Ngày hoàn thành trước ngày bắt đầu."
        raise refused("term-reversed", detail, RULE, at="/work/complete_by")


def lacking(work: Work, issue: int | None, form: PlanForm) -> Iterator[tuple[str, str]]:
    """Yield the field and the sentence for each that the form asks for and is not filled in."""
    for name in form.required:
        if getattr(work, name) in (None, ""):
            yield name, f"thiếu '{label(name)}'"
    if form.coverage == "priority_issues" and issue is None:
        yield "issue", "không thuộc vấn đề ưu tiên nào"


def _check_whole(work: Work, issue: int | None, form: PlanForm, at: str) -> None:
    errors = [
        FieldError("/issue" if name == "issue" else f"{at}/{name}", "required", f"Việc {said}.")
        for name, said in lacking(work, issue, form)
    ]
    if errors:
        detail = " ".join(error.detail for error in errors)
        raise Rejected("item-incomplete", detail, form.rule, errors)


def _persons(work: Work) -> frozenset[str]:
    return frozenset((*work.participants, *((work.responsible,) if work.responsible else ())))


def _same(one: PlanItemAdded, other: PlanItemAdded) -> bool:
    return _without_number(one) == _without_number(other)


def _without_number(added: PlanItemAdded) -> tuple[object, ...]:
    return (
        *(added.born_of, added.work, added.cycle, added.criterion, added.unmet),
        *(added.evaluation, added.issue, added.previous_item),
    )


_ASKS: Mapping[str, tuple[str, ...]] = {
    "weakness": ("criterion",),
    "recommendation": ("evaluation", "criterion"),
    "previous_plan": ("previous_item",),
    "own_initiative": (),
}
"""What an item of each origin must name."""
_ALLOWS: Mapping[str, tuple[str, ...]] = {
    "weakness": ("cycle", "unmet"),
    "recommendation": (),
    "previous_plan": ("cycle", "criterion"),
    "own_initiative": ("cycle", "criterion"),
}
"""What it may name besides."""
_NAMED = ("cycle", "criterion", "unmet", "evaluation", "previous_item")


def _born(command: AddPlanItem, known: Sources, plan: Plan) -> tuple[str | None, str | None]:
    """Return the cycle and the criterion that an item is about."""
    asks, allows = _ASKS[command.born_of], _ALLOWS[command.born_of]
    there = [name for name in _NAMED if getattr(command, name) not in (None, ())]
    faults = [(f"/{name}", "Phải nêu ở đây.") for name in asks if name not in there]
    faults += [
        (f"/{name}", "Không nêu ở đây với nguồn này.")
        for name in there
        if name not in (*asks, *allows)
    ]
    refuse("origin-fields", faults, RULE)
    criterion = command.criterion
    match command.born_of:
        case "recommendation":
            if (command.evaluation, criterion) not in known.recommended:
                detail = f"Đợt đánh giá ngoài này không có khuyến nghị ở tiêu chí {criterion}."
                raise refused("recommendation-unknown", detail, RULE, at="/evaluation")
            return None, criterion
        case "previous_plan":
            _check_passed_on(command, known, plan)
    if criterion is None:
        return None, None
    cycle = _cycle(command.cycle, known.reports)
    report = known.reports[cycle]
    _check_criterion(report, criterion)
    if command.born_of == "weakness":
        _check_weakness(criterion, command.unmet, report)
    return cycle, criterion


def _check_passed_on(command: AddPlanItem, known: Sources, plan: Plan) -> None:
    number = command.previous_item
    if number not in known.next_year:
        detail = f"Kế hoạch năm trước không chuyển việc số {number} sang năm nay."
        raise refused("item-not-passed-on", detail, RULE, at="/previous_item")
    for n, item in plan.items.items():
        if item.added.previous_item == number and item.work != command.work:
            detail = f"Việc số {number} của năm trước đã là việc số {n} của kế hoạch này."
            raise refused("item-passed-on", detail, RULE, at="/previous_item")


def _check_weakness(criterion: str, unmet: tuple[str, ...], report: Report) -> None:
    if not report.has_weakness(criterion):
        detail = f"Báo cáo tự đánh giá không nêu điểm yếu nào ở tiêu chí {criterion}."
        raise refused("criterion-without-weakness", detail, RULE, at="/criterion")
    known = report.unmet.get(criterion, frozenset())
    refuse(
        "unmet-unknown",
        [
            (f"/unmet/{n}", f"Báo cáo không ghi '{each}' là chưa đạt.")
            for n, each in enumerate(unmet)
            if each not in known
        ],
        RULE,
    )


def _cycle(stated: str | None, reports: Mapping[str, Report]) -> str:
    """Return the cycle that is meant: the one stated, or the only one."""
    if stated is None and len(reports) == 1:
        return next(iter(reports))
    if stated is None or stated not in reports:
        detail = f"Phải nêu một trong các đợt tự đánh giá của kế hoạch: {', '.join(reports)}."
        raise refused("cycle-missing", detail, RULE, at="/cycle")
    return stated


def _check_criterion(report: Report, criterion: str) -> None:
    if not levels.indicators(standards.by_hash(report.rules), criterion):
        detail = f"Bộ tiêu chuẩn của đợt tự đánh giá không có tiêu chí {criterion}."
        raise refused("criterion-unknown", detail, RULE, at="/criterion")


def _check_issue(issue: int, plan: Plan) -> None:
    if issue not in plan.issues:
        detail = f"Kế hoạch chưa nêu vấn đề ưu tiên số {issue}."
        raise refused("issue-unknown", detail, RULE, at="/issue")
