"""What no honest service wrote is refused, though whoever holds the keys signed it."""

from pathlib import Path

import pytest

from tests.verifier.bundles import forged
from tests.verifier.changes import (
    ADMINISTRATORS,
    DEPUTY,
    Change,
    by,
    confirmed,
    lent,
    proposed,
    told,
)
from tests.verifier.forgeries import ATTACKS
from tests.verifier.story import DIRECTOR, check, story, write


@pytest.mark.parametrize(("type_", "change"), [a[1:] for a in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_a_forged_log_is_refused_at_the_forged_entry(
    type_: str, change: Change, tmp_path: Path
) -> None:
    """The operator holds every key and signs the forgery; only what the entries say betrays it."""
    steps = story()
    change(steps, type_)
    report = check(forged(tmp_path, write(steps)))
    assert not report.ok
    assert report.index is not None
    assert steps[report.index].type in (type_, "Unknown")


def test_two_persons_give_a_role_and_its_holder_lends_it(tmp_path: Path) -> None:
    """What the forgeries above break, whole: nobody is refused."""
    steps = story()
    told(*ADMINISTRATORS, proposed(), confirmed(), DEPUTY, lent())(steps, "")
    by("u:moi", *DIRECTOR[1:])(steps, "TeamFormed")
    by("u:pho", *DIRECTOR[1:])(steps, "AccreditationGranted")
    report = check(forged(tmp_path, write(steps)))
    assert report.ok, report.failure
