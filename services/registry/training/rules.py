"""A training course, `training-<owner>_<n>`: what it was about, who attended, how long it counts.

The Sở trains principals and evaluators, the Phòng its schools, a principal everybody at the school.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Line, given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import add_months, show
from libs.rights import SCHOOL_ROLES, Right
from services.registry.shared.owned import Owned
from services.registry.shared.owners import KEEPER, Person, Reason
from services.registry.training.events import (
    AttendanceRecorded,
    AttendanceWithdrawn,
    Attendee,
    Attendees,
    CourseCancelled,
    CourseRegistered,
    Months,
    Subject,
    TrainingEvent,
)

RULE = "sổ bồi dưỡng, tập huấn"


@dataclass(frozen=True, slots=True)
class RegisterCourse(Owned):
    """Enter a course; `held_on` is its last day, past or to come."""

    right: ClassVar[Right] = KEEPER

    title: Line
    provider: Line
    subject: Subject
    held_on: date
    basis: Line
    sample: bool = False
    validity_months: Months | None = None
    role: str = given("role")


@dataclass(frozen=True, slots=True)
class RecordAttendance(Owned):
    """Say who attended, after the course was held; those entered before may be named again."""

    right: ClassVar[Right] = KEEPER

    attendees: Attendees
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class WithdrawAttendance(Owned):
    """Take back that a person attended."""

    right: ClassVar[Right] = KEEPER

    person: Person
    reason: Reason


@dataclass(frozen=True, slots=True)
class CancelCourse(Owned):
    """Say that the course did not take place."""

    right: ClassVar[Right] = KEEPER

    reason: Reason


Command = RegisterCourse | RecordAttendance | WithdrawAttendance | CancelCourse
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Course:
    """The course, who attended by person, and who was entered by mistake."""

    registered: CourseRegistered | None = None
    attendees: Mapping[str, Attendee] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    cancelled: bool = False


def decide(command: Command, course: Course) -> Sequence[TrainingEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: course-registered, course-not-registered, course-cancelled, course-not-held,
    attendee-twice, attendee-elsewhere, attendee-recorded, attendee-unknown, course-attended.
    """
    match command:
        case RegisterCourse():
            return _register(command, course)
        case RecordAttendance():
            return _record(command, course)
        case WithdrawAttendance(person, reason):
            _held(course)
            if person in course.attendees:
                return [AttendanceWithdrawn(person, reason)]
            if person in course.withdrawn:
                return []
            detail = f"'{person}' không có trong danh sách dự lớp này."
            raise refused("attendee-unknown", detail, RULE, at="/person")
        case CancelCourse(reason):
            if course.cancelled:
                return []
            _held(course)
            if course.attendees:
                detail = f"Lớp đã ghi {len(course.attendees)} người dự, không hủy được."
                raise Rejected("course-attended", detail, rule=RULE)
            return [CourseCancelled(reason)]
    assert_never(command)


def evolve(course: Course, event: TrainingEvent) -> Course:
    """Return the course after `event`."""
    match event:
        case CourseRegistered():
            return replace(course, registered=event)
        case AttendanceRecorded(attendees=attendees):
            came = {attendee.person: attendee for attendee in attendees}
            return replace(
                course,
                attendees={**course.attendees, **came},
                withdrawn=course.withdrawn - came.keys(),
            )
        case AttendanceWithdrawn(person):
            rest = {p: attendee for p, attendee in course.attendees.items() if p != person}
            return replace(course, attendees=rest, withdrawn=course.withdrawn | {person})
        case CourseCancelled():
            return replace(course, cancelled=True)
    assert_never(event)


def valid_until(course: CourseRegistered) -> date | None:
    """Return the first day on which the course no longer counts, None: it always will."""
    if course.validity_months is None:
        return None
    return add_months(course.held_on, course.validity_months)


def _register(command: RegisterCourse, course: Course) -> Sequence[TrainingEvent]:
    by_school = command.role in SCHOOL_ROLES
    if course.registered is not None:
        by_school = course.registered.by_school
    registered = CourseRegistered(
        title=command.title,
        provider=command.provider,
        subject=command.subject,
        held_on=command.held_on,
        basis=command.basis,
        by_school=by_school,
        sample=command.sample,
        validity_months=command.validity_months,
    )
    if course.registered == registered:
        return []
    if course.registered is not None:
        detail = f"Mã này đã dùng cho lớp '{course.registered.title}' với nội dung khác."
        raise Rejected("course-registered", detail, rule=RULE)
    return [registered]


def _record(command: RecordAttendance, course: Course) -> Sequence[TrainingEvent]:
    held = _held(course)
    if command.on < held.held_on:
        detail = f"Lớp học đến ngày {show(held.held_on)} mới kết thúc."
        raise Rejected("course-not-held", detail, rule=RULE)
    new: dict[str, Attendee] = {}
    for n, attendee in enumerate(command.attendees):
        at = f"/attendees/{n}"
        if attendee.person in new:
            detail = f"'{attendee.person}' được ghi hai lần."
            raise refused("attendee-twice", detail, RULE, at=at)
        if held.by_school and attendee.org != command.owner:
            detail = f"'{attendee.person}' không thuộc trường tổ chức lớp."
            raise refused("attendee-elsewhere", detail, RULE, at=at)
        if course.attendees.get(attendee.person, attendee) != attendee:
            detail = f"'{attendee.person}' đã được ghi với chức vụ hay đơn vị khác."
            raise refused("attendee-recorded", detail, RULE, at=at)
        new[attendee.person] = attendee
    came = tuple(attendee for person, attendee in new.items() if person not in course.attendees)
    if not came:
        return []
    return [AttendanceRecorded(held.subject, held.held_on, came, valid_until(held))]


def _held(course: Course) -> CourseRegistered:
    if course.registered is None:
        detail = "Lớp tập huấn này chưa có trong sổ."
        raise Rejected("course-not-registered", detail, rule=RULE)
    if course.cancelled:
        raise Rejected("course-cancelled", "Lớp tập huấn này đã hủy.", rule=RULE)
    return course.registered


TRAINING: Decider[Command, Course, TrainingEvent] = Decider(Course(), decide, evolve)
