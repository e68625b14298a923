"""The plan of a self-assessment (kế hoạch tự đánh giá): its steps with their dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, Text, given
from libs.kernel.problems import FieldError, Rejected
from libs.law.calendar import show
from libs.law.standards.rule_set import cite
from libs.rights import Right
from services.assessment.cycle.council import posts_of
from services.assessment.cycle.events.council import PlanApproved, PlanSteps
from services.assessment.cycle.groups import require_groups, strangers, unowned
from services.assessment.cycle.papers import paper_day
from services.assessment.cycle.state import Cycle, Open, require_council, require_working
from services.assessment.shared.fields import PRINCIPAL


@dataclass(frozen=True, slots=True)
class ApprovePlan:
    """Approve the plan, or another one in its place; from then on each group writes its criteria.

    `dated` is the day of the signed plan, today if it is not named; `number` is that of the paper,
    the texts after it are parts of it that it may have.
    """

    right: ClassVar[Right] = PRINCIPAL
    aim: Text
    steps: PlanSteps
    dated: date | None = None
    number: Line | None = None
    training: Text = ""
    resources: Text = ""
    consultants: Text = ""
    evidence_to_gather: Text = ""
    actor: str = given("actor")
    on: date = given("on")


def approve_plan(command: ApprovePlan, cycle: Cycle) -> Sequence[PlanApproved]:
    """Return the plan; none when it stands approved.

    Raises `Rejected`: as `require_working`, `require_council`, `require_groups` and `paper_day`;
    plan-wrong, whose errors name every fault: chair-not-principal, criterion-unowned,
    head-not-in-council, step-reversed.
    """
    found = require_working(cycle)
    require_council(found)
    groups = require_groups(found)
    current = found.plan
    said = (command.number, command.training, command.resources, command.consultants)
    plan = PlanApproved(command.aim, command.steps, command.on, *said, command.evidence_to_gather)
    if (
        current
        and replace(plan, dated=current.dated) == current
        and command.dated in (None, current.dated)
    ):
        return []
    rests_on = max(groups.dated, current.dated) if current else groups.dated
    day = paper_day(command.dated, command.on, found.opened, rests_on)
    errors = list(_faults(command, found))
    if errors:
        detail = " ".join(error.detail for error in errors)
        raise Rejected("plan-wrong", detail, f"{cite(found.rules)}: kế hoạch tự đánh giá", errors)
    return [replace(plan, dated=day)]


def _faults(command: ApprovePlan, cycle: Open) -> Iterator[FieldError]:
    council = require_council(cycle)
    if council.chair_reason is None and "chair" not in posts_of(cycle, command.actor):
        detail = (
            "Chủ tịch hội đồng không phải là hiệu trưởng; quyết định lập hội đồng phải nêu lý do."
        )
        yield FieldError("", "chair-not-principal", detail)
    for criterion in unowned(cycle):
        detail = f"Tiêu chí {criterion} chưa giao cho nhóm nào."
        yield FieldError("", "criterion-unowned", detail)
    for head in strangers(cycle):
        detail = f"Trưởng nhóm '{head}' không còn ở trong hội đồng."
        yield FieldError("", "head-not-in-council", detail)
    for n, step in enumerate(command.steps):
        if step.due_on < step.starts_on:
            detail = (
                f"Bước '{step.name}' kết thúc ngày {show(step.due_on)}, trước ngày bắt đầu "
                f"{show(step.starts_on)}."
            )
            yield FieldError(f"/steps/{n}/due_on", "step-reversed", detail)
