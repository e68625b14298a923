"""The question for a plan's year: what a document of the year's report is made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import OfSchool
from libs.engine.read_tables import asked, one, rows
from libs.kernel.messages import Id, given
from libs.law.standards import improvement_plans
from libs.log.database import Cursor
from services.assessment.improvement_plan.events import FollowUp, ItemOutcome, ItemState
from services.assessment.improvement_plan.questions import (
    ITEM,
    PLAN,
    REVIEWS,
    SUPERVISIONS,
    PlanState,
    ReviewView,
    SupervisionView,
    supervision,
)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A thing to be done and what became of it; no `outcome`: none is stated yet."""

    item: int
    criterion: str | None
    solution: str
    result_indicator: str
    responsible: str | None
    complete_by: date | None
    state: ItemState
    outcome: ItemOutcome | None
    progressed_on: date | None
    note: str
    budget: int | None
    spent: int | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """A recommendation of a team, and how it stands with it after this year."""

    evaluation: str
    criterion: str
    text: str
    state: FollowUp
    note: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """What was done about a criterion: how many things, how many completed, for how much (đồng)."""

    criterion: str | None
    item_count: int
    completed_count: int
    budget: int
    spent: int


@dataclass(frozen=True, slots=True)
class YearReportView:
    """A plan's year as it stands: the report once it is made, before that what it would say.

    `undecided` are things without an outcome, `reviews_missing` the moments still to be reviewed:
    with neither the year can be reported.
    """

    id: str
    version: int
    position: int
    school: str
    year: int
    state: PlanState
    plan_form: str
    lines: tuple[ReportLine, ...]
    criteria: tuple[CriterionLine, ...]
    followed: tuple[FollowedLine, ...]
    reviews: tuple[ReviewView, ...]
    supervisions: tuple[SupervisionView, ...]
    undecided: tuple[int, ...]
    reviews_missing: tuple[str, ...]
    item_count: int
    completed_count: int
    budget: int
    spent: int
    reported_on: date | None
    report_receiver: str | None
    report_late: bool | None
    report_text: str | None


@dataclass(frozen=True, slots=True)
class GetYearReport(OfSchool):
    """Ask how a plan's year went; the id is the plan's."""

    category: ClassVar[str] = "plan_report"
    view: ClassVar[type] = YearReportView
    id: Id
    on: date = given("on")


Asked = GetYearReport

RECOMMENDATIONS = """
select r.evaluation, r.criterion, r.text, r.state, r.note
from team_recommendation r join improvement_plan p on p.log = r.log and p.id = %(id)s
where r.log = %(log)s and r.school = p.school and r.told_on is not null
and (r.followed_in = p.id or r.state = 'open' or exists (
    select from plan_item i where i.log = r.log and i.plan = p.id
    and i.evaluation = r.evaluation and i.criterion = r.criterion))
order by r.evaluation, r.criterion
"""
_SAID = (
    *("id", "version", "position", "school", "year", "state", "plan_form", "item_count"),
    *("completed_count", "budget", "spent", "reported_on", "report_receiver", "report_late"),
    "report_text",
)


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such plan."""
    values = asked(log, question)
    return one([_report(db, values, row) for row in rows(db, PLAN, values)])


def _report(db: Cursor, values: Mapping[str, Any], row: Mapping[str, Any]) -> YearReportView:
    found = rows(db, f"{ITEM} and plan = %(id)s order by item", values)
    lines = tuple(map(_line, found))
    reviews = tuple(ReviewView(**each) for each in rows(db, REVIEWS, values))
    there = {review.period for review in reviews}
    asked_for = improvement_plans.by_id(row["plan_form"]).reviews
    return YearReportView(
        **{name: row[name] for name in _SAID},
        lines=lines,
        criteria=tuple(_by_criterion(lines)),
        followed=tuple(FollowedLine(**each) for each in rows(db, RECOMMENDATIONS, values)),
        reviews=reviews,
        supervisions=tuple(map(supervision, rows(db, SUPERVISIONS, values))),
        undecided=tuple(line.item for line in lines if line.outcome is None),
        reviews_missing=tuple(period for period in asked_for if period not in there),
    )


def _line(row: Mapping[str, Any]) -> ReportLine:
    """Return what became of a thing: what is completed has that outcome before the report, too."""
    outcome: ItemOutcome | None = row["outcome"]
    if row["state"] == "completed":
        outcome = "completed"
    note = row["outcome_note"] or row["note"]
    named = (
        *("item", "criterion", "solution", "result_indicator", "responsible", "complete_by"),
        *("state", "progressed_on", "budget", "spent"),
    )
    told = {name: row[name] for name in named}
    return ReportLine(**told, outcome=outcome, note=note, evidence=tuple(row["evidence"]))


def _by_criterion(lines: Iterable[ReportLine]) -> Iterable[CriterionLine]:
    """Yield the sums of each criterion in the order of the plan, what is of none with None."""
    by: dict[str | None, list[ReportLine]] = {}
    for line in lines:
        by.setdefault(line.criterion, []).append(line)
    for criterion, found in by.items():
        yield CriterionLine(
            criterion,
            len(found),
            sum(line.outcome == "completed" for line in found),
            sum(line.budget or 0 for line in found),
            sum(line.spent or 0 for line in found),
        )
