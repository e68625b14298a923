"""Whether an improvement plan was made from a cycle's report: what plans announce of it."""

from dataclasses import dataclass

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract


@dataclass(frozen=True, slots=True)
class BasedOn:
    """A report that a plan is made from."""

    cycle: str


@dataclass(frozen=True, slots=True)
class ImprovementPlanDrafted:
    """A school began the plan of a school year from these reports."""

    reports: tuple[BasedOn, ...]


PLANNED: Fold[frozenset[str]] = Fold(
    "improvement_plan",
    Contract(ImprovementPlanDrafted),
    frozenset(),
    lambda known, event: known | {each.cycle for each in event.reports},
)
"""The cycles from whose reports a plan is made."""
