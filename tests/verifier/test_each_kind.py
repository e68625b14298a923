"""Every kind of event of every aggregate: done once it passes, done again it is refused."""

from dataclasses import replace
from functools import cache

import pytest

from libs.kernel import canonical
from tests.verifier.platform import RULES, Done, again, chained, producible, verdict
from tests.verifier.tour import tour

pytestmark = pytest.mark.long

WITHIN = {
    "ObligationCreated",
    "ObligationCorrected",
    "InstructionWarned",
    "InstructionWarningResolved",
    "VisitsFixed",
}
"""What never begins an act: it comes with the letter, or with what was put right in it, or with a
team's plan."""
KINDS = {name for each in RULES.aggregates for name in each.events.types}
BEGINNING = sorted(KINDS - WITHIN)


@cache
def acts() -> tuple[Done, ...]:
    """Return the acts of the tour."""
    return tuple(tour().platform.acts)


@cache
def types() -> tuple[tuple[str, ...], ...]:
    """Return the types of each act's events."""
    return tuple(tuple(canonical.decode(raw)["type"] for raw in done.raws) for done in acts())


def test_the_tour_is_accepted_and_leaves_nothing_out() -> None:
    assert verdict(chained(done.raws for done in acts())) is None
    assert {name for each in types() for name in each} == {*BEGINNING, *WITHIN}
    assert {each[0] for each in types()} == {*BEGINNING}


@pytest.mark.parametrize("name", BEGINNING)
def test_what_was_done_is_not_done_again(name: str) -> None:
    n = [each[0] for each in types()].index(name)
    changed = [*acts()[: n + 1], again(acts()[n], 1)]
    told = verdict(chained(done.raws for done in changed))
    before = sum(len(done.raws) for done in acts()[: n + 1])
    assert told is not None
    assert before <= int(told.partition(":")[0]) < before + len(acts()[n].raws), told


@pytest.mark.parametrize("name", BEGINNING[::10])
def test_what_is_left_out_is_judged_as_the_services_would(name: str) -> None:
    n = [each[0] for each in types()].index(name)
    changed = [*acts()[:n], *acts()[n + 1 : n + 60]]
    told, honest = verdict(chained(done.raws for done in changed)), producible(changed)
    assert (told is None) == (honest is None), f"verifier {told}; services {honest}"


def test_a_sheet_without_the_plan_that_rules_number_2_ask_for_is_refused() -> None:
    n = max(n for n, each in enumerate(types()) if each == ("PlanApproved",))
    changed = [*acts()[:n], *acts()[n + 1 :]]
    told = verdict(chained(done.raws for done in changed))
    assert "plan-missing" in str(told)
    assert producible(changed) is not None


def test_a_number_that_was_used_before_is_refused_once_the_rules_ask() -> None:
    decided = [n for n, each in enumerate(types()) if each == ("AccreditationGranted",)]
    numbers = [canonical.decode(acts()[n].raws[0])["data"]["decision_number"] for n in decided]
    assert numbers[:2] == ["10/QĐ", "10/QĐ"]
    changed = [*acts()[: decided[1]], _adoption(3), acts()[decided[1]]]
    told = verdict(chained(done.raws for done in changed))
    assert "number-used: Năm 2024 cơ quan này đã dùng số '10/QĐ'" in str(told)
    assert producible(changed) is not None


def _adoption(number: int) -> Done:
    """Return the act by which the log adopts rules with another number."""
    done = acts()[next(n for n, each in enumerate(types()) if each == ("RulesAdopted",))]
    entry = canonical.decode(done.raws[0])
    entry["data"]["rules_number"] = number
    wire = {**done.order.wire, "data": {"rules_number": number}}
    return Done(replace(done.order, wire=wire), (canonical.encode(entry),), done.reaction)
