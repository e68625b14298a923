"""Questions about letters and what they ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.contract import Contract, Id
from libs.postgres import Cursor
from libs.read_tables import ONE, PAGE, Limit, Question, asked, one, rows
from services.registry.events.common import Year
from services.registry.events.instruction import Citation, ObligationCreated

_OBLIGATIONS: Contract[ObligationCreated] = Contract(ObligationCreated)
_CITATIONS: Contract[Citation] = Contract(Citation)


@dataclass(frozen=True, slots=True)
class WarningView:
    """What looks wrong or is missing in a letter."""

    code: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class InstructionSummary:
    """A letter and how much there is in it."""

    id: str
    version: int
    position: int
    issuer: str
    issuer_name: str
    subject: str
    number: str | None
    symbol: str | None
    dated: date | None
    date_as_written: str
    school_year: int | None
    obligation_count: int
    warning_count: int


@dataclass(frozen=True, slots=True)
class InstructionView:
    """A letter with what it cites, asks for, and what to be wary of in it."""

    id: str
    version: int
    position: int
    issuer: str
    issuer_name: str
    subject: str
    number: str | None
    symbol: str | None
    dated: date | None
    date_as_written: str
    school_year: int | None
    citations: tuple[Citation, ...]
    obligations: tuple[ObligationCreated, ...]
    warnings: tuple[WarningView, ...]


@dataclass(frozen=True, slots=True)
class GetInstruction(Question):
    """Ask for a letter with its obligations and warnings."""

    category: ClassVar[str] = "instruction"
    view: ClassVar[type] = InstructionView
    id: Id


@dataclass(frozen=True, slots=True)
class ListInstructions(Question):
    """Ask for the letters of an office, about a school year."""

    category: ClassVar[str] = "instruction"
    view: ClassVar[type] = InstructionSummary
    many: ClassVar[bool] = True
    issuer: Id | None = None
    school_year: Year | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetInstruction | ListInstructions

INSTRUCTION = """
select id, version, position, issuer, issuer_name, subject, number, symbol, dated, date_as_written,
       school_year, citations from instruction where log = %(log)s
"""
INSTRUCTION_SUMMARY = """
select id, version, position, issuer, issuer_name, subject, number, symbol, dated, date_as_written,
       school_year,
       (select count(*) from obligation o where o.log = i.log and o.instruction = i.id)
           as obligation_count,
       (select count(*) from instruction_warning w where w.log = i.log and w.instruction = i.id)
           as warning_count
from instruction i where log = %(log)s
and (%(issuer)s::text is null or issuer = %(issuer)s)
and (%(school_year)s::integer is null or school_year = %(school_year)s)
"""
OBLIGATIONS = """
select data from obligation where log = %(log)s and instruction = %(id)s order by version
"""
WARNINGS = """
select code, subject, detail from instruction_warning
where log = %(log)s and instruction = %(id)s order by version
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetInstruction():
            return one(_instructions(db, values))
        case ListInstructions():
            found = rows(db, INSTRUCTION_SUMMARY + PAGE, values)
            return [InstructionSummary(**row) for row in found]
    assert_never(question)


def _instructions(db: Cursor, values: Mapping[str, Any]) -> list[InstructionView]:
    return [
        InstructionView(
            **row
            | {
                "citations": tuple(
                    _CITATIONS.load({"type": "Citation", "data": citation})
                    for citation in row["citations"]
                ),
                "obligations": tuple(
                    _OBLIGATIONS.load({"type": "ObligationCreated", "data": obligation["data"]})
                    for obligation in rows(db, OBLIGATIONS, values)
                ),
                "warnings": tuple(WarningView(**each) for each in rows(db, WARNINGS, values)),
            }
        )
        for row in rows(db, INSTRUCTION + ONE, values)
    ]
