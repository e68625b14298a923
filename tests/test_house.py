"""How far an addition reaches (`python -m tests.house` prints it), what an aggregate costs."""

from collections.abc import Iterator
from statistics import median
from typing import ClassVar

import pytest

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


def test_each_folder_of_libs_says_what_it_is_and_knows_only_those_below_it() -> None:
    assert all(sentence.endswith(".") for sentence in house.rooms().values())
    assert house.upward() == []
