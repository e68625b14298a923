"""What the appraisal council finds: figures, criteria, conditions, the school itself, opinions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Line, Remark, Text, given
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.law.standards.levels import CriterionCode, SchoolLevel, criteria, indicators
from libs.law.standards.rule_set import cite
from libs.law.vietnamese import says_something
from libs.rights import Right
from services.review.evaluation.council import LEADS, of, require_seat
from services.review.evaluation.events.appraisal import (
    ConditionChecked,
    CriterionAppraised,
    FigureCompared,
    OpinionGiven,
    SiteChecked,
    SiteCheckOrdered,
)
from services.review.evaluation.state import Appraising, Evaluation, State, within
from services.review.shared.fields import EVALUATOR, ConditionCode, FigureCode, Number, Year

Event = (
    FigureCompared
    | CriterionAppraised
    | ConditionChecked
    | SiteCheckOrdered
    | SiteChecked
    | OpinionGiven
)
CLERKS = (*LEADS, "secretary")


@dataclass(frozen=True, slots=True)
class CompareFigure:
    """Compare a figure of the school with the sector's data; whether they agree follows.

    `stated` is what the school says, `found` what `data_source` has; a difference is explained.
    """

    right: ClassVar[Right] = EVALUATOR

    figure: FigureCode
    school_year: Year
    stated: Line
    found: Line
    data_source: Line
    remark: Text = ""
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class AppraiseCriterion:
    """Say at which level a criterion is, 0 for none, and by what."""

    right: ClassVar[Right] = EVALUATOR

    criterion: CriterionCode
    level: SchoolLevel
    remark: Text = ""
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class CheckCondition:
    """Say whether a condition of the national standard is met, and by what."""

    right: ClassVar[Right] = EVALUATOR

    condition: ConditionCode
    met: bool
    remark: Text = ""
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class OrderSiteCheck:
    """Look at the school itself on `day`, for a reason."""

    right: ClassVar[Right] = EVALUATOR

    reason: Remark
    day: date
    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class RecordSiteCheck:
    """Record the check at the school, from `started` to `ended`, both included, by its minutes."""

    right: ClassVar[Right] = EVALUATOR

    minutes_number: Number
    started: date
    ended: date
    remark: Remark
    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """Give one's own opinion as a member, for or against a recognition as asked for."""

    right: ClassVar[Right] = EVALUATOR

    agrees: bool
    remark: Text = ""
    actor: str = given("actor")


Command = (
    CompareFigure
    | AppraiseCriterion
    | CheckCondition
    | OrderSiteCheck
    | RecordSiteCheck
    | GiveOpinion
)


def decide(command: Command, evaluation: Evaluation) -> Sequence[Event]:
    """Return the event `command` brings about; none when it is recorded just so.

    Raises `Rejected`: wrong-state, not-in-council, not-council-post, indicator-unknown,
    level-unknown, condition-unknown, year-not-compared, remark-missing, site-check-not-ordered,
    dates-reversed, date-in-future, survey-before-acceptance, date-not-ahead.
    """
    case = within(evaluation, Appraising, State.APPRAISING)
    posts = CLERKS if isinstance(command, OrderSiteCheck | RecordSiteCheck) else ()
    require_seat(case, command.actor, *posts)
    event = _event(command, case)
    same = (*case.figures.values(), *case.criteria.values(), *case.conditions.values())
    known = (*same, *case.opinions.values(), case.ordered, case.site)
    return [] if event in known else [event]


def _event(command: Command, case: Appraising) -> Event:
    match command:
        case CompareFigure():
            return _compared(command, case)
        case AppraiseCriterion(criterion, level, remark):
            _check_level(command, case)
            return CriterionAppraised(criterion, level, remark)
        case CheckCondition(condition, met, remark):
            if condition not in of(case.rules).conditions:
                detail = f"Không có điều kiện mang mã '{condition}' (trường condition)."
                raise refused("condition-unknown", detail, of(case.rules).cited, at="/condition")
            _require_remark(remark, explained=not met)
            return ConditionChecked(condition, met, remark)
        case OrderSiteCheck(reason, day):
            if day < command.on:
                detail = f"Ngày kiểm tra {show(day)} (trường day) đã qua."
                raise refused("date-not-ahead", detail, at="/day")
            return SiteCheckOrdered(reason, day)
        case RecordSiteCheck():
            return _checked(command, case)
        case GiveOpinion(agrees, remark):
            _require_remark(remark, explained=not agrees)
            return OpinionGiven(command.actor, agrees, remark)
    assert_never(command)


def _compared(command: CompareFigure, case: Appraising) -> FigureCompared:
    """The figures that count are those of the report's school year and the years before it."""
    last, years = case.registration.cycle_year, of(case.rules).years_of_data
    if not last - years < command.school_year <= last:
        detail = (
            f"Thẩm định đối chiếu số liệu {years} năm học, từ {last - years + 1} đến {last} "
            "(trường school_year)."
        )
        raise refused("year-not-compared", detail, of(case.rules).cited, at="/school_year")
    stated, found = command.stated.strip(), command.found.strip()
    agrees = stated == found
    _require_remark(command.remark, explained=not agrees)
    place = (command.figure, command.school_year)
    return FigureCompared(*place, stated, found, command.data_source, agrees, command.remark)


def _check_level(command: AppraiseCriterion, case: Appraising) -> None:
    if command.criterion not in criteria(case.rules):
        detail = f"Bộ tiêu chuẩn không có tiêu chí {command.criterion} (trường criterion)."
        raise refused("indicator-unknown", detail, cite(case.rules), at="/criterion")
    levels = {level for level, _ in indicators(case.rules, command.criterion)}
    if command.level and command.level not in levels:
        detail = f"Tiêu chí {command.criterion} không có Mức {command.level} (trường level)."
        raise refused("level-unknown", detail, cite(case.rules), at="/level")
    _require_remark(command.remark, explained=not command.level)


def _require_remark(remark: str, *, explained: bool) -> None:
    if explained and not says_something(remark):
        detail = "Khác, không đạt hoặc không đồng ý thì phải nói vì sao (trường remark)."
        raise refused("remark-missing", detail, at="/remark")


def _checked(command: RecordSiteCheck, case: Appraising) -> SiteChecked:
    if case.ordered is None:
        detail = "Hội đồng chưa định việc kiểm tra thực tế tại trường."
        raise refused("site-check-not-ordered", detail, of(case.rules).cited)
    if command.ended < command.started:
        detail = f"Ngày kết thúc {show(command.ended)} (trường ended) trước ngày bắt đầu."
        raise refused("dates-reversed", detail, at="/ended")
    if command.ended > command.on:
        detail = f"Kiểm tra kết thúc ngày {show(command.ended)} (trường ended), chưa đến ngày đó."
        raise refused("date-in-future", detail, at="/ended")
    # Not the day of the council: one before it may have been there.
    accepted = case.accepted_on
    if accepted is not None and command.started < accepted:
        detail = (
            f"Ngày {show(command.started)} (trường started) trước ngày Sở chấp nhận hồ sơ "
            f"{show(accepted)}."
        )
        raise refused("survey-before-acceptance", detail, of(case.rules).cited, at="/started")
    days = (command.started, command.ended)
    return SiteChecked(command.minutes_number, *days, command.remark)
