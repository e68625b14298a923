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
    """Review: a school registered for evaluation with the report of that year, of the whole school
    or of one stage of it."""

    cycle_year: int
    education_stage: str | None = None


@dataclass(frozen=True, slots=True)
class RegistrationWithdrawn:
    """Review: the registration is no more."""


@dataclass(frozen=True, slots=True)
class EvaluationDiscontinued:
    """Review: the office ended the case without a decision."""


@dataclass(frozen=True, slots=True)
class FinalReported:
    """Review: the team has handed in its final report."""


@dataclass(frozen=True, slots=True)
class EvaluationEnded:
    """Review: the case ended with its school."""


class RunningEvaluations:
    """The cases of each school that were registered and neither finished nor given up."""

    heard: Contract[Any] = Contract(
        RegistrationSubmitted
        | RegistrationWithdrawn
        | EvaluationDiscontinued
        | FinalReported
        | EvaluationEnded
    )

    def __init__(self) -> None:
        self._cycles: dict[str, dict[str, tuple[int, str | None]]] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in an event of a case."""
        cases = self._cycles.setdefault(act.school, {})
        if isinstance(event, RegistrationSubmitted):
            cases[act.id] = (event.cycle_year, event.education_stage)
        else:
            cases.pop(act.id, None)

    def on(self, school: str, year: int, education_stage: str | None) -> tuple[str, ...]:
        """Return the ids of the cases that run on a year's report, of the school or a stage."""
        cases = self._cycles.get(school, {})
        return tuple(id for id in sorted(cases) if cases[id] == (year, education_stage))
