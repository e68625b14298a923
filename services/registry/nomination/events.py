"""Whom an office puts forward in a school year to evaluate, to guide schools or to appraise."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line
from services.registry.shared.fields import Kinds
from services.registry.shared.owners import OfficeOnly, Person, Reason

Task = Literal["evaluate", "guide", "appraise"]
"""Tham gia đoàn đánh giá ngoài, hướng dẫn tự đánh giá, thẩm định hồ sơ (cán bộ cốt cán)."""


@dataclass(frozen=True, slots=True)
class PersonNominated(OfficeOnly):
    """The stream's office put `person`, who works at `works_at`, forward for schools of `kinds`."""

    story: ClassVar[str] = "Cử cán bộ làm nhiệm vụ {task}, theo {basis}"

    person: Person
    task: Task
    works_at: Id
    kinds: Kinds
    basis: Line


@dataclass(frozen=True, slots=True)
class NominationWithdrawn(OfficeOnly):
    """The office no longer puts the person forward for the task."""

    story: ClassVar[str] = "Rút cử cán bộ làm nhiệm vụ {task}: {reason}"

    person: Person
    task: Task
    reason: Reason


NominationEvent = PersonNominated | NominationWithdrawn
NOMINATION_EVENTS: Contract[NominationEvent] = Contract(NominationEvent)
