"""Events -> the read tables of `migrations/`: the public record, and the names it needs."""

from typing import assert_never

from libs.eventlog import Recorded
from libs.postgres import Cursor
from services.disclosure.events import EVENTS, RecognitionPublished
from services.disclosure.policies import (
    HEARD,
    OrganisationRegistered,
    RecognitionGranted,
    SchoolRegistered,
)


def project(db: Cursor, event: Recorded) -> None:
    """Bring the read tables up to `event`; each position comes once, in order."""
    of = event.stream.partition("-")[2]
    published = EVENTS.event(event.envelope)
    if published is not None:
        _publication(db, event, of, published)
        return
    heard = HEARD.event(event.envelope)
    match heard:
        case SchoolRegistered(name, kind, sample):
            db.execute(
                "insert into school (log, id, name, kind, sample) values (%s, %s, %s, %s, %s)",
                (event.log, of, name, kind, sample),
            )
        case OrganisationRegistered(name):
            db.execute(
                "insert into organisation (log, id, name) values (%s, %s, %s)",
                (event.log, of, name),
            )
        case RecognitionGranted() | None:
            pass
        case _:
            assert_never(heard)


def _publication(db: Cursor, event: Recorded, of: str, published: RecognitionPublished) -> None:
    db.execute(
        "insert into publication (log, id, version, position, recognition, school, school_name,"
        " school_kind, kind, grade, decision_number, certificate_number, valid_from, valid_to,"
        " authority, authority_name, sample, published_on)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            event.log,
            of,
            event.version,
            event.position,
            published.recognition,
            published.school,
            published.school_name,
            published.school_kind,
            published.kind,
            published.grade,
            published.decision_number,
            published.certificate_number,
            published.valid_from,
            published.valid_to,
            published.authority,
            published.authority_name,
            published.sample,
            event.on,
        ),
    )
