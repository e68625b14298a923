"""The same main job over HTTP on processes behind a broker leaves the same history."""

import pytest

from tests.e2e import counting
from tests.e2e.runs import RECOGNITIONS, REFUSALS, Distributed, Embedded

pytestmark = pytest.mark.e2e


def test_the_demo_carries_the_schools_to_the_public_record(distributed: Distributed) -> None:
    run = distributed.run
    assert "38 trường, 41 công nhận đã công khai: 38 đạt kiểm định" in run.printed
    assert run.events("RecognitionGranted") == RECOGNITIONS
    assert run.events("RecognitionPublished") == RECOGNITIONS
    assert run.printed.splitlines()[-1].startswith(run.verdict)


def test_each_refusal_comes_as_often_as_it_is_told(distributed: Distributed) -> None:
    assert counting.refusals(distributed.run.answers) == REFUSALS


def test_every_stream_has_the_events_it_has_in_one_process(
    distributed: Distributed, embedded: Embedded
) -> None:
    assert distributed.run.types.keys() == embedded.run.types.keys()
    differing = [
        stream
        for stream, types in embedded.run.types.items()
        if distributed.run.types[stream] != types
    ]
    assert differing == []


def test_every_read_table_equals_the_one_rebuilt_from_the_log(distributed: Distributed) -> None:
    assert {table.service for table in distributed.tables} == {
        "registry",
        "assessment",
        "review",
        "disclosure",
    }
    assert all(table.equal for table in distributed.tables), distributed.tables
    assert distributed.parked == 0
