"""What others know of an improvement plan: whose reports it was made from, what is in it."""

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract
from services.assessment.improvement_plan.events import ImprovementPlanDrafted, PlanItemAdded

PLANNED: Fold[frozenset[str]] = Fold(
    "improvement_plan",
    Contract(ImprovementPlanDrafted),
    frozenset(),
    lambda known, event: known | {each.cycle for each in event.reports},
)
"""The cycles from whose reports a plan is made."""
ITEMS: Fold[frozenset[int]] = Fold(
    "improvement_plan",
    Contract(PlanItemAdded),
    frozenset(),
    lambda known, event: known | {event.item},
)
"""The numbers that were given to what is to be done in a plan."""
