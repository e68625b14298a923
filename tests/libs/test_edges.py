"""A service behind RabbitMQ answers or refuses in time, and outlives what befalls the broker."""

import json
import signal
import uuid
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import amqp
import pytest
from kombu.connection import Connection
from kombu.messaging import Producer

from libs.engine.commands import now
from libs.hosting import topology
from libs.hosting.nameko_client import RpcBackend, ServiceFailed
from libs.kernel.problems import FieldError, Invalid, NotFound, Rejected, Unavailable
from tests.messaging import (
    LOG,
    Broker,
    Ground,
    Part,
    broker,
    context,
    ground,
    notes,
    until,
)
from tests.servers import PostgresServer, RabbitServer

pytestmark = pytest.mark.e2e

NOTE = {"type": "Note", "data": {"text": "hello"}}
LATE = timedelta(seconds=30)
"""How long after its deadline a call may end on a machine that is busy with other things."""


@pytest.fixture(scope="module")
def base(postgres_server: PostgresServer) -> Iterator[Ground]:
    with ground(postgres_server.uri) as made:
        yield made


@pytest.fixture(scope="module")
def mq(rabbitmq_server: RabbitServer) -> Iterator[Broker]:
    with broker(rabbitmq_server) as made:
        yield made


@pytest.fixture(scope="module")
def service(base: Ground, mq: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Part]:
    """One service for the whole module: whatever a test does to it, it must outlive."""
    part = start(base, mq, tmp_path_factory.mktemp("service"))
    yield part
    assert part.end() == 0


@pytest.fixture
def rpc(mq: Broker) -> Iterator[RpcBackend]:
    backend = RpcBackend(mq.uri)
    yield backend
    backend.close()


def start(base: Ground, mq: Broker, output: Path) -> Part:
    settings = {"KIEMDINH_DATABASE": base.dsn("kd_review"), "KIEMDINH_AMQP": mq.uri}
    part = Part(output, "service", settings)
    until(lambda: part.said("service_started"), 60)
    return part


def reached(base: Ground, position: int) -> bool:
    return len(base.effects()) >= position


def stream() -> str:
    return f"note-{uuid.uuid4().hex}"


def send(mq: Broker, body: Any, **properties: Any) -> None:
    """Send a request as a client that does not keep to the form would."""
    with Connection(mq.uri) as connection:
        Producer(connection.default_channel).publish(
            body, exchange=topology.RPC, routing_key="review.execute", **properties
        )


def test_a_command_gets_its_answer_and_a_repeated_one_the_same(
    service: Part, rpc: RpcBackend
) -> None:
    wire, where = context().to_wire(), stream()
    first = rpc.execute("review", LOG, where, NOTE, wire)
    assert first["version"] == 1
    assert first["types"] == ["Noted"]
    assert rpc.execute("review", LOG, where, NOTE, wire) == first


def test_a_question_waits_for_the_position_it_names(service: Part, rpc: RpcBackend) -> None:
    where = stream()
    for count in range(1, 6):
        answer = rpc.execute("review", LOG, where, NOTE, context().to_wire())
        asked = {"type": "CountEffects", "data": {"stream": where}}
        seen = context(min_position=answer["position"]).to_wire()
        assert rpc.query("review", LOG, asked, seen) == {"view": {"effects": count}}


def test_a_refusal_crosses_with_nothing_lost(service: Part, rpc: RpcBackend) -> None:
    rejected = {"type": "Note", "data": {"text": "rejected"}}
    with pytest.raises(Rejected) as refusal:
        rpc.execute("review", LOG, stream(), rejected, context().to_wire())
    assert (
        refusal.value.args
        == Rejected(
            "text-rejected",
            "Không nhận nội dung này.",
            "TT 18/2018 art. 37",
            [FieldError("/text", "bad", "Không được.")],
        ).args
    )
    with pytest.raises(Invalid):
        rpc.execute("review", LOG, stream(), {"type": "Nothing"}, context().to_wire())
    with pytest.raises(NotFound):
        rpc.execute("review", LOG, "elsewhere-1", NOTE, context().to_wire())


