"""Changes of meaning that somebody thought of, each refused, or let through for a stated reason."""

import pytest

from tests.verifier.by_hand import attempts, tried

pytestmark = pytest.mark.long

LEAST = 60
"""How many must be refused."""


# The child that tries something does nothing but that, and never lets the hub of greenlets run.
@pytest.mark.filterwarnings("ignore:Using fork")
def test_what_somebody_thought_of_is_refused_or_known_to_pass() -> None:
    told = {attempt.name: (attempt, code) for attempt, code in tried(attempts())}
    wrong = {name: code for name, (attempt, code) in told.items() if code != attempt.code}
    assert wrong == {}
    assert len(told) == len(attempts())
    assert all(attempt.code or attempt.why for attempt in attempts())
    assert sum(bool(attempt.code) for attempt in attempts()) >= LEAST
