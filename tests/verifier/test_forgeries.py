"""What no honest service wrote is refused, though whoever holds the keys signed it."""

import re
from pathlib import Path

import pytest

from libs.log.entry import record
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
from tests.verifier.forged_meaning import MEANING
from tests.verifier.forgeries import ATTACKS, STRICT, strict
from tests.verifier.platform import verdict
from tests.verifier.story import DIRECTOR, check, story, write

ALL = [*ATTACKS, *STRICT]


@pytest.mark.parametrize(("type_", "change"), [a[1:] for a in ALL], ids=[a[0] for a in ALL])
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


def test_the_newest_rules_let_the_honest_log_pass(tmp_path: Path) -> None:
    steps = story()
    strict(steps, "")
    report = check(forged(tmp_path, write(steps)))
    assert report.ok, report.failure


@pytest.mark.parametrize(
    ("type_", "change", "said"), [m[1:] for m in MEANING], ids=[m[0] for m in MEANING]
)
def test_what_a_forged_history_means_is_refused_for_what_it_is(
    type_: str, change: Change, said: str
) -> None:
    steps = story()
    change(steps, type_)
    told = verdict([record("79", n, raw) for n, raw in enumerate(write(steps), 1)])
    assert told is not None
    assert re.search(said, told), told
    assert steps[int(told.partition(":")[0])].type == type_


def test_two_persons_give_a_role_and_its_holder_lends_it(tmp_path: Path) -> None:
    """What the forgeries above break, whole: nobody is refused."""
    steps = story()
    told(*ADMINISTRATORS, proposed(), confirmed(), DEPUTY, lent())(steps, "")
    by("u:moi", *DIRECTOR[1:])(steps, "TeamFormed")
    by("u:pho", *DIRECTOR[1:])(steps, "AccreditationGranted")
    report = check(forged(tmp_path, write(steps)))
    assert report.ok, report.failure
