"""The questions about plans and what is to be done in them, answered from the read tables."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import Limit, asked, latest, listed, one, rows
from libs.kernel.messages import Id, between, given
from libs.law.standards import improvement_plans
from libs.law.standards.levels import CriterionCode
from libs.log.database import Cursor
from services.assessment.improvement_plan.concreteness import warnings
from services.assessment.improvement_plan.events import (
    BasedOn,
    Finding,
    ItemOutcome,
    ItemState,
    Origin,
    Period,
    Work,
)
from services.assessment.shared.duties import DutyDone
from services.assessment.shared.fields import Area, Person

PlanState = Literal["drafting", "approved", "year_reported", "closed"]
"""How far a plan is."""
SchoolYear = Annotated[int, between(2000, 2100)]


@dataclass(frozen=True, slots=True)
class IssueView:
    """A priority issue."""

    issue: int
    cycle: str
    criterion: str
    current_state: str
    limitation: str
    cause: str


@dataclass(frozen=True, slots=True)
class ItemActView:
    """What happened to something to be done since approval: how far it came, or `state` None, why
    it was adjusted (`note`)."""

    dated: date
    state: ItemState | None
    note: str
    spent: int | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """Something to be done, how far it is and what became of it.

    `complete_by` is the last good day; `overdue`: it has passed on the day asked, and the thing is
    not completed. `warnings` are codes of what is too loose in it. Money in đồng.
    """

    id: str
    position: int
    plan: str
    school: str
    year: int
    item: int
    born_of: Origin
    cycle: str | None
    criterion: str | None
    unmet: tuple[str, ...]
    evaluation: str | None
    issue: int | None
    previous_item: int | None
    reason: str
    solution: str
    goal: str
    activities: str
    result_indicator: str
    starts: date | None
    complete_by: date | None
    responsible: str | None
    participants: tuple[str, ...]
    resources: str
    budget: int | None
    supervision: str
    expected_evidence: str
    state: ItemState
    overdue: bool
    progressed_on: date | None
    note: str
    spent: int | None
    evidence: tuple[str, ...]
    outcome: ItemOutcome | None
    outcome_note: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review of the plan by the school."""

    period: Period
    text: str
    dated: date


@dataclass(frozen=True, slots=True)
class SupervisionView:
    """What an office found in supervising the plan."""

    office: str
    findings: tuple[Finding, ...]
    dated: date


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """All that happened to something to be done."""

    item: int
    acts: tuple[ItemActView, ...]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan in short; counts and sums over what is to be done, money in đồng.

    `unreported_reason`: why an office ended it without a report of its year, None where none did.
    """

    id: str
    version: int
    position: int
    school: str
    year: int
    state: PlanState
    plan_form: str
    item_count: int
    completed_count: int
    overdue_count: int
    budget: int
    spent: int
    review_count: int
    supervision_count: int
    drafted_on: date
    approved_on: date | None
    submitted_on: date | None
    receiver: str | None
    late: bool | None
    reported_on: date | None
    report_late: bool | None
    closed_on: date | None
    unreported_reason: str | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with everything in it: at any time the data of the plan and of the year's report.

    `reports` are those it was made from, `history` what happened to each thing since approval.

    `required` are the fields without which it is not approved, `reviews_required` the moments that
    must have been reviewed before the year is reported, `coverage` what it must cover; not
    `sure`: the text they come from was not at hand. `unreported_...`: why the office ended it
    without a report of its year, by which document, which office.
    """

    id: str
    version: int
    position: int
    school: str
    year: int
    state: PlanState
    plan_form: str
    form_title: str
    coverage: str
    required: tuple[str, ...]
    reviews_required: tuple[str, ...]
    basis: str
    sure: bool
    reports: tuple[BasedOn, ...]
    issues: tuple[IssueView, ...]
    items: tuple[ItemView, ...]
    history: tuple[ItemHistory, ...]
    reviews: tuple[ReviewView, ...]
    supervisions: tuple[SupervisionView, ...]
    item_count: int
    completed_count: int
    overdue_count: int
    budget: int
    spent: int
    drafted_on: date
    decision_number: str | None
    approved_on: date | None
    submitted_on: date | None
    receiver: str | None
    late: bool | None
    duties: tuple[DutyDone, ...]
    reported_on: date | None
    report_receiver: str | None
    report_late: bool | None
    report_duties: tuple[DutyDone, ...]
    report_text: str | None
    closed_on: date | None
    unreported_reason: str | None
    unreported_basis: str | None
    unreported_by: str | None


