"""From the registry's events to its read tables; a module for each aggregate."""

from collections.abc import Callable
from typing import Any

from libs.eventlog import Recorded, category_of
from libs.postgres import Cursor
from services.registry.events import EVENTS
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


def project(db: Cursor, event: Recorded) -> None:
    """Bring the read tables from `event.position - 1` to `event.position`."""
    known = EVENTS.event(event.envelope)
    if known is not None:
        category = category_of(event.stream)
        _PROJECT[category](db, event, known)
        if category == "school":
            search.project(db, event)
        holder.project(db, event, known)
