"""Questions about letters: what they cite, ask for, and err in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Contract, Id
from libs.law.standards.citations import known, same_letter
from libs.log.database import Cursor
from services.registry.instruction.events import Citation, ObligationCreated
from services.registry.shared.fields import Year

_OBLIGATIONS: Contract[ObligationCreated] = Contract(ObligationCreated)
_CITATIONS: Contract[Citation] = Contract(Citation)


@dataclass(frozen=True, slots=True)
class CitationView:
    """A text that a letter cites, and which one that is.

    `text` is the known text's number and symbol as issued; `instruction` a letter of this register
    with that number and date, however its symbol is spelt; None where neither is known.
    """

    ref: str
    issued_on: date | None
    as_written: str
    text: str | None
    instruction: str | None


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """What was put right: `as_written` stays what the letter says, `value` counts."""

    path: str
    as_written: str | None
    value: str | None
    basis: str
    corrected_on: date


@dataclass(frozen=True, slots=True)
class WarningView:
    """What looks wrong or is missing in a letter.

    `settled` is None as long as it holds, else "corrected" or "dismissed", the latter for `reason`.
    """

    code: str
    subject: str
    detail: str
    settled: str | None
    settled_on: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class InstructionSummary:
    """A letter and how much there is in it; `warning_count` counts those that still hold."""

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
    """A letter as it counts after its corrections, which stand beside it; and its warnings."""

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
    entered_on: date | None
    citations: tuple[CitationView, ...]
    obligations: tuple[ObligationCreated, ...]
    corrections: tuple[CorrectionView, ...]
    warnings: tuple[WarningView, ...]


@dataclass(frozen=True, slots=True)
class GetInstruction(Public):
    """Ask for a letter with its obligations, corrections and warnings."""

    category: ClassVar[str] = "instruction"
    view: ClassVar[type] = InstructionView
    id: Id


@dataclass(frozen=True, slots=True)
class ListInstructions(Public):
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
       school_year, entered_on, citations from instruction where log = %(log)s
"""
INSTRUCTION_SUMMARY = """
select id, version, position, issuer, issuer_name, subject, number, symbol, dated, date_as_written,
       school_year,
       (select count(*) from obligation o where o.log = i.log and o.instruction = i.id)
           as obligation_count,
       (select count(*) from instruction_warning w
        where w.log = i.log and w.instruction = i.id and w.settled is null)
           as warning_count
from instruction i where log = %(log)s
and (%(issuer)s::text is null or issuer = %(issuer)s)
and (%(school_year)s::integer is null or school_year = %(school_year)s)
"""
OBLIGATIONS = """
select data from obligation where log = %(log)s and instruction = %(id)s order by version
"""
CORRECTIONS = """
select path, as_written, value, basis, corrected_on from instruction_correction
where log = %(log)s and instruction = %(id)s order by version
"""
WARNINGS = """
select code, subject, detail, settled, settled_on, reason from instruction_warning
where log = %(log)s and instruction = %(id)s order by version
"""
LETTERS_OF = """
select id, number, symbol, dated from instruction
where log = %(log)s and number is not null and dated = any(%(dates)s) order by id
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
                "citations": _cited(db, str(values["log"]), row["citations"]),
                "obligations": tuple(
                    _OBLIGATIONS.load({"type": "ObligationCreated", "data": obligation["data"]})
                    for obligation in rows(db, OBLIGATIONS, values)
                ),
                "corrections": tuple(CorrectionView(**c) for c in rows(db, CORRECTIONS, values)),
                "warnings": tuple(WarningView(**each) for each in rows(db, WARNINGS, values)),
            }
        )
        for row in rows(db, INSTRUCTION + ONE, values)
    ]


def _cited(db: Cursor, log: str, citations: list[Any]) -> tuple[CitationView, ...]:
    cited = [_CITATIONS.load({"type": "Citation", "data": citation}) for citation in citations]
    dates = [citation.issued_on for citation in cited if citation.issued_on is not None]
    letters = {
        letter["id"]: Citation(f"{letter['number']}/{letter['symbol'] or ''}", letter["dated"])
        for letter in rows(db, LETTERS_OF, {"log": log, "dates": dates})
    }
    found = []
    for citation in cited:
        text = known(citation.ref, citation.issued_on)
        same = (id for id, letter in letters.items() if same_letter(letter, citation))
        found.append(
            CitationView(
                citation.ref,
                citation.issued_on,
                citation.as_written,
                text.ref if text else None,
                next(same, None),
            )
        )
    return tuple(found)
