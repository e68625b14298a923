"""What the platform accepts, the verifier accepts; what a service would not write, it refuses."""

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.verifier.case_walk import walk
from tests.verifier.histories import HOWS, judged
from tests.verifier.platform import chained, verdict

pytestmark = pytest.mark.long


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_whatever_the_platform_accepts_the_verifier_accepts(seed: int) -> None:
    assert verdict(chained(done.raws for done in walk(seed).platform.acts)) is None


PLACES = st.integers(0, 10_000)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 30), st.sampled_from(HOWS), PLACES, PLACES, st.integers(0, 30))
def test_a_change_is_accepted_only_if_the_services_would_have_written_it(
    seed: int, how: str, i: int, j: int, other: int
) -> None:
    told, honest = judged(seed, how, i, j, other)
    event(f"{how} {'accepted' if told is None else 'refused'}")
    assert (told is None) == (honest is None), f"verifier {told}; services {honest}"
