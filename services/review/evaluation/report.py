"""The draft, the school's word on it, and the final report; the level follows from the findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, assert_never

from libs.kernel.messages import given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show
from libs.law.standards import external_review
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
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.evaluation.signing import require_signed
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
    """Send the draft report to the school; its time for a reply runs from the day of entry.

    `dated`: the day of its paper.
    """

    right: ClassVar[Right] = EVALUATOR

    dated: date | None = None
    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer the draft: agree, or say what with; each point gets its own answer.

    Whether it comes in time is asked of the day of entry, whatever the day of its paper (`dated`):
    for one that was handed in on paper in time the office sets another day (`SetTerm`).
    """

    right: ClassVar[Right] = PRINCIPAL

    agreed: bool
    points: Points
    dated: date | None = None
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
    dated: date | None = None
    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class SubmitFinalReport:
    """Hand the final report in at the Sở, signed by each member of the team or who is excused."""

    right: ClassVar[Right] = EVALUATOR

    dated: date | None = None
    on: date = given("on")
    actor: str = given("actor")


Dated = SendDraft | Reply | AnswerReply | SubmitFinalReport
"""The commands that also rest on the number of the platform's rules: they say a paper's day."""


def write(command: Dated, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: wrong-state, not-in-team, not-leader, points-missing, reply-too-late,
    answers-mismatch, signatures-missing; and as `paper_days.paper_day`.
    """
    match command:
        case SendDraft():
            return _send(command, rules_number, evaluation)
        case Reply():
            return _reply(command, rules_number, evaluation)
        case AnswerReply():
            return _answer(command, rules_number, evaluation)
        case SubmitFinalReport():
            return _finish(command, rules_number, evaluation)
    assert_never(command)


def _send(command: SendDraft, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
    if evaluation.state is State.DRAFT_SENT:
        return []
    case = within(evaluation, Surveying, State.SURVEYED)
    require_leader(case, command.actor)
    rules, surveyed = case.rules, case.survey.ended if case.survey else None
    day = paper_day(command.dated, command.on, surveyed, rules_number)
    outcome = school_level(rules, case.judgements)
    return [
        DraftSent(
            outcome.level,
            outcome.next_level,
            outcome.failed,
            outcome.unjudged,
            overdue_from(rules, "school_reply", command.on),
            day,
            is_late(day, command.on),
            rules=rules.rules_hash,
        )
    ]


def _reply(command: Reply, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
    said = evaluation.reply if isinstance(evaluation, Drafted) else None
    if isinstance(said, SchoolReplied) and (said.agreed, said.points) == (
        command.agreed,
        command.points,
    ):
        return []
    case = within(evaluation, Drafted, State.DRAFT_SENT)
    rules, before = case.rules, case.reply_before
    if before is not None and command.on >= before:
        detail = (
            f"Hạn trả lời dự thảo là hết ngày {show(before - timedelta(days=1))}; "
            "quá hạn, trường được xem là nhất trí. Trường đã gửi bản giấy trong hạn thì đề nghị Sở "
            "ấn định hạn khác để ghi vào."
        )
        raise Rejected("reply-too-late", detail, rule=_reply_rule(case))
    if not command.agreed and not command.points:
        detail = "Không nhất trí với dự thảo thì phải nêu ít nhất một ý kiến (trường points)."
        raise refused("points-missing", detail, cite(rules, "32"), at="/points")
    day = paper_day(command.dated, command.on, case.draft.dated, rules_number)
    late = is_late(day, command.on)
    step = "team_answer_to_reply" if command.points else "final_report_to_so"
    due = overdue_from(rules, step, command.on)
    if command.points:
        return [SchoolReplied(command.agreed, command.points, due, None, day, late)]
    return [SchoolReplied(command.agreed, (), None, due, day, late)]


def deem(command: DeemAgree, evaluation: Evaluation) -> Sequence[DeemedAgreed]:
    """Return that silence agrees; none when that is stated.

    Raises `Rejected`: wrong-state, not-in-team, not-leader, reply-still-open.
    """
    if isinstance(evaluation, Drafted) and isinstance(evaluation.reply, DeemedAgreed):
        return []
    case = within(evaluation, Drafted, State.DRAFT_SENT)
    require_leader(case, command.actor)
    before = case.reply_before
    if before is None:
        detail = (
            "Văn bản không nêu hạn trả lời dự thảo và Sở chưa ấn định; Sở ấn định hạn (SetTerm, "
            "bước reply), hết hạn đó mới xem là nhất trí."
        )
        raise Rejected("reply-still-open", detail, rule=_reply_rule(case))
    if command.on < before:
        until = show(before - timedelta(days=1))
        detail = f"Trường còn được trả lời dự thảo đến hết ngày {until}, chưa thể xem là nhất trí."
        raise Rejected("reply-still-open", detail, rule=_reply_rule(case))
    return [DeemedAgreed(overdue_from(case.rules, "final_report_to_so", command.on))]


def _reply_rule(case: Drafted) -> str:
    """Return on what the time for a reply rests: the office's own document, or the rule set."""
    term = case.term("reply")
    if term is None:
        return external_review.cite_term(case.rules, "reply", "32")
    return term.basis if term.sure else f"{term.basis} (Sở ghi là chưa chắc chắn)"


def _answer(command: AnswerReply, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
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
    replied = case.reply.dated if isinstance(case.reply, SchoolReplied) else None
    day = paper_day(command.dated, command.on, replied, rules_number)
    due = overdue_from(case.rules, "final_report_to_so", command.on)
    return [ReplyAnswered(command.answers, due, day, is_late(day, command.on))]


def _finish(
    command: SubmitFinalReport, rules_number: int, evaluation: Evaluation
) -> Sequence[FinalReported]:
    if evaluation.state is State.REPORTED:
        return []
    case = within(evaluation, Drafted, State.FINALISING)
    require_leader(case, command.actor)
    require_signed(case, rules_number)
    rules, filed = case.rules, case.registration
    day = paper_day(command.dated, command.on, before_final(case), rules_number)
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
            day,
            is_late(day, command.on),
            rules=rules.rules_hash,
        )
    ]


def before_final(case: Drafted) -> date | None:
    """Return the day of the last paper before the final report, as far as one is known."""
    replied = case.reply.dated if isinstance(case.reply, SchoolReplied) else None
    surveyed = case.survey.ended if case.survey else None
    known = (surveyed, case.draft.dated, replied, case.answer.dated if case.answer else None)
    return max((day for day in known if day is not None), default=None)


def _granted(earned: int | None, asked: int | None) -> int | None:
    """Return the grade that follows from what was earned and asked for: never above either."""
    return None if earned is None or asked is None else min(earned, asked)
