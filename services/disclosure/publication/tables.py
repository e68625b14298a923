"""From the events of a publication to its read table."""

from dataclasses import asdict
from typing import assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.disclosure.publication.events import (
    EarlierRecognitionPublished,
    PublicationCancelled,
    PublicationCarriedOver,
    PublicationCorrected,
    PublicationEvent,
    PublicationLapsed,
    PublicationReinstated,
    PublicationReplaced,
    PublicationStruck,
    RecognitionPublished,
)

STRUCK = "delete from publication where log = %(log)s and id = %(id)s and struck is not null"


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
        case EarlierRecognitionPublished():
            # What was struck gives its place to what is written down anew.
            db.execute(STRUCK, row_of(event))
            held = {"holder": own.school, "holder_name": own.school_name}
            values = {**row_of(event), **asdict(own), **held, "published_on": event.on}
            insert(db, "publication", {**values, "from_paper": True})
        case PublicationStruck(reason):
            update(db, "publication", event, {"struck": reason})
        case PublicationReplaced(replaced_by, ends):
            update(db, "publication", event, {"replaced_by": replaced_by, "ends": ends})
        case PublicationReinstated():
            update(db, "publication", event, {"replaced_by": None, "ends": None})
        case PublicationCarriedOver(successor, name, starts, basis):
            held = {"holder": successor, "holder_name": name}
            since = {"held_since": starts, "lineage_basis": basis}
            update(db, "publication", event, {**held, **since})
        case PublicationLapsed(ends, basis):
            update(db, "publication", event, {"lapsed_on": ends, "lineage_basis": basis})
        case PublicationCorrected():
            _correct(db, event, own)
        case PublicationCancelled(manner, number, reason, ends, dated):
            said = {"cancelled_by": number, "cancelled_why": reason, "cancelled_on": dated}
            told = {"taken_back": manner, "cancelled_from": ends, **said}
            update(db, "publication", event, told)
        case _:
            assert_never(own)
    seen(db, "publication", event)


def _correct(db: Cursor, event: Recorded, own: PublicationCorrected) -> None:
    """Show what it says from now on, beside each correction as it was made."""
    names = ("decision_number", "certificate_number", "valid_from", "valid_to")
    now = {name: value for name in names if (value := getattr(own, name)) is not None}
    if now:
        update(db, "publication", event, now)
    add = "update publication set corrections = corrections || %(told)s where log = %(log)s"
    told = {name: event.data.get(name) for name in asdict(own)}
    db.execute(f"{add} and id = %(id)s", {**row_of(event), "told": Json([told])})
