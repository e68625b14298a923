"""An official letter and the duties it sets, kept as written; its mistakes become warnings.

One command enters the whole letter. What was written is never edited: a correction is an event of
its own, with the document it rests on, and what it puts right counts from then on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Annotated, Any, ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, Remark, Text, given, size
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.areas import lies_in
from libs.law.calendar import school_year_days, show, year_name
from libs.law.standards import citations
from libs.law.standards.fulfilments import fulfilments
from libs.rights import Right
from services.registry.instruction.correction import Letter, corrected, standing
from services.registry.instruction.events import (
    Actor,
    Citations,
    Concerns,
    Day,
    Days,
    DeadlineKind,
    Effect,
    Entry,
    InstructionCorrected,
    InstructionEvent,
    InstructionRegistered,
    InstructionWarned,
    InstructionWarningDismissed,
    InstructionWarningResolved,
    MonthNumber,
    ObligationCorrected,
    ObligationCreated,
)
from services.registry.shared.fields import ADMIN, Area, Function, Kinds, Year
from services.registry.shared.ids import NewId


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a letter asks of one kind of actor; `ObligationCreated` says what each field means."""

    code: Line
    actor: Actor
    duty: Text
    kind: DeadlineKind
    effect: Effect
    area: Area
    kinds: Kinds
    before: date | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    first_month: MonthNumber | None = None
    last_month: MonthNumber | None = None
    days: Days | None = None
    after: Line | None = None
    function: Function | None = None
    entries: Annotated[tuple[Entry, ...], size(0, 300)] = ()
    as_written: Text = ""
    basis: Text = ""
    concerns: Concerns = ()
    fulfilled_by: Line | None = None
    reading: Text = ""


@dataclass(frozen=True, slots=True)
class RegisterInstruction:
    """Enter a letter: what it says of itself, what it cites, what it asks for."""

    right: ClassVar[Right] = ADMIN
    issuer: Id
    issuer_name: Line
    subject: Line
    number: Line | None = None
    symbol: Line | None = None
    dated: date | None = None
    date_as_written: Text = ""
    school_year: Year | None = None
    citations: Citations = ()
    obligations: Annotated[tuple[Obligation, ...], size(0, 100)] = ()
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Correction:
    """What shall count at `path` (see `InstructionCorrected`); None: nothing stands there."""

    path: Line
    value: Text | None


@dataclass(frozen=True, slots=True)
class CorrectInstruction:
    """Correct mistakes of a letter on the basis of a document; what was written stays visible."""

    right: ClassVar[Right] = ADMIN
    corrections: Annotated[tuple[Correction, ...], size(1, 100)]
    basis: Line
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class DismissInstructionWarning:
    """Say that what a warning is about is right as it was written, and why."""

    right: ClassVar[Right] = ADMIN
    code: Line
    subject: Line
    reason: Remark


Plain = CorrectInstruction | DismissInstructionWarning
"""The commands that rest on the letter alone."""
Command = RegisterInstruction | Plain
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")

DUTIES = "mỗi nhiệm vụ có mã riêng và thời hạn đầy đủ"
ISSUED = "văn bản là của đơn vị ban hành và chỉ giao việc trong địa bàn của đơn vị ấy"
NEEDS = {
    "before_date": ("before",),
    "monthly_window": ("first_day", "last_day"),
    "month": ("first_month",),
    "year_start": (),
    "year_end": (),
    "working_days_after": ("days", "after"),
    "days_after": ("days", "after"),
    "per_school": ("entries",),
    "planned": ("entries",),
    "standing": (),
}
"""The fields without which a deadline of that kind says nothing."""

WarningKey = tuple[str, str]
"""A warning's code and subject, which tell it from others of its letter."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """The letter as it was entered, what was put right since, and which warnings still hold."""

    registered: InstructionRegistered | None = None
    obligations: tuple[ObligationCreated, ...] = ()
    corrections: Mapping[str, str | None] = field(default_factory=dict)
    warnings: frozenset[WarningKey] = frozenset()
    dismissed: frozenset[WarningKey] = frozenset()


def decide(command: Plain, instruction: Instruction) -> Sequence[InstructionEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: instruction-not-registered, obligation-incomplete, fulfilment-unknown,
    correction-path-unknown, correction-invalid, warning-unknown.
    """
    match command:
        case CorrectInstruction():
            return list(_correct(command, instruction))
        case DismissInstructionWarning(code, subject, reason):
            if (code, subject) in instruction.dismissed:
                return []
            if (code, subject) not in instruction.warnings:
                detail = f"Văn bản không có cảnh báo '{code}' về '{subject}' đang chờ xem."
                raise Rejected("warning-unknown", detail, _RULE)
            return [InstructionWarningDismissed(code, subject, reason)]
    assert_never(command)


