"""A school in the register."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.contract import Contract, Line, between, size
from services.registry.events.common import Areas, Email, Kind, Ownership, Phone, Public


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code somebody gave the school; codes may change or repeat elsewhere, so none is a key."""

    scheme: Line
    value: Line
    issuer: Line


@dataclass(frozen=True, slots=True)
class SchoolRegistered(Public):
    """A school came into the register; `areas` run from the smallest unit to the province.

    `opened_on` and `cohorts_completed` (how many cohorts finished the programme) carry the
    condition for accreditation; None means not stated.
    """

    story: ClassVar[str] = "Trường vào sổ đăng ký: {name}, {address}"

    name: Line
    kind: Kind
    ownership: Ownership
    areas: Areas
    address: Line
    identifiers: Annotated[tuple[Identifier, ...], size(0, 20)]
    sample: bool
    variant: Line | None = None
    phone: Phone | None = None
    email: Email | None = None
    opened_on: date | None = None
    cohorts_completed: Annotated[int, between(0, 200)] | None = None


@dataclass(frozen=True, slots=True)
class SchoolContactsChanged(Public):
    """A school's address, telephone and mail are these from now on."""

    story: ClassVar[str] = "Đổi địa chỉ và liên hệ: {address}"

    address: Line
    phone: Phone | None = None
    email: Email | None = None


@dataclass(frozen=True, slots=True)
class SchoolOperationRecorded(Public):
    """Since when a school operates and how many cohorts have completed its programme."""

    story: ClassVar[str] = (
        "Ghi điều kiện hoạt động: thành lập ngày {opened_on}, số khoá hoàn thành "
        "{cohorts_completed}"
    )

    opened_on: date | None
    cohorts_completed: Annotated[int, between(0, 200)] | None


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged(Public):
    """From `starts` on the school lies in these areas, small to large: offices were reorganised."""

    story: ClassVar[str] = "Đổi địa bàn từ ngày {starts}: {areas}, theo {basis}"

    areas: Areas
    starts: date
    basis: Line


SchoolEvent = (
    SchoolRegistered | SchoolContactsChanged | SchoolOperationRecorded | SchoolAreasChanged
)
SCHOOL_EVENTS: Contract[SchoolEvent] = Contract(SchoolEvent)
