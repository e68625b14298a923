"""The priority issues of a plan, and which cycle and criterion something is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Id, Text
from libs.kernel.problems import refused
from libs.law import standards
from libs.law.standards import levels
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from services.assessment.cycle.report import Report
from services.assessment.improvement_plan.events import (
    Number,
    PlanEvent,
    PriorityIssueDropped,
    PriorityIssueNamed,
    Written,
)
from services.assessment.improvement_plan.state import RULE, Plan
from services.assessment.shared.fields import SCHOOL


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
class Reports:
    """The reports that a plan rests on, by cycle."""

    reports: Mapping[str, Report]


def name_issue(command: NamePriorityIssue, known: Reports, plan: Plan) -> Sequence[PlanEvent]:
    """Return the issue; none where it is so already.

    Raises `Rejected`: plan-not-drafted, plan-approved, cycle-missing, criterion-unknown.
    """
    plan.drafting()
    cycle = meant(command.cycle, known.reports)
    check_criterion(known.reports[cycle], command.criterion)
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
    check_issue(command.issue, plan)
    used = [n for n, item in plan.items.items() if item.added.issue == command.issue]
    if used:
        detail = f"Các việc {', '.join(map(str, used))} còn thuộc vấn đề này."
        raise refused("issue-in-use", detail, RULE, at="/issue")
    return [PriorityIssueDropped(command.issue)]


def meant(stated: str | None, reports: Mapping[str, Report]) -> str:
    """Return the cycle that is meant: the one stated, or the only one.

    Raises `Rejected` ("cycle-missing").
    """
    if stated is None and len(reports) == 1:
        return next(iter(reports))
    if stated is None or stated not in reports:
        detail = f"Phải nêu một trong các đợt tự đánh giá của kế hoạch: {', '.join(reports)}."
        raise refused("cycle-missing", detail, RULE, at="/cycle")
    return stated


def check_criterion(report: Report, criterion: str) -> None:
    """Raise `Rejected` ("criterion-unknown") unless the report's rule set has the criterion."""
    if not levels.indicators(standards.by_hash(report.rules), criterion):
        detail = f"Bộ tiêu chuẩn của đợt tự đánh giá không có tiêu chí {criterion}."
        raise refused("criterion-unknown", detail, RULE, at="/criterion")


def check_issue(issue: int, plan: Plan) -> None:
    """Raise `Rejected` ("issue-unknown") unless the plan has the priority issue."""
    if issue not in plan.issues:
        detail = f"Kế hoạch chưa nêu vấn đề ưu tiên số {issue}."
        raise refused("issue-unknown", detail, RULE, at="/issue")
