"""The receipt of the one-stop desk (bộ phận một cửa): file number, day received, day of return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import given
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.rights import Right
from services.review.evaluation.events.filing import DeskReceiptRecorded
from services.review.evaluation.state import Evaluation, Filed, State, within
from services.review.shared.fields import DESK, Number

OPEN = tuple(state for state in State if state.runs or state is State.DECIDED)
"""In which states there is a dossier of which a desk may have a receipt."""
RULE = "giấy tiếp nhận hồ sơ và hẹn trả kết quả của bộ phận một cửa"


@dataclass(frozen=True, slots=True)
class RecordDeskReceipt:
    """Record what the receipt of the one-stop desk says of the dossier.

    `return_on` is the last day on which the result is to be returned, None where the receipt names
    none. From the platform's own program it is as the desk's software answered, else typed from
    paper.
    """

    right: ClassVar[Right] = DESK

    number: Number
    received_on: date
    return_on: date | None = None
    on: date = given("on")
    role: str = given("role")


def receive(command: RecordDeskReceipt, evaluation: Evaluation) -> Sequence[DeskReceiptRecorded]:
    """Return the receipt; none where the last one says just so.

    Raises `Rejected`: wrong-state, date-in-future, return-before-receipt.
    """
    case = within(evaluation, Filed, *OPEN)
    if command.received_on > command.on:
        detail = f"Ngày tiếp nhận {show(command.received_on)} (trường received_on) chưa đến."
        raise refused("date-in-future", detail, RULE, at="/received_on")
    if command.return_on is not None and command.return_on < command.received_on:
        detail = (
            f"Ngày hẹn trả {show(command.return_on)} (trường return_on) trước ngày tiếp nhận "
            f"{show(command.received_on)}."
        )
        raise refused("return-before-receipt", detail, RULE, at="/return_on")
    said = (command.number, command.received_on, command.return_on)
    last = case.receipt
    if last and (last.number, last.received_on, last.return_on) == said:
        return []
    return [DeskReceiptRecorded(*said, "desk" if command.role == "operator" else "by_hand")]
