"""How far the plans of a school year are, school by school: also of who has none.

A list for the office above the schools, and for a school's own days: by when letters want the plan
and the year's report, and what an office that supervised it wants put right. As with reports it is
found, sorted and counted in one statement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, assert_never, get_args

from libs.engine.list_parts import part
from libs.engine.questions import Column, InOrder, OfSchools, order_in, seen_in
from libs.engine.read_tables import asked, rows
from libs.kernel.messages import Id, given
from libs.log.database import Cursor
from services.assessment.cycle import letters
from services.assessment.cycle.progress import (
    ANY_SCHOOL,
    ASKED_FOR,
    days_of,
    first_day,
    named,
    words,
)
from services.assessment.improvement_plan.events import Finding
from services.assessment.improvement_plan.questions import (
    OVERDUE,
    SUMS,
    SUPERVISIONS,
    PlanState,
    SchoolYear,
    supervision,
)
from services.assessment.shared.duties import PLAN, PLAN_REPORT
from services.assessment.shared.fields import Area

STATES: tuple[PlanState, ...] = get_args(PlanState)
UNREPORTED = ("drafting", "approved")
"""The states of a plan whose year is not reported."""


@dataclass(frozen=True, slots=True)
class PlanProgressView:
    """The plan of a school for a school year; `plan` is None where there is none.

    `before` and `report_before` are the first days too late to hand in the plan and the year's
    report, the earliest that a letter names, None: none does. `late`, `report_late`: that day is
    past and it was not handed in, or was handed in late. `to_put_right` is what an office wants
    done by a day, as long as it is not. Counts and sums over what is to be done, money in đồng.
    """

    id: str
    version: int
    position: int
    school: str
    school_name: str
    kind: str
    area: str | None
    year: int
    plan: str | None
    state: PlanState | None
    item_count: int
    completed_count: int
    overdue_count: int
    budget: int
    spent: int
    drafted_on: date | None
    approved_on: date | None
    submitted_on: date | None
    before: date | None
    late: bool
    reported_on: date | None
    report_before: date | None
    report_late: bool
    to_put_right: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ListPlanProgress(InOrder):
    """Ask how far the plans of a school year are (2024 is 2024-2025), school by school.

    `name`: words of the school's name, accents or not. `area`: there and below. `planned`: with a
    plan or without. `reported`: with the year's report or without. `late`: late with either. Names
    are sorted as Vietnamese lists are, states from drafting to closed; no plan, no state or count.
    """

    category: ClassVar[str] = "plan_progress"
    view: ClassVar[type] = PlanProgressView
    orders: ClassVar[Mapping[str, Column]] = {
        "school_name": Column("sorted_by", empty=False, indexed=True),
        "state": Column("how_far"),
        "overdue_count": Column("overdue_of_plan"),
        "budget": Column("budget_of_plan"),
        "submitted_on": Column("submitted_on"),
        "reported_on": Column("reported_on"),
        "late": Column("late_with_either", empty=False),
    }
    year: SchoolYear
    school: Id | None = None
    name: str | None = None
    kind: str | None = None
    area: Area | None = None
    state: PlanState | None = None
    planned: bool | None = None
    reported: bool | None = None
    late: bool | None = None
    overdue: bool | None = None
    sort: Annotated[str, order_in(orders)] = "school_name"
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class PlanProgressSum:
    """How many schools have no plan of a school year, are late, or have not reported the year.

    Whose plan is missing has not reported the year either. Counts and sums over what is to be done
    in the plans there are, money in đồng.
    """

    id: str
    position: int
    year: int
    school_count: int
    unplanned_count: int
    late_count: int
    unreported_count: int
    item_count: int
    completed_count: int
    overdue_count: int
    budget: int
    spent: int


@dataclass(frozen=True, slots=True)
class ListPlanProgressSums(OfSchools):
    """Ask how many schools have no plan of a school year, are late, have not reported it; what the
    plans come to. Of the schools that `ListPlanProgress` lists when asked for the same."""

    category: ClassVar[str] = "plan_progress_sum"
    view: ClassVar[type] = PlanProgressSum
    school_in: ClassVar[str | None] = None
    year: SchoolYear
    name: str | None = None
    area: Area | None = None
    state: PlanState | None = None
    planned: bool | None = None
    reported: bool | None = None
    late: bool | None = None
    overdue: bool | None = None
    on: date = given("on")


Asked = ListPlanProgress | ListPlanProgressSums
FILTERS = ("state", "planned", "reported", "late", "overdue")
ANY_LINE = ANY_SCHOOL | dict.fromkeys(FILTERS)

PLAN_OF = """
l.school, l.kind, l.places, l.areas, p.id as plan, p.state, p.version, p.position, p.drafted_on,
p.approved_on, p.submitted_on, p.reported_on, p.late as submitted_late,
p.report_late as reported_late
"""
SCHOOLS = f"""
from listed_school l
left join improvement_plan p on p.log = l.log and p.id = l.school || '_' || %(year)s
where {ASKED_FOR} and (holds(null, l.closes, %(on)s) or p.id is not null)
"""
EACH = f"""
select l.school || '_' || %(year)s as id, l.name as school_name, l.sorted_by, {PLAN_OF} {SCHOOLS}
"""


def _lines(plans: str) -> str:
    """Return the statement that adds to plans their days and whether they are late; of those that
    are asked for."""
    return f"""
