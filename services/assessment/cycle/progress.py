"""How far the reports of a school year are, school by school: also of who has not begun.

A list for the office above the schools: of one report, what waits for whom, and until when. Lists
sort by the school's name as Vietnamese lists are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, ClassVar, Literal, assert_never, get_args

from libs.engine.questions import OfSchools, seen_in
from libs.engine.read_tables import Limit, asked, latest_told, rows
from libs.kernel.messages import Id, given
from libs.law import standards
from libs.law.calendar import school_year_days
from libs.law.standards import levels
from libs.law.standards.applicable_sets import needed
from libs.log.database import Cursor
from services.assessment.cycle import letters
from services.assessment.cycle.approval import approve_before
from services.assessment.cycle.state import State
from services.assessment.cycle.versions import HANDED_IN
from services.assessment.shared import by_name
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
    """How many reports of a school year are how far; `late_count` of them late."""

    id: str
    position: int
    report_progress: Progress
    year: int
    report_count: int
    late_count: int


@dataclass(frozen=True, slots=True)
class ListReportProgress(OfSchools):
    """Ask how far the reports of a school year are (2024 is 2024-2025), school by school.

    `name`: words of the school's name, accents or not. `area`: there and below.
    """

    category: ClassVar[str] = "report_progress"
    view: ClassVar[type] = ReportProgressView
    year: Year
    school: Id | None = None
    name: str | None = None
    kind: str | None = None
    area: Area | None = None
    report_progress: Progress | None = None
    draft_progress: Progress | None = None
    late: bool | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListReportProgressSums(OfSchools):
    """Ask how many reports of a school year are how far."""

    category: ClassVar[str] = "report_progress_sum"
    view: ClassVar[type] = ReportProgressSum
    school_in: ClassVar[str | None] = None
    year: Year
    on: date = given("on")


Asked = ListReportProgress | ListReportProgressSums


STAGES = "array_to_string(s.education_stages, ',')"
KNOWN = f"""
select s.school, {latest_told("s", "name")} as name, {latest_told("s", "kind")} as kind,
       string_to_array({latest_told("s", "areas", "array_to_string(s.areas, ',')")}, ',') as areas,
       string_to_array({latest_told("s", "education_stages", STAGES)}, ',') as stages,
       min(s.ends) as ends
from report_school s where s.log = %(log)s {seen_in("s.school")}
group by s.school
"""
SINCE = "coalesce((c.facts->'ReportCompleted'->>'dated')::date, c.approved_on)"
"""The day on which the draft was finished that is commented on."""
REPORTS = f"""
select k.school, k.name as school_name, k.kind, k.areas, k.stages,
       holds(null, k.ends, %(on)s) as lives, c.id as cycle, c.version, c.position,
       c.education_stage, c.state, c.level, coalesce(c.report_version, 1) as report_version,
       c.rules, c.opened_on, (c.facts->'ReportCompleted'->>'dated')::date as completed_on,
       c.approved_on, c.submitted_on, c.handed_in_version, c.handed_in_level, c.handed_in_on,
       c.handed_in_late, m.commented_on, coalesce(m.comment_count, 0) as comment_count
from ({KNOWN}) k
left join (select * from cycle c {HANDED_IN}) c
    on c.log = %(log)s and c.school = k.school and c.year = %(year)s and c.state <> 'abandoned'
left join lateral (
    select max(dated) as commented_on, count(*) as comment_count from report_comment m
    where m.log = c.log and m.cycle = c.id and m.report_version = c.report_version
    and m.dated >= {SINCE}) m on true
where (holds(null, k.ends, %(on)s) or c.id is not null)
and (%(school)s::text is null or k.school = %(school)s)
and (%(kind)s::text is null or k.kind = %(kind)s)
and (%(area)s::text is null or %(area)s = any (k.areas))
order by k.school, c.id
"""
OF_SCHOOL = ("school", "school_name", "kind", "areas", "stages")
"""The columns that are the school's, whatever its report is."""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views: of schools, or how many there are of each way."""
    none = {"school": None, "kind": None, "area": None}
    values = {**none, **asked(log, question)}
    duties = letters.duties(db, log, question.on)
    each = _of_stages(rows(db, REPORTS, values), question.year, question.on)
    found = [_line(row, duties, question.year, question.on) for row in each]
    match question:
        case ListReportProgress(
            report_progress=wanted, draft_progress=drafted, late=late, name=name
        ):
            kept = [
                one
                for one in found
                if wanted in (None, one.report_progress)
                and drafted in (None, one.draft_progress)
                and late in (None, one.late)
            ]
            shown = by_name.page(kept, _called, name, question.after, question.limit)
            # Only what is shown is made whole: of thousands of schools it is a page.
            return [one.view for one in shown]
        case ListReportProgressSums(year=year):
            all_of = Counter(one.report_progress for one in found)
            late_of = Counter(one.report_progress for one in found if one.late)
            position = max((one.row["position"] or 0 for one in found), default=0)
            return [ReportProgressSum(w, position, w, year, all_of[w], late_of[w]) for w in WAYS]
    assert_never(question)


