"""Questions about registering: who may, who must, who has not begun, why; and the work to come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, assert_never

from libs.engine.questions import OfSchools, seen_in
from libs.engine.read_tables import Limit, asked, rows
from libs.kernel.messages import Id, between, given
from libs.law import standards
from libs.law.calendar import school_year, school_year_days
from libs.law.standards import RuleSet
from libs.law.standards.eligibility import (
    Eligibility,
    EligibilityState,
    Held,
    Standing,
    Workload,
    eligibility,
    expiry_rung,
    workload,
)
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.log.database import Cursor
from services.registry.shared.fields import Area, Kind, Month, Year
from services.registry.shared.living import LIVING

Few = Annotated[int, between(1, 50)]


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A condition of registering: whether it is met, what is so, by which rule; `sure`: read."""

    met: bool
    said: str
    rule: str
    sure: bool


@dataclass(frozen=True, slots=True)
class EligibilityView:
    """How a school stands towards registering for a school year, today, and why.

    `month`: when it is planned, or else by when it must register; None: neither. `expiry_months`:
    the rung of the ladder (18, 12, 6, 3 months) that what it holds stands on. `begun`: it has
    opened a self-assessment this school year or the one before. The grades are what its last report
    would earn.
    """

    id: str
    version: int
    position: int
    school: str
    school_name: str
    kind: str
    area: str | None
    school_year: int
    eligibility_state: EligibilityState
    begun: bool
    month: str | None
    planned: bool
    register_by: date | None
    late: bool
    expires_on: date | None
    expiry_months: int | None
    registered_on: date | None
    level: SchoolLevel | None
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True)
class WorkloadView:
    """The evaluations to come in a month, and how many teams and people they need.

    `planned_count` stand on an office's list; `due_count` must register by then and do not;
    `registered_count` of both have registered. `schools_per_team`, `team_size` and `assumption`
    are what the numbers rest on.
    """

    id: str
    version: int
    position: int
    month: str
    school_year: int
    planned_count: int
    due_count: int
    registered_count: int
    team_count: int
    person_count: int
    schools_per_team: int
    team_size: int
    assumption: str


@dataclass(frozen=True, slots=True)
class ListEligibility(OfSchools):
    """Ask who may and who must register for a school year (this one if none), and why not.

    `expiring`: what they hold ends within so many months.
    """

    category: ClassVar[str] = "eligibility"
    view: ClassVar[type] = EligibilityView
    year: Year | None = None
    school: Id | None = None
    kind: Kind | None = None
    area: Area | None = None
    month: Month | None = None
    eligibility_state: EligibilityState | None = None
    begun: bool | None = None
    expiring: Annotated[int, between(1, 60)] | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListWorkload(OfSchools):
    """Ask how many evaluations each month of a school year brings, and how many teams they need.

    `schools_per_team` and `team_size` are assumptions; the platform's own where none is said.
    """

    category: ClassVar[str] = "workload"
    view: ClassVar[type] = WorkloadView
    school_in: ClassVar[str | None] = None
    year: Year | None = None
    kind: Kind | None = None
    area: Area | None = None
    schools_per_team: Few | None = None
    team_size: Few | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


Asked = ListEligibility | ListWorkload

SCHOOLS = f"""
with living as (
    select s.id, s.version, s.position, t.name, t.kind, t.areas, s.opened_on, s.cohorts_completed
    {LIVING})
select l.*, r.school_year as report_year, r.level, r.rules,
       exists (select from duty_fact f where f.log = %(log)s and f.subject = l.id
           and f.fact = 'cycle_opened' and f.school_year in (%(year)s - 1, %(year)s)) as begun,
       (select min(f.done_on) from duty_fact f where f.log = %(log)s and f.subject = l.id
           and f.fact = 'registration_submitted' and f.school_year = %(year)s) as registered_on,
       (select min(n.planned_month) from planned_line n
        join planned_list p on p.log = n.log and p.id = n.planned_list
        where n.log = %(log)s and n.school = l.id and p.school_year = %(year)s
            and not n.withdrawn) as planned_month,
       (select jsonb_agg(jsonb_build_array(c.kind, c.grade, c.valid_from, c.valid_to))
        from roadmap_recognition c where c.log = %(log)s and c.holder = l.id and c.ends is null)
           as held
from living l
left join lateral (
    select * from assessed_report a where a.log = %(log)s and a.school = l.id
    and a.submitted_on <= %(on)s order by a.school_year desc, a.submitted_on desc limit 1) r on true
where (%(school)s::text is null or l.id = %(school)s)
and (%(kind)s::text is null or l.kind = %(kind)s)
and (%(area)s::text is null or %(area)s = any (l.areas)) {seen_in("l.id")}
order by l.id
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views: schools by id, or months."""
    year = question.year if question.year is not None else school_year(question.on)
    values = {"school": None, **asked(log, question), "year": year}
    found = [_Found.of(row, year, question.on) for row in rows(db, SCHOOLS, values)]
    match question:
        case ListEligibility():
            kept = [each for each in found if _wanted(question, each)]
            return [_view(each, year, question.on) for each in kept][: question.limit]
        case ListWorkload(after=after, limit=limit):
            views = _months(found, year, question)
            return [each for each in views if after is None or each.id > after][:limit]
    assert_never(question)


