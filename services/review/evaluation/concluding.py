"""The council's conclusion and what the school is told of it: the level follows from the parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Text, given
from libs.kernel.problems import refuse, refused
from libs.law.calendar import show
from libs.law.standards.levels import Judgements, criteria, indicators, national_grade, school_level
from libs.rights import Right
from services.review.evaluation.appraising import CLERKS
from services.review.evaluation.council import of, require_seat
from services.review.evaluation.events.appraisal import AppraisalConcluded, ResultNotified
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.evaluation.state import (
    Appraised,
    Appraising,
    Evaluation,
    State,
    within,
)
from services.review.shared.fields import APPRAISER, EVALUATOR, Number, Persons, Votes


@dataclass(frozen=True, slots=True)
class ConcludeAppraisal:
    """Record the meeting of the council by its minutes (Mẫu 5): who was there, how they voted."""

    right: ClassVar[Right] = EVALUATOR

    minutes_number: Number
    dated: date
    present: Persons
    in_favour: Votes
    against: Votes
    remark: Text = ""
    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class NotifyResult:
    """Tell the school the result (Mẫu 4)."""

    right: ClassVar[Right] = APPRAISER

    document_number: Number
    dated: date | None = None
    on: date = given("on")


Command = ConcludeAppraisal | NotifyResult


def decide(
    command: Command, rules_number: int, evaluation: Evaluation
) -> Sequence[AppraisalConcluded | ResultNotified]:
    """Return the event `command` brings about; none when it is recorded just so.

    Raises `Rejected`: wrong-state, not-in-council, not-council-post, appraisal-incomplete whose
    errors name all that is missing, council-not-present, votes-mismatch; and as
    `paper_days.paper_day`.
    """
    if isinstance(command, NotifyResult):
        return _notify(command, rules_number, evaluation)
    return _conclude(command, rules_number, evaluation)


def judgements(case: Appraising) -> Judgements:
    """Return the council's levels of the criteria as the rule of the school's level takes them."""
    return {
        (code, level, indicator): level <= found.level
        for code, found in case.criteria.items()
        for level, indicator in indicators(case.rules, code)
        if level <= found.level + 1
    }


def _conclude(
    command: ConcludeAppraisal, rules_number: int, evaluation: Evaluation
) -> Sequence[AppraisalConcluded]:
    if isinstance(evaluation, Appraised):
        done = evaluation.final
        if (done.minutes_number, done.dated) == (command.minutes_number, command.dated):
            return []
    case = within(evaluation, Appraising, State.APPRAISING)
    require_seat(case, command.actor, *CLERKS)
    known = of(case.rules)
    refuse("appraisal-incomplete", _missing(case), known.cited)
    refuse("council-not-present", _absent(command, case), known.cite_vote)
    known_days = (case.council.dated, case.site.ended if case.site else None)
    last = max((day for day in known_days if day is not None), default=None)
    day = paper_day(command.dated, command.on, last, rules_number) or command.dated
    outcome = school_level(case.rules, judgements(case))
    unmet = tuple(code for code, found in case.conditions.items() if not found.met)
    carried = command.in_favour * 100 > known.in_favour_above * len(command.present)
    earned = national_grade(case.rules, outcome.level) if carried and not unmet else None
    asked = case.registration.national_grade
    said = (command.in_favour, command.against, command.remark, outcome.level)
    return [
        AppraisalConcluded(
            *(command.minutes_number, day, command.present, *said),
            None if earned is None or asked is None else min(earned, asked),
            *(outcome.failed, outcome.unjudged, unmet, is_late(day, command.on)),
            rules=case.rules.rules_hash,
        )
    ]


def _missing(case: Appraising) -> Iterator[tuple[str, str]]:
    known = of(case.rules)
    for code in criteria(case.rules):
        if code not in case.criteria:
            yield "", f"Tiêu chí {code} chưa được thẩm định."
    for code, condition in known.conditions.items():
        if code not in case.conditions:
            yield "", f"Điều kiện chưa được kiểm tra: {condition.title}."
    if not case.figures:
        yield "", "Chưa đối chiếu số liệu nào của trường với dữ liệu của ngành."
    if case.ordered is not None and case.site is None:
        yield "", f"Chưa có biên bản kiểm tra thực tế định ngày {show(case.ordered.day)}."


def _absent(command: ConcludeAppraisal, case: Appraising) -> Iterator[tuple[str, str]]:
    members, present = {each.person for each in case.council.members}, set(command.present)
    if len(present) < len(command.present) or present - members:
        yield "/present", "Người dự họp phải là thành viên hội đồng, mỗi người một lần."
    if len(present) * 100 <= of(case.rules).present_above * len(members):
        detail = f"Có mặt {len(present)} trên {len(members)} thành viên (trường present), chưa đủ."
        yield "/present", detail
    if command.in_favour + command.against > len(command.present):
        yield "/in_favour", "Số phiếu nhiều hơn số người có mặt (trường in_favour, against)."


def _notify(
    command: NotifyResult, rules_number: int, evaluation: Evaluation
) -> Sequence[ResultNotified]:
    told = evaluation.notified if isinstance(evaluation, Appraised) else None
    if told is not None:
        if told.document_number == command.document_number:
            return []
        detail = f"Trường đã được thông báo bằng văn bản số {told.document_number}."
        raise refused("already-notified", detail, at="/document_number")
    case = within(evaluation, Appraised, State.APPRAISED)
    final, number = case.final, command.document_number
    day = paper_day(command.dated, command.on, final.dated, rules_number)
    late = is_late(day, command.on)
    return [ResultNotified(number, final.level, final.national_grade, day, late)]
