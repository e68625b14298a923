"""The days of a letter in a school year, `timer-<letter>_<year>`: each comes once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Never

from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Contract, Line
from libs.kernel.problems import Rejected
from libs.law.calendar import show
from libs.law.calendar.deadlines import Deadline
from libs.rights import SYSTEM, Right
from services.registry.timer.events import DeadlineReached, ListIndex

RULE = "hạn của văn bản"


@dataclass(frozen=True, slots=True)
class ReachDeadline:
    """Say that a day of a letter has come; the clock's own command."""

    right: ClassVar[Right] = SYSTEM

    code: Line
    list_index: ListIndex | None
    day: date


Command = ReachDeadline
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Known:
    """The deadlines of the duty, and the day of the act."""

    deadlines: Sequence[Deadline]
    on: date


@dataclass(frozen=True, slots=True)
class Reached:
    """The days that have come."""

    days: frozenset[DeadlineReached] = field(default_factory=frozenset)


def reach(command: ReachDeadline, known: Known, reached: Reached) -> Sequence[DeadlineReached]:
    """Return that the day has come; none when that was said.

    Raises `Rejected`: deadline-not-registered, deadline-not-reached.
    """
    event = DeadlineReached(command.code, command.list_index, command.day)
    if event in reached.days:
        return []
    if not any(
        (each.line, each.day) == (command.list_index, command.day) for each in known.deadlines
    ):
        detail = f"Văn bản không đặt hạn ngày {show(command.day)} cho nhiệm vụ '{command.code}'."
        raise Rejected("deadline-not-registered", detail, rule=RULE)
    if known.on < command.day:
        detail = f"Ngày {show(command.day)} chưa đến."
        raise Rejected("deadline-not-reached", detail, rule=RULE)
    return [event]


def evolve(reached: Reached, event: DeadlineReached) -> Reached:
    """Return what has come after `event`."""
    return Reached(reached.days | {event})


TIMER: Decider[Never, Reached, DeadlineReached] = Decider(Reached(), by_knowledge_alone, evolve)
