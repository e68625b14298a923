"""Which schools have recorded their figures of a school year, and which have not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, latest, listed
from libs.kernel.messages import Id, given, pattern
from libs.law.school_figures.checks import FigureFault, faults
from libs.log.database import Cursor
from services.assessment.figures.questions import KIND, FiguresState
from services.assessment.shared.fields import Year

SchoolKind = Literal[
    "preschool",
    "primary",
    "lower_secondary",
    "upper_secondary",
    "multi_stage",
    "continuing_education",
]
Area = Annotated[str, pattern(r"[0-9]{2,5}", "764")]


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """How far a school is with its figures of a school year; `faults` is what does not agree."""

    id: str
    position: int
    school: str
    year: int
    kind: str
    state: FiguresState
    figure_count: int
    recorded_on: date | None
    locked_on: date | None
    faults: tuple[FigureFault, ...]


@dataclass(frozen=True, slots=True)
class ListFiguresOfSchools(OfSchools):
    """Ask how far schools are with their figures of a school year, also those without any: one
    school, those in an area or of a kind, those in a state."""

    category: ClassVar[str] = "figures"
    view: ClassVar[type] = SchoolFigures
    year: Year
    school: Id | None = None
    area: Area | None = None
    kind: SchoolKind | None = None
    state: FiguresState | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


Asked = ListFiguresOfSchools

SCHOOLS = f"""
select * from (
    select s.id || '_' || u.year as id, coalesce(y.position, s.position) as position,
           s.id as school, u.year, {KIND} as kind,
           case when y.id is null then 'figures_none' when y.locked_on is null then 'figures_open'
                else 'figures_locked' end as state,
           y.recorded_on, y.locked_on,
           (select jsonb_object_agg(f.code, f.value) from figure f
            where f.log = s.log and f.school = s.id and f.year = u.year) as told,
           (select a.areas from figures_school_area a where a.log = s.log and a.school = s.id
            and {latest("a")}) as areas
    from figures_school s cross join (values (%(year)s::integer)) as u (year)
    left join figures_year y on y.log = s.log and y.school = s.id and y.year = u.year
    where s.log = %(log)s
    and (y.id is not null or holds(null, s.closed_on, make_date(u.year, 9, 1)))
) s where true
and (%(school)s::text is null or school = %(school)s)
and (%(area)s::text is null or %(area)s = any (areas))
and (%(kind)s::text is null or kind = %(kind)s)
and (%(state)s::text is null or state = %(state)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> list[SchoolFigures]:
    """Return the schools that are asked for, in the order of their ids."""
    values = asked(log, question)
    return [_school(row) for row in listed(db, question, SCHOOLS, values)]


def _school(row: dict[str, Any]) -> SchoolFigures:
    told: Mapping[str, str] = row.pop("told") or {}
    row.pop("areas")
    return SchoolFigures(**row, figure_count=len(told), faults=faults(row["kind"], told))
