"""How far the reports of a school year are, school by school: also of who has not begun.

A list for the office above the schools: of one report, what waits for whom, and until when. It is
found, sorted and counted in one statement over a row a school and a row a report; what the law says
of the day is given to the statement by rule set, by kind of school and by place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, assert_never, get_args

from psycopg2.extras import Json

from libs.engine.list_parts import part
from libs.engine.questions import Column, InOrder, OfSchools, order_in, seen_in
from libs.engine.read_tables import asked, rows
from libs.kernel.messages import Id, given
from libs.law import standards
from libs.law.calendar import school_year_days
from libs.law.labels import group
from libs.law.standards import levels
from libs.law.standards.applicable_sets import needed
from libs.law.vietnamese import fold
from libs.log.database import Cursor
from services.assessment.cycle import letters
from services.assessment.cycle.approval import approve_before
from services.assessment.cycle.state import State
from services.assessment.shared.duties import CONCERN, UPDATE, Duties
from services.assessment.shared.fields import Area, EducationStage, Year

Progress = Literal["not_begun", "being_written", "awaiting_comments", "commented", "handed_in"]
"""No cycle is open; the school works on it; a finished draft waits for the office's comments; the
office has commented on it; the report was submitted."""
WAYS: tuple[Progress, ...] = get_args(Progress)


@dataclass(frozen=True, slots=True)
class ReportProgressView:
    """The report of a school for a school year; `cycle` is None where none is open.

    `approve_before` is the first day on which the council approves it too late, by the rule set;
    `before` the first day too late to hand it in, the earliest that a letter names. None: no rule
    names one. Of a school that has not begun they are those of the set that it would begin under.
    `late`: one of the days is past without the act, or what was handed in was late by one of them.
    `commented_on`: the last comment on this draft. `area` is the smallest that the school lies in.

    What was handed in counts until the next version is: it stays `handed_in`, of the version and
    day named, while `draft_progress` says how far the next one is (None: none is begun) and
    `before` by when letters want it.
    """

    id: str
    version: int
    position: int
    school: str
    school_name: str
    kind: str
    area: str | None
    year: int
    cycle: str | None
    education_stage: EducationStage | None
    state: State | None
    report_progress: Progress
    level: levels.SchoolLevel | None
    report_version: int
    opened_on: date | None
    completed_on: date | None
    approved_on: date | None
    submitted_on: date | None
    commented_on: date | None
    comment_count: int
    approve_before: date | None
    before: date | None
    late: bool
    handed_in_version: int | None
    handed_in_level: levels.SchoolLevel | None
    handed_in_on: date | None
    draft_progress: Progress | None


@dataclass(frozen=True, slots=True)
class ReportProgressSum:
    """How many reports of a school year are how far, `late_count` of them late; of how many that
    were handed in the next version is as far (`draft_count`)."""

    id: str
    position: int
    report_progress: Progress
    year: int
    report_count: int
    late_count: int
    draft_count: int


@dataclass(frozen=True, slots=True)
class ListReportProgress(InOrder):
    """Ask how far the reports of a school year are (2024 is 2024-2025), school by school.

    `name`: words of the school's name, accents or not. `area`: there and below. Names and places
    are sorted as Vietnamese lists are, progress from not begun to handed in.
    """

    category: ClassVar[str] = "report_progress"
    view: ClassVar[type] = ReportProgressView
    orders: ClassVar[Mapping[str, Column]] = {
        "school_name": Column("sorted_by", empty=False, indexed=True),
        "report_progress": Column("how_far", empty=False),
        "area": Column("place_sorted_by"),
        "approve_before": Column("approve_before"),
        "before": Column("before"),
        "late": Column("late", empty=False),
        "handed_in_on": Column("handed_in_on"),
        "report_version": Column("report_version", empty=False),
    }
    year: Year
    school: Id | None = None
    name: str | None = None
    kind: str | None = None
    area: Area | None = None
    report_progress: Progress | None = None
    draft_progress: Progress | None = None
    late: bool | None = None
    sort: Annotated[str, order_in(orders)] = "school_name"
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListReportProgressSums(OfSchools):
    """Ask how many reports of a school year are how far, by words of the name, kind and area."""

    category: ClassVar[str] = "report_progress_sum"
    view: ClassVar[type] = ReportProgressSum
    orders: ClassVar[Mapping[str, Column]] = {"report_progress": Column("how_far", empty=False)}
    school_in: ClassVar[str | None] = None
    year: Year
    name: str | None = None
    kind: str | None = None
    area: Area | None = None
    on: date = given("on")


Asked = ListReportProgress | ListReportProgressSums

ASKED_FOR = """
l.log = %(log)s and holds(l.starts, l.ends, %(on)s)
and (%(school)s::text is null or l.school = %(school)s)
and (%(kind)s::text is null or l.kind = %(kind)s)
and (%(area)s::text is null or %(area)s = any (l.areas))
and (%(words)s::text[] is null or l.folded like all (%(words)s))
"""
"""Which rows of `listed_school` a list of schools on a day is about."""
ANY_SCHOOL = dict.fromkeys(("school", "kind", "area", "words"))
OWN = """
unnest(case when l.kind = 'multi_stage' and l.stages <> '{}'
            then array(select distinct case when stage = any (%(apart)s) then stage end
                       from unnest(l.stages) stage)
            else array[null::text] end)