def evolve(instruction: Instruction, event: InstructionEvent) -> Instruction:
    """Return the letter after `event`."""
    match event:
        case InstructionRegistered():
            return replace(instruction, registered=event)
        case ObligationCorrected():
            return instruction
        case ObligationCreated():
            return replace(instruction, obligations=(*instruction.obligations, event))
        case InstructionWarned(code, subject):
            return replace(instruction, warnings=instruction.warnings | {(code, subject)})
        case InstructionCorrected(path, _, value):
            return replace(instruction, corrections={**instruction.corrections, path: value})
        case InstructionWarningResolved(code, subject):
            return replace(instruction, warnings=instruction.warnings - {(code, subject)})
        case InstructionWarningDismissed(code, subject):
            return replace(
                instruction,
                warnings=instruction.warnings - {(code, subject)},
                dismissed=instruction.dismissed | {(code, subject)},
            )
    assert_never(event)


def cited_as(letter: InstructionRegistered) -> str:
    """Return how to name a letter as the source of a deadline, in Vietnamese."""
    ref = "/".join(part for part in (letter.number, letter.symbol) if part)
    named = f"văn bản số {ref}" if letter.number else "văn bản không ghi số"
    when = f" ngày {show(letter.dated)}" if letter.dated else ""
    if not when and letter.school_year is not None:
        when = f", năm học {year_name(letter.school_year)}"
    return f"{named} của {letter.issuer_name}{when}"


@dataclass(frozen=True, slots=True)
class Issuing:
    """What a new letter rests on: its id, and every name and the area of its issuer.

    `names` is empty where the register has no such office, None where it is not asked.
    """

    id: NewId
    names: frozenset[str] | None = None
    area: str = ""


def register(
    command: RegisterInstruction, known: Issuing, instruction: Instruction
) -> Sequence[InstructionEvent]:
    """Return the letter, its obligations, and warnings of its mistakes; none when it stands so.

    Raises `Rejected`: instruction-registered, obligation-code-twice, obligation-incomplete,
    fulfilment-unknown, office-unknown, issuer-name-differs, obligation-outside-issuer, and as
    `NewId.check`.
    """
    events = _register(command, instruction)
    if not events:
        return events
    known.id.check()
    if known.names is None:
        return events
    if not known.names:
        detail = f"Không có đơn vị '{command.issuer}' trong sổ đăng ký."
        raise refused("office-unknown", detail, ISSUED, at="/issuer")
    if command.issuer_name not in known.names:
        named = ", ".join(f"'{name}'" for name in sorted(known.names))
        detail = f"Sổ đăng ký ghi tên đơn vị ban hành là {named}, không phải tên đã nêu."
        raise refused("issuer-name-differs", detail, ISSUED, at="/issuer_name")
    outside = [
        FieldError(
            f"/obligations/{n}/area",
            "obligation-outside-issuer",
            f"Địa bàn '{duty.area}' không nằm trong địa bàn '{known.area}' của đơn vị ban hành.",
        )
        for n, duty in enumerate(command.obligations)
        if not (known.area and lies_in(duty.area, known.area))
    ]
    if outside:
        detail = " ".join(dict.fromkeys(error.detail for error in outside))
        raise Rejected("obligation-outside-issuer", detail, ISSUED, outside)
    return events


def _register(command: RegisterInstruction, instruction: Instruction) -> Sequence[InstructionEvent]:
    registered = InstructionRegistered(
        issuer=command.issuer,
        issuer_name=command.issuer_name,
        subject=command.subject,
        citations=command.citations,
        number=command.number,
        symbol=command.symbol,
        dated=command.dated,
        date_as_written=command.date_as_written,
        school_year=command.school_year,
        entered_on=command.on,
    )
    obligations = tuple(ObligationCreated(**_values(duty)) for duty in command.obligations)
    if instruction.registered is not None:
        same = replace(registered, entered_on=instruction.registered.entered_on)
        if (instruction.registered, instruction.obligations) == (same, obligations):
            return []
        detail = "Mã này đã dùng cho một văn bản có nội dung khác."
        raise Rejected("instruction-registered", detail, rule="sổ văn bản chỉ đạo")
    _check_codes(obligations)
    _check_complete(obligations, lambda at: at)
    return [registered, *obligations, *_warnings(Letter(registered, obligations), command.on)]


