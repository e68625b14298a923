"""From the registry's events to its read tables; a module for each aggregate."""

from collections.abc import Callable, Sequence
from typing import Any

from libs.engine.read_tables import NewRows, together
from libs.log.database import Cursor
from libs.log.entry import Recorded, category_of
from services.registry.events import EVENTS
from services.registry.events.school import SchoolRegistered
from services.registry.projections import (
    assignment,
    contact,
    grant,
    headcount,
    help_request,
    holder,
    instruction,
    lineage,
    nomination,
    organisation,
    person,
    planned_list,
    roadmap,
    school,
    search,
    training,
)

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
