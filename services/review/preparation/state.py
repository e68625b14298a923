"""How far a team is with getting ready for its survey."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.review.preparation.events import (
    CriterionStudied,
    PreliminarySurveyHeld,
    PreparationEvent,
    TeamWorkPlanned,
    VisitsFixed,
)


@dataclass(frozen=True, slots=True)
class Preparation:
    """What was prepared for one registration: the plan that stands, the days of the visits as the
    school was told them, what was studied of each criterion, the preliminary survey."""

    attempt: int = 0
    plan: TeamWorkPlanned | None = None
    visits: VisitsFixed | None = None
    studies: Mapping[str, CriterionStudied] = field(default_factory=dict)
    survey: PreliminarySurveyHeld | None = None

    def of(self, attempt: int) -> "Preparation":
        """Return the preparation as it counts for this registration: not at all if it is of an
        earlier one."""
        return self if self.attempt == attempt else Preparation(attempt)

    def in_charge(self, criterion: str) -> str | None:
        """Return who is in charge of a criterion by the plan; None: nobody."""
        charges = self.plan.charges if self.plan else ()
        return next((each.person for each in charges if criterion in each.criteria), None)


def evolve(preparation: Preparation, event: PreparationEvent) -> Preparation:
    """Return the preparation after `event`."""
    match event:
        case TeamWorkPlanned(attempt):
            return replace(preparation.of(attempt), plan=event)
        case VisitsFixed():
            return replace(preparation, visits=event)
        case CriterionStudied(attempt, criterion):
            own = preparation.of(attempt)
            return replace(own, studies={**own.studies, criterion: event})
        case PreliminarySurveyHeld(attempt):
            return replace(preparation.of(attempt), survey=event)
