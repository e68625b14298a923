"""The evaluation team, what it finds at the school, and the end of the official survey."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Text, given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show
from libs.law.standards import sheets
from libs.law.standards.levels import CriterionCode
from libs.law.standards.rule_set import cite
from libs.rights import Right
from services.review.evaluation.events.survey import FindingRecorded, SurveyClosed, TeamFormed
from services.review.evaluation.state import (
    Drafted,
    Evaluation,
    Filed,
    State,
    Surveying,
    overdue_from,
    within,
)
from services.review.shared.fields import (
    EVALUATOR,
    TEAM_FORMER,
    Members,
    Number,
    TeamMember,
    Verdicts,
)

Event = TeamFormed | FindingRecorded | SurveyClosed


@dataclass(frozen=True, slots=True)
class FormTeam:
    """Set up the evaluation team by a decision of the director.

    That none of them has or had a post at the school is asked by `libs.rights.separation`.
    """

    right: ClassVar[Right] = TEAM_FORMER

    decision_number: Number
    members: Members


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """Record the team's sheet on one criterion, in place of an earlier one."""

    right: ClassVar[Right] = EVALUATOR

    criterion: CriterionCode
    judgements: Verdicts
    strengths: Text
    weaknesses: Text
    recommendations: Text
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class CloseSurvey:
    """End the official survey, which took place from `started` to `ended`, both included."""

    right: ClassVar[Right] = EVALUATOR

    started: date
    ended: date
    on: date = given("on")
    actor: str = given("actor")


Command = FormTeam | RecordFinding | CloseSurvey


def decide(command: Command, evaluation: Evaluation) -> Sequence[Event]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: wrong-state, team-size, team-posts, member-twice,
    not-in-team, not-leader, criteria-unjudged, dates-reversed, date-in-future; and those of
    `sheets.check`.
    """
    match command:
        case FormTeam():
            return _form(command, evaluation)
        case RecordFinding():
            return _find(command, evaluation)
        case CloseSurvey():
            return _close(command, evaluation)
    assert_never(command)


def require_member(case: Surveying, actor: str) -> None:
    """Raise `Rejected` ("not-in-team") unless `actor` belongs to the evaluation's team."""
    if actor not in {member.person for member in case.team.members}:
        raise Rejected(
            "not-in-team",
            f"'{actor}' không thuộc đoàn đánh giá ngoài của hồ sơ này.",
            rule="TT 17, 18, 19/2018 art. 29",
        )


def require_leader(case: Surveying, actor: str) -> None:
    """Raise `Rejected` ("not-in-team", "not-leader") unless `actor` leads the evaluation's team."""
    require_member(case, actor)
    if TeamMember(actor, "leader") not in case.team.members:
        raise Rejected(
            "not-leader",
            f"Việc này do trưởng đoàn đánh giá ngoài làm, '{actor}' không phải trưởng đoàn.",
            rule="TT 17, 18, 19/2018 art. 29",
        )


def _form(command: FormTeam, evaluation: Evaluation) -> Sequence[Event]:
    formed = TeamFormed(command.decision_number, command.members)
    team = evaluation.team if isinstance(evaluation, Surveying) else None
    if team == formed and evaluation.state is State.SURVEYING:
        return []
    rules = within(evaluation, Filed, State.ACCEPTED).rules
    size_ = len(command.members)
    most = rules.team_max
    if size_ < rules.team_min or (most is not None and size_ > most):
        wanted = f"từ {rules.team_min} đến {most}" if most else f"ít nhất {rules.team_min}"
        detail = f"Đoàn đánh giá ngoài phải có {wanted} người (trường members), đang có {size_}."
        raise Rejected("team-size", detail, rule=cite(rules, "29"))
    posts = Counter(member.post for member in command.members)
    if posts["leader"] != 1 or posts["secretary"] != 1:
        detail = (
            "Đoàn đánh giá ngoài (trường members) phải có đúng 1 trưởng đoàn và 1 thư ký, "
            f"đang có {posts['leader']} trưởng đoàn, {posts['secretary']} thư ký."
        )
        raise Rejected("team-posts", detail, rule=cite(rules, "29"))
    times = Counter(member.person for member in command.members)
    for index, member in enumerate(command.members):
        pointer = f"/members/{index}/person"
        if times[member.person] > 1:
            detail = f"'{member.person}' có tên nhiều lần trong đoàn (trường members)."
            raise refused("member-twice", detail, cite(rules, "29"), at=pointer)
    return [formed]


def _find(command: RecordFinding, evaluation: Evaluation) -> Sequence[Event]:
    found = FindingRecorded(
        command.criterion,
        command.judgements,
        command.strengths,
        command.weaknesses,
        command.recommendations,
    )
    # After the draft only what the school objected to may still change what the team found.
    objected = isinstance(evaluation, Drafted) and evaluation.points
    open_again = (State.ANSWERING, State.FINALISING) if objected else ()
    case = within(evaluation, Surveying, State.SURVEYING, State.SURVEYED, *open_again)
    require_member(case, command.actor)
    sheets.check(case.rules, command.criterion, command.judgements)
    return [] if found in case.findings else [found]


def _close(command: CloseSurvey, evaluation: Evaluation) -> Sequence[Event]:
    closed = evaluation.survey if isinstance(evaluation, Surveying) else None
    if closed and (closed.started, closed.ended) == (command.started, command.ended):
        return []
    case = within(evaluation, Surveying, State.SURVEYING)
    require_leader(case, command.actor)
    if command.ended < command.started:
        detail = (
            f"Ngày kết thúc khảo sát {show(command.ended)} (trường ended) trước ngày bắt đầu "
            f"{show(command.started)} (trường started)."
        )
        raise refused("dates-reversed", detail, at="/ended")
    if command.ended > command.on:
        detail = f"Khảo sát kết thúc ngày {show(command.ended)} (trường ended), chưa đến ngày đó."
        raise refused("date-in-future", detail, at="/ended")
    sheets.require_judged(case.rules, case.judgements)
    due = overdue_from(case.rules, "draft_report_to_school", command.on)
    return [SurveyClosed(command.started, command.ended, due)]
