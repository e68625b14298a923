"""What the rules of a school remember of its past, and how each event changes it."""

from dataclasses import dataclass, replace
from typing import assert_never

from libs.errors import Rejected
from libs.timeline import Since
from services.registry.events.school import (
    SchoolAreasChanged,
    SchoolContactsChanged,
    SchoolEvent,
    SchoolOperationRecorded,
    SchoolRegistered,
)


@dataclass(frozen=True, slots=True)
class School:
    """What the register holds: the first entry, contacts and operation as they are, and what was.

    `areas` holds every value that was told, with its first day.
    """

    registered: SchoolRegistered | None = None
    contacts: SchoolContactsChanged | None = None
    operation: SchoolOperationRecorded | None = None
    areas: tuple[Since[tuple[str, ...]], ...] = ()

    def require_registered(self) -> None:
        """Raise `Rejected` ("school-not-registered") unless the school is in the register."""
        if self.registered is None:
            detail = "Trường này chưa có trong sổ đăng ký."
            raise Rejected("school-not-registered", detail, rule="sổ đăng ký trường")


def evolve(school: School, event: SchoolEvent) -> School:
    """Return the school after `event`."""
    match event:
        case SchoolRegistered():
            return School(
                event,
                SchoolContactsChanged(event.address, event.phone, event.email),
                SchoolOperationRecorded(event.opened_on, event.cohorts_completed),
                areas=(Since(event.areas),),
            )
        case SchoolContactsChanged():
            return replace(school, contacts=event)
        case SchoolOperationRecorded():
            return replace(school, operation=event)
        case SchoolAreasChanged(areas, starts):
            return replace(school, areas=(*school.areas, Since(areas, starts)))
    assert_never(event)
