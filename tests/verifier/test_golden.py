"""What was verified once is verified for ever."""

from pathlib import Path

import pytest

from libs.engine.rules import FIRST, RULES
from services.cli.verify import verify
from tests.verifier.golden import FOLDER

STORED = sorted(FOLDER.iterdir())


@pytest.mark.parametrize("bundle", STORED, ids=lambda bundle: bundle.name)
def test_a_stored_bundle_is_accepted(bundle: Path) -> None:
    report = verify(bundle, bundle / "trust" / "policy.txt")
    assert report.ok, f"{report.index}: {report.failure}"
    assert report.warnings == ()


def test_there_is_one_for_each_number_of_the_rules() -> None:
    assert [bundle.name for bundle in STORED] == [f"rules-{n}" for n in range(FIRST, RULES + 1)]
