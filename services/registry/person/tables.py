"""People from their events to their tables, which hold no name."""

from typing import assert_never

from libs.engine.read_tables import cut, insert, insert_once, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.person.events import (
    PERSON_EVENTS,
    PersonCorrected,
    PersonErased,
    PersonEvent,
    PersonRegistered,
    PostLeft,
    PostTaken,
)

TABLE = "pseudonym"


def project(db: Cursor, event: Recorded, known: PersonEvent) -> None:
    """Bring the rows of a person up to `event`."""
    match known:
        case PersonRegistered():
            insert_once(db, TABLE, {**row_of(event), "sample": known.sample})
        case PersonCorrected():
            pass
        case PostTaken():
            post = {"log": event.log, "person": row_of(event)["id"], "version": event.version}
            insert(db, "person_post", {**post, **PERSON_EVENTS.dump(known)["data"]})
        case PostLeft(post, org, ends):
            held = {"log": event.log, "person": row_of(event)["id"], "post": post, "org": org}
            cut(db, "person_post", held, ends)
        case PersonErased(reason):
            erased = {"erased_at": event.position, "erased_on": event.on, "erased_for": reason}
            update(db, TABLE, event, erased)
        case _:
            assert_never(known)
    seen(db, TABLE, event)
