"""Which cases run under which school, across all streams."""

from collections.abc import Mapping, Sequence
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
    EvaluationDiscontinued,
    EvaluationPlanned,
    RegistrationSubmitted,
    RegistrationWithdrawn,
)
from services.review.evaluation.events.succession import EvaluationContinued, EvaluationEnded
from services.review.evaluation.state import all_decided
from services.review.shared.fields import EducationStage, Kind, Purpose

_KINDS: Mapping[Purpose, Sequence[Kind]] = {
    "accreditation": ("accreditation",),
    "national_standard": ("national_standard",),
    "both": ("accreditation", "national_standard"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """The school under which a case goes on, and what keeps it from being over.

    `purpose` is None before the registration; `runs` is false while it is withdrawn or
    discontinued.
    """

    school: str
    purpose: Purpose | None = None
    accredited: bool = False
    recognised: bool = False
    runs: bool = True
    education_stage: EducationStage | None = None

    def asks_like(self, purpose: Purpose, stage: EducationStage | None) -> bool:
        """Return whether it still waits for a recognition that a registration asks for too."""
        if self.purpose is None or self.education_stage != stage:
            return False
        waits = not self.accredited, not self.recognised
        return any(
            open and kind in _KINDS[self.purpose] and kind in _KINDS[purpose]
            for open, kind in zip(waits, _KINDS["both"], strict=True)
        )

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
        | EvaluationDiscontinued
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

    def asking(self, school: str, purpose: Purpose, stage: EducationStage | None) -> Sequence[str]:
        """Return the ids of those that wait for a recognition that is asked for once more."""
        return tuple(id for id in self.of(school) if self._cases[id].asks_like(purpose, stage))


def _after(case: Case, event: object) -> Case | None:
    """Return the case after an event, None where it has ended with its school."""
    match event:
        case RegistrationSubmitted(purpose=purpose, education_stage=stage):
            return Case(case.school, purpose, education_stage=stage)
        case RegistrationWithdrawn() | EvaluationDiscontinued():
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
