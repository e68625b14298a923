"""Since when each school is in the register here, and which has opened a self-assessment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from services.assessment.cycle.events.council import CycleOpened


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school came into the register."""


class SchoolsHere:
    """The schools here, across all streams."""

    heard: Contract[Any] = Contract(SchoolRegistered | CycleOpened)

    def __init__(self) -> None:
        self._since: dict[str, date] = {}
        self._opened: set[tuple[str, str | None]] = set()

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in that a school came into the register, or began a cycle."""
        if isinstance(event, CycleOpened):
            self._opened.add((act.school, event.education_stage))
        else:
            self._since[act.school] = act.on

    def since(self, school: str) -> date | None:
        """Return the day, None for a school that is not in the register."""
        return self._since.get(school)

    def has_opened(self, school: str, education_stage: str | None) -> bool:
        """Return whether it ever opened a cycle here, of the whole school or of the stage."""
        return (school, education_stage) in self._opened
