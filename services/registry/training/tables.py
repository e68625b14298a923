"""Training courses and who attended, from their events to their tables."""

from typing import assert_never

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.training.events import (
    TRAINING_EVENTS,
    AttendanceRecorded,
    AttendanceWithdrawn,
    CourseCancelled,
    CourseRegistered,
    TrainingEvent,
)
from services.registry.training.rules import valid_until


def project(db: Cursor, event: Recorded, known: TrainingEvent) -> None:
    """Bring the rows of a course up to `event`."""
    row = row_of(event)
    match known:
        case CourseRegistered():
            course = {"owner": row["id"].partition("_")[0], "ends": valid_until(known)}
            insert(db, "training", {**row, **course, **TRAINING_EVENTS.dump(known)["data"]})
        case AttendanceRecorded(subject, held_on, attendees, ends):
            for attendee in attendees:
                came = {
                    "log": event.log,
                    "training": row["id"],
                    "person": attendee.person,
                    "post": attendee.post,
                    "org": attendee.org,
                    "subject": subject,
                    "held_on": held_on,
                    "ends": ends,
                    "position": event.position,
                }
                insert(db, "attendance", came)
        case AttendanceWithdrawn(person):
            db.execute(
                "delete from attendance where log = %s and training = %s and person = %s",
                (event.log, row["id"], person),
            )
        case CourseCancelled():
            update(db, "training", event, {"cancelled": True})
        case _:
            assert_never(known)
    seen(db, "training", event)
