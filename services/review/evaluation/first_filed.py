"""Since when each school registers here: its first registration, whatever became of it."""

from datetime import date
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from services.review.evaluation.events.filing import RegistrationSubmitted


class FirstFiled:
    """The day of each school's first registration."""

    heard: Contract[Any] = Contract(RegistrationSubmitted)

    def __init__(self) -> None:
        self._days: dict[str, date] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in a registration."""
        day = self._days.setdefault(act.school, act.on)
        self._days[act.school] = min(day, act.on)

    def of(self, school: str) -> date | None:
        """Return the day, None where the school never registered."""
        return self._days.get(school)
