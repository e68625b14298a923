"""What the one-stop desk's receipt says of a dossier, asked for by the platform or typed."""

from dataclasses import replace
from datetime import timedelta

from services.review.evaluation.desk_receipt import RecordDeskReceipt
from services.review.evaluation.events.filing import DeskReceiptRecorded
from tests.review.cases import EVALUATING, FORWARD, ON, REQUEST, WITHDRAW, lived, register

FILED = EVALUATING.given(*lived(register()))
UNTIL = ON + timedelta(days=30)
TYPED = RecordDeskReceipt("H29.15-241028-0012", ON, UNTIL, on=ON, role="officer")
ANSWERED = replace(TYPED, role="operator")


def test_a_receipt_says_who_told_it() -> None:
    FILED.when(TYPED).then(DeskReceiptRecorded(TYPED.number, ON, UNTIL, "by_hand"))
    FILED.when(ANSWERED).then(DeskReceiptRecorded(TYPED.number, ON, UNTIL, "desk"))


def test_the_same_receipt_is_recorded_once_and_another_replaces_it() -> None:
    received = EVALUATING.given(*lived(register(), ANSWERED))
    received.when(ANSWERED).then_nothing()
    received.when(TYPED).then_nothing()
    other = replace(TYPED, number="H29.15-241028-0013")
    received.when(other).then(DeskReceiptRecorded(other.number, ON, UNTIL, "by_hand"))


def test_a_receipt_need_not_name_a_day_of_return() -> None:
    FILED.when(replace(TYPED, return_on=None)).then(
        DeskReceiptRecorded(TYPED.number, ON, None, "by_hand")
    )


def test_a_receipt_is_of_a_day_that_has_come_and_promises_none_before_it() -> None:
    FILED.when(replace(TYPED, received_on=ON + timedelta(days=1))).then_rejected("date-in-future")
    early = replace(TYPED, return_on=ON - timedelta(days=1))
    FILED.when(early).then_rejected("return-before-receipt")


def test_there_is_no_receipt_without_a_dossier() -> None:
    EVALUATING.given().when(TYPED).then_rejected("wrong-state")
    EVALUATING.given(*lived(register(), WITHDRAW)).when(TYPED).then_rejected("wrong-state")


def test_a_dossier_that_comes_back_completed_keeps_its_receipt_and_a_new_one_has_none() -> None:
    again = EVALUATING.given(*lived(register(), TYPED, REQUEST, register()))
    again.when(TYPED).then_nothing()
    anew = EVALUATING.given(*lived(register(), TYPED, WITHDRAW, register()))
    anew.when(TYPED).then(DeskReceiptRecorded(TYPED.number, ON, UNTIL, "by_hand"))


def test_the_state_of_a_case_is_not_changed_by_its_receipt() -> None:
    received = EVALUATING.given(*lived(register(), TYPED, FORWARD))
    received.when(FORWARD).then_nothing()
