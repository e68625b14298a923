"""How far a team is with getting ready for its survey."""

from dataclasses import dataclass, replace

from libs.engine.procedure import Fold
from services.review.preparation.events import (
    PREPARATION_EVENTS,
    PreparationEvent,
    TeamWorkPlanned,
    VisitsFixed,
)


@dataclass(frozen=True, slots=True)
class Preparation:
    """The plan that stands, and the days of the visits as the school was told them."""

    plan: TeamWorkPlanned | None = None
    visits: VisitsFixed | None = None

    def of(self, attempt: int) -> "Preparation":
        """Return the preparation as it counts for this registration: not at all if it is of an
        earlier one."""
        return self if self.plan and self.plan.attempt == attempt else Preparation()


def evolve(preparation: Preparation, event: PreparationEvent) -> Preparation:
    """Return the preparation after `event`."""
    match event:
        case TeamWorkPlanned(attempt):
            return replace(preparation.of(attempt), plan=event)
        case VisitsFixed():
            return replace(preparation, visits=event)


PREPARATION: Fold[Preparation] = Fold("preparation", PREPARATION_EVENTS, Preparation(), evolve)
"""What others remember of a preparation: all of it."""
