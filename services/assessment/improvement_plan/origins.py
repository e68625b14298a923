"""What is added to a plan, and what it is born of: a weakness, a recommendation, last year's plan,
or the school's own idea."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Id, Text
from libs.kernel.problems import refuse, refused
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from services.assessment.cycle.report import Report
from services.assessment.improvement_plan.events import Number, Origin, Unmet, Work
from services.assessment.improvement_plan.issues import check_criterion, meant
from services.assessment.improvement_plan.state import RULE, Plan, Recommendation
from services.assessment.shared.fields import SCHOOL


@dataclass(frozen=True, slots=True)
class AddPlanItem:
    """Add something to be done: `born_of` says what else must be named.

    A weakness, of the report or as the priority issue has it: `criterion`, and `cycle` if the plan
    rests on several; `unmet` what exactly. A recommendation: `evaluation` and `criterion`. Last
    year's plan: `previous_item`.
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
class Sources:
    """What items are born of: reports by cycle, recommendations, what last year passed on; who of
    the persons named is in no register."""

    reports: Mapping[str, Report]
    recommended: Mapping[Recommendation, str]
    next_year: frozenset[int]
    unregistered: frozenset[str]


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


def born(command: AddPlanItem, known: Sources, plan: Plan) -> tuple[str | None, str | None]:
    """Return the cycle and the criterion that an item is about.

    Raises `Rejected`: origin-fields, cycle-missing, criterion-unknown, criterion-without-weakness,
    unmet-unknown, recommendation-unknown, item-not-passed-on, item-passed-on.
    """
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
    cycle = meant(command.cycle, known.reports)
    report = known.reports[cycle]
    check_criterion(report, criterion)
    if command.born_of == "weakness":
        issue = plan.issues.get(command.issue) if command.issue is not None else None
        said = issue is not None and (issue.cycle, issue.criterion) == (cycle, criterion)
        _check_weakness(criterion, command.unmet, report, said)
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


def _check_weakness(criterion: str, unmet: tuple[str, ...], report: Report, said: bool) -> None:
    """Raise `Rejected` unless the report has a weakness there, or (`said`) the priority issue."""
    if not said and not report.has_weakness(criterion):
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
