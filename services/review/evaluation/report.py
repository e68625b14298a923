"""The draft, the school's word on it, and the final report; the level follows from the findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, assert_never

from libs.kernel.messages import given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show
from libs.law.standards.levels import accreditation_grade, national_grade, school_level
from libs.law.standards.rule_set import cite
from libs.rights import Right
from services.review.evaluation.events.report import (
    DeemedAgreed,
    DraftSent,
    FinalReported,
    ReplyAnswered,
    SchoolReplied,
)
from services.review.evaluation.state import (
    Drafted,
    Evaluation,
    State,
    Surveying,
    overdue_from,
    within,
)
from services.review.evaluation.survey import require_leader
from services.review.shared.fields import EVALUATOR, PRINCIPAL, Answers, Points

Event = DraftSent | SchoolReplied | DeemedAgreed | ReplyAnswered | FinalReported


@dataclass(frozen=True, slots=True)
class SendDraft:
    """Send the draft report to the school."""

    right: ClassVar[Right] = EVALUATOR

    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer the draft: agree, or say what with; each point gets its own answer."""

    right: ClassVar[Right] = PRINCIPAL

    agreed: bool
    points: Points
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class DeemAgree:
    """State that the time for a reply has passed in silence, and so the school agrees."""

    right: ClassVar[Right] = EVALUATOR

    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class AnswerReply:
    """Answer the school's points in their order: taken up, or kept and why."""

    right: ClassVar[Right] = EVALUATOR

    answers: Answers
    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class SubmitFinalReport:
    """Hand the final report in at the Sở."""

    right: ClassVar[Right] = EVALUATOR

    on: date = given("on")
    actor: str = given("actor")


Command = SendDraft | Reply | DeemAgree | AnswerReply | SubmitFinalReport


def decide(command: Command, evaluation: Evaluation) -> Sequence[Event]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: wrong-state, not-in-team, not-leader, points-missing, reply-too-late,
    reply-still-open, answers-mismatch.
    """
    match command:
        case SendDraft():
            return _send(command, evaluation)
        case Reply():
            return _reply(command, evaluation)
        case DeemAgree():
            return _deem(command, evaluation)
        case AnswerReply():
            return _answer(command, evaluation)
        case SubmitFinalReport():
            return _submit(command, evaluation)
    assert_never(command)


def _send(command: SendDraft, evaluation: Evaluation) -> Sequence[Event]:
    if evaluation.state is State.DRAFT_SENT:
        return []
    case = within(evaluation, Surveying, State.SURVEYED)
    require_leader(case, command.actor)
    rules = case.rules
    outcome = school_level(rules, case.judgements)
    return [
        DraftSent(
            outcome.level,
            outcome.next_level,
            outcome.failed,
            outcome.unjudged,
            overdue_from(rules, "school_reply", command.on),
            rules=rules.rules_hash,
        )
    ]


def _reply(command: Reply, evaluation: Evaluation) -> Sequence[Event]:
    said = evaluation.reply if isinstance(evaluation, Drafted) else None
    if isinstance(said, SchoolReplied) and (said.agreed, said.points) == (
        command.agreed,
        command.points,
    ):
        return []
    case = within(evaluation, Drafted, State.DRAFT_SENT)
    rules, before = case.rules, case.draft.reply_before
    if before is not None and command.on >= before:
        detail = (
            f"Hạn trả lời dự thảo là hết ngày {show(before - timedelta(days=1))}; "
            "quá hạn, trường được xem là nhất trí."
        )
        raise Rejected("reply-too-late", detail, rule=cite(rules, "32"))
    if not command.agreed and not command.points:
        detail = "Không nhất trí với dự thảo thì phải nêu ít nhất một ý kiến (trường points)."
        raise refused("points-missing", detail, cite(rules, "32"), at="/points")
    step = "team_answer_to_reply" if command.points else "final_report_to_so"
    due = overdue_from(rules, step, command.on)
    if command.points:
        return [SchoolReplied(command.agreed, command.points, due, None)]
    return [SchoolReplied(command.agreed, (), None, due)]


def _deem(command: DeemAgree, evaluation: Evaluation) -> Sequence[Event]:
    if isinstance(evaluation, Drafted) and isinstance(evaluation.reply, DeemedAgreed):
        return []
    case = within(evaluation, Drafted, State.DRAFT_SENT)
    require_leader(case, command.actor)
    before = case.draft.reply_before
    if before is None or command.on < before:
        until = f"hết ngày {show(before - timedelta(days=1))}" if before else "khi trường trả lời"
        detail = f"Trường còn được trả lời dự thảo đến {until}, chưa thể xem là nhất trí."
        raise Rejected("reply-still-open", detail, rule=cite(case.rules, "32"))
    return [DeemedAgreed(overdue_from(case.rules, "final_report_to_so", command.on))]


def _answer(command: AnswerReply, evaluation: Evaluation) -> Sequence[Event]:
    answer = evaluation.answer if isinstance(evaluation, Drafted) else None
    if answer is not None and answer.answers == command.answers:
        return []
    case = within(evaluation, Drafted, State.ANSWERING)
    require_leader(case, command.actor)
    if len(command.answers) != len(case.points):
        detail = (
            f"Trường nêu {len(case.points)} ý kiến, đoàn trả lời {len(command.answers)} "
            "(trường answers); mỗi ý kiến phải có một trả lời."
        )
        raise refused("answers-mismatch", detail, cite(case.rules, "32"), at="/answers")
    due = overdue_from(case.rules, "final_report_to_so", command.on)
    return [ReplyAnswered(command.answers, due)]


def _submit(command: SubmitFinalReport, evaluation: Evaluation) -> Sequence[Event]:
    if evaluation.state is State.REPORTED:
        return []
    case = within(evaluation, Drafted, State.FINALISING)
    require_leader(case, command.actor)
    rules, filed = case.rules, case.registration
    outcome = school_level(rules, case.judgements)
    grade = _granted(accreditation_grade(rules, outcome.level), filed.accreditation_grade)
    national = _granted(national_grade(rules, outcome.level), filed.national_grade)
    accredits = case.asks("accreditation")
    return [
        FinalReported(
            outcome.level,
            grade,
            national,
            outcome.next_level,
            outcome.failed,
            outcome.unjudged,
            overdue_from(rules, "so_director_decides_accreditation", command.on)
            if accredits
            else None,
            overdue_from(rules, "so_director_proposes_national_standard", command.on)
            if national
            else None,
            rules=rules.rules_hash,
        )
    ]


def _granted(earned: int | None, asked: int | None) -> int | None:
    """Return the grade that follows from what was earned and asked for: never above either."""
    return None if earned is None or asked is None else min(earned, asked)
