"""The offices of the register: what they are called, where they are, which stand above them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Protocol

from libs.kernel.messages import Contract
from libs.kernel.periods import Since, value_on
from libs.kernel.problems import refused
from libs.law.areas import lies_in
from libs.law.calendar import show
from libs.log.entry import Recorded
from libs.rights.reading import Read, folded, heard
from libs.rights.schools import school_in

HIGHEST = 8
"""How many levels of offices are followed upwards, so that a circle of parents ends."""
PROVINCE = 2
"""The digits of a province's code; whatever lies in it has more (General Statistics Office)."""
OF_PROVINCE = ("so", "people_committee")
"""The kinds of office that may be one of a whole province: Sở, Ủy ban nhân dân tỉnh."""

REGISTER = "sổ đăng ký đơn vị"


@dataclass(frozen=True, slots=True)
class OrganisationRegistered:
    """An office came into the register; `parent` is the office above it."""

    name: str
    area: str
    parent: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationRenamed:
    """From `starts` on the office has this name."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class OrganisationPlaced:
    """From `starts` on the office is under `parent`."""

    parent: str | None
    starts: date


@dataclass(frozen=True, slots=True)
class OrganisationEnded:
    """The office is no more; `ends` is the first day without it, `successors` take over."""

    ends: date
    successors: tuple[str, ...] = ()


OfficeHeard = OrganisationRegistered | OrganisationRenamed | OrganisationPlaced | OrganisationEnded
OFFICES: Contract[OfficeHeard] = Contract(OfficeHeard)


@dataclass(frozen=True, slots=True)
class OfficeOverTime:
    """An office of the register: its names, the offices above it, `area` it is responsible for.

    `kind` is as the register has it (Sở, Phòng, Ủy ban nhân dân, xã). Without a name it is not in
    the register. `ends` is the first day without it, None while nothing is said; `successors` take
    over.
    """

    names: tuple[Since[str], ...] = ()
    parents: tuple[Since[str | None], ...] = ()
    area: str = ""
    ends: date | None = None
    successors: tuple[str, ...] = ()
    kind: str = ""


def evolve(office: OfficeOverTime, event: OfficeHeard) -> OfficeOverTime:
    """Return the office after `event`."""
    match event:
        case OrganisationRegistered(name, area, parent, kind):
            return OfficeOverTime((Since(name),), (Since(parent),), area, kind=kind)
        case OrganisationRenamed(name, starts):
            return replace(office, names=(*office.names, Since(name, starts)))
        case OrganisationPlaced(parent, starts):
            return replace(office, parents=(*office.parents, Since(parent, starts)))
        case OrganisationEnded(ends, successors):
            return replace(office, ends=ends, successors=successors)


@dataclass(frozen=True, slots=True)
class Office:
    """An office as it is on a day: `parent` is the office above it.

    `ends` is its first day without it, None while nothing is said.
    """

    id: str
    name: str
    area: str
    parent: str | None
    ends: date | None
    kind: str

    def __str__(self) -> str:
        """Return how a refusal names it."""
        return f"{self.name} ('{self.id}')"


class Registered(Protocol):
    """An office of the register, as far as a command that names it must know it."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def ends(self) -> date | None:
        """Its first day without it, None while nothing is said."""


def gone(office: Registered, on: date) -> bool:
    """Return whether the office is no more on a day."""
    return office.ends is not None and office.ends <= on


def require(office: Registered | None, id: str, on: date, at: str) -> None:
    """Raise `Rejected` unless `office`, which the field `at` names, is there on `on`.

    `office` is None where the register has none with this id. Codes: office-unknown, office-ended.
    """
    if office is None:
        detail = f"Không có đơn vị '{id}' trong sổ đăng ký."
        raise refused("office-unknown", detail, REGISTER, at=at)
    if office.ends is not None and gone(office, on):
        detail = f"'{office.name}' không còn từ ngày {show(office.ends)}."
        raise refused("office-ended", detail, REGISTER, at=at)


def office(read: Read, org: str, on: date) -> Office | None:
    """Return the office as it is on a day, None if `org` is none."""
    stream = f"organisation-{org}"
    found = folded(read(stream)[stream], OfficeOverTime, _evolved)
    if not found.names:
        return None
    name, parent = value_on(found.names, on), value_on(found.parents, on)
    return Office(org, name, found.area, parent, found.ends, found.kind)


def _evolved(office: OfficeOverTime, event: Recorded) -> OfficeOverTime:
    return reduce(evolve, heard([event], OFFICES), office)


def above(read: Read, org: str, on: date) -> Iterator[str]:
    """Yield the offices above `org` on a day, the nearest first; none above a school."""
    for _ in range(HIGHEST):
        at = office(read, org, on)
        if at is None or at.parent is None:
            return
        yield at.parent
        org = at.parent


def provincial(read: Read, org: str, on: date) -> bool:
    """Return whether `org` is an office of a whole province: Sở, Ủy ban nhân dân tỉnh.

    By what it is and whom it stands under: the province's area alone makes no office one.
    """
    for at in (org, *above(read, org, on)):
        found = office(read, at, on)
        if found is None or not _of_province(found):
            return False
    return True


def reach(read: Read, org: str, on: date) -> str:
    """Return the area whose schools `org` answers for on a day; empty where there is none.

    That is its own, which lies in that of every office above it, and is a province where it is an
    office of the province alone: what older rules let into the register reaches nothing.
    """
    found = office(read, org, on)
    return "" if found is None or gone(found, on) else lawful_area(read, org, on)


def lawful_area(read: Read, org: str, on: date) -> str:
    """Return the area of an office as `reach` does, of one that has ended too."""
    found = office(read, org, on)
    if found is None:
        return ""
    if len(found.area) == PROVINCE:
        return found.area if provincial(read, org, on) else ""
    higher = (office(read, each, on) for each in above(read, org, on))
    outside = any(each and not lies_in(found.area, each.area) for each in higher)
    return "" if outside else found.area


def _of_province(office: Office) -> bool:
    return office.kind in OF_PROVINCE and len(office.area) == PROVINCE


def below(read: Read, org: str, top: str, on: date) -> bool:
    """Return whether office `org` stands somewhere below `top` on a day."""
    return top in above(read, org, on)


def named(read: Read, org: str, on: date) -> str:
    """Return how a refusal names an organisation: by its name where the register has one."""
    found = office(read, org, on)
    if found is not None:
        return str(found)
    school = school_in(read, org)
    return f"{school.name_on(on)} ('{org}')" if school else f"'{org}'"
