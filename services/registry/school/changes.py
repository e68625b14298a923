"""What changes of a school with time: name, kind, owner, place, contacts, operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Line, given
from libs.kernel.periods import value_on
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.rights import Right
from services.registry.school.events import (
    Cohorts,
    SchoolAreasChanged,
    SchoolContactsChanged,
    SchoolKindChanged,
    SchoolMoved,
    SchoolOperationRecorded,
    SchoolOwnershipChanged,
    SchoolRenamed,
    SchoolVariantChanged,
)
from services.registry.school.state import School
from services.registry.shared.fields import (
    ADMIN,
    Areas,
    EducationStages,
    Email,
    Kind,
    Ownership,
    Phone,
)


@dataclass(frozen=True, slots=True)
class ChangeContacts:
    """Replace a school's address, telephone and mail, all three."""

    right: ClassVar[Right] = ADMIN
    address: Line
    phone: Phone | None = None
    email: Email | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class RecordOperation:
    """State since when a school operates and how many cohorts have completed its programme."""

    right: ClassVar[Right] = ADMIN
    opened_on: date | None
    cohorts_completed: Cohorts | None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ChangeAreas:
    """Put a school into other areas from `starts` on: an act of reorganisation, it did not move.

    The province may be another than the log's: a log goes on when its province is merged.
    """

    right: ClassVar[Right] = ADMIN
    areas: Areas
    starts: date
    basis: Line
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class MoveSchool:
    """Move a school to another address and, if they differ, other areas, from `starts` on."""

    right: ClassVar[Right] = ADMIN
    address: Line
    areas: Areas
    starts: date
    basis: Line
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class RenameSchool:
    """Give a school another name from `starts` on; it stays the same school."""

    right: ClassVar[Right] = ADMIN
    name: Line
    starts: date
    basis: Line
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """Change the kind of a school, and its stages if it has many, from `starts` on.

    Also for a school of many stages that takes up or gives up one.
    """

    right: ClassVar[Right] = ADMIN
    kind: Kind
    starts: date
    basis: Line
    education_stages: EducationStages = ()
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ChangeVariant:
    """Make a school one of a special variant from `starts` on; None: of none."""

    right: ClassVar[Right] = ADMIN
    variant: Line | None
    starts: date
    basis: Line
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ChangeOwnership:
    """State that a school is public or private from `starts` on."""

    right: ClassVar[Right] = ADMIN
    ownership: Ownership
    starts: date
    basis: Line
    on: date = given("on")


Command = (
    ChangeContacts
    | RecordOperation
    | ChangeAreas
    | MoveSchool
    | RenameSchool
    | ChangeKind
    | ChangeVariant
    | ChangeOwnership
)
Event = (
    SchoolContactsChanged
    | SchoolOperationRecorded
    | SchoolAreasChanged
    | SchoolMoved
    | SchoolRenamed
    | SchoolKindChanged
    | SchoolVariantChanged
    | SchoolOwnershipChanged
)


def decide(command: Command, school: School) -> Sequence[Event]:
    """Return the events `command` brings about; none when they hold on that day already.

    Raises `Rejected`: area-twice, area-order, education-stage-twice, education-stages-mismatch,
    date-in-future,
    school-not-registered, school-closed.
    """
    school.require_open(command.on)
    match command:
        case ChangeContacts(address, phone, email):
            changed = SchoolContactsChanged(address, phone, email)
            return [] if changed == school.contacts else [changed]
        case RecordOperation(opened_on, cohorts_completed, on=on):
            refuse_future(opened_on, on)
            recorded = SchoolOperationRecorded(opened_on, cohorts_completed)
            return [] if recorded == school.operation else [recorded]
    school.require_open(command.starts, "/starts")
    return _dated(command, school)


def _dated(
    command: ChangeAreas | MoveSchool | RenameSchool | ChangeKind | ChangeVariant | ChangeOwnership,
    school: School,
) -> Sequence[Event]:
    starts, basis = command.starts, command.basis
    match command:
        case ChangeAreas(areas):
            return _areas(areas, starts, basis, school)
        case MoveSchool(address, areas):
            moved = SchoolMoved(address, starts, basis)
            places = _areas(areas, starts, basis, school)
            return places if moved == school.moved else [moved, *places]
        case RenameSchool(name):
            if value_on(school.names, starts) == name:
                return []
            return [SchoolRenamed(name, starts, basis)]
        case ChangeKind(kind, education_stages=stages):
            check_education_stages(kind, stages)
            if value_on(school.kinds, starts) == (kind, stages):
                return []
            return [SchoolKindChanged(kind, stages, starts, basis)]
        case ChangeVariant(variant):
            if value_on(school.variants, starts) == variant:
                return []
            return [SchoolVariantChanged(variant, starts, basis)]
        case ChangeOwnership(ownership):
            if value_on(school.ownerships, starts) == ownership:
                return []
            return [SchoolOwnershipChanged(ownership, starts, basis)]
    assert_never(command)


def _areas(
    areas: tuple[str, ...], starts: date, basis: str, school: School
) -> list[SchoolAreasChanged]:
    check_areas(areas)
    if value_on(school.areas, starts) == areas:
        return []
    return [SchoolAreasChanged(areas, starts, basis)]


def check_areas(areas: Sequence[str]) -> None:
    """Raise `Rejected` unless `areas` run from small to large up to a province.

    A smaller unit has the longer code: 5 digits a commune, 3 a former district, 2 a province.
    """
    if len(set(areas)) < len(areas):
        detail = "Một địa bàn được ghi hai lần trong 'areas'."
        raise refused("area-twice", detail, "địa bàn từ nhỏ đến lớn", at="/areas")
    sizes = [len(area) for area in areas]
    if sizes != sorted(sizes, reverse=True) or sizes[-1] != 2:
        detail = "Địa bàn phải ghi từ nhỏ đến lớn và kết thúc bằng mã tỉnh, ví dụ 26734, 79."
        raise refused("area-order", detail, "địa bàn từ nhỏ đến lớn", at="/areas")


def check_education_stages(kind: str, stages: Sequence[str]) -> None:
    """Raise `Rejected` unless a school of many stages names several, any other none but its own."""
    if len(set(stages)) < len(stages):
        detail = "Một cấp học được ghi hai lần trong 'education_stages'."
        raise refused("education-stage-twice", detail, "cấp học của trường", at="/education_stages")
    fits = len(stages) != 1 if kind == "multi_stage" else tuple(stages) in ((), (kind,))
    if not fits:
        detail = "Trường nhiều cấp học ghi từ hai cấp trở lên; trường khác không ghi cấp nào khác."
        raise refused(
            "education-stages-mismatch", detail, "cấp học của trường", at="/education_stages"
        )


def refuse_future(opened_on: date | None, on: date) -> None:
    """Raise `Rejected` ("date-in-future") if the school opened after the day of the act."""
    if opened_on is not None and opened_on > on:
        detail = f"Ngày bắt đầu hoạt động {show(opened_on)} sau ngày ghi nhận {show(on)}."
        raise refused("date-in-future", detail, "điều kiện hoạt động của trường", at="/opened_on")
