"""The figures of one school: of a year with what does not agree, of three years side by side, how
each came to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal, assert_never

from libs.engine.questions import Column, OfSchool, OfSchools, seen_in
from libs.engine.read_tables import Limit, asked, latest, listed, one, rows
from libs.kernel.messages import Id, given
from libs.law.school_figures import Figure, Form, Kind, figures_of
from libs.law.school_figures.checks import FigureFault, faults
from libs.log.database import Cursor
from services.assessment.cycle.events.report import Version
from services.assessment.cycle.versions import as_of
from services.assessment.figures.events import FigureCode, FigureOrigin
from services.assessment.shared.fields import Year

NEVER_SOLE_GROUND = (
    "Đến hết ngày {day}, chỉ dùng để theo dõi, phân tích, cảnh báo và cải tiến; không bao giờ là"
    " căn cứ duy nhất hay ngưỡng loại trừ (Điều 27 khoản 4 TT 57/2026/TT-BGDĐT)."
)
YEARS = 3
"""How many school years the forms ask for."""

FiguresState = Literal["figures_none", "figures_open", "figures_locked"]
"""Chưa có, đang nhập, đã khóa."""


@dataclass(frozen=True, slots=True)
class FigureMeaning:
    """What a figure is: `use` says what an indicator may not be used for; `source_text` where it is
    from, which nobody has compared with the official text where `needs_verification`."""

    code: str
    title_vi: str
    unit: str
    figure_kind: Kind
    group: str
    forms: tuple[Form, ...]
    use: str | None
    source_text: str
    needs_verification: bool


@dataclass(frozen=True, slots=True)
class YearValue:
    """A figure of a school year: its value, from where, on which day it was so, when it came."""

    year: int
    value: str
    taken_from: FigureOrigin
    true_on: date
    recorded_on: date


@dataclass(frozen=True, slots=True)
class RecordedFigure:
    """A figure and, where it is recorded, its value."""

    meaning: FigureMeaning
    recorded: YearValue | None


@dataclass(frozen=True, slots=True)
class FiguresView:
    """A school's figures of a school year: every one that a school of its kind has, also those not
    recorded (`missing`); `faults` is all that does not agree, and refuses the lock.

    Before anything is recorded the version is 0.
    """

    id: str
    version: int
    position: int
    school: str
    year: int
    kind: str
    state: FiguresState
    locked_on: date | None
    figures_hash: str | None
    figures: tuple[RecordedFigure, ...]
    faults: tuple[FigureFault, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureRowView:
    """A figure over three school years, oldest first; a year without it is left out."""

    id: str
    position: int
    school: str
    meaning: FigureMeaning
    values: tuple[YearValue, ...]


@dataclass(frozen=True, slots=True)
class FigureActView:
    """A figure as it was recorded, or withdrawn (no value), by whom and why."""

    id: str
    version: int
    position: int
    school: str
    year: int
    code: str
    value: str | None
    taken_from: FigureOrigin | None
    true_on: date | None
    recorded_on: date
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class GetFigures(OfSchool):
    """Ask for a school's figures of a school year, with what does not agree; `<school>_<year>`."""

    category: ClassVar[str] = "figures"
    view: ClassVar[type] = FiguresView
    id: Id
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListFigureRows(OfSchools):
    """Ask for a school's figures of a school year and the two before it, side by side.

    With `cycle` and `report_version` they are as they were when that version of its report was
    handed in.
    """

    category: ClassVar[str] = "figure_row"
    view: ClassVar[type] = FigureRowView
    orders: ClassVar[Mapping[str, Column]] = {"figure": Column("figure", empty=False)}
    school: Id
    year: Year
    cycle: Id | None = None
    report_version: Version | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListFigureActs(OfSchools):
    """Ask how figures came to be: of a school, of a school year, of one figure; oldest first."""

    category: ClassVar[str] = "figure_act"
    view: ClassVar[type] = FigureActView
    school: Id | None = None
    year: Year | None = None
    code: FigureCode | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetFigures | ListFigureRows | ListFigureActs

