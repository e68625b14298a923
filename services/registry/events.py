"""What the registry records and announces, and its wire form.

Dates are Vietnamese calendar dates. `ends` is always the first day on which a thing no longer
holds, None until further notice. `basis` is the document an act rests on, as it is cited.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.contract import Contract, Id, Line, Text, between, pattern, size
from libs.rights import Right

ADMIN = Right(("administrator", "operator"))
"""Whoever keeps the register: an administrator, or the operator who sets an installation up."""

Kind = Literal[
    "preschool",
    "primary",
    "lower_secondary",
    "upper_secondary",
    "multi_level",
    "continuing_education",
]
"""Mầm non, tiểu học, THCS, THPT, nhiều cấp học, giáo dục thường xuyên."""
Ownership = Literal["public", "private", "not_stated"]
"""Công lập, tư thục; what no document states is said to be so."""
Kinds = Annotated[tuple[Kind, ...], size(1, 6)]
Function = Literal[
    "check_dossier",
    "appraise",
    "form_team",
    "decide_accreditation",
    "propose_national_standard",
    "decide_national_standard",
]
"""Kiểm tra hồ sơ, thẩm định, lập đoàn, công nhận KĐCLGD, đề nghị và công nhận đạt CQG."""
Area = Annotated[str, pattern(r"[0-9]{2,5}", "764")]
"""A province ("79") or what lies in it ("764"), by the code of the General Statistics Office."""
Phone = Annotated[str, pattern(r"[0-9+(). -]{6,30}", "028 3894 0000")]
Email = Annotated[str, pattern(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+", "thcs@example.edu.vn")]
Year = Annotated[int, between(2000, 2100)]
"""A school year by its first calendar year: 2024 is 2024-2025."""
Month = Annotated[str, pattern(r"20[0-9]{2}-(0[1-9]|1[0-2])", "2024-10")]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code somebody gave the school; codes may change or repeat elsewhere, so none is a key."""

    scheme: Line
    value: Line
    issuer: Line


@dataclass(frozen=True, slots=True)
class Citation:
    """A text that a letter cites: `as_written` in the letter, `ref` its number and symbol alone."""

    ref: Line
    issued_on: date | None = None
    as_written: Text = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an obligation's list: a school with its own date, or month and targets.

    `before` is exclusive. `level` is the cấp độ, `grade` the mức độ planned for; `school` is None
    as long as the school named is not in the register.
    """

    name: Line
    school: Id | None = None
    before: date | None = None
    month: Month | None = None
    level: Annotated[int, between(1, 4)] | None = None
    grade: Annotated[int, between(1, 2)] | None = None
    as_written: Text = ""


class _Public:
    __slots__ = ()
    right: ClassVar[Right] = ADMIN
    visibility: ClassVar[str] = "public"


class _ForOfficers:
    __slots__ = ()
    right: ClassVar[Right] = ADMIN
    visibility: ClassVar[str] = "officers"


@dataclass(frozen=True, slots=True)
class SchoolRegistered(_Public):
    """A school came into the register; `areas` run from the smallest unit to the province.

    `opened_on` and `cohorts_completed` (how many cohorts finished the programme) carry the
    condition for accreditation; None means not stated.
    """

    story: ClassVar[str] = "Trường vào sổ đăng ký: {name}, {address}"

    name: Line
    kind: Kind
    ownership: Ownership
    areas: Annotated[tuple[Area, ...], size(1, 4)]
    address: Line
    identifiers: Annotated[tuple[Identifier, ...], size(0, 20)]
    sample: bool
    variant: Line | None = None
    phone: Phone | None = None
    email: Email | None = None
    opened_on: date | None = None
    cohorts_completed: Annotated[int, between(0, 200)] | None = None


@dataclass(frozen=True, slots=True)
class SchoolContactsChanged(_Public):
    """A school's address, telephone and mail are these from now on."""

    story: ClassVar[str] = "Đổi địa chỉ và liên hệ: {address}"

    address: Line
    phone: Phone | None = None
    email: Email | None = None


@dataclass(frozen=True, slots=True)
class SchoolOperationRecorded(_Public):
    """Since when a school operates and how many cohorts have completed its programme."""

    story: ClassVar[str] = (
        "Ghi điều kiện hoạt động: thành lập ngày {opened_on}, số khoá hoàn thành "
        "{cohorts_completed}"
    )

    opened_on: date | None
    cohorts_completed: Annotated[int, between(0, 200)] | None


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(_Public):
    """An office came into the register: Sở, Phòng, Ủy ban nhân dân, xã/phường or another."""

    story: ClassVar[str] = "Đơn vị vào sổ đăng ký: {name}"

    name: Line
    kind: Literal["so", "phong", "people_committee", "commune", "other"]
    area: Area
    parent: Id | None = None


