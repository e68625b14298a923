"""A team getting ready for its survey, on screens: what is planned, and what the visitor may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from libs.kernel.problems import Wire
from services.console.case import Case

NAMES_WHY = "Xem kế hoạch làm việc của đoàn đánh giá ngoài"
"""Why the names of the team are opened."""


@dataclass(frozen=True)
class Preparation:
    """The preparation of a case's team, as somebody looks at it; none before there is a team."""

    case: Case
    found: Wire | None

    @property
    def at(self) -> str:
        """Where it is shown."""
        return f"/console/preparation/{self.case.log}/{self.case.id}"

    @property
    def plans(self) -> bool:
        """Whether the visitor plans the team's work."""
        return bool(self.found and "PlanTeamWork" in self.found["next_commands"]) and (
            self.case.leads
        )

    @property
    def todo(self) -> Sequence[str]:
        """What the visitor has to do here next."""
        return ["PlanTeamWork"] if self.plans and not (self.found or {})["planned_on"] else []

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the team's people, in its order."""
        case, visit = self.case, self.case.visit
        people = [one["person"] for one in case.found["team_members"]]
        if self.found:
            people += [one["person"] for one in self.found["charges"]]
        people = [*dict.fromkeys(people)]
        visit.people.opened(case.log, NAMES_WHY, people)
        return {one: visit.people.name(case.log, one, visit.label("evaluator")) for one in people}


def read(case: Case) -> Preparation:
    """Return how the team of a case gets ready."""
    found = case.found["team_members"] and case.visit.calls.find(case.log, "preparation", case.id)
    return Preparation(case, found or None)
