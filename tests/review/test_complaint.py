"""A complaint of a school against a decision, from its letter to the last settlement."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.review.complaint.procedure import PROCEDURE
from services.review.complaint.rules import (
    COMPLAINT,
    AcceptComplaint,
    DeclineComplaint,
    Known,
    LodgeComplaint,
    SettleComplaint,
    WithdrawComplaint,
)
from tests.spec import Knowing, Spec

DECIDED = date(2026, 8, 3)
ON = date(2026, 8, 10)
KNOWN = Known(3, DECIDED)
COMPLAINING = Spec(
    COMPLAINT,
    PROCEDURE,
    dict.fromkeys((LodgeComplaint, AcceptComplaint, DeclineComplaint, SettleComplaint), KNOWN),
)
LODGE = LodgeComplaint("Đề nghị xem lại tiêu chí 1.1", on=ON)
ACCEPT = AcceptComplaint(on=ON)
DECLINE = DeclineComplaint("6/SGDĐT", "Đơn chưa có chữ ký", on=ON)
SETTLE = SettleComplaint("upheld", "41/QĐ", "Quyết định đúng", on=date(2026, 9, 1))
LODGED = COMPLAINING.given().when(LODGE).then_types("ComplaintLodged")
ACCEPTED = LODGED.when(ACCEPT).then_types("ComplaintAccepted")
SETTLED = ACCEPTED.when(SETTLE).then_types("ComplaintSettled")


def last(given: Any) -> Any:
    """Return what happened last."""
    return given.past[-1]


def test_a_school_complains_within_ninety_days_of_knowing_the_decision() -> None:
    assert (last(LODGED).instance, last(LODGED).known_on) == (1, DECIDED)
    assert last(LODGED).accept_before == date(2026, 8, 21)
    end = DECIDED + timedelta(90)
    COMPLAINING.given().when(replace(LODGE, on=end)).then_types("ComplaintLodged")
    late = replace(LODGE, on=end + timedelta(1))
    COMPLAINING.given().when(late).then_rejected("complaint-too-late")
    COMPLAINING.given().when(replace(late, known_on=ON)).then_types("ComplaintLodged")
    early = replace(LODGE, known_on=DECIDED - timedelta(1))
    refused = COMPLAINING.given().when(early).then_rejected("known-before-decided")
    assert refused.errors[0].pointer == "/known_on"


def test_there_is_nothing_to_complain_of_before_a_decision() -> None:
    COMPLAINING.given().when(Knowing(LODGE, Known(3))).then_rejected("nothing-decided")


def test_a_complaint_names_no_person_and_waits_once() -> None:
    named = replace(LODGE, text="Gọi 0912345678")
    COMPLAINING.given().when(named).then_rejected("personal-data-suspected")
    LODGED.when(LODGE).then_nothing()
    LODGED.when(replace(LODGE, text="Khác")).then_rejected("wrong-state")


def test_it_is_taken_up_with_the_days_of_the_law_or_not_for_a_reason() -> None:
    assert last(ACCEPTED).decide_before == ON + timedelta(31)
    complex = LODGED.when(replace(ACCEPT, complex=True)).then_types("ComplaintAccepted")
    assert last(complex).decide_before == ON + timedelta(46)
    declined = LODGED.when(DECLINE).then_types("ComplaintDeclined")
    declined.when(DECLINE).then_nothing()
    declined.when(SETTLE).then_rejected("wrong-state")
    assert last(declined.when(LODGE).then_types("ComplaintLodged")).instance == 1


def test_it_is_withdrawn_before_it_is_settled_and_may_come_again() -> None:
    for given in (LODGED, ACCEPTED):
        gone = given.when(WithdrawComplaint()).then_types("ComplaintWithdrawn")
        gone.when(WithdrawComplaint()).then_nothing()
        gone.when(LODGE).then_types("ComplaintLodged")
    SETTLED.when(WithdrawComplaint()).then_rejected("wrong-state")


def test_the_office_that_decided_settles_the_first_complaint() -> None:
    assert last(SETTLED).again_before == SETTLE.on + timedelta(31)
    SETTLED.when(SETTLE).then_nothing()
    above = replace(SETTLE, authority_name="Ủy ban nhân dân tỉnh")
    ACCEPTED.when(above).then_rejected("authority-not-asked")
    LODGED.when(SETTLE).then_rejected("wrong-state")


def test_the_second_complaint_goes_to_the_office_above_within_thirty_days() -> None:
    again = replace(LODGE, text="Không đồng ý", on=SETTLE.on + timedelta(30))
    SETTLED.when(replace(again, on=again.on + timedelta(1))).then_rejected("complaint-too-late")
    second = SETTLED.when(again).then_types("ComplaintLodged")
    assert last(second).instance == 2
    taken = second.when(replace(ACCEPT, on=again.on)).then_types("ComplaintAccepted")
    assert last(taken).decide_before == again.on + timedelta(46)
    end = replace(SETTLE, decision_number="42/QĐ", on=again.on + timedelta(5))
    taken.when(end).then_rejected("authority-missing")
    above = replace(end, authority_name="Ủy ban nhân dân tỉnh")
    settled = taken.when(above).then_types("ComplaintSettled")
    assert last(settled).again_before is None
    settled.when(replace(again, on=above.on)).then_rejected("wrong-state")


def test_what_is_not_answered_in_time_goes_to_the_second_complaint() -> None:
    for given, overdue in ((LODGED, date(2026, 8, 21)), (ACCEPTED, ON + timedelta(31))):
        again = replace(LODGE, text="Chưa được trả lời", on=overdue)
        given.when(replace(again, on=overdue - timedelta(1))).then_rejected("wrong-state")
        assert last(given.when(again).then_types("ComplaintLodged")).instance == 2


def test_a_new_decision_in_the_case_is_complained_of_for_the_first_time() -> None:
    second = SETTLED.when(replace(LODGE, text="Không đồng ý", on=SETTLE.on))
    gone = second.then_types("ComplaintLodged").when(WithdrawComplaint())
    declined = LODGED.when(DECLINE).then_types("ComplaintDeclined")
    decided = Known(3, date(2026, 11, 2))
    lodge = replace(LODGE, text="Đề nghị xem lại tiêu chí 1.2", on=date(2026, 12, 9))
    for given in (SETTLED, gone.then_types("ComplaintWithdrawn"), declined):
        anew = given.when(Knowing(lodge, decided)).then_types("ComplaintLodged")
        assert (last(anew).instance, last(anew).known_on) == (1, decided.decided_on)
    ACCEPTED.when(Knowing(replace(lodge, on=ON), decided)).then_rejected("wrong-state")


def test_what_was_answered_is_not_answered_otherwise() -> None:
    declined = LODGED.when(DECLINE).then_types("ComplaintDeclined")
    for given, command in (
        (SETTLED, replace(SETTLE, outcome="overturned")),
        (SETTLED, replace(SETTLE, reason="Quyết định sai")),
        (ACCEPTED, replace(ACCEPT, complex=True)),
        (declined, replace(DECLINE, document_number="7/SGDĐT")),
    ):
        given.when(command).then_rejected("wrong-state")
