"""A school in the register: who it is, where, since when, and what became of it.

What may change with time carries `starts`, the first day on which it holds; the day may lie before
or after that of the act.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Contract, Id, Line, between, size
from libs.kernel.periods import Period
from libs.rights import SYSTEM, Right
from services.registry.shared.fields import (
    Areas,
    ClosureForm,
    EducationStages,
    Email,
    Kind,
    MergerForm,
    Ownership,
    Phone,
    Public,
    SplitForm,
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code somebody gave the school; codes may change or repeat elsewhere, so none is a key.

    None as `starts`: since ever, as far as is known.
    """

    scheme: Line
    value: Line
    issuer: Line
    starts: date | None = None
    ends: date | None = None

    @property
    def period(self) -> Period:
        """When the school has it."""
        return Period(self.starts or date.min, self.ends)


Identifiers = Annotated[tuple[Identifier, ...], size(0, 20)]
Cohorts = Annotated[int, between(0, 200)]


@dataclass(frozen=True, slots=True)
class SchoolRegistered(Public):
    """A school came into the register; `areas` run from the smallest unit to the province.

    `opened_on` and `cohorts_completed` (how many cohorts finished the programme) carry the
    condition for accreditation; None means not stated. `education_stages` are those of a
    school of many.
    """

    story: ClassVar[str] = "Trường vào sổ đăng ký: {name}, {address}"

    name: Line
    kind: Kind
    ownership: Ownership
    areas: Areas
    address: Line
    identifiers: Identifiers
    sample: bool
    variant: Line | None = None
    phone: Phone | None = None
    email: Email | None = None
    opened_on: date | None = None
    cohorts_completed: Cohorts | None = None
    education_stages: EducationStages = ()


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
        "Ghi điều kiện hoạt động: thành lập ngày {opened_on}, số khóa hoàn thành "
        "{cohorts_completed}"
    )

    opened_on: date | None
    cohorts_completed: Cohorts | None


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged(Public):
    """From `starts` on the school lies in these areas, small to large: offices were reorganised."""

    story: ClassVar[str] = "Đổi địa bàn từ ngày {starts}: {areas}, theo {basis}"

    areas: Areas
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolMoved(Public):
    """From `starts` on the school is at another address; other areas are an event of their own."""

    story: ClassVar[str] = "Trường chuyển đến {address} từ ngày {starts}, theo {basis}"

    address: Line
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolRenamed(Public):
    """From `starts` on the school bears another name; it is the same school."""

    story: ClassVar[str] = "Đổi tên thành {name} từ ngày {starts}, theo {basis}"

    name: Line
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolKindChanged(Public):
    """From `starts` on the school is of this kind, with these stages if it is one of many."""

    story: ClassVar[str] = "Đổi loại trường từ ngày {starts}, theo {basis}"

    kind: Kind
    education_stages: EducationStages
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolVariantChanged(Public):
    """From `starts` on the school is of this special variant, None of none."""

    story: ClassVar[str] = "Đổi loại hình từ ngày {starts}, theo {basis}"

    variant: Line | None
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolOwnershipChanged(Public):
    """From `starts` on the school is public or private."""

    story: ClassVar[str] = "Đổi hình thức sở hữu từ ngày {starts}, theo {basis}"

    ownership: Ownership
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class IdentifierAdded(Public):
    """Somebody gave the school a code."""

    story: ClassVar[str] = "Trường nhận mã {scheme} {value} do {issuer} cấp, theo {basis}"

    scheme: Line
    value: Line
    issuer: Line
    starts: date | None
    ends: date | None
    basis: Line


@dataclass(frozen=True, slots=True)
class IdentifierEnded(Public):
    """A code is no longer the school's, `ends` being the first day without it."""

    story: ClassVar[str] = "Mã {scheme} {value} do {issuer} cấp hết hiệu lực từ ngày {ends}"

    scheme: Line
    value: Line
    issuer: Line
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class CampusOpened(Public):
    """The school teaches at a further place (điểm trường, cơ sở) from `starts` on."""

    story: ClassVar[str] = "Mở cơ sở {name}, {address}, từ ngày {starts}, theo {basis}"

    campus: Id
    name: Line
    address: Line
    areas: Areas
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class CampusClosed(Public):
    """The school no longer teaches at that place, `ends` being the first day without it."""

    story: ClassVar[str] = "Đóng cơ sở {campus} từ ngày {ends}, theo {basis}"

    campus: Id
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolClosed(Public):
    """The school is no more, `ends` being the first day without it; `successors` go on for it.

    `parts`: every school that ended in the same merger, this one among them; in any other form
    this one alone.
    """

    right: ClassVar[Right] = SYSTEM
    story: ClassVar[str] = (
        "Trường chấm dứt hoạt động từ ngày {ends}, theo {basis}; trường kế thừa: {successors}"
    )

    form: ClosureForm
    ends: date
    successors: tuple[Id, ...]
    parts: tuple[Id, ...]
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolsMerged(Public):
    """The school took up `predecessors`, which end on that day."""

    right: ClassVar[Right] = SYSTEM
    story: ClassVar[str] = "Trường kế thừa {predecessors} từ ngày {starts}, theo {basis}"

    predecessors: tuple[Id, ...]
    form: MergerForm
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolSplit(Public):
    """A part of the school became `successors`; the school itself goes on."""

    right: ClassVar[Right] = SYSTEM
    story: ClassVar[str] = "Tách một phần thành {successors} từ ngày {starts}, theo {basis}"

    successors: tuple[Id, ...]
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SchoolFormed(Public):
    """The school came out of `origin`, which was divided."""

    right: ClassVar[Right] = SYSTEM
    story: ClassVar[str] = "Trường hình thành từ {origin} từ ngày {starts}, theo {basis}"

    origin: Id
    form: SplitForm
    starts: date
    basis: Line


SchoolEvent = (
    SchoolRegistered
    | SchoolContactsChanged
    | SchoolOperationRecorded
    | SchoolAreasChanged
    | SchoolMoved
    | SchoolRenamed
    | SchoolKindChanged
    | SchoolVariantChanged
    | SchoolOwnershipChanged
    | IdentifierAdded
    | IdentifierEnded
    | CampusOpened
    | CampusClosed
    | SchoolClosed
    | SchoolsMerged
    | SchoolSplit
    | SchoolFormed
)
SCHOOL_EVENTS: Contract[SchoolEvent] = Contract(SchoolEvent)
