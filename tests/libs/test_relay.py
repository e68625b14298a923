"""Every event reaches the broker, in order, and is saved as sent only when the broker has it."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from kombu.connection import Connection

from libs.hosting import topology
from libs.hosting.listener import decoded
from libs.hosting.relay import Relay
from libs.log.entry import EventLog, Recorded
from tests.messaging import (
    LOG,
    Broker,
    Ground,
    broker,
    context,
    ground,
    note,
    notes,
    until,
)
from tests.servers import PostgresServer, RabbitServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def base(postgres_server: PostgresServer) -> Iterator[Ground]:
    with ground(postgres_server.uri) as made:
        yield made


@pytest.fixture
def mq(rabbitmq_server: RabbitServer) -> Iterator[Broker]:
    with broker(rabbitmq_server) as made:
        yield made


@contextmanager
def relaying(base: Ground, mq: Broker, log: EventLog | None = None) -> Iterator[Relay]:
    stop = threading.Event()
    relay = Relay(log or base.log(), base.database("relay", "kd_relay"), mq.uri, {"Noted"})
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    try:
        yield relay
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def relayed(base: Ground) -> int:
    rows = base.ask("select position from relay.relayed where log = %s", LOG)
    return int(rows[0][0]) if rows else 0


def reached(base: Ground, position: int) -> bool:
    return relayed(base) == position


def test_events_come_in_order_with_bytes_and_headers(base: Ground, mq: Broker) -> None:
    mq.bind(topology.service_queue("review"))
    log = base.log()
    expected = notes(log, 700)
    with relaying(base, mq):
        got = mq.take("kiemdinh.service.review", 700)
    assert [m.headers["position"] for m in got] == expected
    events = [decoded(message) for message in got]
    assert events == [*log.follow(LOG, 0, 1000)]
    assert got[0].delivery_info["routing_key"] == f"{LOG}.note.Noted"
    assert got[0].properties["delivery_mode"] == 2
    assert relayed(base) == 700


def test_partners_get_public_events_with_the_position_of_the_one_before(
    base: Ground, mq: Broker
) -> None:
    mq.bind(topology.service_queue("review"))
    mq.bind(partner := topology.partner_queue("school_vendor", "0"))
    service = base.service()
    note(service.log, "note-a")
    service.carry_out(LOG, "echo-a", {"type": "Echo", "data": {"text": "officers only"}}, context())
    note(service.log, "note-b")
    with relaying(base, mq):
        until(lambda: relayed(base) == 3)
    note(service.log, "note-c")
    with relaying(base, mq):
        got = mq.take(partner.name, 3)
    assert [(m.headers["position"], m.headers["previous"]) for m in got] == [(1, 0), (3, 1), (4, 3)]
    assert len(mq.take("kiemdinh.service.review", 4)) == 4


def test_nothing_leaves_before_it_is_on_disk(base: Ground, mq: Broker) -> None:
    mq.bind(topology.service_queue("review"))
    log, steps = base.log(), []

    class Watched:
        def logs(self) -> Sequence[str]:
            return log.logs()

        def follow(self, code: str, after: int, limit: int = 500) -> Sequence[Recorded]:
            found = log.follow(code, after, limit)
            if found:
                steps.append(("read", mq.count("kiemdinh.service.review")))
            return found

        def flush(self) -> None:
            log.flush()
            steps.append(("flush", mq.count("kiemdinh.service.review")))

    notes(log, 5)
    watched: Any = Watched()
    with relaying(base, mq, watched):
        until(lambda: relayed(base) == 5)
    assert steps == [("read", 0), ("flush", 0)]


def test_without_any_queue_nothing_is_lost(base: Ground, mq: Broker) -> None:
    expected = notes(base.log(), 50)
    with relaying(base, mq) as relay:
        until(lambda: relay.waiting_for == "queue")
        assert relayed(base) == 0
        mq.bind(topology.service_queue("review"))
        until(lambda: relayed(base) == 50)
    assert mq.positions("kiemdinh.service.review") == expected


def test_a_service_gets_copies_of_what_it_makes_something_of(base: Ground, mq: Broker) -> None:
    mq.bind(topology.service_queue("review"))
    mq.bind(topology.service_queue("registry"))
    with Connection(mq.uri) as connection:
        # As a service does that comes after a version that was bound to all events.
        topology.declared(topology.service_queue("review", ["Echoed"]), connection.channel())
    service = base.service()
    note(service.log, "note-a")
    service.carry_out(LOG, "echo-a", {"type": "Echo", "data": {"text": "a"}}, context())
    with relaying(base, mq):
        until(lambda: reached(base, 2))
    assert mq.positions("kiemdinh.service.registry") == [1, 2]
    assert mq.positions("kiemdinh.service.review") == [2]


def test_how_far_the_log_is_published_is_what_the_table_says(base: Ground, mq: Broker) -> None:
    mq.bind(topology.service_queue("review"))
    log = base.log()
    notes(log, 3)
    with relaying(base, mq):
        until(lambda: reached(base, 3))
        # Set back, so that all be sent again.
        base.ask("update relay.relayed set position = 1 returning 1")
        notes(log, 1)
        until(lambda: reached(base, 4))
    assert mq.all_positions("kiemdinh.service.review") == [1, 2, 3, 2, 3, 4]


def test_one_relay_is_active_and_the_next_takes_over(base: Ground, mq: Broker) -> None:
    mq.bind(topology.service_queue("review"))
    log = base.log()
    with relaying(base, mq) as first:
        until(lambda: first.waiting_for == "events")
        with relaying(base, mq) as second:
            notes(log, 20)
            until(lambda: relayed(base) == 20)
            assert second.waiting_for == "turn"
            # The active one loses its session, as if its machine had gone.
            base.ask(
                "select pg_terminate_backend(pid) from pg_locks"
                " where locktype = 'advisory' and classid = 19270 and granted"
            )
            notes(log, 20)
            until(lambda: relayed(base) == 40)
    assert mq.positions("kiemdinh.service.review") == list(range(1, 41))


def test_a_broker_that_is_away_is_waited_for(
    base: Ground, mq: Broker, rabbitmq_server: RabbitServer
) -> None:
    mq.bind(topology.service_queue("review"))
    mq.settle()
    log = base.log()
    with relaying(base, mq):
        notes(log, 100)
        until(lambda: relayed(base) == 100)
        rabbitmq_server.kill()
        try:
            notes(log, 100)
        finally:
            rabbitmq_server.start()
        until(lambda: relayed(base) == 200, 60)
    assert mq.positions("kiemdinh.service.review") == list(range(1, 201))


def test_lost_connections_are_made_again(base: Ground, mq: Broker) -> None:
    mq.bind(topology.service_queue("review"))
    log = base.log()
    with relaying(base, mq):
        for batch in range(1, 4):
            notes(log, 30)
            until(partial(reached, base, 30 * batch))
            mq.cut_connections()
        notes(log, 30)
        until(lambda: relayed(base) == 120)
    assert mq.positions("kiemdinh.service.review") == list(range(1, 121))


def test_an_alarm_of_the_broker_blocks_the_relay_only_as_long_as_it_lasts(
    base: Ground, mq: Broker
) -> None:
    mq.bind(topology.service_queue("review"))
    log = base.log()
    with relaying(base, mq) as relay:
        notes(log, 10)
        until(lambda: relayed(base) == 10)
        with mq.alarm():
            notes(log, 300)
            until(lambda: relay.waiting_for == "broker")
            assert relayed(base) == 10
        until(lambda: relayed(base) == 310, 60)
    got = mq.all_positions("kiemdinh.service.review")
    assert got == list(range(1, 311)), "blocked in place: nothing lost, nothing twice"


def test_the_end_does_not_wait_for_a_blocked_broker(base: Ground, mq: Broker) -> None:
    mq.bind(topology.service_queue("review"))
    log = base.log()
    with mq.alarm():
        with relaying(base, mq) as relay:
            notes(log, 10)
            until(lambda: relay.waiting_for == "broker")
            began = time.monotonic()
        assert time.monotonic() - began < 5
