"""A plan's beginning, its approval with all that is missing said at once, its way to the office."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Id, Line, given, size
from libs.kernel.problems import FieldError, Rejected, refuse, refused
from libs.law import standards
from libs.law.calendar import school_year, show, year_name
from libs.law.standards import improvement_plans, levels
from libs.law.standards.improvement_plans import PlanForm
from libs.rights import Right
from services.assessment.cycle.report import Report
from services.assessment.improvement_plan.days import dated
from services.assessment.improvement_plan.events import (
    BasedOn,
    ImprovementPlanApproved,
    ImprovementPlanDrafted,
    ImprovementPlanSubmitted,
    PlanEvent,
)
from services.assessment.improvement_plan.items import lacking
from services.assessment.improvement_plan.state import RULE, Plan, Recommendation
from services.assessment.shared.duties import Desk, done
from services.assessment.shared.fields import PRINCIPAL, Year


@dataclass(frozen=True, slots=True)
class DraftImprovementPlan:
    """Begin the plan of a school year, this one or the next, from approved reports of `cycles`.

    None named: the cycle of the school year before. Of several cycles each stage of a school has
    its own.
    """

    right: ClassVar[Right] = PRINCIPAL
    year: Year
    cycles: Annotated[tuple[Id, ...], size(0, 5)] = ()
    dated: date | None = None
    id: str = given("id")
    school: str = given("school")
    log: str = given("log")
    on: date = given("on")

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The cycles whose reports it is made from."""
        return self.cycles or (f"{self.school}_{self.year - 1}",)


@dataclass(frozen=True, slots=True)
class ApproveImprovementPlan:
    """Approve the plan; from then on it changes only with a reason."""

    right: ClassVar[Right] = PRINCIPAL
    decision_number: Line | None = None
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class SubmitImprovementPlan:
    """Hand the approved plan in at the office that receives it."""

    right: ClassVar[Right] = PRINCIPAL
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Drafting:
    """What a plan is begun with: the reports by cycle, the school's first day without it."""

    reports: Mapping[str, Report]
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Covering:
    """What a plan must answer: the reports, what last year passed on, what teams recommended."""

    reports: Mapping[str, Report]
    next_year: frozenset[int]
    recommended: Sequence[Recommendation]


def draft_plan(command: DraftImprovementPlan, known: Drafting, plan: Plan) -> Sequence[PlanEvent]:
    """Return how it begins; none when it did so.

    Raises `Rejected`: plan-id-differs, year-not-open, school-closed, cycle-elsewhere,
    report-not-approved, plan-form-missing, plan-drafted; and as `days.dated`.
    """
    if command.id != f"{command.school}_{command.year}":
        detail = f"Mã kế hoạch phải ghép từ mã trường và năm học: {command.school}_{command.year}."
        raise refused("plan-id-differs", detail, "mỗi năm học một kế hoạch", at="/year")
    if plan.drafted is not None:
        if tuple(each.cycle for each in plan.drafted.reports) == command.rests_on:
            return []
        detail = "Kế hoạch của năm học này đã được lập từ báo cáo khác."
        raise refused("plan-drafted", detail, RULE, at="/cycles")
    present = school_year(command.on)
    if command.year not in (present, present + 1):
        detail = (
            f"Ngày {show(command.on)} thuộc năm học {year_name(present)}; không lập được kế hoạch "
            f"của năm học {year_name(command.year)}."
        )
        raise refused("year-not-open", detail, RULE, at="/year")
    if known.closed_on is not None and known.closed_on <= command.on:
        detail = f"Trường đã chấm dứt hoạt động từ ngày {show(known.closed_on)}."
        raise Rejected("school-closed", detail, "tổ chức lại, giải thể trường")
    _check_cycles(command, known)
    found = [(cycle, known.reports[cycle]) for cycle in command.rests_on]
    on = dated(command.dated, command.on, max(report.approved_on for _, report in found))
    return [
        ImprovementPlanDrafted(
            school=command.school,
            year=command.year,
            plan_form=improvement_plans.choose(command.log, on).id,
            reports=tuple(BasedOn(cycle, r.rules, r.approved_on) for cycle, r in found),
            dated=on,
        )
    ]


def _check_cycles(command: DraftImprovementPlan, known: Drafting) -> None:
    own, years = f"{command.school}_", (command.year - 1, command.year)
    wrong = [
        (n, cycle)
        for n, cycle in enumerate(command.rests_on)
        if not cycle.startswith(own)
        or cycle in command.rests_on[:n]
        or (cycle in known.reports and known.reports[cycle].year not in years)
    ]
    named = bool(command.cycles)
    refuse(
        "cycle-elsewhere",
        [
            (
                f"/cycles/{n}" if named else "/year",
                f"'{cycle}' không phải đợt tự đánh giá của trường trong năm học này hay năm trước.",
            )
            for n, cycle in wrong
        ],
        RULE,
    )
    refuse(
        "report-not-approved",
        [
            (
                f"/cycles/{n}" if named else "/year",
                f"Báo cáo tự đánh giá của đợt '{cycle}' chưa được phê duyệt.",
            )
            for n, cycle in enumerate(command.rests_on)
            if cycle not in known.reports
        ],
        RULE,
    )


