"""An office that takes part: Sở, Phòng, Ủy ban nhân dân, xã."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from libs.contract import Contract, Id, Line, given
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import Right
from services.registry.events.common import ADMIN, Area
from services.registry.events.organisation import OrganisationEvent, OrganisationRegistered


@dataclass(frozen=True, slots=True)
class RegisterOrganisation:
    """Enter an office into the register; `parent` is the office above it."""

    right: ClassVar[Right] = ADMIN
    name: Line
    kind: Literal["so", "phong", "people_committee", "commune", "other"]
    area: Area
    parent: Id | None = None
    id: str = given("id")


Command = RegisterOrganisation
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the register holds of an office."""

    registered: OrganisationRegistered | None = None


def decide(command: Command, organisation: Organisation) -> Sequence[OrganisationEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: organisation-registered, parent-is-itself.
    """
    registered = OrganisationRegistered(command.name, command.kind, command.area, command.parent)
    if organisation.registered == registered:
        return []
    if organisation.registered is not None:
        detail = f"Mã này đã dùng cho '{organisation.registered.name}' với nội dung khác."
        raise Rejected("organisation-registered", detail, rule="sổ đăng ký đơn vị")
    if command.parent == command.id:
        detail = "Một đơn vị không thể là cấp trên của chính nó."
        error = FieldError("/parent", "parent-is-itself", detail)
        raise Rejected("parent-is-itself", detail, "sổ đăng ký đơn vị", [error])
    return [registered]


def evolve(organisation: Organisation, event: OrganisationEvent) -> Organisation:
    """Return the office after `event`."""
    return Organisation(event)


ORGANISATION: Decider[Command, Organisation, OrganisationEvent] = Decider(
    Organisation(), decide, evolve
)