@dataclass(frozen=True, slots=True)
class _Found:
    row: Mapping[str, Any]
    eligibility: Eligibility
    month: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any], year: int, on: date) -> "_Found":
        rules = standards.in_force(row["kind"], min(on, school_year_days(year)[1]))
        standing = Standing(
            row["kind"],
            rules,
            row["opened_on"],
            row["cohorts_completed"],
            row["report_year"],
            row["level"] or 0,
            _assessed_under(row, rules),
            row["begun"],
            tuple(_held(each) for each in row["held"] or ()),
            row["registered_on"],
        )
        found = eligibility(standing, year, on)
        due = found.state in ("must_register", "registration_done")
        by = f"{max(found.register_by, on):%Y-%m}" if due and found.register_by else None
        return cls(row, found, row["planned_month"] or by)


def _assessed_under(row: Mapping[str, Any], otherwise: RuleSet | None) -> RuleSet | None:
    """Return the set of the last report, None without one."""
    if row["report_year"] is None:
        return None
    return standards.by_hash(row["rules"]) if row["rules"] else otherwise


def _held(told: Sequence[Any]) -> Held:
    kind, grade, valid_from, valid_to = told
    return Held(kind, grade, date.fromisoformat(valid_from), date.fromisoformat(valid_to))


def _wanted(question: ListEligibility, found: _Found) -> bool:
    rung = _rung(found, question.on)
    return (
        question.eligibility_state in (None, found.eligibility.state)
        and question.begun in (None, found.row["begun"])
        and question.month in (None, found.month)
        and (question.expiring is None or (rung is not None and rung <= question.expiring))
        and (question.after is None or found.row["id"] > question.after)
    )


def _rung(found: _Found, on: date) -> int | None:
    expires = found.eligibility.expires_on
    return None if expires is None else expiry_rung(expires, on)


def _view(found: _Found, year: int, on: date) -> EligibilityView:
    row, told = found.row, found.eligibility
    open_still = told.state == "must_register"
    return EligibilityView(
        id=row["id"],
        version=row["version"],
        position=row["position"],
        school=row["id"],
        school_name=row["name"],
        kind=row["kind"],
        area=next(iter(row["areas"]), None),
        school_year=year,
        eligibility_state=told.state,
        begun=row["begun"],
        month=found.month,
        planned=row["planned_month"] is not None,
        register_by=told.register_by,
        late=open_still and told.register_by is not None and on > told.register_by,
        expires_on=told.expires_on,
        expiry_months=_rung(found, on),
        registered_on=row["registered_on"],
        level=row["level"],
        accreditation_grade=told.grades[0] or None,
        national_grade=told.grades[1] or None,
        reasons=tuple(ReasonView(r.met, r.said, r.rule, r.sure) for r in told.reasons),
    )


def _months(found: Sequence[_Found], year: int, question: ListWorkload) -> Iterator[WorkloadView]:
    """Yield each month of the school year, with what of it is planned or has to come."""
    usual = workload()
    per_team = question.schools_per_team or usual.schools_per_team
    size = question.team_size or usual.team_size
    assumed = Workload(per_team, size, usual.source)
    months = [f"{year + (n > 12)}-{(n - 1) % 12 + 1:02}" for n in range(9, 21)]
    for month in months:
        here = [each for each in found if each.month == month]
        planned = sum(each.row["planned_month"] is not None for each in here)
        registered = sum(each.row["registered_on"] is not None for each in here)
        teams = assumed.teams(len(here))
        counts = (planned, len(here) - planned, registered, teams, teams * size)
        position = max((each.row["position"] for each in here), default=0)
        yield WorkloadView(
            month.replace("-", "_"), 0, position, month, year, *counts, per_team, size, usual.source
        )
