"""What is asked of votes in self-assessment councils: nothing until somebody states it."""

from datetime import date

from services.registry.quorum.events import QuorumStated, QuorumWithdrawn
from services.registry.quorum.rules import QUORUM, StateQuorum, WithdrawQuorum
from tests.spec import spec

quorum = spec(QUORUM)
STARTS, LATER = date(2026, 9, 1), date(2027, 9, 1)
STATE = StateQuorum(("primary",), 67, 51, STARTS, "QĐ 1", id="79")
STATED = QuorumStated(("primary",), 67, 51, STARTS, "QĐ 1")


def test_a_quorum_is_stated_for_kinds_of_school_in_an_area() -> None:
    quorum.given().when(STATE).then(STATED).when(STATE).then_nothing()
    elsewhere = StateQuorum(("primary",), 67, 51, STARTS, "QĐ 1", id="so")
    quorum.given().when(elsewhere).then_rejected("area-unknown")


def test_what_is_stated_later_takes_its_place() -> None:
    other = StateQuorum(("primary",), 50, 50, LATER, "QĐ 2", id="79")
    done = quorum.given(STATED).when(other).then_types("QuorumStated")
    held = QUORUM.fold(done.past)
    assert [each.basis for each in held.on(STARTS)] == ["QĐ 1"]
    assert [each.basis for each in held.on(LATER)] == ["QĐ 2"]


def test_a_quorum_is_withdrawn_from_a_day_on() -> None:
    withdraw = WithdrawQuorum(LATER, "QĐ 3")
    done = quorum.given(STATED).when(withdraw).then(QuorumWithdrawn(LATER, "QĐ 3"))
    done.when(withdraw).then_nothing()
    assert QUORUM.fold(done.past).on(LATER) == []
    quorum.given().when(withdraw).then_rejected("quorum-not-stated")
