"""The true bundles that every file of this folder changes."""

import pytest

from tests.verifier.bundles import RAWS, SIZES, SMALL
from tests.verifier.story import Files, Seals, bundle


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return bundle(RAWS, Seals(RAWS, SIZES), tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return bundle(SMALL, Seals(SMALL), tmp_path_factory.mktemp("small"))
