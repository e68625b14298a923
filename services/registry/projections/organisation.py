"""Offices, from their events to their table."""

from libs.eventlog import Recorded
from libs.postgres import Cursor
from libs.read_tables import insert, row_of
from services.registry.events.organisation import ORGANISATION_EVENTS, OrganisationEvent


def project(db: Cursor, event: Recorded, known: OrganisationEvent) -> None:
    """Bring the office's row up to `event`."""
    insert(db, "organisation", {**row_of(event), **ORGANISATION_EVENTS.dump(known)["data"]})
