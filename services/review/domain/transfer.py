"""A running case passes to another office: who may send it, to whom, and what it still owes.

An office that ends, or loses a function, keeps its running cases until each is transferred; the
case stays where it stands and its deadlines go on (NĐ 142/2025, 143/2025; DOMAIN h).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.calendar import add_months
from libs.contract import Id, Line, given
from libs.errors import FieldError, Forbidden, Rejected
from libs.rights import Right
from services.review.domain.state import Evaluation, State
from services.review.events.filing import CaseTransferred
from services.review.events.terms import HOLDER, CaseFunction, OpenDeadline, OwedStep

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
    case_holder: str | None = given("case_holder")
    assigned_holder: str | None = given("assigned_holder")


Command = TransferCase


def decide(command: TransferCase, state: Evaluation) -> Sequence[CaseTransferred]:
    """Return the transfer; none when the office holds the case already.

    Raises `Rejected` (case-not-running, not-assigned) and `Forbidden` (case-not-held) for an
    officer of an office that does not hold this function for the case.
    """
    if state.state is None or not state.state.runs:
        detail = f"Hồ sơ ở bước '{state.state_label}', không có gì để chuyển."
        raise Rejected("case-not-running", detail, rule=RULE)
    if command.case_holder == command.to:
        return []
    if command.role == "officer" and command.org != command.case_holder:
        detail = f"Hồ sơ do '{command.case_holder}' giữ; chỉ đơn vị đó chuyển đi được."
        raise Forbidden("case-not-held", detail, rule=RULE)
    if command.assigned_holder != command.to:
        held = command.assigned_holder or "chưa đơn vị nào"
        detail = f"Hôm nay chức năng '{command.function}' đối với trường này do {held} giữ."
        error = FieldError("/to", "not-assigned", detail)
        raise Rejected("not-assigned", detail, RULE, [error])
    return [
        CaseTransferred(
            command.function,
            command.case_holder,
            command.to,
            command.basis,
            open_deadlines(state.state, _times(state)),
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
        "decide": times.decide_before if times.undecided else None,
        "propose": times.propose_before if times.unproposed else None,
    }
    found = ((step, before[step]) for step in OWED.get(state, ()))
    return tuple(OpenDeadline(step, day) for step, day in found if day is not None)


def after_month(month: str | None) -> date | None:
    """Return the first day after a month such as "2025-03", None for none."""
    return None if month is None else add_months(date.fromisoformat(f"{month}-01"), 1)


def _times(state: Evaluation) -> Times:
    final, reply, answer = state.final, state.reply, state.answer
    return Times(
        planned_month=state.plan.month if state.plan else None,
        draft_before=state.survey.draft_before if state.survey else None,
        reply_before=state.draft.reply_before if state.draft else None,
        answer_before=getattr(reply, "answer_before", None),
        final_before=answer.final_before if answer else getattr(reply, "final_before", None),
        decide_before=final.decide_before if final else None,
        propose_before=final.propose_before if final else None,
        undecided=state.accreditation is None,
        unproposed=state.proposal is None,
    )
