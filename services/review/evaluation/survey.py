"""The evaluation team, what it finds at the school, and the end of the official survey."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Line, Remark, Text, given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show
from libs.law.standards import sheets, teams
from libs.law.standards.levels import CriterionCode
from libs.law.standards.rule_set import RuleSet, cite
from libs.rights import Right
from services.review.evaluation.events.survey import (
    FindingRecorded,
    SurveyClosed,
    TeamChanged,
    TeamFormed,
)
from services.review.evaluation.numbers import NUMBERING, compared
from services.review.evaluation.paper_days import is_late, paper_day
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
    Verdicts,
)
from services.review.shared.words import check_words

Event = TeamFormed | TeamChanged | FindingRecorded | SurveyClosed
WORDS_SINCE = 3
"""Since which number of the platform's rules texts have words, and a survey follows acceptance."""
TEXTS = ("strengths", "weaknesses", "recommendations")
"""The texts of a team's sheet."""
AT_WORK = (
    *(State.SURVEYING, State.SURVEYED, State.DRAFT_SENT),
    *(State.ANSWERING, State.FINALISING),
)
"""From the team's decision to its final report."""


@dataclass(frozen=True, slots=True)
class FormTeam:
    """Set up the evaluation team by a decision of the director.

    That none of them has or had a post at the school is asked by `libs.rights.separation`.
    `size_basis`: on what a size rests that the rule set does not give, where it is not sure of it.
    """

    right: ClassVar[Right] = TEAM_FORMER

    decision_number: Number
    members: Members
    size_basis: Line | None = None
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ChangeTeam:
    """Set up the team anew, in part or whole, by another decision; what was found stays.

    `members` are all who belong to it from then on.
    """

    right: ClassVar[Right] = TEAM_FORMER

    decision_number: Number
    members: Members
    reason: Remark
    size_basis: Line | None = None
    dated: date | None = None
    on: date = given("on")


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


Setting = FormTeam | ChangeTeam
Working = RecordFinding | CloseSurvey
Command = Setting | Working


