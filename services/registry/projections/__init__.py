"""From the registry's events to its read tables; a module for each aggregate."""

from collections.abc import Callable
from typing import Any

from libs.eventlog import Recorded, category_of
from libs.postgres import Cursor
from services.registry.events import EVENTS
from services.registry.projections import (
    assignment,
    grant,
    holder,
    instruction,
    organisation,
    school,
)

_PROJECT: dict[str, Callable[[Cursor, Recorded, Any], None]] = {
    "school": school.project,
    "organisation": organisation.project,
    "assignment": assignment.project,
    "grant": grant.project,
    "instruction": instruction.project,
}


def project(db: Cursor, event: Recorded) -> None:
    """Bring the read tables from `event.position - 1` to `event.position`."""
    known = EVENTS.event(event.envelope)
    if known is not None:
        _PROJECT[category_of(event.stream)](db, event, known)
        holder.project(db, event, known)
