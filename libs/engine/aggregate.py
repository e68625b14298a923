"""A kind of stream: what it is made of, what its commands bring about, whether it admits an act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from libs.engine.procedure import SYSTEM, Act, Ask, NotAdmitted, Procedure, given_fields
from libs.engine.rules import rules_at
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract
from libs.kernel.problems import Problem, Rejected
from libs.law.calendar import show, vietnam_today
from libs.log.entry import Recorded
from libs.rights import STRICT, check_id

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Aggregate(Generic[C, S, E]):
    """A kind of stream: its category, its decider, its messages, its procedure.

    `decider` decides the commands that rest on the stream alone, `procedure.needs` the others. Each
    command class carries `right`; each event class `right` and `visibility`.
    """

    category: str
    decider: Decider[Any, S, E]
    commands: Contract[C]
    events: Contract[E]
    procedure: Procedure[C, S, E]

    def fold(self, entries: Iterable[Recorded], state: S | None = None) -> S:
        """Return the state after `entries`, which come upon `state`, else from the first one on."""
        found = self.decider.initial if state is None else state
        for entry in entries:
            event = self.events.event(entry.envelope)
            if event is not None:
                found = self.decider.evolve(found, event)
        return found

    def decide(self, command: C, state: S, act: Act, ask: Ask) -> Sequence[E]:
        """Return the events that `command` brings about, by what is known of others.

        What the stream's id must be is asked here, of every command, service and audit alike.
        """
        if rules_at(ask, act) >= STRICT:
            check_id(act.stream, new=state == self.decider.initial)
        needs = self.procedure.of.get(type(command))
        if needs is None:
            return self.decider.decide(command, state)
        return needs.decide(command, needs.supply(ask, act, command), state)

    def check_repeatable(
        self, command: C, events: Sequence[E], state: S, act: Act, ask: Ask
    ) -> None:
        """Raise TypeError unless the events, stated again, are what the same rules bring about.

        Asked before each append: what an auditor could not repeat is a bug, and never an entry. A
        reaction is taken from `react` again, not from its events. `command` is what brought the
        events about: decided again is only a command that differs from it.
        """
        if act.role == SYSTEM and type(events[0]) not in self.procedure.timed:
            return
        try:
            again = self.procedure.restated(events, state, act)
            if again != command:
                self.admit(again, events, state, act, ask)
        except (NotAdmitted, Problem) as error:
            raise TypeError(f"{type(events[0]).__name__} cannot be repeated: {error}") from error

    def admit(self, command: C, events: Sequence[E], state: S, act: Act, ask: Ask) -> None:
        """Raise `Problem` if the command is refused, `NotAdmitted` if it brings other events."""
        found = self.decide(command, state, act, ask)
        if len(found) != len(events) or any(a != b for a, b in zip(found, events, strict=True)):
            raise _unlike(events, found)


def filled(command: C, act: Act) -> C:
    """Return a command as this act gives it, whatever was in its given fields."""
    values = {name: getattr(act, of) for name, of in given_fields(type(command))}
    return replace(command, **values) if values else command  # type: ignore[type-var]


def check_order(act: Act, latest: str) -> None:
    """Raise `Rejected` unless the act's day is the latest of its stream's acts (ISO) or after it.

    A reaction bears the day of its cause, however late it is made up for; that opens no way back
    for the act after it. An empty `latest` is no act.
    """
    if act.on.isoformat() < latest and act.role != SYSTEM:
        detail = "Ngày của việc này trước ngày của việc trước trong hồ sơ."
        raise Rejected("date-before-last-act", detail, "thứ tự các việc trong một hồ sơ")


def check_day(act: Act, at: str) -> None:
    """Raise `Rejected` unless the act's day is the Vietnamese one of `at` (envelope, UTC).

    Asked in a log whose acts bear the day of their recording; a reaction bears that of its cause.
    """
    day = recorded_on(at)
    if act.on != day and act.role != SYSTEM:
        detail = (
            f"Sổ này ghi mỗi việc theo ngày ghi vào sổ, {show(day)}; ngày {show(act.on)} của việc "
            "này không dùng được. Ngày trên văn bản ghi ở trường riêng."
        )
        raise Rejected("day-not-recorded", detail, "ngày của việc là ngày ghi sổ, giờ Việt Nam")


def recorded_on(at: str) -> date:
    """Return the Vietnamese day of an instant as envelopes write it, UTC."""
    return _day(at[:13])


@lru_cache(64)
def _day(hour: str) -> date:
    return vietnam_today(datetime.fromisoformat(f"{hour}:00:00+00:00"))


def _unlike(events: Sequence[Any], found: Sequence[Any]) -> NotAdmitted:
    """Return what differs first between the events of an act and those of its command."""
    for number, event in enumerate(events):
        name = type(event).__name__
        if number >= len(found):
            return NotAdmitted(f"{name}: điều này đã có, hoặc không việc nào dẫn đến", number)
        again = found[number]
        if type(again) is not type(event):
            return NotAdmitted(f"{name}: lẽ ra là {type(again).__name__}", number)
        for each in fields(event):
            told, made = getattr(event, each.name), getattr(again, each.name)
            if told != made:
                detail = f"{name}.{each.name}: ghi {_show(told)}, lẽ ra {_show(made)}"
                return NotAdmitted(detail, number)
    return NotAdmitted(f"thiếu {type(found[len(events)]).__name__}", len(events) - 1)


def _show(value: Any) -> str:
    text = "không có" if value is None else str(value)
    return text if len(text) < 120 else text[:117] + "..."
