"""What was acknowledged is found, once and in order, whatever is killed on the way."""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from libs.engine.subscription import parked
from libs.hosting import topology
from libs.hosting.nameko_client import RpcBackend
from libs.hosting.partners import add_partner
from libs.log.entry import Recorded
from libs.rights import Sight
from services.gateway import feed
from tests.messaging import LOG, Broker, Ground, Part, broker, context, ground, note, notes, until
from tests.servers import PostgresServer, RabbitServer

pytestmark = pytest.mark.e2e

EVENTS = 2000
PATIENCE = 180.0


@pytest.fixture
def base(postgres_server: PostgresServer) -> Iterator[Ground]:
    with ground(postgres_server.uri) as made:
        yield made


@pytest.fixture
def mq(rabbitmq_server: RabbitServer) -> Iterator[Broker]:
    with broker(rabbitmq_server) as made:
        yield made


@contextmanager
def parts(
    base: Ground, output: Path, wanted: dict[str, tuple[str, str]]
) -> Iterator[dict[str, Part]]:
    """Run parts by name: what each is, and the broker's address for it."""
    roles = {"service": "kd_review", "relay": "kd_relay"}
    running: dict[str, Part] = {}
    try:
        for name, (what, uri) in wanted.items():
            dsn = base.dsn(roles[what]) if what in roles else base.admin
            settings = {"KIEMDINH_DATABASE": dsn, "KIEMDINH_AMQP": uri}
            running[name] = Part(output, what, settings)
        yield running
    finally:
        for part in running.values():
            part.kill()


def relayed(base: Ground, position: int) -> bool:
    rows = base.ask("select position from relay.relayed where log = %s", LOG)
    return bool(rows) and rows[0][0] >= position


def effects(base: Ground, count: int) -> bool:
    return len(base.effects()) >= count


def test_no_event_is_lost_and_no_effect_doubled(
    base: Ground, mq: Broker, tmp_path: Path, rabbitmq_server: RabbitServer
) -> None:
    uris = mq.users(("review", "relay"))
    mq.bind(topology.service_queue("review"))
    mq.settle()
    log = base.log()
    acknowledged: list[int] = []
    wanted = {
        "first": ("service", uris["review"]),
        "second": ("service", uris["review"]),
        "relay": ("relay", uris["relay"]),
        "standby": ("relay", uris["relay"]),
    }

    def append(count: int) -> None:
        for n in range(count):
            text = "hello" if n % 4 == 0 else "quiet"
            acknowledged.append(note(log, f"note-{uuid.uuid4().hex}", text))

    def kill(*names: str) -> None:
        for name in names:
            running[name] = running[name].again()

    step = EVENTS // 8
    with parts(base, tmp_path, wanted) as running:
        until(partial(running["first"].said, "service_started"), 90)
        append(step)
        kill("first")
        append(step)
        kill("relay")
        append(step)
        kill("second")
        append(step)
        rabbitmq_server.kill()
        append(step)
        rabbitmq_server.start()
        append(step)
        kill("first", "second")
        append(step)
        kill("standby", "relay")
        rabbitmq_server.restart()
        append(EVENTS - len(acknowledged))
        until(lambda: len(echoes(base)) >= len(hello_notes(base)), PATIENCE)
        head = log.head(LOG)
        until(partial(effects, base, head), PATIENCE)
        until(partial(relayed, base, head), PATIENCE)
        until(lambda: mq.count("kiemdinh.service.review") == 0, PATIENCE)
        for name in ("first", "second"):
            assert running[name].end() == 0
    entries: list[Recorded] = []
    while page := log.follow(LOG, len(entries), 1000):
        entries += page
    print(f"acknowledged {len(acknowledged)}, in the log {head}, effects {len(base.effects())}")
    assert len(acknowledged) == EVENTS
    assert [entry.position for entry in entries] == list(range(1, head + 1))
    assert {e.position for e in entries if e.type == "Noted"} == set(acknowledged)
    assert base.effects() == list(range(1, head + 1)), "each once, in order"
    assert len(echoes(base)) == len(hello_notes(base)) > EVENTS // 5
    assert parked(base.database()) == []


def test_a_call_passes_with_the_rights_of_each_side_alone(
    base: Ground, mq: Broker, tmp_path: Path
) -> None:
    uris = mq.users(("review", "gateway"))
    with parts(base, tmp_path, {"review": ("service", uris["review"])}) as running:
        until(partial(running["review"].said, "service_started"), 90)
        backend = RpcBackend(uris["gateway"])
        command = {"type": "Note", "data": {"text": "hello"}}
        answer = backend.execute("review", LOG, "note-a", command, context(30).to_wire())
        asked = {"type": "CountEffects", "data": {"stream": "note-a"}}
        seen = context(30, min_position=answer["position"]).to_wire()
        assert backend.query("review", LOG, asked, seen) == {"view": {"effects": 1}}
        backend.close()
        assert running["review"].end() == 0