def _correct(command: CorrectInstruction, instruction: Instruction) -> Iterator[InstructionEvent]:
    if instruction.registered is None:
        detail = "Văn bản này chưa được ghi vào sổ."
        raise Rejected("instruction-not-registered", detail, rule="sổ văn bản chỉ đạo")
    letter = Letter(instruction.registered, instruction.obligations)
    before = now = corrected(letter, instruction.corrections.items())
    for n, correction in enumerate(command.corrections):
        at = f"/corrections/{n}"
        if standing(now, correction.path, at) != correction.value:
            now = corrected(now, [(correction.path, correction.value)], at)
            written = standing(letter, correction.path)
            yield InstructionCorrected(correction.path, written, correction.value, command.basis)
    _check_complete(now.obligations, lambda _: "/corrections")
    for was, duty in zip(before.obligations, now.obligations, strict=True):
        if was != duty:
            yield ObligationCorrected(**_values(duty))
    found = {(w.code, w.subject): w for w in _warnings(now, command.on)}
    for code, subject in sorted(instruction.warnings - found.keys()):
        yield InstructionWarningResolved(code, subject)
    for warning, warned in found.items():
        if warning not in instruction.warnings | instruction.dismissed:
            yield warned


def _values(duty: Obligation | ObligationCreated) -> dict[str, Any]:
    return {each.name: getattr(duty, each.name) for each in fields(duty)}


def _warnings(letter: Letter, today: date) -> Iterator[InstructionWarned]:
    said = letter.registered
    year = said.school_year
    # What it cites must be in force on its day; without one, when its year began, or at entry.
    on = said.dated or (school_year_days(year)[0] if year else said.entered_on or today)
    for warned in (
        *citations.unstated_warnings(said.number, said.dated),
        *citations.citation_warnings(said.citations, on),
        *citations.deadline_warnings(letter.obligations, year),
    ):
        yield InstructionWarned(warned.code, warned.subject, warned.detail)


def _check_codes(obligations: Sequence[ObligationCreated]) -> None:
    codes: set[str] = set()
    for n, obligation in enumerate(obligations):
        if obligation.code in codes:
            detail = f"Mã nhiệm vụ '{obligation.code}' được ghi hai lần."
            raise refused("obligation-code-twice", detail, DUTIES, at=f"/obligations/{n}/code")
        codes.add(obligation.code)


def _check_complete(
    obligations: Sequence[ObligationCreated], pointer: Callable[[str], str]
) -> None:
    """Raise `Rejected` unless each deadline has what its kind asks, each fulfilment is one.

    `pointer` turns a place in the letter into one in the command.
    """
    unknown = [
        FieldError(
            pointer(f"/obligations/{n}/fulfilled_by"),
            "fulfilment-unknown",
            f"Nhiệm vụ '{each.code}': không có cách hoàn thành '{each.fulfilled_by}'.",
        )
        for n, each in enumerate(obligations)
        if each.fulfilled_by is not None and each.fulfilled_by not in fulfilments()
    ]
    if unknown:
        detail = " ".join(error.detail for error in unknown)
        raise Rejected("fulfilment-unknown", detail, DUTIES, unknown)
    missing = [
        FieldError(pointer(at), "required", f"Nhiệm vụ '{obligation.code}' thiếu '{name}'.")
        for n, obligation in enumerate(obligations)
        for at, name in _missing(f"/obligations/{n}", obligation)
    ]
    if missing:
        detail = "Thời hạn chưa đầy đủ: " + " ".join(error.detail for error in missing)
        raise Rejected("obligation-incomplete", detail, DUTIES, missing)


def _missing(at: str, obligation: ObligationCreated) -> Iterator[tuple[str, str]]:
    for name in NEEDS[obligation.kind]:
        if getattr(obligation, name) in (None, ()):
            yield f"{at}/{name}", name
    for n, entry in enumerate(obligation.entries):
        if obligation.kind == "per_school" and entry.before is None:
            yield f"{at}/entries/{n}/before", "before"
        if obligation.kind == "planned" and entry.month is None:
            yield f"{at}/entries/{n}/month", "month"


_RULE = "cảnh báo về văn bản chỉ hết khi đính chính hoặc nêu lý do"


INSTRUCTION: Decider[Plain, Instruction, InstructionEvent] = Decider(Instruction(), decide, evolve)
