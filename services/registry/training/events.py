"""Training courses (bồi dưỡng, tập huấn) and who attended them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, between, size
from services.registry.shared.owners import KeeperParties, KeeperPublic, Person, Reason

Subject = Literal[
    "self_assessment",
    "external_evaluation",
    "quality_management",
    "diplomas",
    "software",
    "other",
]
"""Tự đánh giá, đánh giá ngoài, quản lý chất lượng, văn bằng chứng chỉ, phần mềm, khác."""
Post = Literal["manager", "teacher", "staff", "officer"]
"""Cán bộ quản lý, giáo viên, nhân viên of a school; chuyên viên of an office."""
Months = Annotated[int, between(1, 240)]


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who attended, as what, of which school or office."""

    person: Person
    post: Post
    org: Id


Attendees = Annotated[tuple[Attendee, ...], size(1, 200)]


@dataclass(frozen=True, slots=True)
class CourseRegistered(KeeperPublic):
    """A course came into the register of whoever holds it; `held_on` is its last day.

    What is learnt there counts for `validity_months` from that day on, None: without end.
    `by_school`: a school trains its own people.
    """

    story: ClassVar[str] = "Ghi lớp tập huấn: {title}, {provider}, ngày {held_on}, theo {basis}"

    title: Line
    provider: Line
    subject: Subject
    held_on: date
    basis: Line
    by_school: bool
    sample: bool
    validity_months: Months | None = None


@dataclass(frozen=True, slots=True)
class AttendanceRecorded(KeeperParties):
    """These people attended; it counts from `held_on` to the day before `ends` (None: for ever).

    `subject` and both dates are the course's, so that whoever hears this needs nothing else.
    """

    story: ClassVar[str] = "Ghi người dự tập huấn ngày {held_on}"

    subject: Subject
    held_on: date
    attendees: Attendees
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class AttendanceWithdrawn(KeeperParties):
    """A person was entered by mistake."""

    story: ClassVar[str] = "Rút tên người dự tập huấn: {reason}"

    person: Person
    reason: Reason


@dataclass(frozen=True, slots=True)
class CourseCancelled(KeeperPublic):
    """A course did not take place."""

    story: ClassVar[str] = "Hủy lớp tập huấn: {reason}"

    reason: Reason


TrainingEvent = CourseRegistered | AttendanceRecorded | AttendanceWithdrawn | CourseCancelled
TRAINING_EVENTS: Contract[TrainingEvent] = Contract(TrainingEvent)
