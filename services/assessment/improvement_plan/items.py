"""What is to be done: added, put differently, taken out, adjusted after approval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from libs.kernel.messages import given
from libs.kernel.problems import FieldError, Rejected, refuse, refused
from libs.law.labels import label
from libs.law.standards.improvement_plans import PlanForm
from libs.rights import Right
from services.assessment.improvement_plan.days import dated
from services.assessment.improvement_plan.events import (
    Number,
    PlanEvent,
    PlanItemAdded,
    PlanItemAdjusted,
    PlanItemEdited,
    PlanItemRemoved,
    Work,
    Written,
)
from services.assessment.improvement_plan.issues import check_issue
from services.assessment.improvement_plan.origins import AddPlanItem, Sources, born
from services.assessment.improvement_plan.state import RULE, Plan
from services.assessment.shared.fields import PRINCIPAL, SCHOOL

MOST = 300
"""How many things a plan may hold at once."""


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
class People:
    """Who of the persons named is in no register."""

    unregistered: frozenset[str]


def add_item(command: AddPlanItem, known: Sources, plan: Plan) -> Sequence[PlanEvent]:
    """Return the item under the next number; none where the plan has the very same.

    Raises `Rejected`: plan-not-drafted, plan-reported, reason-missing, too-many-items,
    origin-fields, cycle-missing, criterion-unknown, criterion-without-weakness, unmet-unknown,
    recommendation-unknown, item-not-passed-on, item-passed-on, issue-unknown,
    person-not-registered, term-reversed, item-incomplete.
    """
    plan.running()
    cycle, criterion = born(command, known, plan)
    if command.issue is not None:
        check_issue(command.issue, plan)
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
