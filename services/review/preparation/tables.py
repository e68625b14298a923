"""From the events of a preparation to its read tables."""

from dataclasses import asdict
from typing import Any

from psycopg2.extras import Json

from libs.engine.read_tables import insert_once, row_of, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.review.preparation.events import PreparationEvent, TeamWorkPlanned, VisitsFixed


def project(db: Cursor, event: Recorded, own: PreparationEvent) -> None:
    """Bring the row of a preparation up to `event`."""
    insert_once(db, "preparation", {**row_of(event), "school": school_of(event.stream)})
    changed: dict[str, Any] = {"version": event.version, "position": event.position}
    match own:
        case TeamWorkPlanned():
            changed |= {"attempt": own.attempt, "planned_on": event.on, **_planned(own)}
        case VisitsFixed():
            changed |= asdict(own)
    update(db, "preparation", event, changed)


def _planned(plan: TeamWorkPlanned) -> dict[str, Json]:
    days = ("starts_on", "due_on")
    phases = [
        {**asdict(each), **{name: getattr(each, name).isoformat() for name in days}}
        for each in plan.phases
    ]
    return {"phases": Json(phases), "charges": Json([asdict(each) for each in plan.charges])}
