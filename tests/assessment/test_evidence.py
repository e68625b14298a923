from dataclasses import replace

from services.assessment.evidence.events import EvidenceRegistered
from services.assessment.evidence.rules import EVIDENCE, EvidenceItem, RegisterEvidence
from tests.spec import spec

evidence = spec(EVIDENCE)
PLAN = EvidenceItem("H1-1.1-01", "Kế hoạch năm học", "a" * 64, sample=True)
MINUTES = EvidenceItem("H1-1.1-02", "Biên bản họp", "b" * 64, sample=True)
PLAN_REGISTERED = EvidenceRegistered("H1-1.1-01", "Kế hoạch năm học", "a" * 64, True)
MINUTES_REGISTERED = EvidenceRegistered("H1-1.1-02", "Biên bản họp", "b" * 64, True)


def test_each_new_item_is_registered() -> None:
    both = RegisterEvidence((PLAN, MINUTES))
    stream = evidence.given().when(both).then(PLAN_REGISTERED, MINUTES_REGISTERED)
    stream.when(both).then_nothing()


def test_items_that_are_known_are_passed_over() -> None:
    both = RegisterEvidence((PLAN, MINUTES))
    evidence.given(PLAN_REGISTERED).when(both).then(MINUTES_REGISTERED)


def test_an_item_named_twice_is_registered_once() -> None:
    evidence.given().when(RegisterEvidence((PLAN, PLAN))).then(PLAN_REGISTERED)


def test_a_code_stands_for_one_item_for_good() -> None:
    other = RegisterEvidence((MINUTES, replace(PLAN, sha256="c" * 64)))
    refusal = evidence.given(PLAN_REGISTERED).when(other).then_rejected("evidence-code-taken")
    assert [error.pointer for error in refusal.errors] == ["/items/1/code"]
    renamed = RegisterEvidence((replace(PLAN, title="Kế hoạch khác"),))
    evidence.given(PLAN_REGISTERED).when(renamed).then_rejected("evidence-code-taken")


def test_a_code_stands_for_one_item_within_a_command_too() -> None:
    twice = RegisterEvidence((PLAN, replace(PLAN, sha256="c" * 64)))
    evidence.given().when(twice).then_rejected("evidence-code-taken")
