"""Who holds which certificate, across all streams."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    NationalStandardGranted,
)
from services.review.evaluation.filing import Held
from services.review.recognition.events import (
    RecognitionCarriedOver,
    RecognitionGranted,
    RecognitionLapsed,
)
from services.review.shared.fields import Kind


@dataclass(slots=True)
class Certificate:
    """A certificate, by the decision that granted it; valid on both days, unless it lapsed."""

    id: str
    kind: Kind
    grade: int
    valid_from: date
    valid_to: date
    holder: str
    lapsed_on: date | None = None
    recorded: bool = False

    @property
    def last(self) -> date:
        """The last day on which it is valid."""
        if self.lapsed_on is None:
            return self.valid_to
        return min(self.valid_to, self.lapsed_on - timedelta(1))


class Certificates:
    """The certificates of each school; known from the decision on, since the record follows it."""

    heard: Contract[Any] = Contract(
        AccreditationGranted
        | NationalStandardGranted
        | RecognitionGranted
        | RecognitionCarriedOver
        | RecognitionLapsed
    )

    def __init__(self) -> None:
        self._all: dict[str, Certificate] = {}
        self._of: dict[str, dict[str, Certificate]] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in a decision, a certificate, or what became of one."""
        match event:
            case AccreditationGranted(accreditation_grade=grade, valid_to=valid_to):
                self._granted(act, "accreditation", "accreditation", grade, valid_to)
            case NationalStandardGranted(national_grade=grade, valid_to=valid_to):
                self._granted(act, "national_standard", "national", grade, valid_to)
            case RecognitionGranted(school, kind, accreditation, national):
                grade = accreditation or national or 0
                term = (event.valid_from, event.valid_to)
                self._put(Certificate(act.id, kind, grade, *term, school, recorded=True))
            case RecognitionCarriedOver(successor):
                one = self._all[act.id]
                del self._of[one.holder][act.id]
                one.holder = successor
                self._put(one)
            case RecognitionLapsed(ends):
                self._all[act.id].lapsed_on = ends

    def held(self, school: str) -> tuple[Held, ...]:
        """Return the certificates recorded of a school, each to its last day."""
        found = [each for each in self._of.get(school, {}).values() if each.recorded]
        return tuple(
            Held(each.kind, each.grade, each.valid_from, each.last)
            for each in sorted(found, key=lambda each: (each.valid_from, each.id))
        )

    def in_force(self, school: str, on: date) -> list[Certificate]:
        """Return what the school holds in force on a day, by id."""
        found = [
            each
            for each in self._of.get(school, {}).values()
            if each.valid_from <= on <= each.valid_to and each.lapsed_on is None
        ]
        return sorted(found, key=lambda each: each.id)

    def _granted(self, act: Act, kind: Kind, suffix: str, grade: int, valid_to: date) -> None:
        year = act.id.partition("_")[2]
        id = f"{act.school}_{suffix}{year}"
        self._put(Certificate(id, kind, grade, act.on, valid_to, act.school))

    def _put(self, one: Certificate) -> None:
        self._all[one.id] = one
        self._of.setdefault(one.holder, {})[one.id] = one
