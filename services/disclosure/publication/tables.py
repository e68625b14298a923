"""Events -> the read tables of `migrations/`: the public record, and what it needs of schools."""

from dataclasses import asdict
from datetime import date
from typing import Any, assert_never

from libs.engine.read_tables import NewRows, insert, row_of, seen, together, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.disclosure.policies import (
    HEARD,
    Heard,
    OrganisationRegistered,
    OrganisationRenamed,
    RecognitionCarriedOver,
    RecognitionGranted,
    RecognitionLapsed,
    SchoolClosed,
    SchoolFormed,
    SchoolKindChanged,
    SchoolRegistered,
    SchoolRenamed,
)
from services.disclosure.publication.events import (
    EVENTS,
    PublicationCarriedOver,
    PublicationEvent,
    PublicationLapsed,
    RecognitionPublished,
)


def _project(db: Cursor, event: Recorded) -> None:
    published = EVENTS.event(event.envelope)
    if published is not None:
        _publication(db, event, published)
        return
    heard = HEARD.event(event.envelope)
    if heard is not None:
        _heard(db, event, heard)


def _publication(db: Cursor, event: Recorded, own: PublicationEvent) -> None:
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


def _registered(new: NewRows, event: Recorded) -> bool:
    if event.type != SchoolRegistered.__name__:
        return False
    heard = HEARD.event(event.envelope)
    assert isinstance(heard, SchoolRegistered)
    of = event.stream.partition("-")[2]
    new.add("school", {"log": event.log, "id": of, "sample": heard.sample})
    for what in ("name", "kind"):
        new.add(f"school_{what}", _value(event, what, getattr(heard, what), None))
    return True


def _heard(db: Cursor, event: Recorded, heard: Heard) -> None:
    log, of = event.log, event.stream.partition("-")[2]
    match heard:
        case SchoolRenamed(name, starts):
            insert(db, "school_name", _value(event, "name", name, starts))
        case SchoolKindChanged(kind, starts):
            insert(db, "school_kind", _value(event, "kind", kind, starts))
        case SchoolClosed(successors, ends):
            for successor in successors:
                _succession(db, log, of, successor, ends)
        case SchoolFormed(origin, starts):
            _succession(db, log, origin, of, starts)
        case OrganisationRegistered(name):
            _called(db, event, name, None)
        case OrganisationRenamed(name, starts):
            _called(db, event, name, starts)
        case (
            SchoolRegistered()
            | RecognitionGranted()
            | RecognitionCarriedOver()
            | RecognitionLapsed()
        ):
            pass
        case _:
            assert_never(heard)


def _value(event: Recorded, what: str, value: str, starts: date | None) -> dict[str, Any]:
    school = {"log": event.log, "school": event.stream.partition("-")[2]}
    return {**school, "version": event.version, what: value, "starts": starts}


def _called(db: Cursor, event: Recorded, name: str, starts: date | None) -> None:
    office = {"log": event.log, "office": event.stream.partition("-")[2]}
    insert(db, "office_name", {**office, "version": event.version, "name": name, "starts": starts})


def _succession(db: Cursor, log: str, predecessor: str, successor: str, starts: date) -> None:
    row = {"log": log, "predecessor": predecessor, "successor": successor, "starts": starts}
    insert(db, "succession", row, "on conflict do nothing")


project = together(_registered, _project)
"""Brings the read tables up to the last of some events; each position comes once, in order."""
