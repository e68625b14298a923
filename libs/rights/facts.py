"""What rights rest on: the events of grant, school and assignment streams, their fields in use."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from libs.contract import Contract
from libs.eventlog import Recorded

Read = Callable[..., Mapping[str, Sequence[Recorded]]]
"""Gives the streams asked for, each from its first event on; an unknown stream is empty."""


@dataclass(frozen=True, slots=True)
class GrantGiven:
    """A person received a role at an organisation."""

    role: str
    org: str
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class GrantWithdrawn:
    """A role ended on a date, `ends` being the first day without it."""

    role: str
    org: str
    ends: date


@dataclass(frozen=True, slots=True)
class FunctionAssigned:
    """An organisation received the function of this stream for some kinds of school."""

    holder: str
    kinds: tuple[str, ...]
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class FunctionEnded:
    """An organisation lost the function, `ends` being the first day without it."""

    holder: str
    ends: date


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """A school came into the register; `areas` from the smallest unit to the province."""

    kind: str
    areas: tuple[str, ...]


FACTS: Contract[object] = Contract(
    GrantGiven | GrantWithdrawn | FunctionAssigned | FunctionEnded | SchoolRegistered
)


def facts(events: Iterable[Recorded]) -> list[object]:
    """Return what is known here of `events`, in their order; the others say nothing on rights."""
    found = (FACTS.event(event.envelope) for event in events)
    return [fact for fact in found if fact is not None]
