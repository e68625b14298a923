"""Official letters and what they ask for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, Remark, Text, between, size
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from services.registry.shared.fields import Area, Function, Kinds, Month, Public, Year

Actor = Literal["school", "office", "department", "team"]
"""Trường; phòng (hoặc đơn vị kế tục); sở; đoàn đánh giá ngoài."""
DeadlineKind = Literal[
    "before_date",
    "monthly_window",
    "month",
    "year_start",
    "year_end",
    "working_days_after",
    "days_after",
    "per_school",
    "planned",
    "standing",
]
"""How a letter sets a deadline; `libs.law.calendar.deadlines` turns each into days."""
Effect = Literal["refuse", "mark_late", "none"]
Concern = Literal[
    "self_assessment_report",
    "self_assessment_update",
    "improvement_plan",
    "improvement_plan_report",
]
"""Báo cáo tự đánh giá, bản cập nhật của báo cáo đã nộp, kế hoạch cải tiến chất lượng, báo cáo thực
hiện kế hoạch đó."""
Concerns = Annotated[tuple[Concern, ...], size(0, 10)]
Day = Annotated[int, between(1, 31)]
MonthNumber = Annotated[int, between(1, 12)]
Days = Annotated[int, between(0, 400)]


@dataclass(frozen=True, slots=True)
class Citation:
    """A text that a letter cites: `as_written` in the letter, `ref` its number and symbol alone."""

    ref: Line
    issued_on: date | None = None
    as_written: Text = ""


Citations = Annotated[tuple[Citation, ...], size(0, 100)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an obligation's list: a school with its own date, or month and targets.

    `before` is exclusive; the grades are those aimed at. `school` is None as long as the school
    named is not in the register.
    """

    name: Line
    school: Id | None = None
    before: date | None = None
    month: Month | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    as_written: Text = ""


@dataclass(frozen=True, slots=True)
class InstructionRegistered(Public):
    """An official letter (công văn, kế hoạch) came into the register, as it was written.

    None in `number`, `symbol`, `dated` or `school_year` means that the letter does not state it.
    `entered_on` is the day of its entry, None where that was not recorded.
    """

    story: ClassVar[str] = "Ghi văn bản của {issuer_name}: {subject}"

    issuer: Id
    issuer_name: Line
    subject: Line
    citations: Citations
    number: Line | None = None
    symbol: Line | None = None
    dated: date | None = None
    date_as_written: Text = ""
    school_year: Year | None = None
    entered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Duty(Public):
    """What a letter asks of `actor`, by a deadline of a kind.

    `before` is exclusive; `first_day` to `last_day` of each month, both included; `first_month` to
    `last_month`, 1 to 12, both included; `days` after the event that `after` names. `function`
    names the authority to which one files. It binds the schools of `kinds` in `area`. `effect`:
    whoever is late is refused, marked late, or nothing. `basis` is what the letter rests this on.
    `concerns` says what is handed in by it: so whoever takes that in finds the day.
    `fulfilled_by` is a row of `libs.law.standards.fulfilments`, None: what `concerns` says, else
    nothing in the platform. `reading` is what of this the letter leaves open, and how it was read.
    """

    code: Line
    actor: Actor
    duty: Text
    kind: DeadlineKind
    effect: Effect
    area: Area
    kinds: Kinds
    entries: Annotated[tuple[Entry, ...], size(0, 300)]
    before: date | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    first_month: MonthNumber | None = None
    function: Function | None = None
    as_written: Text = ""
    last_month: MonthNumber | None = None
    days: Days | None = None
    after: Line | None = None
    basis: Text = ""
    concerns: Concerns = ()
    fulfilled_by: Line | None = None
    reading: Text = ""


@dataclass(frozen=True, slots=True)
class ObligationCreated(Duty):
    """A letter asks an actor to do something, as the letter has it."""

    story: ClassVar[str] = "Tạo nghĩa vụ {code}: {duty}"


@dataclass(frozen=True, slots=True)
class ObligationCorrected(Duty):
    """What was put right touches this duty: so it counts from now on, whole, for who follows it."""

    story: ClassVar[str] = "Nghĩa vụ {code} theo bản đính chính: {duty}"


@dataclass(frozen=True, slots=True)
class InstructionWarned(Public):
    """Something in a letter looks wrong or is missing; what was written is kept.

    `code` is one of `libs.law.standards.citations` (not-stated, citation-repealed, ...), `subject`
    names the place in the letter, `detail` is a Vietnamese sentence.
    """

    story: ClassVar[str] = "Cảnh báo về văn bản: {detail}"

    code: Line
    subject: Line
    detail: Text


@dataclass(frozen=True, slots=True)
class InstructionCorrected(Public):
    """A mistake of a letter was corrected: `value` counts at `path` from now on.

    `path` is a JSON pointer, obligations by their code: "/dated", "/citations/0/issued_on",
    "/obligations/R001-16/entries/7/before". `as_written` is what the letter says there, for ever.
    Days are YYYY-MM-DD; None means that nothing stands there. `basis`: who said so, in what.
    """

    story: ClassVar[str] = "Đính chính {path}: {as_written} thành {value}, theo {basis}"

    path: Line
    as_written: Text | None
    value: Text | None
    basis: Line


@dataclass(frozen=True, slots=True)
class InstructionWarningResolved(Public):
    """A warning no longer holds, since what it was about was put right."""

    story: ClassVar[str] = "Cảnh báo về {subject} hết sau khi đính chính"

    code: Line
    subject: Line


@dataclass(frozen=True, slots=True)
class InstructionWarningDismissed(Public):
    """Somebody looked at a warning and found that what was written is right, for `reason`."""

    story: ClassVar[str] = "Bỏ qua cảnh báo về {subject}: {reason}"

    code: Line
    subject: Line
    reason: Remark


InstructionEvent = (
    InstructionRegistered
    | ObligationCreated
    | InstructionWarned
    | InstructionCorrected
    | ObligationCorrected
    | InstructionWarningResolved
    | InstructionWarningDismissed
)
INSTRUCTION_EVENTS: Contract[InstructionEvent] = Contract(InstructionEvent)