def decide(command: Command, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: wrong-state, team-size, team-posts, not-deputy, member-twice,
    not-in-team, not-leader, criteria-unjudged, dates-reversed, date-in-future, text-wordless,
    survey-before-acceptance, survey-before-team, number-used; those of `sheets.check` and of
    `paper_days.paper_day`.
    """
    match command:
        case FormTeam():
            return _form(command, rules_number, evaluation)
        case ChangeTeam():
            return _change(command, rules_number, evaluation)
        case RecordFinding():
            return _find(command, rules_number, evaluation)
        case CloseSurvey():
            return _close(command, rules_number, evaluation)
    assert_never(command)


def require_member(case: Surveying, actor: str) -> None:
    """Raise `Rejected` ("not-in-team") unless `actor` belongs to the evaluation's team."""
    if actor not in {member.person for member in case.team.members}:
        raise Rejected(
            "not-in-team",
            f"'{actor}' không thuộc đoàn đánh giá ngoài của hồ sơ này.",
            rule=cite(case.rules, "29"),
        )


def require_leader(case: Surveying, actor: str) -> None:
    """Raise `Rejected` ("not-in-team", "not-leader") unless `actor` leads the evaluation's team, or
    is the deputy who acts for its leader."""
    require_member(case, actor)
    if actor not in leaders(case):
        raise Rejected(
            "not-leader",
            f"Việc này do trưởng đoàn đánh giá ngoài làm, '{actor}' không phải trưởng đoàn.",
            rule=cite(case.rules, "29"),
        )


def leaders(case: Surveying) -> frozenset[str]:
    """Return who may do what the leader of a team does: the leader, and a deputy who acts."""
    return frozenset(
        member.person
        for member in case.team.members
        if member.post == "leader" or (member.post == "deputy" and member.acting)
    )


def _form(command: FormTeam, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
    team = evaluation.team if isinstance(evaluation, Surveying) else None
    wanted = (command.decision_number, command.members)
    same = team is not None and (team.decision_number, team.members) == wanted
    if same and evaluation.state is State.SURVEYING:
        return []
    case = within(evaluation, Filed, State.ACCEPTED)
    _check_team(command, case.rules, rules_number)
    day = paper_day(command.dated, command.on, case.accepted_on, rules_number)
    return [TeamFormed(*wanted, command.size_basis, day, is_late(day, command.on))]


def _change(command: ChangeTeam, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
    changed = (command.decision_number, command.members)
    team = evaluation.team if isinstance(evaluation, Surveying) else None
    if team is not None and (team.decision_number, team.members) == changed:
        return []
    case = within(evaluation, Surveying, *AT_WORK)
    _check_team(command, case.rules, rules_number)
    if rules_number >= WORDS_SINCE and compared(command.decision_number) == compared(
        case.team.decision_number
    ):
        detail = (
            f"Quyết định số {case.team.decision_number} (trường decision_number) đã lập đoàn hiện "
            "nay; đổi thành viên phải có quyết định khác."
        )
        raise refused("number-used", detail, NUMBERING, at="/decision_number")
    day = paper_day(command.dated, command.on, case.team.dated, rules_number)
    late = is_late(day, command.on)
    return [TeamChanged(*changed, command.reason, command.size_basis, day, late)]


def _check_team(command: FormTeam | ChangeTeam, rules: RuleSet, rules_number: int) -> None:
    """Raise `Rejected` (team-size, team-posts, member-twice, not-deputy) unless it is allowed."""
    members = command.members
    _check_size(command, rules, rules_number)
    posts = Counter(member.post for member in members)
    if posts["leader"] != 1 or posts["secretary"] != 1:
        detail = (
            "Đoàn đánh giá ngoài (trường members) phải có đúng 1 trưởng đoàn và 1 thư ký, "
            f"đang có {posts['leader']} trưởng đoàn, {posts['secretary']} thư ký."
        )
        raise Rejected("team-posts", detail, rule=cite(rules, "29"))
    if posts["deputy"] and "deputy" not in teams.posts_open(rules):
        detail = "Bộ tiêu chuẩn của hồ sơ không có phó trưởng đoàn (trường members)."
        raise refused("team-posts", detail, cite(rules, "29"), at="/members")
    acting = [member for member in members if member.acting]
    if len(acting) > 1 or any(member.post != "deputy" for member in acting):
        detail = "Thay trưởng đoàn là một phó trưởng đoàn (trường members)."
        raise refused("not-deputy", detail, cite(rules, "29"), at="/members")
    times = Counter(member.person for member in members)
    for index, member in enumerate(members):
        pointer = f"/members/{index}/person"
        if times[member.person] > 1:
            detail = f"'{member.person}' có tên nhiều lần trong đoàn (trường members)."
            raise refused("member-twice", detail, cite(rules, "29"), at=pointer)


def _check_size(command: FormTeam | ChangeTeam, rules: RuleSet, rules_number: int) -> None:
    """Raise `Rejected` ("team-size") for too few or too many; by the set alone before number 3."""
    size, count = teams.team_size(rules), len(command.members)
    if rules_number < WORDS_SINCE:
        size = replace(size, least=rules.team_min, most=rules.team_max)
    if command.size_basis is not None and not size.sure:
        return
    if size.least <= count and (size.most is None or count <= size.most):
        return
    wanted = f"từ {size.least} đến {size.most}" if size.most else f"ít nhất {size.least}"
    detail = f"Đoàn đánh giá ngoài phải có {wanted} người (trường members), đang có {count}."
    if not size.sure:
        detail += " Số khác thì nêu căn cứ (trường size_basis)."
    raise refused("team-size", detail, size.source, at="/members")


def _find(command: RecordFinding, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
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
    if rules_number >= WORDS_SINCE:
        check_words(command, TEXTS, "phiếu đánh giá tiêu chí")
    return [] if found in case.findings else [found]


def _close(command: CloseSurvey, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
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
    accepted = case.accepted_on
    if rules_number >= WORDS_SINCE and accepted is not None and command.started < accepted:
        detail = (
            f"Khảo sát bắt đầu ngày {show(command.started)} (trường started), trước ngày Sở chấp "
            f"nhận hồ sơ {show(accepted)}."
        )
        rule = cite(case.rules, "28")
        raise refused("survey-before-acceptance", detail, rule, at="/started")
    formed = case.formed_on
    if rules_number >= WORDS_SINCE and formed is not None and command.started < formed:
        detail = (
            f"Khảo sát bắt đầu ngày {show(command.started)} (trường started), trước ngày lập đoàn "
            f"{show(formed)}."
        )
        raise refused("survey-before-team", detail, cite(case.rules, "29"), at="/started")
    sheets.require_judged(case.rules, case.judgements)
    due = overdue_from(case.rules, "draft_report_to_school", command.on)
    return [SurveyClosed(command.started, command.ended, due)]
