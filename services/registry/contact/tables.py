"""Contacts of offices, from their events to their tables."""

from typing import assert_never

from libs.engine.read_tables import cut, insert, insert_once, row_of, seen
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.contact.events import (
    CONTACT_EVENTS,
    ContactEnded,
    ContactEvent,
    ContactNamed,
)


def project(db: Cursor, event: Recorded, known: ContactEvent) -> None:
    """Bring the rows of an office's contacts up to `event`."""
    row = row_of(event)
    match known:
        case ContactNamed():
            insert_once(db, "contact", row)
            term = {"log": event.log, "contact": row["id"], "version": event.version}
            insert(db, "contact_term", {**term, **CONTACT_EVENTS.dump(known)["data"]})
        case ContactEnded(person, ends):
            named = {"log": event.log, "contact": row["id"], "person": person}
            cut(db, "contact_term", named, ends)
        case _:
            assert_never(known)
    seen(db, "contact", event)
