"""The ordered feed shows of one school what each reader may see, stream by stream."""

from functools import partial

import pytest

from libs.rights import sight
from services.gateway import feed
from tests.libs.test_rights import DAY
from tests.libs.test_rights_granting import Offices

WITHIN, SHARED = "discussion-hoasen_1", "discussion-hoasen_2"


@pytest.mark.parametrize(
    ("actor", "shown"), [("u:an", [WITHIN, SHARED]), ("u:mai", [SHARED]), ("", [])]
)
@pytest.mark.parametrize("order", [(WITHIN, SHARED), (SHARED, WITHIN)])
def test_what_stays_within_a_school_is_shown_to_it_alone(
    order: tuple[str, str], actor: str, shown: list[str]
) -> None:
    world = Offices()
    world.grant("an", "principal", "hoasen")
    world.grant("mai", "officer", "phong")
    for stream in order:
        world.tell(stream, "DiscussionOpened", within_school=stream == WITHIN)
    reader = sight(partial(world.log.read, "79"), actor, DAY)
    addressed = {"DiscussionOpened": "addressed"}
    found, _ = feed.page(world.log, "79", 0, 100, (), addressed, reader)
    assert sorted(event.stream for event in found) == shown
