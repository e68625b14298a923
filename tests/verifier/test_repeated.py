"""What the platform accepts, the verifier accepts; what a service would not write, it refuses."""

from functools import cache

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.verifier.histories import PREPARED, walk
from tests.verifier.platform import Done, again, chained, producible, verdict
from tests.verifier.registers import register_walk

HOWS = ("remove", "move", "repeat", "swap", "foreign", "tail")


@cache
def history(seed: int) -> tuple[Done, ...]:
    """Return the acts of a walk: of a case, or of the registers."""
    return tuple((register_walk if seed % 3 == 0 else walk)(seed).platform.acts)


def changed(seed: int, how: str, i: int, j: int, other: int) -> list[Done]:
    """Return a walk's acts after one change; the places count from the first that may change."""
    acts = list(history(seed))
    room = len(acts) - PREPARED
    i, j = PREPARED + i % room, PREPARED + j % room
    match how:
        case "remove":
            del acts[i]
        case "move":
            acts.insert(j, acts.pop(i))
        case "swap":
            acts[i], acts[j] = acts[j], acts[i]
        case "repeat":
            acts.insert(j, again(acts[i], 1))
        case "foreign":
            theirs = history(other)
            acts.insert(j, again(theirs[PREPARED + i % (len(theirs) - PREPARED)], 2))
        case "tail":
            del acts[max(i, PREPARED + 1) :]
    return acts


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_whatever_the_platform_accepts_the_verifier_accepts(seed: int) -> None:
    assert verdict(chained(done.raws for done in history(seed))) is None


PLACES = st.integers(0, 10_000)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 30), st.sampled_from(HOWS), PLACES, PLACES, st.integers(0, 30))
def test_a_change_is_accepted_only_if_the_services_would_have_written_it(
    seed: int, how: str, i: int, j: int, other: int
) -> None:
    acts = changed(seed, how, i, j, other)
    told, honest = verdict(chained(done.raws for done in acts)), producible(acts)
    event(f"{how} {'accepted' if told is None else 'refused'}")
    assert (told is None) == (honest is None), f"verifier {told}; services {honest}"
