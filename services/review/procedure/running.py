"""Which cases run under which school, across all streams."""

from typing import Any

from libs.contract import Contract
from libs.procedure import Act
from services.review.domain import EVALUATION
from services.review.domain.state import Evaluation, State
from services.review.events.decisions import (
    AccreditationGranted,
    AccreditationRefused,
    NationalStandardGranted,
    NationalStandardRefused,
)
from services.review.events.filing import (
    EvaluationPlanned,
    RegistrationSubmitted,
    RegistrationWithdrawn,
)
from services.review.events.lineage import EvaluationContinued, EvaluationEnded


class Running:
    """The cases of each school that are not over; planned ones too."""

    heard: Contract[Any] = Contract(
        EvaluationPlanned
        | RegistrationSubmitted
        | RegistrationWithdrawn
        | AccreditationGranted
        | AccreditationRefused
        | NationalStandardGranted
        | NationalStandardRefused
        | EvaluationContinued
        | EvaluationEnded
    )

    def __init__(self) -> None:
        self._states: dict[str, Evaluation] = {}
        self._of: dict[str, set[str]] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in an event of a case; one that can run no more is forgotten."""
        before = self._states.pop(act.id, EVALUATION.initial)
        self._of.setdefault(_school(before, act), set()).discard(act.id)
        state = EVALUATION.evolve(before, event)
        if state.state not in (State.DECIDED, State.ENDED):
            self._states[act.id] = state
            self._of.setdefault(_school(state, act), set()).add(act.id)

    def of(self, school: str) -> tuple[str, ...]:
        """Return the ids of the cases that run under a school."""
        known = self._of.get(school, ())
        return tuple(id for id in sorted(known) if not _over(self._states[id]))


def _school(state: Evaluation, act: Act) -> str:
    """Return the school under which a case goes on."""
    return state.continued.successor if state.continued else act.school


def _over(state: Evaluation) -> bool:
    return state.state is not None and state.state.over
