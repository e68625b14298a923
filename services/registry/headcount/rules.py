"""A school's staff in numbers, `headcount-<school>_<year>`: what coverage is reckoned of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import school_year, year_name
from libs.rights import Right
from services.registry.headcount.events import HeadcountEvent, People, StaffCounted
from services.registry.shared.owned import Owned, year_of
from services.registry.shared.owners import KEEPER

RULE = "số liệu nhân sự theo năm học"


@dataclass(frozen=True, slots=True)
class CountStaff(Owned):
    """State how many managers, teachers and other staff the school has in the stream's year."""

    right: ClassVar[Right] = KEEPER

    managers: People
    teachers: People
    staff: People
    on: date = given("on")


Command = CountStaff
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Headcount:
    """The numbers stated last."""

    counted: StaffCounted | None = None


def decide(command: Command, headcount: Headcount) -> Sequence[HeadcountEvent]:
    """Return the event `command` brings about; none when the numbers stand there already.

    Raises `Rejected`: year-missing, year-in-future, nobody-counted.
    """
    year = year_of(command)
    if year > school_year(command.on):
        detail = f"Năm học {year_name(year)} chưa bắt đầu."
        raise Rejected("year-in-future", detail, rule=RULE)
    if not command.managers:
        detail = "Trường có ít nhất một cán bộ quản lý."
        raise refused("nobody-counted", detail, RULE, at="/managers")
    counted = StaffCounted(command.managers, command.teachers, command.staff)
    return [] if counted == headcount.counted else [counted]


def evolve(headcount: Headcount, event: HeadcountEvent) -> Headcount:
    """Return the headcount after `event`."""
    return Headcount(event)


HEADCOUNT: Decider[Command, Headcount, HeadcountEvent] = Decider(Headcount(), decide, evolve)
