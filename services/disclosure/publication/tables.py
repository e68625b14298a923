"""From the events of a publication to its read table."""

from dataclasses import asdict
from typing import assert_never

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.disclosure.publication.events import (
    PublicationCarriedOver,
    PublicationEvent,
    PublicationLapsed,
    RecognitionPublished,
)


def project(db: Cursor, event: Recorded, own: PublicationEvent) -> None:
    """Bring the row of a publication up to `event`."""
    match own:
        case RecognitionPublished():
            held = {"holder": own.school, "holder_name": own.school_name}
            insert(
                db,
                "publication",
                {**row_of(event), **asdict(own), **held, "published_on": event.on},
            )
        case PublicationCarriedOver(successor, name, starts, basis):
            held = {"holder": successor, "holder_name": name}
            since = {"held_since": starts, "lineage_basis": basis}
            update(db, "publication", event, {**held, **since})
        case PublicationLapsed(ends, basis):
            update(db, "publication", event, {"lapsed_on": ends, "lineage_basis": basis})
        case _:
            assert_never(own)
    seen(db, "publication", event)
