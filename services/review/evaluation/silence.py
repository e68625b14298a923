"""A reply to the draft that does not come: the clock says so, and the office mends it by paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, given
from libs.kernel.problems import refuse, refused
from libs.law.calendar import last_good_day, show
from libs.law.standards import external_review
from libs.rights import SYSTEM, Right
from services.review.evaluation.events.report import (
    DeemedAgreed,
    ReplyReopened,
    SilenceRecorded,
)
from services.review.evaluation.state import (
    Drafted,
    Evaluation,
    State,
    cited,
    overdue_from,
    within,
)
from services.review.shared.fields import APPRAISER

PAPER = "văn bản đến trong hạn là trả lời trong hạn, ghi vào hệ thống ngày nào cũng vậy"


@dataclass(frozen=True, slots=True)
class RecordSilence:
    """Say that the days for a reply are over, `before` being the first after them; the clock's."""

    right: ClassVar[Right] = SYSTEM

    before: date
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ReopenReply:
    """Let the school enter a reply that had come on paper before its silence was recorded."""

    right: ClassVar[Right] = APPRAISER

    received_on: date
    before: date
    basis: Line
    on: date = given("on")


def record(command: RecordSilence, evaluation: Evaluation) -> Sequence[SilenceRecorded]:
    """Return that silence agrees; none when that is stated.

    Raises `Rejected`: wrong-state, reply-still-open (also for a day that is no longer the last).
    """
    if isinstance(evaluation, Drafted) and isinstance(evaluation.reply, SilenceRecorded):
        return []
    case = within(evaluation, Drafted, State.DRAFT_SENT)
    if case.reply_before != command.before or command.on < command.before:
        detail = f"Ngày {show(command.before)} chưa phải ngày hết hạn trả lời dự thảo."
        raise refused("reply-still-open", detail, cited(case, "32"), at="/before")
    term = case.term("reply")
    sure = term.sure if term else external_review.term_is_sure(case.rules, "reply")
    final_before = overdue_from(case.rules, "final_report_to_so", command.on)
    return [SilenceRecorded(command.before, sure, final_before)]


def reopen(command: ReopenReply, evaluation: Evaluation) -> Sequence[ReplyReopened]:
    """Return that the school may enter its reply.

    Raises `Rejected`: wrong-state, not-silent where the school has replied itself or
    did not in the days that were given once more; paper-not-in-time, date-not-ahead.
    """
    case = within(evaluation, Drafted, State.FINALISING)
    before, silent = case.reply_before, isinstance(case.reply, DeemedAgreed | SilenceRecorded)
    if not silent or before is None or case.reopened:
        detail = "Trường đã tự trả lời dự thảo, hoặc phản hồi đã được mở lại một lần."
        raise refused("not-silent", detail, cited(case, "32"))
    refuse("paper-not-in-time", _late_paper(command, case, last_good_day(before)), PAPER)
    if command.before <= command.on:
        detail = "Ngày phải ghi xong (trường before) phải sau hôm nay."
        raise refused("date-not-ahead", detail, PAPER, at="/before")
    return [ReplyReopened(command.received_on, command.before, command.basis)]


def _late_paper(command: ReopenReply, case: Drafted, latest: date) -> Iterator[tuple[str, str]]:
    received = command.received_on
    if received > min(latest, command.on) or received < (case.draft.dated or received):
        detail = (
            f"Bản giấy đến ngày {show(received)} (trường received_on) không ở trong hạn trả lời, "
            f"hết ngày {show(latest)}."
        )
        yield "/received_on", detail
