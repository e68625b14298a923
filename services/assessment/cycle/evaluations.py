"""Which evaluations run on which cycle's report, across all streams.

An external evaluation runs from the registration to the team's final report (TT 17, 18, 19/2018
art. 28); what is decided on it afterwards rests on the version that was registered.
"""

from dataclasses import dataclass
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract


@dataclass(frozen=True, slots=True)
class RegistrationSubmitted:
    """Review: a school registered for evaluation with the report of that year."""

    cycle_year: int


@dataclass(frozen=True, slots=True)
class RegistrationWithdrawn:
    """Review: the registration is no more."""


@dataclass(frozen=True, slots=True)
class FinalReported:
    """Review: the team has handed in its final report."""


@dataclass(frozen=True, slots=True)
class EvaluationEnded:
    """Review: the case ended with its school."""


class RunningEvaluations:
    """The cases of each school that were registered and neither finished nor given up."""

    heard: Contract[Any] = Contract(
        RegistrationSubmitted | RegistrationWithdrawn | FinalReported | EvaluationEnded
    )

    def __init__(self) -> None:
        self._years: dict[str, dict[str, int]] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in an event of a case."""
        cases = self._years.setdefault(act.school, {})
        if isinstance(event, RegistrationSubmitted):
            cases[act.id] = event.cycle_year
        else:
            cases.pop(act.id, None)

    def on(self, school: str, cycle_year: int) -> tuple[str, ...]:
        """Return the ids of the cases that run on the report of a year."""
        cases = self._years.get(school, {})
        return tuple(id for id in sorted(cases) if cases[id] == cycle_year)
