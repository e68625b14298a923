"""What the registers hold is decided again by anybody: every act in its place, none elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.kernel import canonical
from libs.rights import OPERATOR
from tests.review.world import PHONG, SO
from tests.verifier.histories import HOWS, changed, judgements
from tests.verifier.platform import AGGREGATES, Done, Platform, again, chained, verdict
from tests.verifier.registers import RegisterWalk, register_walk

WALKS = range(5)
KEPT = (
    *("person", "training", "headcount", "roadmap"),
    *("plannedlist", "contact", "helprequest", "nomination"),
)
TYPES = {name for category in KEPT for name in AGGREGATES[category].events.types}


def first(act: Done) -> Any:
    """Return the first entry of an act."""
    return canonical.decode(act.raws[0])


def refusal(acts: Sequence[Done]) -> str | None:
    """Return why `verify` refuses these acts, None if it does not."""
    return verdict(chained(act.raws for act in acts))


def elsewhere(acts: Sequence[Done], n: int, since: int) -> Iterator[tuple[str, list[Done]]]:
    """Yield the acts without the n-th one, with it twice, and with it before its predecessor."""
    yield "removed", [*acts[:n], *acts[n + 1 :]]
    yield "repeated", [*acts[: n + 1], again(acts[n], 1), *acts[n + 1 :]]
    stream = acts[n].order.stream
    before = [m for m in range(since, n) if acts[m].order.stream == stream]
    if before:
        m = before[-1]
        yield "moved", [*acts[:m], acts[n], *acts[m:n], *acts[n + 1 :]]


def test_every_act_is_decided_again_in_its_place_and_refused_elsewhere() -> None:
    refused: dict[str, set[str]] = defaultdict(set)
    met: set[str] = set()
    for seed in WALKS:
        walk = RegisterWalk(seed)
        walk.found()
        acts = walk.platform.acts
        since = len(acts)
        walk.keep(200)
        assert refusal(acts) is None
        for n in range(since, len(acts)):
            name = first(acts[n])["type"]
            met.add(name)
            for how, other in elsewhere(acts, n, since):
                if name in TYPES and how not in refused[name] and refusal(other):
                    refused[name].add(how)
    assert met >= TYPES
    assert {name for name in TYPES if not refused[name]} == set()


@cache
def kept(seed: int) -> tuple[Done, ...]:
    """Return the acts of a walk through the registers."""
    return tuple(register_walk(seed).platform.acts)


PLACES = st.integers(0, 10_000)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 20), st.sampled_from(HOWS), PLACES, PLACES, st.integers(0, 20))
def test_a_change_is_accepted_only_if_the_services_would_have_written_it(
    seed: int, how: str, i: int, j: int, other: int
) -> None:
    told, honest = judgements(changed(kept(seed), how, i, j, kept(other)))
    assert (told is None) == (honest is None), f"verifier {told}; services {honest}"


ON = date(2025, 9, 8)


def asked() -> Platform:
    """Return a province in which a school asked its Phòng, whose contact answers in three days."""
    walk = RegisterWalk(0)
    walk.found()
    named = {"kinds": ["primary"], "starts": "2025-09-01", "basis": "QĐ", "phone": "028 0000"}
    for office, by, person in ((PHONG, "checker", "u:c1"), (SO, "appraiser", "u:c2")):
        contact = {"person": person, "answer_within": 3, **named}
        walk.platform.do(f"contact-{office}", "NameContact", f"u:{by}", ON, **contact)
    question = {"topic": "other", "subject": "Hỏi", "text": "Hỏi gì?"}
    walk.platform.do("helprequest-abc_1", "AskForHelp", "u:principal", ON, **question)
    return walk.platform


def forged(acts: Sequence[Done], **said: Any) -> list[Done]:
    """Return the acts, the last of which says something else."""
    entry = first(acts[-1])
    entry["data"] |= said
    return [*acts[:-1], replace(acts[-1], raws=(canonical.encode(entry),))]


def test_a_question_that_goes_to_another_office_than_the_one_in_charge_is_refused() -> None:
    acts = asked().acts
    assert refusal(acts) is None
    assert first(acts[-1])["data"]["office"] == PHONG
    wrong = refusal(forged(acts, office=SO, officer="u:c2"))
    assert f"HelpRequested.office: ghi {SO}, lẽ ra {PHONG}" in str(wrong)
    for said in ({"officer": "u:c2"}, {"officer": None}, {"answer_within": 9}, {"due": None}):
        assert "HelpRequested." in str(refusal(forged(acts, **said)))


def test_who_is_asked_is_who_was_in_charge_and_its_contact_at_that_place_of_the_log() -> None:
    platform = asked()
    ended = {"person": "u:c1", "ends": ON.isoformat(), "basis": "QĐ"}
    platform.do(f"contact-{PHONG}", "EndContact", "u:checker", ON, **ended)
    gone = {"holder": SO, "ends": ON.isoformat(), "basis": "QĐ"}
    platform.do("assignment-appraise_79", "EndFunction", OPERATOR, ON, **gone)
    assert refusal(platform.acts) is None
    *before, asking, without_contact, without_office = platform.acts
    earlier = [*before, without_contact, asking, without_office]
    assert f"HelpRequested.office: ghi {PHONG}, lẽ ra {SO}" in str(refusal(earlier))
    earlier = [*before, without_contact, without_office, asking]
    assert "HelpRequested.officer: ghi u:c1, lẽ ra không có" in str(refusal(earlier))


def test_a_question_passed_on_names_the_contact_of_the_office_it_goes_to() -> None:
    platform = asked()
    forward = {"office": SO, "reason": "Thuộc Sở"}
    platform.do("helprequest-abc_1", "ForwardHelp", "u:checker", ON, **forward)
    acts = platform.acts
    assert first(acts[-1])["data"]["officer"] == "u:c2"
    assert refusal(acts) is None
    assert "HelpForwarded.officer" in str(refusal(forged(acts, officer="u:c1")))
