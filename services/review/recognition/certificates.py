"""Who holds which certificate, across all streams."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from libs.law.recognitions import SUFFIX
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    NationalStandardGranted,
)
from services.review.evaluation.filing import Held
from services.review.recognition.events import (
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
    RecognitionCancelled,
    RecognitionCarriedOver,
    RecognitionCorrected,
    RecognitionGranted,
    RecognitionLapsed,
    RecognitionReinstated,
    RecognitionReplaced,
)
from services.review.shared.fields import Kind


@dataclass(slots=True)
class Certificate:
    """A certificate, by the decision that granted it; valid on both days, unless it ended before.

    `lapsed_on`, `replaced_on`: the first day without it, where it ended with its school, or was
    revoked, or another one of its kind (`replaced_by`) came in its place. One that was annulled is
    not there.
    """

    id: str
    kind: Kind
    grade: int
    valid_from: date
    valid_to: date
    holder: str
    lapsed_on: date | None = None
    replaced_on: date | None = None
    replaced_by: str | None = None
    recorded: bool = False
    heir: str | None = None
    """Under which school the case had gone on, until the certificate is recorded."""

    @property
    def last(self) -> date:
        """The last day on which it is valid."""
        without = [day for day in (self.lapsed_on, self.replaced_on) if day is not None]
        return min([self.valid_to, *(day - timedelta(1) for day in without)])


class Certificates:
    """The certificates of each school; known from the decision on, since the record follows it."""

    heard: Contract[Any] = Contract(
        AccreditationGranted
        | NationalStandardGranted
        | RecognitionGranted
        | EarlierRecognitionRecorded
        | EarlierRecognitionStruck
        | RecognitionReplaced
        | RecognitionReinstated
        | RecognitionCarriedOver
        | RecognitionLapsed
        | RecognitionCorrected
        | RecognitionCancelled
    )

    def __init__(self) -> None:
        self._all: dict[str, Certificate] = {}
        self._of: dict[str, dict[str, Certificate]] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in a decision, a certificate, or what became of one."""
        match event:
            case AccreditationGranted(accreditation_grade=grade):
                self._granted(act, "accreditation", grade, event)
            case NationalStandardGranted(national_grade=grade):
                self._granted(act, "national_standard", grade, event)
            case RecognitionGranted(school, kind, accreditation, national):
                grade = accreditation or national or 0
                term = (event.valid_from, event.valid_to)
                self._put(Certificate(act.id, kind, grade, *term, school, recorded=True))
            case EarlierRecognitionRecorded(school, kind, accreditation, national):
                grade = accreditation or national or 0
                term = (event.valid_from, event.valid_to)
                one = Certificate(act.id, kind, grade, *term, school, recorded=True)
                one.replaced_on, one.replaced_by = event.ends, event.replaced_by
                self._put(one)
            case EarlierRecognitionStruck():
                one = self._all.pop(act.id)
                del self._of[one.holder][act.id]
            case RecognitionReplaced(by, ends):
                self._all[act.id].replaced_on, self._all[act.id].replaced_by = ends, by
            case RecognitionReinstated():
                self._all[act.id].replaced_on = self._all[act.id].replaced_by = None
            case RecognitionCarriedOver(successor):
                one = self._all[act.id]
                del self._of[one.holder][act.id]
                one.holder = successor
                self._put(one)
            case RecognitionLapsed(ends):
                self._all[act.id].lapsed_on = ends
            case RecognitionCorrected(signed_on=signed, valid_to=to) if signed and to:
                one = self._all[act.id]
                one.valid_from, one.valid_to = signed, to
            case RecognitionCancelled(manner="revoked", ends=ends):
                self._all[act.id].lapsed_on = ends
            case RecognitionCancelled():
                one = self._all.pop(act.id)
                del self._of[one.holder][act.id]

    def held(self, school: str) -> tuple[Held, ...]:
        """Return the certificates recorded of a school, each to its last day."""
        found = [each for each in self._of.get(school, {}).values() if each.recorded]
        return tuple(
            Held(each.kind, each.grade, each.valid_from, each.last)
            for each in sorted(found, key=lambda each: (each.valid_from, each.id))
        )

    def kind_of(self, id: str) -> Kind | None:
        """Return the kind of a certificate, None where none stands there."""
        return self._all[id].kind if id in self._all else None

    def before(self, id: str) -> tuple[str, ...]:
        """Return the ids of those in whose place a certificate stands now."""
        return tuple(sorted(each.id for each in self._all.values() if each.replaced_by == id))

    def heir_of(self, id: str) -> str | None:
        """Return the school for which a certificate was decided that is not recorded yet, None
        where that is the school of the case."""
        return self._all[id].heir if id in self._all else None

    def of_kind(self, school: str, kind: Kind, but: str) -> tuple[Certificate, ...]:
        """Return the other certificates of a kind that the school holds, recorded ones alone."""
        found = self._of.get(school, {}).values()
        return tuple(
            replace(each)
            for each in sorted(found, key=lambda each: (each.valid_from, each.id))
            if each.kind == kind and each.recorded and each.id != but
        )

    def in_force(self, school: str, on: date) -> list[Certificate]:
        """Return what the school holds in force on a day, by id."""
        found = [
            each
            for each in self._of.get(school, {}).values()
            if each.valid_from <= on <= each.last and each.lapsed_on is None
        ]
        return sorted(found, key=lambda each: each.id)

    def _granted(
        self,
        act: Act,
        kind: Kind,
        grade: int,
        event: AccreditationGranted | NationalStandardGranted,
    ) -> None:
        year = act.id.partition("_")[2]
        id = f"{act.school}_{SUFFIX[kind]}{year}"
        term = (event.valid_from, event.valid_to)
        self._put(Certificate(id, kind, grade, *term, act.school, heir=event.holder))

    def _put(self, one: Certificate) -> None:
        self._all[one.id] = one
        self._of.setdefault(one.holder, {})[one.id] = one
