"""The days of a step that is owed, set by the office where no text gives them for sure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from libs.kernel.messages import Line, given
from libs.kernel.problems import refused
from libs.law.calendar import show, working_days_after
from libs.law.labels import label
from libs.law.standards import external_review
from libs.rights import Right
from services.review.evaluation.events.report import TermSet
from services.review.evaluation.state import Drafted, Evaluation, Filed, State, within
from services.review.shared.fields import APPRAISER, TermStep

_DAY = timedelta(days=1)
OWED: dict[TermStep, State] = {
    "draft": State.SURVEYED,
    "reply": State.DRAFT_SENT,
    "answer": State.ANSWERING,
    "final": State.FINALISING,
    "appraise": State.APPRAISING,
    "notify": State.APPRAISED,
}
"""In which state a step of these is owed."""


@dataclass(frozen=True, slots=True)
class SetTerm:
    """Set until when (not included) a step that is owed is to be done, and on what that rests."""

    right: ClassVar[Right] = APPRAISER

    step: TermStep
    before: date
    basis: Line
    sure: bool
    on: date = given("on")


def set_term(command: SetTerm, evaluation: Evaluation) -> Sequence[TermSet]:
    """Return the term; none when it was set just so.

    Raises `Rejected`: wrong-state, term-fixed where the rule set gives the days and is sure of
    them, term-too-short.
    """
    wanted = TermSet(command.step, command.before, command.basis, command.sure)
    if isinstance(evaluation, Filed) and evaluation.term(command.step) == wanted:
        return []
    case = within(evaluation, Filed, OWED[command.step])
    if external_review.term_is_sure(case.rules, command.step):
        detail = f"Thời hạn của bước '{label(command.step)}' đã do văn bản quy định."
        rule = external_review.cite_term(case.rules, command.step, "32")
        raise refused("term-fixed", detail, rule, at="/step")
    days, source = external_review.least_days()
    earliest = working_days_after(command.on, days)
    running = _running(case)
    if running is not None and running - _DAY > earliest:
        earliest, source = running - _DAY, "thời hạn đang chạy chỉ được kéo dài"
    if command.before <= earliest:
        detail = (
            f"Thời hạn sớm nhất là hết ngày {show(earliest)}, không phải hết ngày "
            f"{show(command.before - _DAY)} (trường before)."
        )
        raise refused("term-too-short", detail, source, at="/before")
    return [wanted]


def _running(case: Filed) -> date | None:
    """Return the first day on which silence of the school would count by now, None: it does not.

    Of the other steps nothing follows from a day that passes, so they may be set anew freely.
    """
    if case.state is State.DRAFT_SENT and isinstance(case, Drafted):
        return case.reply_before
    return None
