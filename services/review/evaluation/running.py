"""Which cases run under which school, across all streams."""

from dataclasses import dataclass, replace
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    AccreditationRefused,
    NationalStandardGranted,
    NationalStandardRefused,
)
from services.review.evaluation.events.filing import (
    EvaluationPlanned,
    RegistrationSubmitted,
    RegistrationWithdrawn,
)
from services.review.evaluation.events.succession import EvaluationContinued, EvaluationEnded
from services.review.evaluation.state import all_decided
from services.review.shared.fields import Purpose


@dataclass(frozen=True, slots=True)
class Case:
    """The school under which a case goes on, and what keeps it from being over.

    `purpose` is None before the registration; `runs` is false while it is withdrawn.
    """

    school: str
    purpose: Purpose | None = None
    accredited: bool = False
    recognised: bool = False
    runs: bool = True

    @property
    def decided(self) -> bool:
        """Whether each recognition asked for has its decision."""
        purpose = self.purpose
        return purpose is not None and all_decided(purpose, self.accredited, self.recognised)


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
        self._cases: dict[str, Case] = {}
        self._of: dict[str, set[str]] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in an event of a case; one that can run no more is forgotten."""
        before = self._cases.pop(act.id, None) or Case(act.school)
        self._of.setdefault(before.school, set()).discard(act.id)
        case = _after(before, event)
        if case is not None and not case.decided:
            self._cases[act.id] = case
            self._of.setdefault(case.school, set()).add(act.id)

    def of(self, school: str) -> tuple[str, ...]:
        """Return the ids of the cases that run under a school."""
        known = self._of.get(school, ())
        return tuple(id for id in sorted(known) if self._cases[id].runs)


def _after(case: Case, event: object) -> Case | None:
    """Return the case after an event, None where it has ended with its school."""
    match event:
        case RegistrationSubmitted(purpose=purpose):
            return Case(case.school, purpose)
        case RegistrationWithdrawn():
            return replace(case, runs=False)
        case AccreditationGranted() | AccreditationRefused():
            return replace(case, accredited=True)
        case NationalStandardGranted() | NationalStandardRefused():
            return replace(case, recognised=True)
        case EvaluationContinued(successor):
            return replace(case, school=successor)
        case EvaluationEnded():
            return None
    return case