"""
"""The stages of a school that have a report of their own, null for that of the rest."""
COVERED = """
exists (select from report_standing c
        where c.log = l.log and c.school = l.school and c.year = %(year)s
        and (c.education_stage is null or c.education_stage = own.stage))
"""
"""Whether a report of the school, or of this stage of it, was begun."""
SCHOOL = """
l.school, l.name as school_name, l.sorted_by, l.kind, l.areas, l.places, l.place_sorted_by
"""
OF_CYCLE = {
    **dict.fromkeys(("cycle", "education_stage", "state", "rules"), "text"),
    **dict.fromkeys(("level", "version", "handed_in_version", "handed_in_level"), "integer"),
    **dict.fromkeys(("opened_on", "completed_on", "approved_on", "submitted_on"), "date"),
    **dict.fromkeys(("handed_in_on", "commented_on"), "date"),
    "handed_in_late": "boolean",
    "position": "bigint",
}
"""The columns of a report that was begun; null of one that was not, but for its stage."""
BEGUN = (
    f"{SCHOOL}, {', '.join(f's.{name}' for name in OF_CYCLE)}, s.report_version, s.comment_count"
)
BLANK = ", ".join(
    f"{'own.stage' if name == 'education_stage' else 'null'}::{kind} as {name}"
    for name, kind in OF_CYCLE.items()
)
REPORTS = f"""
select {BEGUN} from report_standing s
join listed_school l on l.log = s.log and l.school = s.school
where s.log = %(log)s and s.year = %(year)s and {ASKED_FOR}
union all
select {SCHOOL}, {BLANK}, 1, 0 from listed_school l cross join lateral {OWN} own (stage)
where {ASKED_FOR} and holds(null, l.closes, %(on)s) and not {COVERED}
"""
"""Each report that was begun, and each that a school or a stage of it has not begun; a cycle of the
whole school covers all of its stages."""
BY_SCHOOL = f"""
select {SCHOOL}, e.* from listed_school l cross join lateral (
    select {", ".join(f"s.{name}" for name in OF_CYCLE)}, s.report_version, s.comment_count
    from report_standing s
    where s.log = l.log and s.school = l.school and s.year = %(year)s
    union all
    select {BLANK}, 1, 0 from {OWN} own (stage)
    where holds(null, l.closes, %(on)s) and not {COVERED}) e
where {ASKED_FOR}
"""
"""The same school by school: what begins with the first ones by name has not to find all."""
UPDATES = "(handed_in_version is not null and submitted_on is null)"
DRAFT = """
case when cycle is null then 'not_begun' when submitted_on is not null then 'handed_in'
     when completed_on is null and approved_on is null then 'being_written'
     when comment_count > 0 then 'commented' else 'awaiting_comments' end
"""
"""How far the version is that the school works on, or handed in last."""
WAY = f"""
case when {UPDATES} then 'handed_in' else {DRAFT} end as report_progress,
case when {UPDATES} then {DRAFT} end as draft_progress, {UPDATES} as updates
"""


def first_day(days: str) -> str:
    """Return the first day too late for what a school hands in, of the parameter `days`.

    These are as `Duties.earliest` returns them.
    """
    return f"""
(select min(least((%({days})s::jsonb->>place)::date,
                  (%({days})s::jsonb->>(place || ' ' || school))::date))
 from unnest(places) place)
"""


def _late(reports: str) -> str:
    """Return the statement that adds to reports their days, and whether they are late."""
    return f"""
select *, case when handed_in_version is not null then handed_in_late
               else coalesce(approved_on is null and approve_before <= %(on)s, false)
                    or coalesce(before <= %(on)s, false) end as late
from (
    select *, case when not updates
                   then (%(approve)s::jsonb->>coalesce(rules, education_stage, kind))::date
                   end as approve_before,
           case when updates then {first_day("update")} else {first_day("report")} end as before
    from ({reports}) r) r
"""


def _lines(reports: str) -> str:
    """Return the statement of the list over `REPORTS` or `BY_SCHOOL`."""
    each = f"""
select *, coalesce(cycle, school || '_' || %(year)s || coalesce('_' || education_stage, '')) as id,
       {WAY} from ({reports}) r
"""
    return f"""