@dataclass(frozen=True, slots=True)
class FunctionAssigned(_Public):
    """`holder` received the stream's function in the stream's area for schools of these kinds."""

    story: ClassVar[str] = "Giao chức năng cho {holder} từ ngày {starts}, theo {basis}"

    holder: Id
    kinds: Kinds
    starts: date
    basis: Line
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class FunctionEnded(_Public):
    """`holder` lost the stream's function, for every kind."""

    story: ClassVar[str] = "Thôi giao chức năng cho {holder} từ ngày {ends}, theo {basis}"

    holder: Id
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class GrantGiven(_ForOfficers):
    """The stream's person received a role at an office or a school."""

    story: ClassVar[str] = "Cấp vai trò {role} tại {org} từ ngày {starts}, theo {basis}"

    role: Line
    org: Id
    starts: date
    basis: Line
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class GrantWithdrawn(_ForOfficers):
    """The stream's person no longer has this role there."""

    story: ClassVar[str] = "Thôi vai trò {role} tại {org} từ ngày {ends}, theo {basis}"

    role: Line
    org: Id
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class InstructionRegistered(_Public):
    """An official letter (công văn, kế hoạch) came into the register, as it was written.

    None in `number`, `symbol`, `dated` or `school_year` means that the letter does not state it.
    """

    story: ClassVar[str] = "Ghi văn bản của {issuer_name}: {subject}"

    issuer: Id
    issuer_name: Line
    subject: Line
    citations: Annotated[tuple[Citation, ...], size(0, 100)]
    number: Line | None = None
    symbol: Line | None = None
    dated: date | None = None
    date_as_written: Text = ""
    school_year: Year | None = None


@dataclass(frozen=True, slots=True)
class ObligationCreated(_Public):
    """A letter asks `actor` to do `duty`, by a deadline of one of six kinds.

    `before` is exclusive; `first_day` to `last_day` of each month, both included; `month` 1 to 12.
    `function` names the authority to which one files. It binds the schools of `kinds` in `area`.
    `effect`: whoever is late is refused, marked late, or nothing.
    """

    story: ClassVar[str] = "Tạo nghĩa vụ {code}: {duty}"

    code: Line
    actor: Literal["school", "office", "department", "team"]
    duty: Text
    kind: Literal["before_date", "monthly_window", "month", "per_school", "planned", "standing"]
    effect: Literal["refuse", "mark_late", "none"]
    area: Area
    kinds: Kinds
    entries: Annotated[tuple[Entry, ...], size(0, 300)]
    before: date | None = None
    first_day: Annotated[int, between(1, 31)] | None = None
    last_day: Annotated[int, between(1, 31)] | None = None
    month: Annotated[int, between(1, 12)] | None = None
    function: Function | None = None
    as_written: Text = ""


@dataclass(frozen=True, slots=True)
class InstructionWarned(_Public):
    """Something in a letter looks wrong or is missing; what was written stays as it is.

    `code` is one of `libs.standards.texts` (not-stated, citation-repealed, ...), `subject` names
    the place in the letter, `detail` is a Vietnamese sentence.
    """

    story: ClassVar[str] = "Cảnh báo về văn bản: {detail}"

    code: Line
    subject: Line
    detail: Text


SchoolEvent = SchoolRegistered | SchoolContactsChanged | SchoolOperationRecorded
OrganisationEvent = OrganisationRegistered
AssignmentEvent = FunctionAssigned | FunctionEnded
GrantEvent = GrantGiven | GrantWithdrawn
InstructionEvent = InstructionRegistered | ObligationCreated | InstructionWarned
Event = SchoolEvent | OrganisationEvent | AssignmentEvent | GrantEvent | InstructionEvent

SCHOOL_EVENTS: Contract[SchoolEvent] = Contract(SchoolEvent)
ORGANISATION_EVENTS: Contract[OrganisationEvent] = Contract(OrganisationEvent)
ASSIGNMENT_EVENTS: Contract[AssignmentEvent] = Contract(AssignmentEvent)
GRANT_EVENTS: Contract[GrantEvent] = Contract(GrantEvent)
INSTRUCTION_EVENTS: Contract[InstructionEvent] = Contract(InstructionEvent)
EVENTS: Contract[Event] = Contract(Event)