KIND = f"""
(select k.kind from figures_school_kind k where k.log = s.log and k.school = s.id
 and {latest("k", "least(%(on)s::date, make_date(u.year + 1, 8, 31))")})
"""
"""Of which kind a school `s` was at the end of the school year `u.year`, or is."""
OF_YEARS = f"""
select s.id || '_' || u.year as id, s.id as school, u.year, {KIND} as kind,
       coalesce(y.version, 0) as version, coalesce(y.position, s.position) as position,
       case when y.id is null then 'figures_none' when y.locked_on is null then 'figures_open'
            else 'figures_locked' end as state,
       y.locked_on, y.figures_hash
from figures_school s
cross join generate_series(%(first)s::integer, %(last)s::integer) as u (year)
left join figures_year y on y.log = s.log and y.school = s.id and y.year = u.year
where s.log = %(log)s and s.id = %(school)s
"""
VALUES = """
select code, year, value, taken_from, true_on, recorded_on from figure
where log = %(log)s and school = %(school)s and year between %(first)s and %(last)s
order by year
"""
ACTS = """
select * from (
    select lpad(position::text, 12, '0') || '_' || lpad(number::text, 3, '0') as id, version,
           position, school, year, code, value, taken_from, true_on, recorded_on, actor, note
    from figure_act where log = %(log)s
) a where true
and (%(school)s::text is null or school = %(school)s)
and (%(year)s::integer is null or year = %(year)s)
and (%(code)s::text is null or code = %(code)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetFigures(id):
            school, _, year = id.rpartition("_")
            if not (year.isdecimal() and len(year) == 4):
                return None
            span = {**values, "school": school, "first": int(year), "last": int(year)}
            return one([_of_year(db, span, row) for row in rows(db, OF_YEARS, span)])
        case ListFigureRows(year=year):
            return _side_by_side(db, {**values, "first": year - YEARS + 1, "last": year})
        case ListFigureActs():
            return [FigureActView(**row) for row in listed(db, question, ACTS, values)]
    assert_never(question)


def meaning(figure: Figure) -> FigureMeaning:
    """Return what a figure is, in words."""
    until = figure.advisory_until
    return FigureMeaning(
        *(figure.code, figure.title_vi, figure.unit, figure.kind, figure.group, figure.forms),
        NEVER_SOLE_GROUND.format(day=f"{until:%d/%m/%Y}") if until else None,
        figure.source.text_vi,
        figure.needs_verification,
    )


def _read(db: Cursor, statement: str, span: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows as they are, or as they were kept with a version of a report."""
    versioned = span.get("report_version") is not None
    return rows(db, as_of(statement, cycle="cycle") if versioned else statement, span)


def _of_year(db: Cursor, span: Mapping[str, Any], row: dict[str, Any]) -> FiguresView:
    known = {code: values[0] for code, values in _values(db, span).items()}
    own = figures_of(row["kind"])
    return FiguresView(
        **row,
        figures=tuple(RecordedFigure(meaning(each), known.get(code)) for code, each in own.items()),
        faults=faults(row["kind"], {code: each.value for code, each in known.items()}),
        missing=tuple(code for code in own if code not in known),
    )


def _side_by_side(db: Cursor, span: Mapping[str, Any]) -> list[FigureRowView]:
    """Return the rows of the kinds that the school is and was, those of today first."""
    years = _read(db, OF_YEARS + seen_in("s.id") + " order by u.year desc", span)
    own = {code: each for row in years for code, each in figures_of(row["kind"]).items()}
    known = _values(db, span)
    position = max((row["position"] for row in years), default=0)
    return [
        FigureRowView(code, position, span["school"], meaning(each), tuple(known.get(code, ())))
        for code, each in own.items()
    ]


def _values(db: Cursor, span: Mapping[str, Any]) -> dict[str, list[YearValue]]:
    found: dict[str, list[YearValue]] = {}
    for row in _read(db, VALUES, span):
        found.setdefault(row.pop("code"), []).append(YearValue(**row))
    return found
