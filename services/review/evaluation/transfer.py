"""A running case passes to another office: who may send it, to whom, and what it still owes.

An office that ends, or loses a function, keeps its running cases until each is transferred; the
case stays where it stands and its deadlines go on (NĐ 142/2025, 143/2025; DOMAIN h).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Id, Line, given
from libs.kernel.problems import Forbidden, Rejected, refused
from libs.law.calendar import add_months
from libs.rights import Right
from services.review.evaluation.events.filing import CaseTransferred
from services.review.evaluation.events.report import SchoolReplied
from services.review.evaluation.state import (
    Drafted,
    Evaluation,
    Filed,
    Reported,
    State,
    Surveying,
    called,
)
from services.review.shared.fields import (
    HOLDER,
    CaseFunction,
    OpenDeadline,
    OwedStep,
    TermStep,
)

RULE = "hồ sơ đang giải quyết giữ nguyên đơn vị cho đến khi chuyển"
OWED: Mapping[State, tuple[OwedStep, ...]] = {
    State.FILED: ("survey",),
    State.RETURNED: ("survey",),
    State.FORWARDED: ("survey",),
    State.ACCEPTED: ("survey",),
    State.SURVEYING: ("survey",),
    State.SURVEYED: ("draft",),
    State.DRAFT_SENT: ("reply",),
    State.ANSWERING: ("answer", "final"),
    State.FINALISING: ("final",),
    State.REPORTED: ("decide", "propose"),
    State.APPRAISING: ("appraise",),
    State.APPRAISED: ("notify",),
}
"""What is owed in each state; everything else is done or not yet due."""


@dataclass(frozen=True, slots=True)
class TransferCase:
    """Pass the running case to the office that holds the function for the school by now."""

    right: ClassVar[Right] = HOLDER

    function: CaseFunction
    to: Id
    basis: Line
    role: str = given("role")
    org: str = given("org")


@dataclass(frozen=True, slots=True)
class Holders:
    """What a transfer rests on: who holds the case, and who its school's function by now.

    `planned_month`: the last for which offices planned the school, None where a list names none.
    """

    case: str | None
    assigned: str | None
    planned_month: str | None = None


def transfer(
    command: TransferCase, known: Holders, evaluation: Evaluation
) -> Sequence[CaseTransferred]:
    """Return the transfer; none when the office holds the case already.

    Raises `Rejected` (case-not-running, not-assigned) and `Forbidden` (case-not-held) for an
    officer of an office that does not hold this function for the case.
    """
    if not isinstance(evaluation, Filed) or not evaluation.state.runs:
        detail = f"Hồ sơ ở bước '{called(evaluation.state)}', không có gì để chuyển."
        raise Rejected("case-not-running", detail, rule=RULE)
    if known.case == command.to:
        return []
    if command.role == "officer" and command.org != known.case:
        detail = f"Hồ sơ do '{known.case}' giữ; chỉ đơn vị đó chuyển đi được."
        raise Forbidden("case-not-held", detail, rule=RULE)
    if known.assigned != command.to:
        held = known.assigned or "chưa đơn vị nào"
        detail = f"Hôm nay chức năng '{command.function}' đối với trường này do {held} giữ."
        raise refused("not-assigned", detail, RULE, at="/to")
    return [
        CaseTransferred(
            command.function,
            known.case,
            command.to,
            command.basis,
            open_deadlines(evaluation.state, _times(evaluation, known.planned_month)),
        )
    ]


@dataclass(frozen=True, slots=True)
class Times:
    """What was last said of a case's deadlines, and which of its decisions still lack.

    `planned_month` is such as "2025-03"; each other one is the first day on which a step is
    overdue, None for a step without a time.
    """

    planned_month: str | None
    draft_before: date | None
    reply_before: date | None
    answer_before: date | None
    final_before: date | None
    appraise_before: date | None
    notify_before: date | None
    decide_before: date | None
    propose_before: date | None
    undecided: bool
    unproposed: bool


def open_deadlines(state: State, times: Times) -> tuple[OpenDeadline, ...]:
    """Return what a case in `state` owes, and until when."""
    before: Mapping[OwedStep, date | None] = {
        "survey": after_month(times.planned_month),
        "draft": times.draft_before,
        "reply": times.reply_before,
        "answer": times.answer_before,
        "final": times.final_before,
        "appraise": times.appraise_before,
        "notify": times.notify_before,
        "decide": times.decide_before if times.undecided else None,
        "propose": times.propose_before if times.unproposed else None,
    }
    found = ((step, before[step]) for step in OWED.get(state, ()))
    return tuple(OpenDeadline(step, day) for step, day in found if day is not None)


def after_month(month: str | None) -> date | None:
    """Return the first day after a month such as "2025-03", None for none."""
    return None if month is None else add_months(date.fromisoformat(f"{month}-01"), 1)


def _times(case: Filed, planned_month: str | None) -> Times:
    surveying = case if isinstance(case, Surveying) else None
    drafted = case if isinstance(case, Drafted) else None
    reported = case if isinstance(case, Reported) else None
    survey, reply = surveying and surveying.survey, drafted and drafted.reply
    answer = drafted and drafted.answer
    return Times(
        planned_month=planned_month,
        draft_before=_set(case, "draft") or (survey.draft_before if survey else None),
        reply_before=drafted.reply_before if drafted else None,
        answer_before=_set(case, "answer")
        or (reply.answer_before if isinstance(reply, SchoolReplied) else None),
        final_before=_set(case, "final")
        or (answer.final_before if answer else reply.final_before if reply else None),
        appraise_before=_set(case, "appraise"),
        notify_before=_set(case, "notify"),
        decide_before=reported.final.decide_before if reported else None,
        propose_before=reported.final.propose_before if reported else None,
        undecided=reported is None or reported.accreditation is None,
        unproposed=reported is None or reported.proposal is None,
    )


def _set(case: Filed, step: TermStep) -> date | None:
    term = case.term(step)
    return term.before if term else None