def approve_plan(
    command: ApproveImprovementPlan, known: Covering, plan: Plan
) -> Sequence[PlanEvent]:
    """Return the approval; none when it is approved.

    Raises `Rejected`: plan-not-drafted; plan-incomplete, which names everything that is missing at
    once; and as `days.dated`.
    """
    begun = plan.begun()
    if plan.approved is not None:
        return []
    form = plan.form()
    faults = [
        *_empty(plan),
        *_unfilled(plan, form),
        *(_uncovered(plan, known) if form.coverage == "each_criterion" else ()),
        *(_issues_alone(plan) if form.coverage == "priority_issues" else ()),
        *_forgotten(plan, known),
        *_unanswered(plan, known),
    ]
    if faults:
        errors = [FieldError("", code, said) for code, said in faults]
        detail = " ".join(said for _, said in faults)
        raise Rejected("plan-incomplete", detail, form.rule, errors)
    on = dated(command.dated, command.on, begun.dated)
    return [ImprovementPlanApproved(command.decision_number, on, len(plan.items), plan.budget)]


Faults = Iterator[tuple[str, str]]


def _empty(plan: Plan) -> Faults:
    if not plan.items:
        yield "items-missing", "Kế hoạch chưa có việc nào."


def _unfilled(plan: Plan, form: PlanForm) -> Faults:
    for number, item in sorted(plan.items.items()):
        said = [what for _, what in lacking(item.work, item.added.issue, form)]
        if said:
            yield "item-incomplete", f"Việc {number}: {', '.join(said)}."


def _uncovered(plan: Plan, known: Covering) -> Faults:
    """Yield each criterion of the reports for which nothing is to be done, in the set's order."""
    covered = {(item.added.cycle, item.added.criterion) for item in plan.items.values()}
    by_team = {
        item.added.criterion for item in plan.items.values() if item.added.evaluation is not None
    }
    for cycle, report in known.reports.items():
        for criterion in levels.criteria(standards.by_hash(report.rules)):
            if criterion not in report.sheets or criterion in by_team:
                continue
            if (cycle, criterion) not in covered:
                where = f" (đợt {cycle})" if len(known.reports) > 1 else ""
                yield "criterion-uncovered", f"Chưa có việc nào cho tiêu chí {criterion}{where}."


def _issues_alone(plan: Plan) -> Faults:
    if not plan.issues:
        yield "issues-missing", "Kế hoạch chưa nêu vấn đề ưu tiên nào."
    used = {item.added.issue for item in plan.items.values()}
    for issue in sorted(plan.issues):
        if issue not in used:
            yield "issue-without-item", f"Vấn đề ưu tiên {issue} chưa có việc nào."


def _forgotten(plan: Plan, known: Covering) -> Faults:
    taken = {item.added.previous_item for item in plan.items.values()}
    for number in sorted(known.next_year - taken):
        yield (
            "item-forgotten",
            f"Việc {number} của kế hoạch năm trước đã chuyển sang năm nay mà chưa có ở đây.",
        )


def _unanswered(plan: Plan, known: Covering) -> Faults:
    taken = {(item.added.evaluation, item.added.criterion) for item in plan.items.values()}
    for evaluation, criterion in known.recommended:
        if (evaluation, criterion) not in taken and (evaluation, criterion) not in plan.followed:
            yield (
                "recommendation-unanswered",
                f"Khuyến nghị của đoàn ở tiêu chí {criterion} ({evaluation}) còn mở: hãy đưa vào "
                "kế hoạch hoặc ghi tình trạng.",
            )


def submit_plan(command: SubmitImprovementPlan, known: Desk, plan: Plan) -> Sequence[PlanEvent]:
    """Return to which office it goes, and whether late by a letter's day; none when it has gone.

    Raises `Rejected`: plan-not-drafted, plan-not-approved, receiver-missing, handed-in-too-late;
    and as `days.dated`.
    """
    approved = plan.once_approved()
    if plan.submitted is not None:
        return []
    on = dated(command.dated, command.on, approved.dated)
    duties = done(known.due, on, RULE)
    late = any(each.late for each in duties)
    return [ImprovementPlanSubmitted(known.taken_by(RULE), on, duties, late)]
