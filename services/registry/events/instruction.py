"""Official letters and what they ask for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.contract import Contract, Id, Line, Text, between, size
from services.registry.events.common import Area, Function, Kinds, Month, Public, Year


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


@dataclass(frozen=True, slots=True)
class InstructionRegistered(Public):
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
class ObligationCreated(Public):
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
class InstructionWarned(Public):
    """Something in a letter looks wrong or is missing; what was written stays as it is.

    `code` is one of `libs.standards.texts` (not-stated, citation-repealed, ...), `subject` names
    the place in the letter, `detail` is a Vietnamese sentence.
    """

    story: ClassVar[str] = "Cảnh báo về văn bản: {detail}"

    code: Line
    subject: Line
    detail: Text


InstructionEvent = InstructionRegistered | ObligationCreated | InstructionWarned
INSTRUCTION_EVENTS: Contract[InstructionEvent] = Contract(InstructionEvent)
