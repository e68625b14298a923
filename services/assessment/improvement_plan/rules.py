"""An improvement plan of one school year: draft, approve, hand in, carry out, report, close (J4).

What it must say is data, `libs.law.standards.improvement_plans`; it stays under the form of the day
on which it was drafted.
"""

from collections.abc import Sequence
from typing import assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract
from services.assessment.improvement_plan.carrying_out import (
    FollowRecommendation,
    ReportPlanItem,
    ReviewImprovementPlan,
    SuperviseImprovementPlan,
    review_plan,
    supervise_plan,
)
from services.assessment.improvement_plan.closing import (
    CloseImprovementPlan,
    LeavePlanUnreported,
    ReportImprovementYear,
    close_plan,
)
from services.assessment.improvement_plan.drafting import (
    ApproveImprovementPlan,
    DraftImprovementPlan,
    SubmitImprovementPlan,
)
from services.assessment.improvement_plan.events import PlanEvent
from services.assessment.improvement_plan.issues import (
    DropPriorityIssue,
    NamePriorityIssue,
    drop_issue,
)
from services.assessment.improvement_plan.items import (
    AdjustPlanItem,
    EditPlanItem,
    RemovePlanItem,
    remove_item,
)
from services.assessment.improvement_plan.origins import AddPlanItem
from services.assessment.improvement_plan.state import Plan, evolve

Plain = (
    DropPriorityIssue
    | RemovePlanItem
    | ReviewImprovementPlan
    | SuperviseImprovementPlan
    | CloseImprovementPlan
)
"""The commands that rest on the plan alone."""
Command = (
    Plain
    | DraftImprovementPlan
    | NamePriorityIssue
    | AddPlanItem
    | EditPlanItem
    | ApproveImprovementPlan
    | SubmitImprovementPlan
    | ReportPlanItem
    | AdjustPlanItem
    | FollowRecommendation
    | ReportImprovementYear
    | LeavePlanUnreported
)
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


def decide(command: Plain, plan: Plan) -> Sequence[PlanEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected` as the function of each command.
    """
    match command:
        case DropPriorityIssue():
            return drop_issue(command, plan)
        case RemovePlanItem():
            return remove_item(command, plan)
        case ReviewImprovementPlan():
            return review_plan(command, plan)
        case SuperviseImprovementPlan():
            return supervise_plan(command, plan)
        case CloseImprovementPlan():
            return close_plan(command, plan)
    assert_never(command)


PLAN: Decider[Plain, Plan, PlanEvent] = Decider(Plan(), decide, evolve)