@dataclass(frozen=True, slots=True)
class _Line:
    """A school's report as it is found, counted and sorted."""

    row: Mapping[str, Any]
    year: int
    approve_before: date | None
    before: date | None
    late: bool
    report_progress: Progress
    draft_progress: Progress | None

    @property
    def id(self) -> str:
        stage = self.row["education_stage"]
        of = f"_{stage}" if stage else ""
        return self.row["cycle"] or f"{self.row['school']}_{self.year}{of}"

    @property
    def view(self) -> ReportProgressView:
        row = self.row
        shown = {name: row[name] for name in SHOWN}
        return ReportProgressView(
            **shown,
            id=self.id,
            version=row["version"] or 0,
            position=row["position"] or 0,
            area=next(iter(row["areas"] or ()), None),
            year=self.year,
            state=State(row["state"]) if row["state"] else None,
            report_progress=self.report_progress,
            draft_progress=self.draft_progress,
            approve_before=self.approve_before,
            before=self.before,
            late=self.late,
        )


SHOWN = (
    *("school", "school_name", "kind", "cycle", "education_stage", "level", "report_version"),
    *("opened_on", "completed_on", "approved_on", "submitted_on", "commented_on", "comment_count"),
    *("handed_in_version", "handed_in_level", "handed_in_on"),
)
"""The columns that a view has as they are."""


def _called(line: _Line) -> tuple[str, str]:
    return line.row["school_name"], line.id


def _of_stages(found: Sequence[dict[str, Any]], year: int, on: date) -> Iterator[Mapping[str, Any]]:
    """Yield each report that was begun, and each that a school or a stage of it has not begun.

    A cycle of the whole school covers all of its stages.
    """
    for _, those in groupby(found, key=itemgetter("school")):
        of_school = list(those)
        begun = {row["education_stage"] for row in of_school if row["cycle"]}
        yield from (row for row in of_school if row["cycle"])
        one = of_school[0]
        if (begun and None in begun) or not one["lives"]:
            continue
        blank = dict.fromkeys(one) | {name: one[name] for name in OF_SCHOOL}
        for stage in _apart(one, _within(year, on)):
            if stage not in begun:
                yield {**blank, "education_stage": stage, "report_version": 1, "comment_count": 0}


def _apart(row: Mapping[str, Any], on: date) -> Sequence[str | None]:
    """Return the stages of a school that have a report of their own, None for that of the rest."""
    if row["kind"] != "multi_stage" or not row["stages"]:
        return (None,)
    needs = needed(row["kind"], row["stages"], None, on)
    return tuple(dict.fromkeys(each.education_stage if each.apart else None for each in needs))


def _line(row: Mapping[str, Any], duties: Duties, year: int, on: date) -> _Line:
    handed_in, progress = row["handed_in_version"] is not None, _progress(row)
    updates = handed_in and row["submitted_on"] is None
    concern = UPDATE if updates else CONCERN
    before = duties.before(concern, row["kind"], row["areas"], row["school"], year)
    approve = None if updates else _approve_before(row, year, on)
    passed = approve is not None and row["approved_on"] is None and on >= approve
    late = passed or (before is not None and on >= before)
    if handed_in:
        late = row["handed_in_late"]
    draft: Progress | None = progress if updates else None
    return _Line(row, year, approve, before, late, "handed_in" if updates else progress, draft)


def _approve_before(row: Mapping[str, Any], year: int, on: date) -> date | None:
    """Return the day of the rule set, for who has not begun of the one to begin under."""
    if row["rules"]:
        return approve_before(standards.by_hash(row["rules"]), year)
    rules = standards.in_force(row["education_stage"] or row["kind"], _within(year, on))
    return approve_before(rules, year) if rules else None


def _within(year: int, on: date) -> date:
    """Return the day on which who has not begun in a school year would begin, or would have."""
    return min(on, school_year_days(year)[1])


def _progress(row: Mapping[str, Any]) -> Progress:
    """Return how far the version is that the school works on, or handed in last."""
    if row["cycle"] is None:
        return "not_begun"
    if row["submitted_on"] is not None:
        return "handed_in"
    if row["completed_on"] is None and row["approved_on"] is None:
        return "being_written"
    return "commented" if row["comment_count"] else "awaiting_comments"
