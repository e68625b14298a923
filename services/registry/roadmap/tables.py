"""Roadmaps, their targets and what was reported, from their events to their tables."""

from typing import assert_never

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.roadmap.events import (
    ROADMAP_EVENTS,
    ProgressReported,
    RoadmapClosed,
    RoadmapEvent,
    RoadmapRegistered,
    TargetAdjusted,
    TargetDropped,
    TargetSet,
)


def project(db: Cursor, event: Recorded, known: RoadmapEvent) -> None:
    """Bring the rows of a roadmap up to `event`."""
    row = row_of(event)
    part = {"log": event.log, "roadmap": row["id"], "version": event.version}
    data = ROADMAP_EVENTS.dump(known)["data"]
    match known:
        case RoadmapRegistered():
            insert(db, "roadmap", {**row, "office": row["id"].partition("_")[0], **data})
        case TargetSet():
            insert(db, "roadmap_target", {**part, **data})
        case TargetAdjusted(code, percent, by_year):
            db.execute(
                "update roadmap_target set percent = %s, by_year = %s"
                " where log = %s and roadmap = %s and code = %s",
                (percent, by_year, event.log, row["id"], code),
            )
        case TargetDropped(code):
            db.execute(
                "update roadmap_target set dropped = true"
                " where log = %s and roadmap = %s and code = %s",
                (event.log, row["id"], code),
            )
        case ProgressReported():
            by = {"office": event.envelope["org"], "position": event.position}
            insert(db, "roadmap_progress", {**part, **data, **by})
        case RoadmapClosed():
            update(db, "roadmap", event, {"closed": True})
        case _:
            assert_never(known)
    seen(db, "roadmap", event)
