"""Schools, from their events to their table."""

from typing import assert_never

from psycopg2.extras import Json

from libs.eventlog import Recorded
from libs.postgres import Cursor
from libs.read_tables import insert, row_of, seen, update
from services.registry.events.school import (
    SCHOOL_EVENTS,
    SchoolAreasChanged,
    SchoolContactsChanged,
    SchoolEvent,
    SchoolOperationRecorded,
    SchoolRegistered,
)


def project(db: Cursor, event: Recorded, known: SchoolEvent) -> None:
    """Bring the school's row up to `event`."""
    data = SCHOOL_EVENTS.dump(known)["data"]
    match known:
        case SchoolRegistered():
            row = {**row_of(event), **data, "identifiers": Json(data["identifiers"])}
            insert(db, "school", row)
        case SchoolContactsChanged() | SchoolOperationRecorded():
            update(db, "school", event, data)
        case SchoolAreasChanged(areas):
            update(db, "school", event, {"areas": [*areas]})
        case _:
            assert_never(known)
    seen(db, "school", event)
