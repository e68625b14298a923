"""A stream that a service has in mind is the stream of the log, read from its last entry on."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from libs.engine import states
from libs.engine.aggregate import Aggregate
from libs.engine.states import Known, States
from libs.log.entry import Recorded, category_of, leaf_hash, record
from libs.log.memory import MemoryLog
from services.cli.catalogue import SERVICES
from tests.libs.test_command_handler import counter, run

ENTRIES = Path(__file__).parents[1] / "verifier/golden/rules-3/log/entries.ndjson"
COUNTER = counter(10**6)
LOG, STREAM = "79", "counter-a"


def send(log: MemoryLog, amount: int) -> None:
    """Have events come to the stream, by one command."""
    run(log, amount, command_id=uuid.uuid4().hex)


class Counted(MemoryLog):
    """A log that counts the entries of streams that it gives."""

    given = 0

    def since(self, log: str, versions: Mapping[str, int]) -> Mapping[str, Sequence[Recorded]]:
        found = super().since(log, versions)
        self.given += sum(map(len, found.values()))
        return found


def whole(log: MemoryLog) -> Known[int]:
    """Return the stream as its entries alone tell it."""
    return Known(0).then(COUNTER, log.read(LOG, STREAM)[STREAM])


def test_only_what_came_since_is_read_and_the_last_one_again() -> None:
    log = Counted()
    kept = States(log)
    assert kept.now(COUNTER, LOG, STREAM)[0] == Known(0)
    for amount, read in ((7, 7), (2, 3), (0, 1)):
        send(log, amount)
        log.given = 0
        assert kept.now(COUNTER, LOG, STREAM)[0] == whole(log)
        assert log.given == read
    assert (whole(log).version, whole(log).state) == (9, 9)


def test_a_log_that_was_put_back_is_read_from_its_beginning() -> None:
    log = MemoryLog()
    send(log, 5)
    kept = States(log)
    kept.now(COUNTER, LOG, STREAM)
    for amounts in ((3,), (2, 3), (4, 4)):
        other = MemoryLog()
        for amount in amounts:
            send(other, amount)
        kept._log = other
        assert kept.now(COUNTER, LOG, STREAM)[0] == whole(other)


def test_streams_asked_for_long_ago_are_let_go(monkeypatch: Any) -> None:
    monkeypatch.setattr(states, "KEPT", 1)
    log = Counted()
    send(log, 3)
    log.given = 0
    kept = States(log)
    kept.now(COUNTER, LOG, STREAM)
    kept._keep((LOG, "counter-other"), Known(0, 1))
    kept.now(COUNTER, LOG, STREAM)
    assert log.given == 3 + 3


def test_what_an_event_makes_of_a_state_leaves_that_state_alone() -> None:
    aggregates: dict[str, Aggregate[Any, Any, Any]] = {
        each.category: each for service in SERVICES for each in service.aggregates
    }
    now: dict[str, Any] = {}
    for n, raw in enumerate(ENTRIES.read_bytes().splitlines(), 1):
        entry = record("79", n, raw)
        assert entry.leaf == leaf_hash(raw)
        aggregate = aggregates[category_of(entry.stream)]
        before = now.get(entry.stream, aggregate.decider.initial)
        said = repr(before)
        now[entry.stream] = aggregate.fold([entry], before)
        assert repr(before) == said, entry.type
    assert {category_of(stream) for stream in now} == aggregates.keys()
