"""The acts of the lineage, from their events to their table."""

from typing import Any, assert_never

from libs.engine.read_tables import insert
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.lineage.events import (
    ClosureDecided,
    LineageEvent,
    MergerDecided,
    SplitDecided,
)


def project(db: Cursor, event: Recorded, known: LineageEvent) -> None:
    """Add the act of `event`."""
    act: dict[str, Any]
    match known:
        case MergerDecided(predecessors, successor, form, starts):
            act = {"form": form, "predecessors": [*predecessors], "successors": [successor]}
        case SplitDecided(school, successors, form, starts):
            act = {"form": form, "predecessors": [school], "successors": [*successors]}
        case ClosureDecided(school, starts):
            act = {"form": "dissolved", "predecessors": [school], "successors": []}
        case _:
            assert_never(known)
    where = {"log": event.log, "version": event.version, "position": event.position}
    insert(db, "lineage_act", {**where, **act, "starts": starts, "basis": known.basis})
