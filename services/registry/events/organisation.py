"""Offices in the register."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from libs.contract import Contract, Id, Line
from services.registry.events.common import Area, Public


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(Public):
    """An office came into the register: Sở, Phòng, Ủy ban nhân dân, xã/phường or another."""

    story: ClassVar[str] = "Đơn vị vào sổ đăng ký: {name}"

    name: Line
    kind: Literal["so", "phong", "people_committee", "commune", "other"]
    area: Area
    parent: Id | None = None


OrganisationEvent = OrganisationRegistered
ORGANISATION_EVENTS: Contract[OrganisationEvent] = Contract(OrganisationEvent)
