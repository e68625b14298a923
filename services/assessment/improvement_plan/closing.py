"""A plan's end: the year's report, in which each thing has an outcome, and what next year gets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, Text, given
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.calendar import last_good_day, school_year_days, show
from libs.law.labels import label
from libs.rights import Right
from services.assessment.improvement_plan.days import dated
from services.assessment.improvement_plan.events import (
    ImprovementPlanClosed,
    ImprovementPlanLeftUnreported,
    ImprovementPlanReported,
    Numbers,
    Outcome,
    Outcomes,
    PlanEvent,
    Written,
)
from services.assessment.improvement_plan.state import RULE, Plan
from services.assessment.shared.duties import Desk, done
from services.assessment.shared.fields import FIRST_LEVEL, PRINCIPAL


@dataclass(frozen=True, slots=True)
class ReportImprovementYear:
    """Report the year: what is completed is known; of all else say what becomes of it, and why."""

    right: ClassVar[Right] = PRINCIPAL
    outcomes: Outcomes = ()
    text: Text = ""
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CloseImprovementPlan:
    """Close the plan, naming what goes into that of the next school year."""

    right: ClassVar[Right] = PRINCIPAL
    next_year: Numbers = ()
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class LeavePlanUnreported:
    """End a plan whose year the school did not report, and say why; `basis` is the document.

    The office may once a letter refuses the report, or the plan's school year is over.
    """

    right: ClassVar[Right] = FIRST_LEVEL
    reason: Written
    basis: Line
    dated: date | None = None
    on: date = given("on")


def leave_unreported(
    command: LeavePlanUnreported, known: Desk, plan: Plan
) -> Sequence[ImprovementPlanLeftUnreported]:
    """Return the end; none when it is ended so.

    Raises `Rejected`: plan-not-drafted, plan-not-approved, plan-reported, report-still-due; and as
    `days.dated`.
    """
    begun = plan.begun()
    if plan.unreported is not None:
        return []
    plan.active()
    _, last = school_year_days(begun.year)
    refusing = [each.before for each in known.due if each.effect == "refuse"]
    last = min([last, *(last_good_day(before) for before in refusing if before is not None)])
    day = dated(command.dated, command.on, plan.last_day)
    if day <= last:
        detail = f"Đến hết ngày {show(last)} trường còn báo cáo năm được."
        raise refused("report-still-due", detail, RULE, at="/dated")
    return [ImprovementPlanLeftUnreported(command.reason, command.basis, day)]


def report_year(command: ReportImprovementYear, known: Desk, plan: Plan) -> Sequence[PlanEvent]:
    """Return the year's report; none where it is the same.

    Raises `Rejected`: plan-not-drafted, plan-not-approved, plan-left-unreported, plan-reported;
    year-incomplete, which names everything that is missing at once; receiver-missing,
    handed-in-too-late; and as `days.dated`.
    """
    plan.once_approved()
    plan.check_not_left()
    stated = {each.item: each for each in command.outcomes}
    outcomes = tuple(
        Outcome(number, "completed") if item.state == "completed" else stated[number]
        for number, item in sorted(plan.items.items())
        if item.state == "completed" or number in stated
    )
    if plan.reported is not None:
        if (plan.reported.outcomes, plan.reported.text) == (outcomes, command.text):
            return []
        raise Rejected("plan-reported", "Năm học đã được báo cáo.", RULE)
    form = plan.form()
    errors = [*_wrong(command, plan), *_without(stated, plan), *_unreviewed(form.reviews, plan)]
    if errors:
        detail = " ".join(error.detail for error in errors)
        raise Rejected("year-incomplete", detail, form.rule, errors)
    on = dated(command.dated, command.on, plan.last_day)
    duties = done(known.due, on, RULE)
    return [
        ImprovementPlanReported(
            outcomes=outcomes,
            text=command.text,
            dated=on,
            completed_count=sum(each.outcome == "completed" for each in outcomes),
            item_count=len(outcomes),
            receiver=known.taken_by(RULE),
            duties=duties,
            late=any(each.late for each in duties),
        )
    ]


def close_plan(command: CloseImprovementPlan, plan: Plan) -> Sequence[PlanEvent]:
    """Return the end; none when it is closed.

    Raises `Rejected`: plan-not-drafted, plan-not-approved, plan-left-unreported,
    plan-not-reported, next-year-differs; and as `days.dated`.
    """
    plan.once_approved()
    plan.check_not_left()
    if plan.reported is None:
        detail = "Hãy báo cáo năm học trước khi kết thúc kế hoạch."
        raise Rejected("plan-not-reported", detail, RULE)
    if plan.closed is not None:
        return []
    wanted = tuple(each.item for each in plan.reported.outcomes if each.outcome == "next_year")
    if tuple(sorted(command.next_year)) != wanted:
        named = ", ".join(map(str, wanted)) or "không có việc nào"
        detail = f"Các việc chuyển sang năm sau theo báo cáo: {named}."
        raise refused("next-year-differs", detail, RULE, at="/next_year")
    return [
        ImprovementPlanClosed(wanted, dated(command.dated, command.on, plan.reported.dated)),
    ]


def _wrong(command: ReportImprovementYear, plan: Plan) -> Iterator[FieldError]:
    seen: set[int] = set()
    for n, each in enumerate(command.outcomes):
        at, known = f"/outcomes/{n}", plan.items.get(each.item)
        if known is None:
            yield FieldError(f"{at}/item", "item-unknown", f"Không có việc số {each.item}.")
        elif each.item in seen:
            yield FieldError(f"{at}/item", "item-twice", f"Việc {each.item} được nêu hai lần.")
        elif (known.state == "completed") != (each.outcome == "completed"):
            state = label(known.state)
            said = f"Việc {each.item} ở tình trạng '{state}', không phải '{label(each.outcome)}'."
            yield FieldError(f"{at}/outcome", "outcome-differs", said)
        elif each.outcome != "completed" and not each.note.strip():
            said = f"Việc {each.item} chưa hoàn thành: phải nêu lý do."
            yield FieldError(f"{at}/note", "reason-missing", said)
        seen.add(each.item)


def _without(stated: Mapping[int, Outcome], plan: Plan) -> Iterator[FieldError]:
    for number, item in sorted(plan.items.items()):
        if item.state != "completed" and number not in stated:
            said = f"Việc {number} chưa hoàn thành và chưa nêu kết cục."
            yield FieldError("/outcomes", "outcome-missing", said)


def _unreviewed(asked: Sequence[str], plan: Plan) -> Iterator[FieldError]:
    there = {review.period for review in plan.reviews}
    for period in asked:
        if period not in there:
            said = f"Chưa rà soát kế hoạch {label(period)}."
            yield FieldError("", "review-missing", said)
