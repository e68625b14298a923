"""The questions about cycles, and their answers from the read tables. Lists sort by id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import Limit, asked, listed, one, rows
from libs.kernel.messages import Id, between
from libs.law import standards
from libs.law.standards import levels
from libs.log.database import Cursor

State = Literal["opened", "staffed", "collecting", "approved", "submitted"]
"""How far a cycle is."""


@dataclass(frozen=True, slots=True)
class JudgementView:
    """How an indicator stands, by the codes of which evidence."""

    level: levels.IndicatorLevel
    indicator: str
    met: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """A criterion's sheet as it was last recorded, with all that has been judged of it."""

    criterion: str
    strengths: str
    weaknesses: str
    improvement: str
    judgements: tuple[JudgementView, ...]


@dataclass(frozen=True, slots=True)
class CycleSummary:
    """A cycle in short; `level` is that of the approved report, None before."""

    id: str
    version: int
    position: int
    school: str
    year: int
    kind: str
    state: State
    rule_set: str
    revision: str
    needs_verification: bool
    level: levels.SchoolLevel | None
    opened_on: date
    approved_on: date | None
    submitted_on: date | None


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle with its sheets, and the level that its judgements give today.

    `failed` and `unjudged` keep it from `next_level`, None at the highest; `rules` is the hash of
    the rule set's revision. `sheets_total` counts the criteria, without the clauses of level 4.
    """

    id: str
    version: int
    position: int
    school: str
    year: int
    kind: str
    state: State
    rule_set: str
    revision: str
    rules: str
    needs_verification: bool
    warnings: tuple[str, ...]
    council_size: int
    sheets_done: int
    sheets_total: int
    level: levels.SchoolLevel
    next_level: levels.SchoolLevel | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    opened_on: date
    appointed_on: date | None
    approved_on: date | None
    submitted_on: date | None
    sheets: tuple[SheetView, ...]


@dataclass(frozen=True, slots=True)
class GetCycle(OfSchool):
    """Ask for a cycle; its id is `<school>_<year>`."""

    category: ClassVar[str] = "cycle"
    view: ClassVar[type] = CycleView
    id: Id


@dataclass(frozen=True, slots=True)
class ListCycles(OfSchools):
    """Ask for the cycles of a school, of a school year (2024 is 2024-2025)."""

    category: ClassVar[str] = "cycle"
    view: ClassVar[type] = CycleSummary
    school: Id | None = None
    year: Annotated[int, between(2000, 2100)] | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetCycle | ListCycles


CYCLE = """
select id, version, position, school, year, kind, state, rule_set, revision, rules,
       needs_verification, warnings, council_size, opened_on, appointed_on, approved_on,
       submitted_on
from cycle where log = %(log)s and id = %(id)s
"""
JUDGEMENTS = """
select criterion, level, indicator, met, evidence from judgement
where log = %(log)s and cycle = %(id)s order by criterion, level, indicator
"""
SHEETS = """
select criterion, strengths, weaknesses, improvement from sheet
where log = %(log)s and cycle = %(id)s
"""
CYCLES = """
select id, version, position, school, year, kind, state, rule_set, revision, needs_verification,
       level, opened_on, approved_on, submitted_on
from cycle where log = %(log)s
and (%(school)s::text is null or school = %(school)s)
and (%(year)s::integer is null or year = %(year)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetCycle():
            return one([_cycle(db, values, row) for row in rows(db, CYCLE, values)])
        case ListCycles():
            return [CycleSummary(**row) for row in listed(db, question, CYCLES, values)]
    assert_never(question)


def _cycle(db: Cursor, values: Mapping[str, Any], row: dict[str, Any]) -> CycleView:
    rules = standards.by_hash(row["rules"])
    judged = rows(db, JUDGEMENTS, values)
    texts = {sheet["criterion"]: sheet for sheet in rows(db, SHEETS, values)}
    found = levels.school_level(
        rules, {(j["criterion"], j["level"], j["indicator"]): j["met"] for j in judged}
    )
    criteria = levels.criteria(rules)
    return CycleView(
        **row | {"warnings": tuple(row["warnings"])},
        sheets_done=sum(criterion in texts for criterion in criteria),
        sheets_total=len(criteria),
        level=found.level,
        next_level=found.next_level,
        failed=found.failed,
        unjudged=found.unjudged,
        sheets=tuple(
            _sheet(criterion, texts[criterion], judged)
            for criterion in (*criteria, *(c for c in texts if c not in criteria))
            if criterion in texts
        ),
    )


def _sheet(
    criterion: str, texts: Mapping[str, Any], judged: Sequence[Mapping[str, Any]]
) -> SheetView:
    return SheetView(
        criterion,
        texts["strengths"],
        texts["weaknesses"],
        texts["improvement"],
        tuple(
            JudgementView(j["level"], j["indicator"], j["met"], tuple(j["evidence"]))
            for j in judged
            if j["criterion"] == criterion
        ),
    )
