"""What the decisions of the lineage mean for one school: the service's own acts (`policies.py`).

The lineage has decided already, and it alone knows which schools exist; so nothing is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Id, Line
from libs.rights import SYSTEM, Right
from services.registry.school.events import SchoolClosed, SchoolFormed, SchoolsMerged, SchoolSplit
from services.registry.school.state import School
from services.registry.shared.fields import ClosureForm, MergerForm, SplitForm


@dataclass(frozen=True, slots=True)
class RecordClosure:
    """Record that the school is no more; `parts` ended with it, `successors` go on for it."""

    right: ClassVar[Right] = SYSTEM
    form: ClosureForm
    ends: date
    successors: tuple[Id, ...]
    parts: tuple[Id, ...]
    basis: Line


@dataclass(frozen=True, slots=True)
class RecordMerger:
    """Record that the school took others up."""

    right: ClassVar[Right] = SYSTEM
    predecessors: tuple[Id, ...]
    form: MergerForm
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class RecordSplit:
    """Record that a part of the school became others; it goes on."""

    right: ClassVar[Right] = SYSTEM
    successors: tuple[Id, ...]
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class RecordOrigin:
    """Record that the school came out of another."""

    right: ClassVar[Right] = SYSTEM
    origin: Id
    form: SplitForm
    starts: date
    basis: Line


Command = RecordClosure | RecordMerger | RecordSplit | RecordOrigin
Event = SchoolClosed | SchoolsMerged | SchoolSplit | SchoolFormed


def decide(command: Command, school: School) -> Sequence[Event]:
    """Return the event `command` brings about; none when it is recorded already."""
    event: Event
    match command:
        case RecordClosure(form, ends, successors, parts, basis):
            event = SchoolClosed(form, ends, successors, parts, basis)
        case RecordMerger(predecessors, form, starts, basis):
            event = SchoolsMerged(predecessors, form, starts, basis)
        case RecordSplit(successors, starts, basis):
            event = SchoolSplit(successors, starts, basis)
        case RecordOrigin(origin, form, starts, basis):
            event = SchoolFormed(origin, form, starts, basis)
        case _:
            assert_never(command)
    return [] if event in (school.closed, *school.lineage) else [event]
