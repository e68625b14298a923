"""When what a cycle shows was entered: on which day beside that of the paper, at which position."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.events.work import (
    CriterionConfirmed,
    ElementTicked,
    IndicatorJudged,
    ReportPartRecorded,
    SheetCarriedOver,
    SheetRecorded,
    StandardRecorded,
)
from services.assessment.cycle.state import of_part, of_standard

Entries = Mapping[str, Mapping[str, Any]]
"""By what was said: `on` which day, at which `position`, of which `version` of the report."""


def recorded_as(event: CycleEvent) -> str:
    """Return what an event is kept as: a criterion, standard or part by its name, else its type."""
    match event:
        case (
            ElementTicked(criterion)
            | IndicatorJudged(criterion)
            | SheetRecorded(criterion)
            | SheetCarriedOver(criterion=criterion)
            | CriterionConfirmed(criterion)
        ):
            return criterion
        case StandardRecorded(standard):
            return of_standard(standard)
        case ReportPartRecorded(part):
            return of_part(part)
    return type(event).__name__


def day_of(entries: Entries, said: str) -> date | None:
    """Return the day on which this was entered, None where that is not known."""
    return date.fromisoformat(entries[said]["on"]) if said in entries else None


def position_of(entries: Entries, *said: str) -> int:
    """Return the position of the last of these, 0 where none was said."""
    return max((int(entries[each]["position"]) for each in said if each in entries), default=0)


def version_of(entries: Entries, said: str) -> int:
    """Return the version of the report that this was said for."""
    return int(entries[said]["version"]) if said in entries else 1
