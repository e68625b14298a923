"""Questions about planned evaluations; the lines are flat, as a spreadsheet wants them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.log.database import Cursor
from services.registry.shared.fields import Area, Kind, Month, Ownership, Year


@dataclass(frozen=True, slots=True)
class PlannedListView:
    """An office's list of a school year: how many lines stand, are late, were warned of."""

    id: str
    version: int
    position: int
    office: str
    school_year: int
    basis: str
    before: date | None
    confirmed_on: date | None
    confirmed_by: str | None
    confirmed_basis: str | None
    line_count: int
    late_count: int
    warned_count: int
    withdrawn_count: int


@dataclass(frozen=True, slots=True)
class GetPlannedList(Public):
    """Ask for an office's list of a school year; `id` is `<office>_<year>`."""

    category: ClassVar[str] = "plannedlist"
    view: ClassVar[type] = PlannedListView
    id: Id


@dataclass(frozen=True, slots=True)
class ListPlannedLists(Public):
    """Ask for the lists of an office, of a school year, confirmed or not yet."""

    category: ClassVar[str] = "plannedlist"
    view: ClassVar[type] = PlannedListView
    many: ClassVar[bool] = True
    office: Id | None = None
    year: Year | None = None
    confirmed: bool | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class PlannedLineView:
    """A line with what the register says of its school; kind to area are None where it says none.

    `planned_month` is `month`, or that of the last good day before `before`.
    """

    id: str
    position: int
    office: str
    school_year: int
    line: int
    name: str
    school: str | None
    kind: str | None
    ownership: str | None
    area: str | None
    address: str | None
    planned_month: str
    month: str | None
    before: date | None
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    instruction: str | None
    as_written: str
    entered_on: date
    late: bool
    adjusted: bool
    withdrawn: bool
    reason: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPlannedLines(Public):
    """Ask for planned evaluations, those withdrawn only if asked for.

    Of an office, a school year, a month, a school, a kind, ownership or area of school, entered
    late or not, with a warning or without.
    """

    category: ClassVar[str] = "planned_line"
    view: ClassVar[type] = PlannedLineView
    many: ClassVar[bool] = True
    office: Id | None = None
    year: Year | None = None
    month: Month | None = None
    school: Id | None = None
    kind: Kind | None = None
    ownership: Ownership | None = None
    area: Area | None = None
    late: bool | None = None
    warned: bool | None = None
    withdrawn: bool = False
    after: Id | None = None
    limit: Limit = 50


Asked = GetPlannedList | ListPlannedLists | ListPlannedLines

PLANNED_LIST = """
select id, version, position, office, school_year, basis, before, confirmed_on, confirmed_by,
       confirmed_basis, l.line_count, l.late_count, l.warned_count, l.withdrawn_count
from planned_list p cross join lateral (
    select count(*) filter (where not withdrawn) as line_count,
           count(*) filter (where late and not withdrawn) as late_count,
           count(*) filter (where cardinality(warnings) > 0 and not withdrawn) as warned_count,
           count(*) filter (where withdrawn) as withdrawn_count
    from planned_line n where n.log = p.log and n.planned_list = p.id) l
where log = %(log)s
"""
PLANNED_LISTS = """
and (%(office)s::text is null or office = %(office)s)
and (%(year)s::integer is null or school_year = %(year)s)
and (%(confirmed)s::boolean is null or (confirmed_on is not null) = %(confirmed)s)
"""
PLANNED_LINES = """
select n.id, n.position, p.office, p.school_year, n.line, n.name, n.school, s.kind, s.ownership,
       s.areas[1] as area, s.address, n.planned_month, n.month, n.before,
       n.accreditation_grade, n.national_grade, n.instruction, n.as_written, n.entered_on, n.late,
       n.adjusted, n.withdrawn, n.reason, n.warnings
from planned_line n join planned_list p on p.log = n.log and p.id = n.planned_list
left join school s on s.log = n.log and s.id = n.school
where n.log = %(log)s and n.withdrawn = %(withdrawn)s
and (%(office)s::text is null or p.office = %(office)s)
and (%(year)s::integer is null or p.school_year = %(year)s)
and (%(month)s::text is null or n.planned_month = %(month)s)
and (%(school)s::text is null or n.school = %(school)s)
and (%(kind)s::text is null or s.kind = %(kind)s)
and (%(ownership)s::text is null or s.ownership = %(ownership)s)
and (%(area)s::text is null or s.areas @> array[%(area)s])
and (%(late)s::boolean is null or n.late = %(late)s)
and (%(warned)s::boolean is null or (cardinality(n.warnings) > 0) = %(warned)s)
and (%(after)s::text is null or n.id > %(after)s) order by n.id limit %(limit)s
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetPlannedList():
            return one(_lists(db, PLANNED_LIST + ONE, values))
        case ListPlannedLists():
            return _lists(db, PLANNED_LIST + PLANNED_LISTS + PAGE, values)
        case ListPlannedLines():
            return [
                PlannedLineView(**row | {"warnings": tuple(row["warnings"])})
                for row in rows(db, PLANNED_LINES, values)
            ]
    assert_never(question)


def _lists(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[PlannedListView]:
    return [PlannedListView(**row) for row in rows(db, sql, values)]
