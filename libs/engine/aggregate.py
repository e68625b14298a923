"""A kind of stream: what it is made of, what its commands bring about, whether it admits an act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from libs.engine.procedure import SYSTEM, Act, Ask, NotAdmitted, Procedure, given_fields
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract
from libs.kernel.problems import Problem, Rejected
from libs.log.entry import Recorded

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

    def fold(self, history: Iterable[Recorded]) -> S:
        """Return the state after `history`."""
        known = (self.events.event(recorded.envelope) for recorded in history)
        return self.decider.fold(event for event in known if event is not None)

    def decide(self, command: C, state: S, act: Act, ask: Ask) -> Sequence[E]:
        """Return the events that `command` brings about, by what is known of others."""
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
        if act.role == SYSTEM:
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
