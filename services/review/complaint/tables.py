"""From the events of a complaint to its read table."""

from dataclasses import asdict
from typing import Any

from psycopg2.extras import Json

from libs.engine.read_tables import insert, row_of, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.review.complaint.events import (
    ComplaintAccepted,
    ComplaintDeclined,
    ComplaintEvent,
    ComplaintLodged,
    ComplaintSettled,
)
from services.review.complaint.rules import State

OURS = "log = %(log)s and id = %(id)s"
STEP = f"update complaint set steps = steps || %(step)s where {OURS}"


def project(db: Cursor, event: Recorded, own: ComplaintEvent) -> None:
    """Bring the row of a complaint up to `event`."""
    if isinstance(own, ComplaintLodged) and own.instance == 1:
        db.execute(f"select from complaint where {OURS}", row_of(event))
        if db.fetchone() is None:
            school, year = school_of(event.stream), event.stream[-4:]
            kind = "accreditation" if "_accreditation" in event.stream else "national_standard"
            about = {"school": school, "kind": kind, "evaluation": f"{school}_{year}"}
            insert(db, "complaint", {**row_of(event), **about, **_now(own)})
    update(db, "complaint", event, _now(own))
    told = {name: value for name, value in event.data.items() if name not in ("entered_late",)}
    step = {**told, "act": event.type, "recorded_on": event.on.isoformat()}
    db.execute(STEP, {**row_of(event), "step": Json([step])})


def _now(own: ComplaintEvent) -> dict[str, Any]:
    """Return the columns that say how it stands after an event."""
    said = asdict(own)
    nothing = {"answer_before": None, "again_before": None, "outcome": None}
    match own:
        case ComplaintLodged():
            now = {"state": State.LODGED, "answer_before": own.accept_before}
        case ComplaintAccepted():
            now = {"state": State.ACCEPTED, "answer_before": own.decide_before}
        case ComplaintDeclined():
            now = {"state": State.DECLINED}
        case ComplaintSettled():
            now = {"state": State.SETTLED, "outcome": own.outcome, "again_before": own.again_before}
        case _:
            now = {"state": State.WITHDRAWN}
    return {**nothing, **now, "instance": said["instance"]}
