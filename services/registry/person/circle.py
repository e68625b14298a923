"""The circle of a school beside its posts and roles: who speaks of its work, by others' events.

Not who sits in its councils and groups: those are the principal's to name, and whoever could enter
somebody by their id would learn their name by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from libs.engine.read_tables import insert
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of


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


Heard = DiscussionOpened | MessageAdded | TaskSet
HEARD: Contract[Heard] = Contract(Heard)


def project(db: Cursor, event: Recorded, heard: Heard) -> None:
    """Bring the circle of the event's school up to `event`; nobody ever leaves it."""
    match heard:
        case DiscussionOpened() | MessageAdded():
            _enter(db, event, (str(event.envelope["actor"]),))
        case TaskSet(person):
            _enter(db, event, (str(event.envelope["actor"]), person or ""))
        case _:
            assert_never(heard)


def _enter(db: Cursor, event: Recorded, persons: Iterable[str]) -> None:
    for person in sorted({each for each in persons if each.startswith("u:")}):
        row = {"log": event.log, "school": school_of(event.stream), "person": person[2:]}
        insert(db, "circle", row, "on conflict do nothing")