@dataclass(frozen=True, slots=True)
class GetImprovementPlan(OfSchool):
    """Ask for a plan; its id is `<school>_<year>`."""

    category: ClassVar[str] = "improvement_plan"
    view: ClassVar[type] = PlanView
    id: Id
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListImprovementPlans(OfSchools):
    """Ask for plans: of a school, a school year, a state, an area; handed in late or in time; with
    something overdue today or nothing."""

    category: ClassVar[str] = "improvement_plan"
    view: ClassVar[type] = PlanSummary
    school: Id | None = None
    year: SchoolYear | None = None
    state: PlanState | None = None
    area: Area | None = None
    late: bool | None = None
    overdue: bool | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListPlanItems(OfSchools):
    """Ask for things to be done: of a plan, a school, a year, an area; of a criterion, an origin, a
    state; that a person answers for or takes part in; overdue today or not."""

    category: ClassVar[str] = "plan_item"
    view: ClassVar[type] = ItemView
    plan: Id | None = None
    school: Id | None = None
    year: SchoolYear | None = None
    area: Area | None = None
    criterion: CriterionCode | None = None
    born_of: Origin | None = None
    state: ItemState | None = None
    person: Person | None = None
    overdue: bool | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


Asked = GetImprovementPlan | ListImprovementPlans | ListPlanItems

