"""Rules as sentences: given these events, when this command, then these events or this refusal."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

import pytest

from libs.decider import Decider
from libs.errors import Problem, Rejected

C = TypeVar("C")
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
class Given(Generic[C, S, E]):
    """A stream as it stands before the command."""

    decider: Decider[C, S, E]
    past: tuple[E, ...]

    def when(self, command: C) -> "When[C, S, E]":
        """Decide one command on the stream."""
        return When(self.decider, self.past, command)


@dataclass(frozen=True)
class When(Generic[C, S, E]):
    """A command about to be decided."""

    decider: Decider[C, S, E]
    past: tuple[E, ...]
    command: C

    def _decide(self) -> Sequence[E]:
        events = self.decider.decide(self.command, self.decider.fold(self.past))
        for event in events:
            right = getattr(event, "right", None)
            assert right == getattr(self.command, "right", None), f"{event} asks another right"
        return events

    def then(self, *events: E) -> "Given[C, S, E]":
        """Expect exactly these events; return the stream with them, for a next step."""
        found = tuple(self._decide())
        assert found == events
        return Given(self.decider, (*self.past, *found))

    def then_types(self, *names: str) -> "Given[C, S, E]":
        """Expect events of exactly these types, in order."""
        found = tuple(self._decide())
        assert tuple(type(event).__name__ for event in found) == names
        return Given(self.decider, (*self.past, *found))

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


@dataclass(frozen=True)
class Spec(Generic[C, S, E]):
    """Where a test of one aggregate begins: `Spec(CYCLE).given(opened).when(...)`."""

    decider: Decider[C, S, E]

    def given(self, *events: E) -> Given[C, S, E]:
        """Start from a stream with these events."""
        return Given(self.decider, events)


def spec(decider: Decider[Any, Any, Any]) -> Spec[Any, Any, Any]:
    """Return the starting point for tests of `decider`."""
    return Spec(decider)
