"""The further places at which a school teaches (điểm trường, cơ sở)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Id, Line, given
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.rights import Right
from services.registry.school.changes import check_areas
from services.registry.school.events import CampusClosed, CampusOpened
from services.registry.school.state import School
from services.registry.shared.fields import ADMIN, Areas
from services.registry.shared.periods import told

RULE = "cơ sở, điểm trường"


@dataclass(frozen=True, slots=True)
class OpenCampus:
    """Let the school teach at a further place from `starts` on; `campus` is an id of its own."""

    right: ClassVar[Right] = ADMIN
    campus: Id
    name: Line
    address: Line
    areas: Areas
    starts: date
    basis: Line
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CloseCampus:
    """Give up one of the school's places; `ends` is the first day without it."""

    right: ClassVar[Right] = ADMIN
    campus: Id
    ends: date
    basis: Line
    on: date = given("on")


Command = OpenCampus | CloseCampus


def decide(command: Command, school: School) -> Sequence[CampusOpened | CampusClosed]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: area-twice, area-order, campus-known, campus-unknown, campus-not-open,
    school-not-registered, school-closed.
    """
    school.require_open(command.on)
    known = school.campuses.get(command.campus)
    match command:
        case OpenCampus(id, name, address, areas, starts, basis):
            check_areas(areas)
            school.require_open(starts, "/starts")
            opened = CampusOpened(id, name, address, areas, starts, basis)
            if known is None:
                return [opened]
            if known.value == opened:
                return []
            detail = f"Mã '{id}' đã dùng cho cơ sở '{known.value.name}' của trường."
            raise refused("campus-known", detail, RULE, at="/campus")
        case CloseCampus(id, ends, basis):
            if known is None:
                detail = f"Trường không có cơ sở '{id}'."
                raise refused("campus-unknown", detail, RULE, at="/campus")
            if known.period.ends == ends:
                return []
            if not known.period.holds(ends):
                detail = (
                    f"Ngày {show(ends)} cơ sở '{known.value.name}' không mở: {told(known.period)}."
                )
                raise refused("campus-not-open", detail, RULE, at="/ends")
            return [CampusClosed(id, ends, basis)]
    assert_never(command)
