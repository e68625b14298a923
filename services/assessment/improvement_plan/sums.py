"""What plans come to, over the schools that the reader sees: by area, and by criterion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Column, OfSchools, seen_in
from libs.engine.read_tables import asked, latest, rows
from libs.kernel.messages import given
from libs.law.standards.levels import CriterionCode
from libs.log.database import Cursor
from services.assessment.improvement_plan.questions import OVERDUE, SchoolYear
from services.assessment.shared.fields import Area


@dataclass(frozen=True, slots=True)
class AreaSums:
    """The plans of a school year in an area, the smallest that a school lies in; money in đồng.

    `schools` are those with a plan, `late` those that handed it in late, `unreported` those that
    have not reported the year.
    """

    id: str
    position: int
    area: str
    year: int
    schools: tuple[str, ...]
    late_schools: tuple[str, ...]
    unreported_schools: tuple[str, ...]
    item_count: int
    completed_count: int
    overdue_count: int
    budget: int
    spent: int


@dataclass(frozen=True, slots=True)
class ListPlanSums(OfSchools):
    """Ask what the plans of a school year come to, area by area; `area`: there and below."""

    category: ClassVar[str] = "plan_sum"
    view: ClassVar[type] = AreaSums
    school_in: ClassVar[str | None] = None
    year: SchoolYear
    area: Area | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CriterionSums:
    """What is to be done about a criterion in the plans of a school year; money in đồng.

    `rules` is the hash of the rule set whose criterion it is.
    """

    id: str
    position: int
    rules: str
    criterion: str
    year: int
    schools: tuple[str, ...]
    item_count: int
    completed_count: int
    overdue_count: int
    budget: int
    spent: int


@dataclass(frozen=True, slots=True)
class ListPlanCriteria(OfSchools):
    """Ask what is to be done about each criterion, in the plans of a school year, in an area."""

    category: ClassVar[str] = "plan_criterion"
    view: ClassVar[type] = CriterionSums
    orders: ClassVar[Mapping[str, Column]] = {"criterion": Column("criterion", empty=False)}
    school_in: ClassVar[str | None] = None
    year: SchoolYear
    criterion: CriterionCode | None = None
    area: Area | None = None
    on: date = given("on")


Asked = ListPlanSums | ListPlanCriteria

PLANS = f"""
select p.id, p.school, p.year, p.state, p.late, p.position, w.areas
from improvement_plan p left join lateral (
    select s.areas from plan_school s where s.log = p.log and s.school = p.school
    and {latest("s")}) w on true
where p.log = %(log)s and p.year = %(year)s
and (%(area)s::text is null or %(area)s = any (w.areas)) {seen_in("p.school")}
"""
COUNTS = f"""
count(i.item) as item_count, count(i.item) filter (where i.state = 'completed') as completed_count,
count(i.item) filter (where {OVERDUE}) as overdue_count,
coalesce(sum(i.budget), 0)::bigint as budget, coalesce(sum(i.spent), 0)::bigint as spent
"""
AREAS = f"""
select coalesce(p.areas[1], '') as area, p.year, max(p.position) as position,
       array_agg(distinct p.school order by p.school) as schools,
       array_agg(distinct p.school order by p.school) filter (where p.late) as late_schools,
       array_agg(distinct p.school order by p.school)
           filter (where p.state in ('drafting', 'approved')) as unreported_schools,
       {COUNTS}
from ({PLANS}) p left join plan_item i on i.log = %(log)s and i.plan = p.id
group by 1, 2 order by 1
"""
CRITERIA = f"""
select r.rules, i.criterion, p.year, max(i.position) as position,
       array_agg(distinct p.school order by p.school) as schools, {COUNTS}
from ({PLANS}) p join plan_item i on i.log = %(log)s and i.plan = p.id
join improvement_plan whole on whole.log = i.log and whole.id = i.plan
join lateral (
    select coalesce(max(each->>'rules') filter (where each->>'cycle' = i.cycle),
                    min(each->>'rules')) as rules
    from jsonb_array_elements(whole.reports) each) r on true
where i.criterion is not null and (%(criterion)s::text is null or i.criterion = %(criterion)s)
group by 1, 2, 3 order by 1, 2
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views, by area or by rule set and criterion."""
    statement = AREAS if isinstance(question, ListPlanSums) else CRITERIA
    found = rows(db, statement, asked(log, question))
    match question:
        case ListPlanSums():
            lists = ("schools", "late_schools", "unreported_schools")
            return [
                AreaSums(
                    **row | {name: tuple(row[name] or ()) for name in lists},
                    id=f"{row['area'] or 'none'}_{row['year']}",
                )
                for row in found
            ]
        case ListPlanCriteria():
            return [
                CriterionSums(
                    **row | {"schools": tuple(row["schools"])},
                    id=f"{row['rules'][:12]}_{row['criterion'].replace('.', '_')}_{row['year']}",
                )
                for row in found
            ]
    assert_never(question)