OVERDUE = (
    "i.complete_by is not null and i.complete_by < %(on)s and i.state <> 'completed'"
    " and i.outcome is null"
)
SUMS = f"""
(select count(*) as item_count, count(*) filter (where i.state = 'completed') as completed_count,
        count(*) filter (where {OVERDUE}) as overdue_count,
        coalesce(sum(i.budget), 0)::bigint as budget, coalesce(sum(i.spent), 0)::bigint as spent
 from plan_item i where i.log = p.log and i.plan = p.id)
"""
ITEM = f"""
select plan || '_' || lpad(item::text, 3, '0') as id, position, plan, school, year, item, born_of,
       cycle, criterion, unmet, evaluation, issue, previous_item, reason, solution, goal,
       activities, result_indicator, starts, complete_by, responsible, participants, resources,
       budget, supervision, expected_evidence, state, {OVERDUE} as overdue, progressed_on, note,
       spent, evidence, outcome, outcome_note
from plan_item i where i.log = %(log)s
"""
IN_AREA = f"""
(%(area)s::text is null or (
    select s.areas from plan_school s where s.log = %(log)s and s.school = {{school}}
    and {latest("s")}) @> array[%(area)s::text])
"""
PLANS = f"""
select id, version, position, school, year, state, plan_form, n.*,
       (select count(*) from plan_review r where r.log = p.log and r.plan = p.id) as review_count,
       (select count(*) from plan_supervision v where v.log = p.log and v.plan = p.id)
           as supervision_count,
       drafted_on, approved_on, submitted_on, receiver, late, reported_on, report_late, closed_on,
       unreported_reason
from improvement_plan p cross join lateral {SUMS} n where p.log = %(log)s
and (%(school)s::text is null or school = %(school)s)
and (%(year)s::integer is null or year = %(year)s)
and (%(state)s::text is null or state = %(state)s)
and (%(late)s::boolean is null or late = %(late)s)
and (%(overdue)s::boolean is null or (n.overdue_count > 0) = %(overdue)s)
and {IN_AREA.format(school="p.school")}
"""
ITEMS = f"""
select * from ({ITEM}) i where true
and (%(plan)s::text is null or plan = %(plan)s)
and (%(school)s::text is null or school = %(school)s)
and (%(year)s::integer is null or year = %(year)s)
and (%(criterion)s::text is null or criterion = %(criterion)s)
and (%(born_of)s::text is null or born_of = %(born_of)s)
and (%(state)s::text is null or state = %(state)s)
and (%(person)s::text is null or responsible = %(person)s or %(person)s = any (participants))
and (%(overdue)s::boolean is null or overdue = %(overdue)s)
and {IN_AREA.format(school="i.school")}
"""
PLAN = f"""
select id, version, position, school, year, state, plan_form, reports, n.*, drafted_on,
       decision_number, approved_on, submitted_on, receiver, late, duties, reported_on,
       report_receiver, report_late, report_duties, report_text, closed_on,
       unreported_reason, unreported_basis, unreported_by
from improvement_plan p cross join lateral {SUMS} n where p.log = %(log)s and p.id = %(id)s
"""
ISSUES = """
select issue, cycle, criterion, current_state, limitation, cause from plan_issue
where log = %(log)s and plan = %(id)s order by issue
"""
ACTS = """
select item, dated, state, note, spent, evidence from plan_item_act
where log = %(log)s and plan = %(id)s order by item, version
"""
REVIEWS = """
select period, text, dated from plan_review where log = %(log)s and plan = %(id)s order by version
"""
SUPERVISIONS = """
select office, findings, dated from plan_supervision
where log = %(log)s and plan = %(id)s order by version
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetImprovementPlan():
            return one([_plan(db, values, row) for row in rows(db, PLAN, values)])
        case ListImprovementPlans():
            return [PlanSummary(**row) for row in listed(db, question, PLANS, values)]
        case ListPlanItems():
            return [_item(row) for row in listed(db, question, ITEMS, values)]
    assert_never(question)


def _plan(db: Cursor, values: Mapping[str, Any], row: dict[str, Any]) -> PlanView:
    form = improvement_plans.by_id(row["plan_form"])
    acts: dict[int, list[ItemActView]] = {}
    for act in rows(db, ACTS, values):
        told = {**act, "evidence": tuple(act["evidence"])}
        acts.setdefault(told.pop("item"), []).append(ItemActView(**told))
    parts = {
        "reports": tuple(_based_on(each) for each in row["reports"]),
        "duties": tuple(map(_duty, row["duties"] or ())),
        "report_duties": tuple(map(_duty, row["report_duties"] or ())),
    }
    return PlanView(
        **row | parts,
        form_title=form.title_vi,
        coverage=form.coverage,
        required=form.required,
        reviews_required=form.reviews,
        basis=form.rule,
        sure=form.sure,
        issues=tuple(IssueView(**each) for each in rows(db, ISSUES, values)),
        items=tuple(map(_item, rows(db, f"{ITEM} and plan = %(id)s order by item", values))),
        history=tuple(ItemHistory(item, tuple(told)) for item, told in acts.items()),
        reviews=tuple(ReviewView(**each) for each in rows(db, REVIEWS, values)),
        supervisions=tuple(map(supervision, rows(db, SUPERVISIONS, values))),
    )


def _item(row: dict[str, Any]) -> ItemView:
    lists = {name: tuple(row[name]) for name in ("unmet", "participants", "evidence")}
    row = row | lists
    work = Work(**{each.name: row[each.name] for each in fields(Work)})
    return ItemView(**row, warnings=tuple(warnings(work, row["year"])))


def _based_on(each: Mapping[str, Any]) -> BasedOn:
    return BasedOn(each["cycle"], each["rules"], date.fromisoformat(each["approved_on"]))


def _duty(each: Mapping[str, Any]) -> DutyDone:
    return DutyDone(**{**each, "before": _day(each["before"])})


def supervision(row: Mapping[str, Any]) -> SupervisionView:
    """Return what an office found, from its row."""
    found = (Finding(**{**each, "before": _day(each["before"])}) for each in row["findings"])
    return SupervisionView(row["office"], tuple(found), row["dated"])


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
