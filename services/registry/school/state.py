"""What the rules of a school remember of its past, and how each event changes it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from libs.kernel.periods import During, Period, Since
from libs.kernel.problems import FieldError, Rejected
from libs.law.calendar import show
from services.registry.school.events import (
    CampusClosed,
    CampusOpened,
    Identifier,
    IdentifierAdded,
    IdentifierEnded,
    SchoolAreasChanged,
    SchoolClosed,
    SchoolContactsChanged,
    SchoolEvent,
    SchoolFormed,
    SchoolKindChanged,
    SchoolMoved,
    SchoolOperationRecorded,
    SchoolOwnershipChanged,
    SchoolRegistered,
    SchoolRenamed,
    SchoolsMerged,
    SchoolSplit,
    SchoolVariantChanged,
)

Told = tuple[Since[str], ...]
LINEAGE_RULE = "tổ chức lại, giải thể trường"


@dataclass(frozen=True, slots=True)
class School:
    """What the register holds: the first entry, contacts and operation as they are, and what was.

    Of what changes with time every value that was told, with its first day.
    """

    registered: SchoolRegistered | None = None
    contacts: SchoolContactsChanged | None = None
    operation: SchoolOperationRecorded | None = None
    names: Told = ()
    kinds: tuple[Since[tuple[str, tuple[str, ...]]], ...] = ()
    variants: tuple[Since[str | None], ...] = ()
    ownerships: Told = ()
    areas: tuple[Since[tuple[str, ...]], ...] = ()
    moved: SchoolMoved | None = None
    identifiers: tuple[Identifier, ...] = ()
    campuses: dict[str, During[CampusOpened]] = field(default_factory=dict)
    closed: SchoolClosed | None = None
    lineage: tuple[SchoolsMerged | SchoolSplit | SchoolFormed, ...] = ()

    def require_registered(self) -> None:
        """Raise `Rejected` ("school-not-registered") unless the school is in the register."""
        if self.registered is None:
            detail = "Trường này chưa có trong sổ đăng ký."
            raise Rejected("school-not-registered", detail, rule="sổ đăng ký trường")

    def require_open(self, on: date, pointer: str = "") -> None:
        """Raise `Rejected` (school-not-registered, school-closed) unless it is there on `on`."""
        self.require_registered()
        if self.closed is not None and on >= self.closed.ends:
            detail = f"Trường đã chấm dứt hoạt động từ ngày {show(self.closed.ends)}."
            errors = [FieldError(pointer, "school-closed", detail)] if pointer else []
            raise Rejected("school-closed", detail, LINEAGE_RULE, errors)


def evolve(school: School, event: SchoolEvent) -> School:
    """Return the school after `event`."""
    match event:
        case SchoolRegistered():
            return _registered(event)
        case SchoolContactsChanged():
            return replace(school, contacts=event)
        case SchoolOperationRecorded():
            return replace(school, operation=event)
        case SchoolAreasChanged(areas, starts):
            return replace(school, areas=(*school.areas, Since(areas, starts)))
        case SchoolMoved(address):
            assert school.contacts is not None
            return replace(school, moved=event, contacts=replace(school.contacts, address=address))
        case SchoolRenamed(name, starts):
            return replace(school, names=(*school.names, Since(name, starts)))
        case SchoolKindChanged(kind, stages, starts):
            return replace(school, kinds=(*school.kinds, Since((kind, stages), starts)))
        case SchoolVariantChanged(variant, starts):
            return replace(school, variants=(*school.variants, Since(variant, starts)))
        case SchoolOwnershipChanged(ownership, starts):
            return replace(school, ownerships=(*school.ownerships, Since(ownership, starts)))
        case IdentifierAdded(scheme, value, issuer, starts, ends):
            code = Identifier(scheme, value, issuer, starts, ends)
            return replace(school, identifiers=(*school.identifiers, code))
        case IdentifierEnded():
            return replace(school, identifiers=_ended(school.identifiers, event))
        case CampusOpened():
            campus = During(event, Period(event.starts))
            return replace(school, campuses={**school.campuses, event.campus: campus})
        case CampusClosed(id, ends):
            campus = school.campuses[id]
            closed = replace(campus, period=campus.period.cut(ends))
            return replace(school, campuses={**school.campuses, id: closed})
        case SchoolClosed():
            return replace(school, closed=event)
        case SchoolsMerged() | SchoolSplit() | SchoolFormed():
            return replace(school, lineage=(*school.lineage, event))
    assert_never(event)


def _registered(event: SchoolRegistered) -> School:
    return School(
        event,
        SchoolContactsChanged(event.address, event.phone, event.email),
        SchoolOperationRecorded(event.opened_on, event.cohorts_completed),
        names=(Since(event.name),),
        kinds=(Since((event.kind, event.education_stages)),),
        variants=(Since(event.variant),),
        ownerships=(Since(event.ownership),),
        areas=(Since(event.areas),),
        identifiers=event.identifiers,
    )


def _ended(codes: tuple[Identifier, ...], event: IdentifierEnded) -> tuple[Identifier, ...]:
    """Return the codes, the one that `event` ends with its end."""
    told = (event.scheme, event.value, event.issuer)
    return tuple(
        replace(code, ends=event.ends)
        if (code.scheme, code.value, code.issuer) == told and code.period.holds(event.ends)
        else code
        for code in codes
    )
