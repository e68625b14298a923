"""Whatever an operator who holds every key makes of a history, no service would have written it.

`make evil` judges every change; here a few of each kind.
"""

import pytest

from tests.verifier.evil import judged
from tests.verifier.strict_walk import strict_walk

pytestmark = pytest.mark.long

EVERY = 41
LEAST = 60
"""How many changes of meaning must be refused."""


# The child that judges a change does nothing but that, and never lets the hub of greenlets run.
@pytest.mark.filterwarnings("ignore:Using fork")
def test_no_generated_change_of_meaning_is_accepted() -> None:
    refused, honest, wrong = judged(strict_walk().platform.acts, EVERY)
    assert wrong == []
    assert refused.total() >= LEAST
    kinds = {kind for kind, _ in refused}
    assert kinds >= {"done again", "another day", "another actor", "another value"}
    # What passes is what a person chooses, and no log can know.
    assert honest.total() < refused.total()
