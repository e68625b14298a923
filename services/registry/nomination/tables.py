"""Nominees of offices, from their events to their tables."""

from typing import assert_never

from libs.engine.read_tables import insert, insert_once, row_of, seen
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.nomination.events import (
    NOMINATION_EVENTS,
    NominationEvent,
    NominationWithdrawn,
    PersonNominated,
)


def project(db: Cursor, event: Recorded, known: NominationEvent) -> None:
    """Bring the rows of an office's year up to `event`."""
    row = row_of(event)
    match known:
        case PersonNominated():
            office, _, year = row["id"].rpartition("_")
            insert_once(db, "nomination", {**row, "office": office, "school_year": int(year)})
            own = {
                "log": event.log,
                "id": f"{row['id']}_{event.version:05d}",
                "position": event.position,
                "nomination": row["id"],
                "nominated_on": event.on,
            }
            insert(db, "nominee", {**own, **NOMINATION_EVENTS.dump(known)["data"]})
        case NominationWithdrawn(person, task):
            db.execute(
                "delete from nominee where log = %s and nomination = %s"
                " and person = %s and task = %s",
                (event.log, row["id"], person, task),
            )
        case _:
            assert_never(known)
    seen(db, "nomination", event)
