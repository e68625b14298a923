"""From the registry's events to its read tables; a module for each aggregate."""

from collections.abc import Callable, Sequence
from typing import Any

from libs.engine.read_tables import NewRows, together
from libs.log.database import Cursor
from libs.log.entry import Recorded, category_of
from services.registry.assignment import tables as assignment
from services.registry.contact import tables as contact
from services.registry.events import EVENTS
from services.registry.grant import tables as grant
from services.registry.headcount import tables as headcount
from services.registry.help_request import tables as help_request
from services.registry.holder import tables as holder
from services.registry.instruction import tables as instruction
from services.registry.lineage import tables as lineage
from services.registry.nomination import tables as nomination
from services.registry.organisation import tables as organisation
from services.registry.person import tables as person
from services.registry.planned_list import tables as planned_list
from services.registry.roadmap import tables as roadmap
from services.registry.school import tables as school
from services.registry.school.events import SchoolRegistered
from services.registry.search import tables as search
from services.registry.training import tables as training

_PROJECT: dict[str, Callable[[Cursor, Recorded, Any], None]] = {
    "school": school.project,
    "lineage": lineage.project,
    "organisation": organisation.project,
    "assignment": assignment.project,
    "grant": grant.project,
    "person": person.project,
    "instruction": instruction.project,
    "training": training.project,
    "headcount": headcount.project,
    "roadmap": roadmap.project,
    "plannedlist": planned_list.project,
    "contact": contact.project,
    "helprequest": help_request.project,
    "nomination": nomination.project,
}


def project(db: Cursor, events: Sequence[Recorded]) -> None:
    """Bring the read tables up to the last of `events`, which are of one log."""
    _aggregates(db, events)
    search.project(db, events)


def _registered(new: NewRows, event: Recorded) -> bool:
    if event.type != SchoolRegistered.__name__:
        return False
    known = EVENTS.event(event.envelope)
    assert isinstance(known, SchoolRegistered)
    school.register(new, event, known)
    holder.register(new, event, known)
    return True


def _project(db: Cursor, event: Recorded) -> None:
    known = EVENTS.event(event.envelope)
    if known is not None:
        _PROJECT[category_of(event.stream)](db, event, known)
        holder.project(db, event, known)


_aggregates = together(_registered, _project)
