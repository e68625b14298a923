"""An official letter and what it obliges whom to do, kept as written, its slips as warnings.

One command enters the whole letter. It is never edited: a correction is a letter of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from libs.calendar import school_year_days
from libs.contract import Contract, Id, Line, Text, between, given, size
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import Right
from libs.standards import texts
from services.registry.events.common import ADMIN, Area, Function, Kinds, Year
from services.registry.events.instruction import (
    Citation,
    Entry,
    InstructionEvent,
    InstructionRegistered,
    InstructionWarned,
    ObligationCreated,
)


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a letter asks of one kind of actor; `ObligationCreated` says what each field means."""

    code: Line
    actor: Literal["school", "office", "department", "team"]
    duty: Text
    kind: Literal["before_date", "monthly_window", "month", "per_school", "planned", "standing"]
    effect: Literal["refuse", "mark_late", "none"]
    area: Area
    kinds: Kinds
    before: date | None = None
    first_day: Annotated[int, between(1, 31)] | None = None
    last_day: Annotated[int, between(1, 31)] | None = None
    month: Annotated[int, between(1, 12)] | None = None
    function: Function | None = None
    entries: Annotated[tuple[Entry, ...], size(0, 300)] = ()
    as_written: Text = ""


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
    citations: Annotated[tuple[Citation, ...], size(0, 100)] = ()
    obligations: Annotated[tuple[Obligation, ...], size(0, 100)] = ()
    on: date = given("on")


Command = RegisterInstruction
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")

NEEDS = {
    "before_date": ("before",),
    "monthly_window": ("first_day", "last_day"),
    "month": ("month",),
    "per_school": ("entries",),
    "planned": ("entries",),
    "standing": (),
}
"""The fields without which a deadline of that kind says nothing."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """The letter as it was entered."""

    registered: InstructionRegistered | None = None
    obligations: tuple[ObligationCreated, ...] = ()


def decide(command: Command, instruction: Instruction) -> Sequence[InstructionEvent]:
    """Return the letter, its obligations and its warnings; nothing when it stands there already.

    Raises `Rejected`: instruction-registered, obligation-code-twice, obligation-incomplete.
    """
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
    )
    obligations = tuple(_created(obligation) for obligation in command.obligations)
    if instruction == Instruction(registered, obligations):
        return []
    if instruction.registered is not None:
        detail = "Mã này đã dùng cho một văn bản có nội dung khác."
        raise Rejected("instruction-registered", detail, rule="sổ văn bản chỉ đạo")
    _check(obligations)
    return [registered, *obligations, *_warnings(command)]


def evolve(instruction: Instruction, event: InstructionEvent) -> Instruction:
    """Return the letter after `event`."""
    match event:
        case InstructionRegistered():
            return replace(instruction, registered=event)
        case ObligationCreated():
            return replace(instruction, obligations=(*instruction.obligations, event))
        case InstructionWarned():
            return instruction
    assert_never(event)


def _created(obligation: Obligation) -> ObligationCreated:
    return ObligationCreated(
        code=obligation.code,
        actor=obligation.actor,
        duty=obligation.duty,
        kind=obligation.kind,
        effect=obligation.effect,
        area=obligation.area,
        kinds=obligation.kinds,
        entries=obligation.entries,
        before=obligation.before,
        first_day=obligation.first_day,
        last_day=obligation.last_day,
        month=obligation.month,
        function=obligation.function,
        as_written=obligation.as_written,
    )


def _warnings(letter: RegisterInstruction) -> Iterator[InstructionWarned]:
    year = letter.school_year
    # A letter must cite what holds on its day; without one, when its year began; else when entered.
    on = letter.dated or (school_year_days(year)[0] if year else letter.on)
    for warned in (
        *texts.unstated_warnings(letter.number, letter.dated),
        *texts.citation_warnings(letter.citations, on),
        *texts.deadline_warnings(letter.obligations, year),
    ):
        yield InstructionWarned(warned.code, warned.subject, warned.detail)


def _check(obligations: Sequence[ObligationCreated]) -> None:
    rule = "mỗi nhiệm vụ có mã riêng và thời hạn đầy đủ"
    codes: set[str] = set()
    for n, obligation in enumerate(obligations):
        if obligation.code in codes:
            detail = f"Mã nhiệm vụ '{obligation.code}' được ghi hai lần."
            error = FieldError(f"/obligations/{n}/code", "obligation-code-twice", detail)
            raise Rejected("obligation-code-twice", detail, rule, [error])
        codes.add(obligation.code)
    missing = [
        FieldError(pointer, "required", f"Nhiệm vụ '{obligation.code}' thiếu '{name}'.")
        for n, obligation in enumerate(obligations)
        for pointer, name in _missing(f"/obligations/{n}", obligation)
    ]
    if missing:
        detail = "Thời hạn chưa đầy đủ: " + " ".join(error.detail for error in missing)
        raise Rejected("obligation-incomplete", detail, rule, missing)


def _missing(at: str, obligation: ObligationCreated) -> Iterator[tuple[str, str]]:
    for name in NEEDS[obligation.kind]:
        if getattr(obligation, name) in (None, ()):
            yield f"{at}/{name}", name
    for n, entry in enumerate(obligation.entries):
        if obligation.kind == "per_school" and entry.before is None:
            yield f"{at}/entries/{n}/before", "before"
        if obligation.kind == "planned" and entry.month is None:
            yield f"{at}/entries/{n}/month", "month"


INSTRUCTION: Decider[Command, Instruction, InstructionEvent] = Decider(
    Instruction(), decide, evolve
)
