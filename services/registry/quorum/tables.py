"""Quorums by area, from their events to their tables."""

from typing import assert_never

from libs.engine.read_tables import cut, insert, insert_once, row_of, seen
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.quorum.events import (
    QUORUM_EVENTS,
    QuorumEvent,
    QuorumStated,
    QuorumWithdrawn,
)


def project(db: Cursor, event: Recorded, known: QuorumEvent) -> None:
    """Bring the rows of an area up to `event`."""
    row = row_of(event)
    term = {"log": event.log, "quorum": row["id"]}
    match known:
        case QuorumStated(starts=starts):
            insert_once(db, "quorum", row)
            cut(db, "quorum_term", term, starts)
            stated = {**QUORUM_EVENTS.dump(known)["data"], "ends": None}
            insert(db, "quorum_term", {**term, "version": event.version, **stated})
        case QuorumWithdrawn(ends):
            cut(db, "quorum_term", term, ends)
        case _:
            assert_never(known)
    seen(db, "quorum", event)
