"""The circle of a school: who works on its self-assessment or speaks of it, by others' events."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from libs.engine.read_tables import insert
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of


@dataclass(frozen=True, slots=True)
class CouncilMember:
    """Who sits in a council."""

    person: str


@dataclass(frozen=True, slots=True)
class WorkingGroup:
    """Who is in a group."""

    head: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouncilAppointed:
    """Assessment: the council of the stream's cycle consists of these."""

    members: tuple[CouncilMember, ...]


@dataclass(frozen=True, slots=True)
class GroupsFormed:
    """Assessment: secretariat and groups of the stream's cycle are these."""

    secretariat: tuple[str, ...]
    groups: tuple[WorkingGroup, ...]


@dataclass(frozen=True, slots=True)
class CriteriaHandedOver:
    """Assessment: a person takes another's place in the groups."""

    taken_by: str


@dataclass(frozen=True, slots=True)
class DiscussionOpened:
    """Assessment: the actor began to speak of something of the school's."""


@dataclass(frozen=True, slots=True)
class MessageAdded:
    """Assessment: the actor wrote in a discussion."""


@dataclass(frozen=True, slots=True)
class TaskSet:
    """Assessment: somebody is asked for something in a discussion."""

    person: str | None = None


Heard = (
    CouncilAppointed | GroupsFormed | CriteriaHandedOver | DiscussionOpened | MessageAdded | TaskSet
)
HEARD: Contract[Heard] = Contract(Heard)


def project(db: Cursor, event: Recorded, heard: Heard) -> None:
    """Bring the circle of the event's school up to `event`; nobody ever leaves it."""
    match heard:
        case CouncilAppointed(members):
            _enter(db, event, "council", (member.person for member in members))
        case GroupsFormed(secretariat, groups):
            of_groups = (person for each in groups for person in (each.head, *each.others))
            _enter(db, event, "group", (*secretariat, *of_groups))
        case CriteriaHandedOver(taken_by):
            _enter(db, event, "group", (taken_by,))
        case DiscussionOpened() | MessageAdded():
            _enter(db, event, "discussion", (str(event.envelope["actor"]),))
        case TaskSet(person):
            _enter(db, event, "discussion", (str(event.envelope["actor"]), person or ""))
        case _:
            assert_never(heard)


def _enter(db: Cursor, event: Recorded, place: str, persons: Iterable[str]) -> None:
    for person in sorted({each for each in persons if each.startswith("u:")}):
        row = {"log": event.log, "school": school_of(event.stream), "person": person[2:]}
        insert(db, "circle", {**row, "place": place}, "on conflict do nothing")
