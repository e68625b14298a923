"""Offices in the register: what they are called, whom they are under, how they end."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, size
from services.registry.shared.fields import Area, Public

OfficeKind = Literal["so", "phong", "people_committee", "commune", "other"]
"""Sở, Phòng, Ủy ban nhân dân, xã or phường, another."""
How = Literal["abolished", "merged", "renamed", "split"]
"""Giải thể, sáp nhập, đổi thành đơn vị mới, chia tách."""
Successors = Annotated[tuple[Id, ...], size(0, 40)]
"""The offices that take over; none when nobody does."""


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(Public):
    """An office came into the register: Sở, Phòng, Ủy ban nhân dân, xã/phường or another.

    `parent` is the office above it from the start; `starts` its first day, None if not stated.
    """

    story: ClassVar[str] = "Đơn vị vào sổ đăng ký: {name}"

    name: Line
    kind: OfficeKind
    area: Area
    parent: Id | None = None
    starts: date | None = None


@dataclass(frozen=True, slots=True)
class OrganisationRenamed(Public):
    """From `starts` on the office has this name and is the same office."""

    story: ClassVar[str] = "Đổi tên đơn vị thành {name} từ ngày {starts}, theo {basis}"

    name: Line
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class OrganisationPlaced(Public):
    """From `starts` on the office is under `parent`, under nobody in the register if None."""

    story: ClassVar[str] = "Đơn vị trực thuộc {parent} từ ngày {starts}, theo {basis}"

    parent: Id | None
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class OrganisationEnded(Public):
    """The office is no more; `ends` is the first day without it, `successors` take over."""

    story: ClassVar[str] = (
        "Đơn vị kết thúc hoạt động từ ngày {ends}, kế thừa: {successors}, theo {basis}"
    )

    how: How
    successors: Successors
    ends: date
    basis: Line


OrganisationEvent = (
    OrganisationRegistered | OrganisationRenamed | OrganisationPlaced | OrganisationEnded
)
ORGANISATION_EVENTS: Contract[OrganisationEvent] = Contract(OrganisationEvent)
