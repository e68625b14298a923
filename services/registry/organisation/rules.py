"""An office that takes part: Sở, Phòng, Ủy ban nhân dân, xã; and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, given
from libs.kernel.periods import Since, value_on
from libs.kernel.problems import Rejected, refused
from libs.law.areas import lies_in
from libs.law.calendar import show
from libs.rights import Right
from services.registry.organisation.events import (
    How,
    OfficeKind,
    OrganisationEnded,
    OrganisationEvent,
    OrganisationPlaced,
    OrganisationRegistered,
    OrganisationRenamed,
    Successors,
)
from services.registry.shared.fields import ADMIN, Area
from services.registry.shared.ids import NewId
from services.registry.shared.offices import Offices, require

RULE = "sổ đăng ký đơn vị"
SUCCESSION = "kế thừa đơn vị"
HEIRS: dict[str, tuple[int, int]] = {
    "abolished": (0, 40),
    "merged": (1, 1),
    "renamed": (1, 1),
    "split": (2, 40),
}
"""How many successors each way of ending has, at least and at most."""


@dataclass(frozen=True, slots=True)
class RegisterOrganisation:
    """Enter an office into the register; `parent` is the office above it."""

    right: ClassVar[Right] = ADMIN
    name: Line
    kind: OfficeKind
    area: Area
    parent: Id | None = None
    starts: date | None = None
    id: str = given("id")


@dataclass(frozen=True, slots=True)
class RenameOrganisation:
    """Give the office another name from `starts` on; it stays the same office."""

    right: ClassVar[Right] = ADMIN
    name: Line
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class PlaceOrganisation:
    """Put the office under another one, or under none, from `starts` on."""

    right: ClassVar[Right] = ADMIN
    parent: Id | None
    starts: date
    basis: Line
    id: str = given("id")


@dataclass(frozen=True, slots=True)
class EndOrganisation:
    """Close the office from `ends` on; `successors` take over what it had.

    It must hold no function any more from that day on.
    """

    right: ClassVar[Right] = ADMIN
    how: How
    ends: date
    basis: Line
    successors: Successors = ()
    id: str = given("id")


Command = RegisterOrganisation | RenameOrganisation | PlaceOrganisation | EndOrganisation
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Above:
    """What placing an office rests on: the office above it, and all that stand above that one.

    `area` is that of the office above, None where its own area is not asked for.
    """

    offices: Offices
    above: frozenset[str]
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new office rests on: its id, the office above it and its area as in `Above`."""

    id: NewId
    offices: Offices
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """What ending an office rests on: its successors and all that succeeded them in turn; the
    assignments in which it still holds something from that day on."""

    offices: Offices
    heirs: frozenset[str]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the register holds of an office; names and parents with the first day of each."""

    registered: OrganisationRegistered | None = None
    names: tuple[Since[str], ...] = ()
    parents: tuple[Since[str | None], ...] = ()
    ended: OrganisationEnded | None = None


def decide(command: RenameOrganisation, organisation: Organisation) -> Sequence[OrganisationEvent]:
    """Return the new name; none when it is the office's name on that day.

    Raises `Rejected`: organisation-not-registered, organisation-ended.
    """
    _require_there(organisation, command.starts)
    if value_on(organisation.names, command.starts) == command.name:
        return []
    return [OrganisationRenamed(command.name, command.starts, command.basis)]


def evolve(organisation: Organisation, event: OrganisationEvent) -> Organisation:
    """Return the office after `event`."""
    match event:
        case OrganisationRegistered(name, _, _, parent):
            return Organisation(event, (Since(name),), (Since(parent),))
        case OrganisationRenamed(name, starts):
            return replace(organisation, names=(*organisation.names, Since(name, starts)))
        case OrganisationPlaced(parent, starts):
            return replace(organisation, parents=(*organisation.parents, Since(parent, starts)))
        case OrganisationEnded():
            return replace(organisation, ended=event)
    assert_never(event)


def register(
    command: RegisterOrganisation, known: Founding, organisation: Organisation
) -> Sequence[OrganisationRegistered]:
    """Return the entry; none when it stands so already.

    Raises `Rejected`: organisation-registered, parent-is-itself, office-unknown, office-ended,
    area-outside-parent, and as `NewId.check`.
    """
    registered = OrganisationRegistered(
        command.name, command.kind, command.area, command.parent, command.starts
    )
    if organisation.registered == registered:
        return []
    if organisation.registered is not None:
        detail = f"Mã này đã dùng cho '{organisation.registered.name}' với nội dung khác."
        raise Rejected("organisation-registered", detail, rule=RULE)
    _refuse_itself(command.parent, command.id)
    if command.parent is not None:
        require(known.offices, [command.parent], "/parent", command.starts or date.min)
    known.id.check()
    _check_area(command.area, known.area, "/area")
    return [registered]


def place(
    command: PlaceOrganisation, known: Above, organisation: Organisation
) -> Sequence[OrganisationPlaced]:
    """Return the new place; none when the office is there on that day.

    Raises `Rejected`: organisation-not-registered, organisation-ended, parent-is-itself,
    office-unknown, office-ended, parent-below, area-outside-parent.
    """
    _require_there(organisation, command.starts)
    if value_on(organisation.parents, command.starts) == command.parent:
        return []
    _refuse_itself(command.parent, command.id)
    if command.parent is not None:
        require(known.offices, [command.parent], "/parent", command.starts)
        if command.id in known.above:
            name = known.offices[command.parent].name
            detail = f"'{name}' đang trực thuộc chính đơn vị này."
            raise refused("parent-below", detail, RULE, at="/parent")
        if organisation.registered is not None:
            _check_area(organisation.registered.area, known.area, "/parent")
    return [OrganisationPlaced(command.parent, command.starts, command.basis)]


def end(
    command: EndOrganisation, known: Leaving, organisation: Organisation
) -> Sequence[OrganisationEnded]:
    """Return the end; none when it stands so already.

    Raises `Rejected`: organisation-not-registered, organisation-ended, successors-number,
    successor-twice, succession-circular, office-unknown, office-ended, functions-held.
    """
    ended = OrganisationEnded(command.how, command.successors, command.ends, command.basis)
    if organisation.ended == ended:
        return []
    _require_there(organisation, command.ends)
    if organisation.ended is not None:
        raise _gone(organisation.ended)
    least, most = HEIRS[command.how]
    if not least <= len(command.successors) <= most:
        detail = f"Cách kết thúc này cần từ {least} đến {most} đơn vị kế thừa."
        raise refused("successors-number", detail, SUCCESSION, at="/successors")
    if len(set(command.successors)) < len(command.successors):
        detail = "Một đơn vị kế thừa được ghi hai lần."
        raise refused("successor-twice", detail, SUCCESSION, at="/successors")
    if command.id in {*command.successors, *known.heirs}:
        detail = "Đơn vị này đã kế thừa chính các đơn vị được nêu; kế thừa không đi vòng."
        raise refused("succession-circular", detail, SUCCESSION, at="/successors")
    require(known.offices, command.successors, "/successors", command.ends)
    if known.held:
        detail = (
            f"Đơn vị còn giữ chức năng từ ngày {show(command.ends)}: {', '.join(known.held)}; "
            "hãy chuyển chức năng trước."
        )
        raise Rejected("functions-held", detail, rule=SUCCESSION)
    return [ended]


def _require_there(organisation: Organisation, day: date) -> None:
    if organisation.registered is None:
        detail = "Đơn vị này chưa có trong sổ đăng ký."
        raise Rejected("organisation-not-registered", detail, rule=RULE)
    if organisation.ended is not None and organisation.ended.ends <= day:
        raise _gone(organisation.ended)


def _gone(ended: OrganisationEnded) -> Rejected:
    detail = f"Đơn vị này không còn từ ngày {show(ended.ends)}, theo {ended.basis}."
    return Rejected("organisation-ended", detail, rule=RULE)


def _check_area(area: str, above: str | None, at: str) -> None:
    if above is not None and not lies_in(area, above):
        detail = f"Địa bàn '{area}' không nằm trong địa bàn '{above}' của đơn vị cấp trên."
        raise refused("area-outside-parent", detail, RULE, at=at)


def _refuse_itself(parent: str | None, id: str) -> None:
    if parent == id:
        detail = "Một đơn vị không thể là cấp trên của chính nó."
        raise refused("parent-is-itself", detail, RULE, at="/parent")


ORGANISATION: Decider[RenameOrganisation, Organisation, OrganisationEvent] = Decider(
    Organisation(), decide, evolve
)
