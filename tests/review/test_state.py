"""How far a case has come: what runs owes something, what is over does not."""

import pytest

from libs.law.labels import group
from services.review.evaluation.events.filing import EvaluationPlanned, RegistrationSubmitted
from services.review.evaluation.events.succession import EvaluationContinued, EvaluationEnded
from services.review.evaluation.rules import EVALUATION
from services.review.evaluation.state import Empty, State, in_charge
from services.review.evaluation.transfer import OWED
from tests.review.cases import (
    BOTH,
    EVALUATING,
    PROPOSE,
    WITHDRAW,
    accredit,
    lived,
    plan,
    recognise,
    until_final,
    until_team,
)


def test_a_case_runs_as_long_as_it_owes_a_step() -> None:
    assert {state for state in State if state.runs} == OWED.keys()


def test_a_case_is_over_when_it_was_withdrawn_decided_or_ended() -> None:
    assert [state for state in State if state.over] == [
        *("withdrawn", "decided", "discontinued", "ended")
    ]
    assert not State.PLANNED.over
    assert not State.PLANNED.runs


def test_a_case_is_checked_until_it_is_forwarded_then_appraised_a_direct_one_at_once() -> None:
    unchecked = {state for state in State if in_charge(state, False) == "check_dossier"}
    assert unchecked == {State.FILED, State.RETURNED}
    assert {in_charge(state, True) for state in State if state.runs} == {"appraise"}
    for direct in (False, True):
        assert {state for state in State if in_charge(state, direct)} == OWED.keys()


def test_every_state_has_its_own_label() -> None:
    labels = group("evaluation_state")
    assert set(labels) == {state.value for state in State}
    assert len({state.label for state in State}) == len(State)


def test_a_case_that_nobody_planned_or_filed_has_no_state() -> None:
    assert Empty().state is None
    refusal = EVALUATING.given().when(WITHDRAW).then_rejected("wrong-state")
    assert "'chưa đăng ký'" in refusal.detail


@pytest.mark.parametrize("past", [(plan(),), (BOTH, WITHDRAW)], ids=["planned", "withdrawn"])
def test_what_is_no_running_case_may_be_filed(past: tuple[object, ...]) -> None:
    EVALUATING.given(*lived(*past)).when(BOTH).then_types("RegistrationSubmitted")  # type: ignore[arg-type]


def test_an_event_that_no_rule_brings_there_changes_nothing() -> None:
    whole = lived(*until_final(2, BOTH), accredit(), PROPOSE, recognise())
    begins = (EvaluationPlanned, RegistrationSubmitted, EvaluationContinued, EvaluationEnded)
    for event in whole:
        if not isinstance(event, begins):
            assert EVALUATION.evolve(EVALUATION.initial, event) == EVALUATION.initial
    filed = EVALUATION.fold(lived(BOTH))
    for event in whole[len(lived(*until_team())) :]:
        assert EVALUATION.evolve(filed, event) == filed