def test_a_bug_tells_the_caller_nothing_and_the_log_everything(
    service: Part, rpc: RpcBackend
) -> None:
    broken, known = {"type": "Note", "data": {"text": "broken"}}, context()
    with pytest.raises(ServiceFailed) as failure:
        rpc.execute("review", LOG, stream(), broken, known.to_wire())
    assert failure.value.args == ()
    until(lambda: service.said("ZeroDivisionError"))
    lines = [json.loads(line) for line in service.output.read_text().splitlines()]
    (line,) = [line for line in lines if line["event"] == "call_failed"]
    assert (line["corr"], line["service"]) == (known.corr, "review")
    assert "Traceback" in line["exception"]


def test_work_past_its_deadline_is_refused_on_both_sides(
    service: Part, rpc: RpcBackend, mq: Broker, base: Ground
) -> None:
    late, where = context(-1).to_wire(), stream()
    with pytest.raises(Unavailable) as refusal:
        rpc.execute("review", LOG, where, NOTE, late)
    assert refusal.value.code == "deadline-passed"
    send(mq, {"args": [LOG, where, NOTE, late], "kwargs": {}}, reply_to="nobody")
    rpc.execute("review", LOG, stream(), NOTE, context().to_wire())
    until(lambda: service.said("deadline-passed"))
    assert base.log().read(LOG, where)[where] == []


def test_a_service_that_nobody_started_is_away_at_once(service: Part, rpc: RpcBackend) -> None:
    known = context(120)
    with pytest.raises(Unavailable) as refusal:
        rpc.query("disclosure", LOG, {}, known.to_wire())
    assert refusal.value.code == "service-away"
    assert now() < known.deadline


def test_a_call_ends_by_its_deadline_when_nobody_answers(mq: Broker, rpc: RpcBackend) -> None:
    mq.bind(topology.rpc_queue("registry"))
    known = context(1.0)
    with pytest.raises(Unavailable) as refusal:
        rpc.query("registry", LOG, {}, known.to_wire())
    assert refusal.value.code == "service-away"
    assert now() < known.deadline + LATE
    until(lambda: mq.count("rpc-registry") == 0, why="an expired request leaves the queue")


def test_health_says_how_far_each_follower_is_behind(
    service: Part, rpc: RpcBackend, base: Ground
) -> None:
    notes(base.log(), 3)
    expected = {"lag": {"review.read_tables": {LOG: 0}, "review.reactions": {LOG: 0}}}
    until(lambda: rpc.health("review") == expected)


def test_malformed_requests_do_not_end_the_service(
    service: Part, rpc: RpcBackend, mq: Broker
) -> None:
    good = [LOG, stream(), NOTE, context().to_wire()]
    send(mq, b"\x00\xff", content_type="application/json", content_encoding="utf-8")
    send(mq, b"\x80\x04", content_type="application/x-python-serialize")
    send(mq, [1, 2, 3], reply_to="nobody", serializer="json")
    send(mq, {"args": good, "kwargs": {}}, serializer="json")
    send(mq, {"args": [], "kwargs": {"a": 1}}, reply_to="nobody", serializer="json")
    send(mq, {"args": [1, 2, 3, "no context"], "kwargs": {}}, reply_to="nobody", serializer="json")
    rpc.execute("review", LOG, stream(), NOTE, context().to_wire())
    until(lambda: mq.count("rpc-review") == 0)
    assert service.process.poll() is None


def test_undecodable_events_go_to_the_dead_letter_queue(service: Part, mq: Broker) -> None:
    bodies = [b"no json", b'{"log":"79"}', b'{"a":1.5}', b"\xff\xfe"]
    with Connection(mq.uri) as connection:
        for body in bodies:
            connection.default_channel.basic_publish(
                amqp.Message(body, application_headers={"log": LOG, "position": 1}),
                topology.EVENTS,
                "79.note.Noted",
            )
    got = mq.take("kiemdinh.dead.review", len(bodies))
    assert len(got) == len(bodies)
    assert service.process.poll() is None


