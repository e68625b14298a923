"""From the registry's events to its read tables; a module for each aggregate."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from libs.eventlog import Recorded, category_of
from libs.postgres import Cursor
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
    """Bring the read tables from before the first of `events`, which are of one log, to the last.

    Schools come by the thousand: those registered one after another are written together.
    """
    told = [(event, EVENTS.event(event.envelope)) for event in events]
    for registered, run in groupby(told, lambda one: isinstance(one[1], SchoolRegistered)):
        if registered:
            schools: list[Any] = [*run]
            school.register(db, schools)
            holder.register(db, schools)
            continue
        for event, known in run:
            if known is not None:
                _PROJECT[category_of(event.stream)](db, event, known)
                holder.project(db, event, known)
    search.project(db, events)