select *, array_position(%(states)s, state) as how_far, late or report_late as late_with_either
from (
    select *, case when submitted_on is null then coalesce(before <= %(on)s, false)
                   else coalesce(submitted_late, false) end as late,
           case when reported_on is null then coalesce(report_before <= %(on)s, false)
                else coalesce(reported_late, false) end as report_late
    from (
        select *, {first_day("plan")} as before, {first_day("report")} as report_before
        from ({plans}) p) p) p
where (%(state)s::text is null or state = %(state)s)
and (%(planned)s::boolean is null or (plan is not null) = %(planned)s)
and (%(reported)s::boolean is null or (reported_on is not null) = %(reported)s)
and (%(late)s::boolean is null or (late or report_late) = %(late)s)
and (%(overdue)s::boolean is null or %(overdue)s = exists (
    select from plan_item i where i.log = %(log)s and i.plan = p.plan and {OVERDUE}))
"""


PLANS = f"""
select p.*, n.*, case when plan is not null then n.overdue_count end as overdue_of_plan,
       case when plan is not null then n.budget end as budget_of_plan
from (select l.*, %(log)s as log from ({_lines(EACH)}) l) p
cross join lateral {SUMS.replace("p.id", "p.plan")} n
"""
GROUPS = f"""
select kind, places, plan, state, submitted_on, submitted_late, reported_on, reported_late,
       coalesce(case when school = any (%(named)s) then school end, '') as school,
       count(*) as many, max(position) as position
from (select {PLAN_OF} {SCHOOLS} {seen_in("l.school")}) p
group by kind, places, plan, state, submitted_on, submitted_late, reported_on, reported_late,
         case when school = any (%(named)s) then school end
"""
"""Every plan, and the schools without one that are alike, with how many they are."""
COUNTS = f"""
select coalesce(sum(many), 0)::bigint as school_count, coalesce(max(position), 0) as position,
       coalesce(sum(many) filter (where plan is null), 0)::bigint as unplanned_count,
       coalesce(sum(many) filter (where late_with_either), 0)::bigint as late_count,
       coalesce(sum(many) filter (where reported_on is null), 0)::bigint as unreported_count,
       coalesce(array_agg(plan) filter (where plan is not null), '{{}}') as plans
from ({_lines(GROUPS)}) p
"""
TOTALS = f"""
select k.school_count, k.unplanned_count, k.late_count, k.unreported_count, k.position, n.*
from ({COUNTS}) k cross join lateral (
    select count(*) as item_count,
           count(*) filter (where i.state = 'completed') as completed_count,
           count(*) filter (where {OVERDUE}) as overdue_count,
           coalesce(sum(i.budget), 0)::bigint as budget, coalesce(sum(i.spent), 0)::bigint as spent
    from plan_item i where i.log = %(log)s and i.plan = any (k.plans)) n
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views, or the one sum."""
    values = {**ANY_LINE, **asked(log, question), "words": words(question.name)}
    duties = letters.duties(db, log, question.on)
    values |= {"plan": days_of(duties.earliest(PLAN, question.year)), "states": list(STATES)}
    values |= {
        "named": named(duties),
        "report": days_of(duties.earliest(PLAN_REPORT, question.year)),
    }
    match question:
        case ListPlanProgress(sort=sort, after=after, back_from=back):
            one = {**ANY_LINE, "school": (after or back or "").partition("_")[0]}
            found = part(db, question, sort, PLANS, values, one)
            return [_view(db, log, row, question.year) for row in found]
        case ListPlanProgressSums(year=year):
            (row,) = rows(db, TOTALS, values)
            return [PlanProgressSum(**row, id=str(year), year=year)]
    assert_never(question)


SHOWN = (
    *("id", "school", "school_name", "kind", "plan", "state", "item_count", "budget"),
    *("completed_count", "overdue_count", "spent", "drafted_on", "approved_on", "submitted_on"),
    *("before", "late", "reported_on", "report_before", "report_late"),
)
"""The columns that a view has as they are."""


def _view(db: Cursor, log: str, row: Mapping[str, Any], year: int) -> PlanProgressView:
    return PlanProgressView(
        **{name: row[name] for name in SHOWN},
        area=next(iter(row["areas"]), None),
        version=row["version"] or 0,
        position=row["position"] or 0,
        year=year,
        to_put_right=_findings(db, log, row),
    )


def _findings(db: Cursor, log: str, one: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return what offices want done by a day; what is completed, or of a year reported, is done."""
    if one["plan"] is None or one["state"] not in UNREPORTED:
        return ()
    return tuple(_open(db, {"log": log, "id": one["plan"]}))


COMPLETED = """
select item from plan_item where log = %(log)s and plan = %(id)s and state = 'completed'
"""


def _open(db: Cursor, plan: Mapping[str, Any]) -> Iterator[Finding]:
    done = {row["item"] for row in rows(db, COMPLETED, plan)}
    for row in rows(db, SUPERVISIONS, plan):
        for found in supervision(row).findings:
            if found.before is not None and found.item not in done:
                yield found
