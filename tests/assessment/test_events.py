import pytest

from services.assessment.cycle.events import CYCLE_EVENTS, CycleEvent
from tests.assessment.sample import judged, opened


@pytest.mark.parametrize(
    "event", [judged("1.1", 1, "a"), judged("1.1", 1, "a", met=False), opened()]
)
def test_an_event_is_read_back_as_it_was_written(event: CycleEvent) -> None:
    assert CYCLE_EVENTS.event(CYCLE_EVENTS.dump(event)) == event
