"""What changes of a school with time, each change with its first day and its basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.contract import Line
from libs.errors import FieldError, Rejected
from libs.rights import Right
from libs.timeline import value_on
from services.registry.domain.school.state import School
from services.registry.events.common import ADMIN, Areas
from services.registry.events.school import SchoolAreasChanged


@dataclass(frozen=True, slots=True)
class ChangeAreas:
    """Put a school into other areas from `starts` on: an act of reorganisation, it did not move.

    The province may be another than the log's: a log goes on when its province is merged.
    """

    right: ClassVar[Right] = ADMIN
    areas: Areas
    starts: date
    basis: Line


Command = ChangeAreas


def decide(command: Command, school: School) -> Sequence[SchoolAreasChanged]:
    """Return the event `command` brings about; none when it holds on that day already.

    Raises `Rejected`: area-twice, area-order, school-not-registered.
    """
    school.require_registered()
    match command:
        case ChangeAreas(areas, starts, basis):
            check_areas(areas)
            if value_on(school.areas, starts) == areas:
                return []
            return [SchoolAreasChanged(areas, starts, basis)]
    assert_never(command)


def check_areas(areas: Sequence[str]) -> None:
    """Raise `Rejected` unless `areas` run from small to large up to a province.

    A smaller unit has the longer code: 5 digits a commune, 3 a former district, 2 a province.
    """
    if len(set(areas)) < len(areas):
        detail = "Một địa bàn được ghi hai lần trong 'areas'."
        error = FieldError("/areas", "area-twice", detail)
        raise Rejected("area-twice", detail, "địa bàn từ nhỏ đến lớn", [error])
    sizes = [len(area) for area in areas]
    if sizes != sorted(sizes, reverse=True) or sizes[-1] != 2:
        detail = "Địa bàn phải ghi từ nhỏ đến lớn và kết thúc bằng mã tỉnh, ví dụ 26734, 79."
        error = FieldError("/areas", "area-order", detail)
        raise Rejected("area-order", detail, "địa bàn từ nhỏ đến lớn", [error])