def test_lost_connections_are_made_again(
    service: Part, rpc: RpcBackend, mq: Broker, base: Ground
) -> None:
    for _ in range(3):
        assert rpc.execute("review", LOG, stream(), NOTE, context().to_wire())["version"] == 1
        mq.cut_connections()
        assert rpc.execute("review", LOG, stream(), NOTE, context(30).to_wire())["version"] == 1
    until(lambda: mq.count("kiemdinh.service.review") == 0)


def test_an_alarm_of_the_broker_makes_calls_fail_in_time_and_then_work_again(
    service: Part, rpc: RpcBackend, mq: Broker
) -> None:
    with mq.alarm():
        known = context(3)
        with pytest.raises(Unavailable):
            rpc.execute("review", LOG, stream(), NOTE, known.to_wire())
        assert now() < known.deadline + LATE
    assert rpc.execute("review", LOG, stream(), NOTE, context(30).to_wire())["version"] == 1
    assert service.process.poll() is None


def test_a_frozen_service_catches_up_and_its_callers_do_not_hang(
    service: Part, rpc: RpcBackend, base: Ground
) -> None:
    service.process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(Unavailable):
            rpc.execute("review", LOG, stream(), NOTE, context(1).to_wire())
        last = notes(base.log(), 20)[-1]
    finally:
        service.process.send_signal(signal.SIGCONT)
    until(lambda: last in base.effects())
    assert rpc.execute("review", LOG, stream(), NOTE, context(30).to_wire())["version"] == 1


def test_database_sessions_that_die_are_replaced(
    service: Part, rpc: RpcBackend, base: Ground
) -> None:
    for _ in range(3):
        base.ask(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'kd_review'"
        )
        assert rpc.execute("review", LOG, stream(), NOTE, context().to_wire())["version"] == 1
    effects = base.effects()
    assert len(effects) == len(set(effects))


def test_every_event_had_one_effect_in_order_after_all_this(service: Part, base: Ground) -> None:
    # A request whose caller gave up may still be under way, so the log may grow while we look.
    until(lambda: len(base.effects()) == base.log().head(LOG))
    effects = base.effects()
    assert effects == list(range(1, len(effects) + 1))


def test_a_broker_that_restarts_is_waited_for_by_both_sides(
    base: Ground, mq: Broker, service: Part, rpc: RpcBackend, rabbitmq_server: RabbitServer
) -> None:
    mq.settle()
    assert rpc.execute("review", LOG, stream(), NOTE, context(60).to_wire())["version"] == 1
    rabbitmq_server.kill()
    try:
        last = notes(base.log(), 20)[-1]
        until(lambda: last in base.effects(), why="no broker: the log alone")
        with pytest.raises(Unavailable):
            rpc.health("review")
    finally:
        rabbitmq_server.start()
    assert rpc.execute("review", LOG, stream(), NOTE, context(60).to_wire())["version"] == 1
    assert service.process.poll() is None


def test_the_end_comes_in_time_without_a_broker(base: Ground, mq: Broker, tmp_path: Path) -> None:
    nowhere = Part(
        tmp_path,
        "service",
        {
            "KIEMDINH_DATABASE": base.dsn("kd_review"),
            "KIEMDINH_AMQP": "amqp://guest:guest@127.0.0.1:9//",
        },
    )
    until(lambda: nowhere.said("listener_waits"), 60)
    assert nowhere.end(15) == 0


def test_what_was_begun_is_finished_at_the_end(base: Ground, mq: Broker, tmp_path: Path) -> None:
    part = start(base, mq, tmp_path)
    log = base.log()
    for _ in range(3):
        notes(log, 20)
        before = log.head(LOG)
        assert part.end() == 0
        effects = base.effects()
        assert effects == list(range(1, len(effects) + 1))
        part = start(base, mq, tmp_path)
        until(partial(reached, base, before))
    assert part.end() == 0


def test_a_process_that_was_not_patched_first_does_not_start(base: Ground, mq: Broker) -> None:
    from libs.hosting.nameko_host import run_service
    from libs.hosting.settings import ServiceSettings
    from tests.messaging import CountingService

    with pytest.raises(RuntimeError, match="monkey_patch"):
        run_service(CountingService, ServiceSettings(base.dsn("kd_review"), mq.uri, demo=True))
