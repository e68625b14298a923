"""Roles and who has them, from their events to their tables."""

from typing import assert_never

from libs.eventlog import Recorded
from libs.postgres import Cursor
from libs.read_tables import insert, insert_once, row_of, seen
from services.registry.events.grant import GRANT_EVENTS, GrantEvent, GrantGiven, GrantWithdrawn


def project(db: Cursor, event: Recorded, known: GrantEvent) -> None:
    """Bring the rows of a person up to `event`."""
    row = row_of(event)
    match known:
        case GrantGiven():
            insert_once(db, "person", row)
            term = {"log": event.log, "person": row["id"], "version": event.version}
            insert(db, "person_term", {**term, **GRANT_EVENTS.dump(known)["data"]})
        case GrantWithdrawn(role, org, ends):
            db.execute(
                "update person_term set ends = %s where log = %s and person = %s"
                " and role = %s and org = %s and (ends is null or ends > %s)",
                (ends, event.log, row["id"], role, org, ends),
            )
        case _:
            assert_never(known)
    seen(db, "person", event)
