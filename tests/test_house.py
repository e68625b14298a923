"""How far an addition reaches (`python -m tests.house` prints it), what an aggregate costs."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, ClassVar

import pytest
import yaml

from libs.engine.contract_files import describe
from libs.engine.slices import Slice, slices
from services.registry.service import RegistryService
from tests import house
from tests.running import Running, running
from tests.servers import PostgresServer


class WithVisitors(RegistryService):
    """The registry with one more aggregate: its folder, and this one line."""

    slices: ClassVar[dict[str, Slice]] = {
        **RegistryService.slices,
        **slices("tests.sample_slice", "visitor_book"),
    }


@pytest.fixture(scope="module")
def platform(postgres_server: PostgresServer) -> Iterator[Running]:
    with running(postgres_server.uri, WithVisitors) as found:
        yield found


@pytest.mark.e2e
def test_an_aggregate_with_a_read_table_is_one_folder_and_one_line(platform: Running) -> None:
    for purpose in ("Dự giờ", "Tặng sách"):
        platform.do("visitorbook-s1", "NoteVisit", {"purpose": purpose})
    view = platform.ask("GetVisits", {"id": "s1"})
    assert view["purposes"] == ["Dự giờ", "Tặng sách"]


def test_its_contract_follows_from_its_folder() -> None:
    known, more = describe(RegistryService), describe(WithVisitors)
    assert set(more["aggregates"]) - set(known["aggregates"]) == {"visitorbook"}
    assert set(more["queries"]) - set(known["queries"]) == {"visitorbook"}


def test_commands_and_questions_are_named_in_their_own_folder_alone() -> None:
    told = house.sources()
    for sort in ("command", "question"):
        far = {n: f for n, f in house.reach(sort, house.messages(sort), told).files.items() if f}
        assert far == {}, sort


def test_an_event_is_named_in_its_own_folder_and_by_few_others() -> None:
    events = house.reach("event", house.messages("event"), house.sources())
    assert median(events.counts) == 0
    assert events.at(0.9) <= 2
    assert events.counts[-1] <= 5


class Once(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping, as Compose does and PyYAML does not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping whose own keys stand in it once each."""
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        assert len(keys) == len(set(keys)), (node.start_mark, keys)
        return super().construct_mapping(node, deep)


def test_a_key_that_stands_twice_is_seen() -> None:
    assert yaml.load("a: &x {b: 1}\nc: {<<: *x, b: 2}", Once)["c"] == {"b": 2}
    with pytest.raises(AssertionError, match="'a', 'a'"):
        yaml.load("a: 1\na: 2", Once)


def test_what_compose_reads_has_each_key_once() -> None:
    """Its engine refuses the whole file; the tests that ask it are not run each time."""
    found = yaml.load((Path(__file__).parents[1] / "docker-compose.yml").read_text("utf-8"), Once)
    assert found["services"]["signer"]["network_mode"] == "none"


IMPORTS = {
    "signer": "libs.proof.signer waitress",
    "sealer": "libs.proof.sealer libs.proof.signer libs.log.postgres",
    "relay": "libs.hosting.relay libs.log.postgres libs.engine.contract_files",
    "review": "libs.hosting.nameko_host libs.log.postgres services.review.service",
}
"""What a process imports before it works, beside what all of them do."""
_WITHOUT = """
import importlib, sys
from importlib.metadata import packages_distributions
kept, names = (each.split() for each in sys.argv[1:])
gone = {
    top
    for top, found in packages_distributions().items()
    if not {"kiemdinh", *kept} & {name.lower().replace("_", "-") for name in found}
}
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in gone:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Gone())
for name in names:
    importlib.import_module(name)
"""


@pytest.mark.parametrize("process", IMPORTS)
def test_an_image_has_the_packages_that_its_process_imports(process: str) -> None:
    """Else a container ends at its first start, which tests that need an engine alone would see."""
    root = Path(__file__).parents[1]
    listed = ("sh", str(root / "deploy/packages.sh"), process, str(root / "requirements.txt"))
    lines = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.splitlines()
    kept = " ".join(line.split("==")[0] for line in lines if re.match("[a-z]", line))
    names = f"services.host libs.hosting.logging services.processes {IMPORTS[process]}"
    asked = (sys.executable, "-W", "ignore", "-c", _WITHOUT, kept, names)
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr


def test_each_folder_of_libs_says_what_it_is_and_knows_only_those_below_it() -> None:
    assert all(sentence.endswith(".") for sentence in house.rooms().values())
    assert house.upward() == []