select *, array_position(%(ways)s, report_progress) as how_far from ({_late(each)}) r
where (%(report_progress)s::text is null or report_progress = %(report_progress)s)
and (%(draft_progress)s::text is null or draft_progress = %(draft_progress)s)
and (%(late)s::boolean is null or late = %(late)s)
"""


ALIKE = """
kind, places, education_stage, rules, handed_in_version is not null, handed_in_late, approved_on,
report_progress, draft_progress, updates, case when school = any (%(named)s) then school end
"""
"""What decides whether a report is late: of those that are alike in it, once."""
GROUPS = f"""
select kind, places, education_stage, rules, max(handed_in_version) as handed_in_version,
       handed_in_late, approved_on, report_progress, draft_progress, updates,
       coalesce(case when school = any (%(named)s) then school end, '') as school,
       count(*) as many, max(position) as position
from (select *, {WAY} from ({REPORTS}) r) r where true {seen_in("r.school")} group by {ALIKE}
"""
SUMS = f"""
select report_progress, draft_progress, sum(many)::bigint as many, max(position) as position,
       coalesce(sum(many) filter (where late), 0)::bigint as late
from ({_late(GROUPS)}) r group by 1, 2
"""
ANY_LINE = ANY_SCHOOL | dict.fromkeys(("report_progress", "draft_progress", "late"))


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views: of reports, or how many there are of each way."""
    values = {**ANY_LINE, **asked(log, question), "words": words(question.name)}
    values |= _law(letters.duties(db, log, question.on), question.year, question.on)
    match question:
        case ListReportProgress(sort=sort, after=after, back_from=back, year=year):
            few = question.report_progress not in (None, "not_begun") or question.draft_progress
            lines = _lines(REPORTS if few else BY_SCHOOL)
            # The id of a report begins with that of its school.
            one = {**ANY_LINE, "school": (after or back or "").partition("_")[0]}
            return [_view(row, year) for row in part(db, question, sort, lines, values, one)]
        case ListReportProgressSums(year=year):
            found = rows(db, SUMS, values)
            return [_sum(way, year, found) for way in WAYS]
    assert_never(question)


def words(name: str | None) -> list[str] | None:
    """Return what is to be found in a folded name for each word that was asked for."""
    return [f"%{word}%" for word in fold(name).split()] if name else None


def _law(duties: Duties, year: int, on: date) -> Mapping[str, Any]:
    """Return what the rules say of a school year on a day, for `REPORTS`.

    Who has not begun would begin, or would have begun, under the set in force `within` the year.
    """
    within = min(on, school_year_days(year)[1])
    stages: tuple[str, ...] = get_args(EducationStage)
    approve = {rules.rules_hash: approve_before(rules, year) for rules in standards.rule_sets()}
    for kind in {*group("school_kind"), *stages}:
        rules = standards.in_force(kind, within)
        approve[kind] = approve_before(rules, year) if rules else None
    apart = [stage for stage in stages if needed("multi_stage", (stage,), None, within)[0].apart]
    return {
        "approve": days_of({key: day for key, day in approve.items() if day}),
        "apart": apart,
        "report": days_of(duties.earliest(CONCERN, year)),
        "update": days_of(duties.earliest(UPDATE, year)),
        "named": named(duties),
        "ways": list(WAYS),
    }


def named(duties: Duties) -> list[str]:
    """Return the schools that letters name each by itself: their days are nobody else's."""
    return sorted(duties.named)


def days_of(found: Mapping[str, date]) -> Json:
    """Return days as a parameter of `first_day`."""
    return Json({key: day.isoformat() for key, day in found.items()})


SHOWN = (
    *("id", "school", "school_name", "kind", "cycle", "education_stage", "level"),
    *("report_progress", "draft_progress", "report_version", "approve_before", "before", "late"),
    *("opened_on", "completed_on", "approved_on", "submitted_on", "commented_on", "comment_count"),
    *("handed_in_version", "handed_in_level", "handed_in_on"),
)
"""The columns that a view has as they are."""


def _view(row: Mapping[str, Any], year: int) -> ReportProgressView:
    return ReportProgressView(
        **{name: row[name] for name in SHOWN},
        area=next(iter(row["areas"]), None),
        version=row["version"] or 0,
        position=row["position"] or 0,
        year=year,
        state=State(row["state"]) if row["state"] else None,
    )


def _sum(way: Progress, year: int, found: Sequence[Mapping[str, Any]]) -> ReportProgressSum:
    here = [row for row in found if row["report_progress"] == way]
    return ReportProgressSum(
        id=way,
        position=max((row["position"] or 0 for row in found), default=0),
        report_progress=way,
        year=year,
        report_count=sum(row["many"] for row in here),
        late_count=sum(row["late"] for row in here),
        draft_count=sum(row["many"] for row in found if row["draft_progress"] == way),
    )
