"""Questions about registering: who may, who must, who has not begun, why; and the work to come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, assert_never, get_args

from psycopg2.extras import Json

from libs.engine.list_parts import part
from libs.engine.questions import Column, InOrder, OfSchools, order_in
from libs.engine.read_tables import Limit, asked, rows
from libs.kernel.messages import Id, Line, between, given
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
from libs.law.vietnamese import words
from libs.log.database import Cursor
from services.registry.eligibility.statement import LIST, STANDINGS
from services.registry.shared.fields import Area, Kind, Month, Year

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
class EligibilitySumView:
    """How many schools stand so towards registering for a school year; `late_count` of them must
    have registered by a day that is past."""

    id: str
    position: int
    school_year: int
    eligibility_state: EligibilityState
    school_count: int
    late_count: int


@dataclass(frozen=True, slots=True)
class ListEligibility(InOrder):
    """Ask who may and who must register for a school year (this one if none), and why not.

    `expiring`: what they hold ends within so many months. `name`: words of the name. Names are
    sorted as Vietnamese lists are, states from registered to not begun.
    """

    category: ClassVar[str] = "eligibility"
    view: ClassVar[type] = EligibilityView
    orders: ClassVar[Mapping[str, Column]] = {
        "school_name": Column("sorted_by"),
        "id": Column("id", empty=False),
        "kind": Column("kind", empty=False),
        "eligibility_state": Column("how_far", empty=False),
        "month": Column("month"),
        "register_by": Column("register_by"),
        "expires_on": Column("expires_on"),
    }
    year: Year | None = None
    school: Id | None = None
    name: Line | None = None
    kind: Kind | None = None
    area: Area | None = None
    month: Month | None = None
    eligibility_state: EligibilityState | None = None
    begun: bool | None = None
    expiring: Annotated[int, between(1, 60)] | None = None
    sort: Annotated[str, order_in(orders)] = "id"
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListEligibilitySums(OfSchools):
    """Ask how many schools may and how many must register, of those that `ListEligibility` lists
    when asked for the same."""

    category: ClassVar[str] = "eligibility_sum"
    view: ClassVar[type] = EligibilitySumView
    school_in: ClassVar[str | None] = None
    orders: ClassVar[Mapping[str, Column]] = {
        "eligibility_state": Column("how_far", empty=False),
    }
    year: Year | None = None
    name: Line | None = None
    kind: Kind | None = None
    area: Area | None = None
    month: Month | None = None
    eligibility_state: EligibilityState | None = None
    begun: bool | None = None
    expiring: Annotated[int, between(1, 60)] | None = None
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


Asked = ListEligibility | ListEligibilitySums | ListWorkload
STATES: tuple[EligibilityState, ...] = get_args(EligibilityState)


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views: of schools, of ways to stand, or of months."""
    year = question.year if question.year is not None else school_year(question.on)
    name = getattr(question, "name", None)
    values = {"school": None, **asked(log, question), "year": year}
    values["words"] = [f"%{word}%" for word in words(name)] if name else None
    found = [_Found.of(row, year, question.on) for row in rows(db, STANDINGS, values)]
    match question:
        case ListEligibility():
            return _list(db, question, values, [each for each in found if _wanted(question, each)])
        case ListEligibilitySums():
            kept = [each for each in found if _wanted(question, each)]
            return [_sum(state, year, question.on, kept) for state in STATES]
        case ListWorkload(after=after, limit=limit):
            views = _months(found, year, question)
            return [each for each in views if after is None or each.id > after][:limit]
    assert_never(question)


def _list(
    db: Cursor, question: "ListEligibility", values: Mapping[str, Any], found: Sequence["_Found"]
) -> list[EligibilityView]:
    decided = {each.row["alike"]: each for each in found}
    values = {**values, "decided": Json([each.wire() for each in found])}
    mark = {"school": question.after or question.back_from}
    shown = part(db, question, question.sort, LIST, values, mark)
    return [_view(row, decided[row["alike"]], values["year"], question.on) for row in shown]


@dataclass(frozen=True, slots=True)
class _Found:
    """How schools that are alike stand; `many` of them."""

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

    def late(self, on: date) -> bool:
        """Return whether they must register and the last day is past."""
        by = self.eligibility.register_by
        return self.eligibility.state == "must_register" and by is not None and on > by

    def wire(self) -> Mapping[str, Any]:
        """Return what was decided of them, for `LIST`."""
        found = self.eligibility
        days = {"register_by": found.register_by, "expires_on": found.expires_on}
        return {
            "alike": self.row["alike"],
            "how_far": STATES.index(found.state),
            "month": self.month,
            **{name: day and day.isoformat() for name, day in days.items()},
        }


def _assessed_under(row: Mapping[str, Any], otherwise: RuleSet | None) -> RuleSet | None:
    """Return the set of the last report, None without one."""
    if row["report_year"] is None:
        return None
    return standards.by_hash(row["rules"]) if row["rules"] else otherwise


def _held(told: Sequence[Any]) -> Held:
    kind, grade, valid_from, valid_to = told
    return Held(kind, grade, date.fromisoformat(valid_from), date.fromisoformat(valid_to))


def _wanted(question: ListEligibility | ListEligibilitySums, found: _Found) -> bool:
    rung = _rung(found, question.on)
    return (
        question.eligibility_state in (None, found.eligibility.state)
        and question.begun in (None, found.row["begun"])
        and question.month in (None, found.month)
        and (question.expiring is None or (rung is not None and rung <= question.expiring))
    )


def _sum(
    state: EligibilityState, year: int, on: date, found: Sequence[_Found]
) -> EligibilitySumView:
    here = [each for each in found if each.eligibility.state == state]
    return EligibilitySumView(
        id=state,
        position=max((each.row["position"] for each in found), default=0),
        school_year=year,
        eligibility_state=state,
        school_count=sum(each.row["many"] for each in here),
        late_count=sum(each.row["many"] for each in here if each.late(on)),
    )


def _rung(found: _Found, on: date) -> int | None:
    expires = found.eligibility.expires_on
    return None if expires is None else expiry_rung(expires, on)


def _view(row: Mapping[str, Any], found: _Found, year: int, on: date) -> EligibilityView:
    told = found.eligibility
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
        late=found.late(on),
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
        many = sum(each.row["many"] for each in here)
        planned = sum(each.row["many"] for each in here if each.row["planned_month"] is not None)
        registered = sum(each.row["many"] for each in here if each.row["registered_on"] is not None)
        teams = assumed.teams(many)
        counts = (planned, many - planned, registered, teams, teams * size)
        position = max((each.row["position"] for each in here), default=0)
        yield WorkloadView(
            month.replace("-", "_"), 0, position, month, year, *counts, per_team, size, usual.source
        )
