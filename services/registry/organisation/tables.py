"""Offices, from their events to their tables."""

from typing import assert_never

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.organisation.events import (
    OrganisationEnded,
    OrganisationEvent,
    OrganisationPlaced,
    OrganisationRegistered,
    OrganisationRenamed,
)


def project(db: Cursor, event: Recorded, known: OrganisationEvent) -> None:
    """Bring the office's rows up to `event`."""
    row = row_of(event)
    told = {"log": event.log, "organisation": row["id"], "version": event.version}
    match known:
        case OrganisationRegistered(name, kind, area, parent, starts):
            insert(db, "organisation", {**row, "kind": kind, "area": area, "starts": starts})
            insert(db, "organisation_name", {**told, "name": name, "starts": None})
            insert(db, "organisation_parent", {**told, "parent": parent, "starts": None})
        case OrganisationRenamed(name, starts):
            insert(db, "organisation_name", {**told, "name": name, "starts": starts})
        case OrganisationPlaced(parent, starts):
            insert(db, "organisation_parent", {**told, "parent": parent, "starts": starts})
        case OrganisationEnded(how, successors, ends, basis):
            end = {"ends": ends, "how": how, "successors": [*successors], "end_basis": basis}
            update(db, "organisation", event, end)
        case _:
            assert_never(known)
    seen(db, "organisation", event)