def hello_notes(base: Ground) -> list[str]:
    query = "select stream from log.event where type = 'Noted' and raw like '%%\"hello\"%%'"
    return [stream for (stream,) in base.ask(query)]


def echoes(base: Ground) -> list[str]:
    return [s for (s,) in base.ask("select stream from log.event where type = 'Echoed'")]


def test_acknowledging_before_the_effect_loses_events_and_the_count_finds_them(
    base: Ground, mq: Broker, tmp_path: Path
) -> None:
    mq.bind(topology.service_queue("naive"))
    log = base.log()
    wanted = {"relay": ("relay", mq.uri), "naive": ("naive", mq.uri)}
    with parts(base, tmp_path, wanted) as running:
        for _ in range(12):
            before = len(base.effects())
            notes(log, 60)
            until(partial(effects, base, before + 15), 60)
            running["naive"] = running["naive"].again()
        last = notes(log, 1)[0]
        until(lambda: last in base.effects(), PATIENCE)
    lost = set(range(1, log.head(LOG) + 1)) - set(base.effects())
    print(f"appended {last}, lost {len(lost)}")
    assert lost, "the count must find what this consumer loses"


class _Feed(ThreadingHTTPServer):
    """The gateway's feed as the public sees it, over the log of a test."""

    def __init__(self, base: Ground) -> None:
        log = base.log()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                visibility = {"Noted": "public", "Echoed": "officers"}
                events, last = feed.page(
                    log,
                    asked["log"],
                    int(asked["after"]),
                    100,
                    asked["types"].split(","),
                    visibility,
                    Sight(),
                )
                self.send_response(200)
                self.end_headers()
                self.wfile.write(feed.render(events, last))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def feed_url(base: Ground) -> Iterator[str]:
    with _Feed(base) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/events"
        server.shutdown()
        thread.join()


def test_the_sample_subscriber_has_each_recognition_once_and_in_order(
    base: Ground, mq: Broker, tmp_path: Path, rabbitmq_server: RabbitServer, feed_url: str
) -> None:
    log = base.log()
    before = notes(log, 20)
    uris = mq.users(("relay",))
    access = add_partner(mq.management, mq.vhost, "sample")
    mq.bind(topology.service_queue("review"))
    mq.settle()
    file = tmp_path / "recognitions.json"
    subscriber = Part(
        tmp_path,
        "subscriber",
        {
            "AMQP": mq.uri_of(access.user, access.password, partner=True),
            "QUEUE": access.queue,
            "FEED": feed_url,
            "FILE": str(file),
            "TYPE": "Noted",
        },
    )

    def got() -> list[str]:
        return [e["id"] for e in json.loads(file.read_text())["events"]] if file.exists() else []

    def grown(seen: int) -> bool:
        return subscriber.said("") and len(got()) > seen

    try:
        with parts(base, tmp_path, {"relay": ("relay", uris["relay"])}) as running:
            for _ in range(5):
                seen = len(got())
                notes(log, 40)
                until(partial(grown, seen), PATIENCE)
                subscriber = subscriber.again()
            running["relay"] = running["relay"].again()
            subscriber.kill()
            # What the partner was sent and never read is gone: a hole, which the feed fills.
            notes(log, 40)
            until(partial(relayed, base, log.head(LOG)), PATIENCE)
            # Some it has pushed out itself, as a queue that is full does.
            few = {"pattern": ".*", "definition": {"max-length": 7, "overflow": "drop-head"}}
            mq.management.ask("PUT", "policies", access.vhost, "partners", body=few)
            until(lambda: mq.count(access.queue) == 7, PATIENCE)
            notes(log, 20)
            until(partial(relayed, base, log.head(LOG)), PATIENCE)
            assert mq.count(access.queue) == 7
            subscriber = subscriber.again()
            notes(log, 40)
            rabbitmq_server.kill()
            notes(log, 40)
            rabbitmq_server.start()
            notes(log, 1)
            expected = [e.id for e in log.follow(LOG, 0, 1000) if e.type == "Noted"]
            until(lambda: subscriber.said("") and len(got()) >= len(expected), PATIENCE)
    finally:
        subscriber.kill()
    assert len(before) + 5 * 40 + 3 * 40 + 20 + 1 == len(expected)
    assert got() == expected
