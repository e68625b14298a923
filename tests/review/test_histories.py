"""What must hold in every history of a case holds in some, and is missed where it does not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from libs.kernel import canonical
from libs.log.entry import Recorded
from tests.review.histories import Histories, breaches, histories

pytestmark = pytest.mark.long

SEEDS = (1, 2, 3, 5)
"""Some are of the sets of 2018, some of TT 57/2026; some by the first rules, some by the newest."""


@pytest.mark.parametrize("seed", SEEDS)
def test_in_every_history_of_a_case_all_holds_that_must(seed: int) -> None:
    assert histories(seed, 2, 6).wrong == []


@pytest.fixture(scope="module")
def decided() -> Sequence[Recorded]:
    """Return a case whose school was accredited."""
    for seed in range(1, 60):
        found = Histories(seed)
        found.found()
        found.assess()
        found.review(60)
        if any(event.type == "AccreditationGranted" for event in found.case):
            return found.case
    raise AssertionError("nobody was accredited")


def changed(
    case: Sequence[Recorded], kind: str, change: Callable[[dict[str, Any]], Mapping[str, Any]]
) -> list[Recorded]:
    """Return the case with the last event of a kind changed."""
    place = max(n for n, event in enumerate(case) if event.type == kind)
    entry = canonical.decode(case[place].raw)
    raw = canonical.encode({**entry, **change(entry)})
    return [*case[:place], replace(case[place], raw=raw), *case[place + 1 :]]


def actor_of(case: Sequence[Recorded], kind: str) -> str:
    """Return who did the last act of a kind."""
    return next(str(e.envelope["actor"]) for e in reversed(case) if e.type == kind)


def test_an_honest_case_has_no_breach(decided: Sequence[Recorded]) -> None:
    assert list(breaches(decided)) == []


@pytest.mark.parametrize("before", ["RegistrationSubmitted", "RegistrationAccepted"])
def test_a_decision_by_who_did_an_earlier_step_is_a_breach(
    decided: Sequence[Recorded], before: str
) -> None:
    who = actor_of(decided, before)
    case = changed(decided, "AccreditationGranted", lambda _: {"actor": who})
    assert f"{who}: {before}, then AccreditationGranted" in list(breaches(case))


def test_a_decision_by_a_member_of_the_team_is_a_breach(decided: Sequence[Recorded]) -> None:
    (formed, *_) = [event for event in decided if event.type == "TeamFormed"]
    who = formed.data["members"][2]["person"]
    case = changed(decided, "AccreditationGranted", lambda _: {"actor": who})
    assert f"{who}: in the team, then AccreditationGranted" in list(breaches(case))


def test_a_decision_at_another_office_or_by_a_stranger_is_a_breach(
    decided: Sequence[Recorded],
) -> None:
    case = changed(decided, "AccreditationGranted", lambda _: {"actor": "u:x", "org": "pgv"})
    assert {"AccreditationGranted by u:x", "AccreditationGranted at pgv"} <= {*breaches(case)}


def test_a_level_that_the_sheets_do_not_give_is_a_breach(decided: Sequence[Recorded]) -> None:
    def failed(entry: dict[str, Any]) -> Mapping[str, Any]:
        judged = [{**each, "met": False} for each in entry["data"]["judgements"]]
        return {"data": {**entry["data"], "judgements": judged}}

    case = changed(decided, "FindingRecorded", failed)
    assert any("by the sheets 0" in each for each in breaches(case))
    assert any("earned 0" in each for each in breaches(case))
