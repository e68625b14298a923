"""Rules as sentences: given these events, when this command, then these events or this refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

import pytest

from libs.engine.procedure import Procedure
from libs.kernel.decider import Decider
from libs.kernel.problems import Problem, Rejected

S = TypeVar("S")
E = TypeVar("E")


def has(command: Any, pointer: str) -> bool:
    """Return whether an RFC 6901 pointer names a field, sent on the wire, of `command`."""
    name, *below = pointer.split("/")[1:] or [""]
    if not name:
        return pointer == ""
    if isinstance(command, tuple | list):
        found = name.isdecimal() and int(name) < len(command)
        return found and (not below or has(command[int(name)], f"/{'/'.join(below)}"))
    sent = {f.name for f in fields(command) if "given" not in f.metadata}
    return name in sent and (not below or has(getattr(command, name), f"/{'/'.join(below)}"))


@dataclass(frozen=True)
class Knowing:
    """A command, and what is known of others when it is given."""

    command: Any
    known: Any


@dataclass(frozen=True)
class Spec(Generic[S, E]):
    """Where a test of one aggregate begins: `Spec(CYCLE).given(opened).when(...)`.

    `procedure` has the commands that rest on what others know, `known` what that is, by command,
    unless a test says otherwise.
    """

    decider: Decider[Any, S, E]
    procedure: Procedure[Any, S, E] | None = None
    known: Mapping[type, Any] = field(default_factory=dict)

    def given(self, *events: E) -> "Given[S, E]":
        """Start from a stream with these events."""
        return Given(self, events)

    def decide(self, command: Any, state: S, known: Any = None) -> Sequence[E]:
        """Return the events that a command, or one `Knowing` more, brings about."""
        if isinstance(command, Knowing):
            command, known = command.command, command.known
        needs = self.procedure.of.get(type(command)) if self.procedure else None
        if needs is None:
            return self.decider.decide(command, state)
        if known is None:
            known = self.known[type(command)]
        return needs.decide(command, known, state)

    def run(self, commands: Sequence[Any], past: Sequence[E] = ()) -> list[E]:
        """Return the stream after the commands."""
        events = list(past)
        state = self.decider.fold(events)
        for command in commands:
            for event in self.decide(command, state):
                events.append(event)
                state = self.decider.evolve(state, event)
        return events


@dataclass(frozen=True)
class Given(Generic[S, E]):
    """A stream as it stands before the command."""

    rules: Spec[S, E]
    past: tuple[E, ...]

    def when(self, command: Any, known: Any = None) -> "When[S, E]":
        """Decide one command on the stream, by what is known of others."""
        if isinstance(command, Knowing):
            command, known = command.command, command.known
        return When(self.rules, self.past, command, known)


@dataclass(frozen=True)
class When(Generic[S, E]):
    """A command about to be decided."""

    rules: Spec[S, E]
    past: tuple[E, ...]
    command: Any
    known: Any

    def _decide(self) -> Sequence[E]:
        events = self.rules.decide(self.command, self.rules.decider.fold(self.past), self.known)
        for event in events:
            right = getattr(event, "right", None)
            assert right == getattr(self.command, "right", None), f"{event} asks another right"
        return events

    def then(self, *events: E) -> "Given[S, E]":
        """Expect exactly these events; return the stream with them, for a next step."""
        found = tuple(self._decide())
        assert found == events
        return Given(self.rules, (*self.past, *found))

    def then_types(self, *names: str) -> "Given[S, E]":
        """Expect events of exactly these types, in order."""
        found = tuple(self._decide())
        assert tuple(type(event).__name__ for event in found) == names
        return Given(self.rules, (*self.past, *found))

    def then_nothing(self) -> None:
        """Expect the command to be accepted and to change nothing: its events already hold."""
        assert list(self._decide()) == []

    def then_rejected(self, code: str) -> Problem:
        """Expect the rules to say no with this code; return it, for what else it must say."""
        return self.then_refused(Rejected, code)

    def then_refused(self, kind: type[Problem], code: str) -> Problem:
        """Expect a refusal of this kind; its errors point to fields that the command has."""
        with pytest.raises(kind) as refusal:
            self._decide()
        assert refusal.value.code == code
        for error in refusal.value.errors:
            assert has(self.command, error.pointer), f"{error.pointer} is no field of the command"
        return refusal.value


def spec(
    decider: Decider[Any, Any, Any],
    procedure: Procedure[Any, Any, Any] | None = None,
    known: Mapping[type, Any] | None = None,
) -> Spec[Any, Any]:
    """Return the starting point for tests of `decider`, and of what `procedure` decides beside."""
    return Spec(decider, procedure, known or {})
