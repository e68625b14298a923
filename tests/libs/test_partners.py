"""A broker user may do its own part and nothing else."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import amqp
import pytest
from click.testing import CliRunner
from kombu.connection import Connection

from libs.hosting import topology
from libs.hosting.partners import Management, add_partner, user_of
from libs.kernel.problems import Invalid, NotFound, Rejected, Unavailable
from services.cli.partner import partner
from tests.messaging import Broker, broker
from tests.servers import RabbitServer

pytestmark = pytest.mark.e2e

NAME = "vendor_of_schools"


@pytest.fixture
def mq(rabbitmq_server: RabbitServer) -> Iterator[Broker]:
    with broker(rabbitmq_server) as made:
        made.users(("registry", "review", "gateway", "relay"))
        yield made
        for user in (user_of(NAME), "registry", "review", "gateway", "relay"):
            try:
                made.management.ask("DELETE", "users", user)
            except NotFound:
                continue


def channel(connection: Connection) -> amqp.Channel:
    found: amqp.Channel = connection.connection.channel()
    return found


def publish(uri: str, exchange: str, key: str) -> None:
    """Publish and wait for the confirm."""
    with topology.connection(uri, confirm_publish=True) as connection:
        channel(connection).basic_publish(amqp.Message("x"), exchange, key, confirm_timeout=10)


def consume(uri: str, queue: str) -> None:
    with topology.connection(uri) as connection:
        channel(connection).basic_consume(queue)


def bind(uri: str, queue: str, exchange: str, key: str) -> None:
    with topology.connection(uri) as connection:
        channel(connection).queue_bind(queue, exchange, key)


def declare(uri: str, queue: str) -> None:
    with topology.connection(uri) as connection:
        channel(connection).queue_declare(queue, durable=True, auto_delete=False)


REPLY = "00000000-0000-4000-8000-000000000000"


def test_a_service_answers_but_neither_asks_nor_publishes_events(mq: Broker) -> None:
    review = mq.uri_of("review", "kiemdinh-test")
    mq.bind(topology.service_queue("review"))
    publish(review, topology.RPC, REPLY)
    consume(review, "kiemdinh.service.review")
    for exchange, key in (
        (topology.RPC, "registry.execute"),
        (topology.EVENTS, "79.note.Noted"),
        (topology.PARTNERS, "79.note.Noted"),
    ):
        with pytest.raises(amqp.AccessRefused):
            publish(review, exchange, key)


def test_a_service_reads_no_queue_of_another(mq: Broker) -> None:
    mq.bind(topology.service_queue("registry"))
    mq.bind(topology.rpc_queue("registry"))
    review = mq.uri_of("review", "kiemdinh-test")
    for queue in ("kiemdinh.service.registry", "rpc-registry"):
        with pytest.raises(amqp.AccessRefused):
            consume(review, queue)
    mq.bind(topology.rpc_queue("review"))
    with pytest.raises(amqp.AccessRefused):
        bind(review, "rpc-review", topology.RPC, "registry.*")


def test_the_gateway_asks_and_does_nothing_else(mq: Broker) -> None:
    gateway = mq.uri_of("gateway", "kiemdinh-test")
    publish(gateway, topology.RPC, "review.query")
    with pytest.raises(amqp.AccessRefused):
        publish(gateway, topology.RPC, "review.anything")
    with pytest.raises(amqp.AccessRefused):
        publish(gateway, topology.EVENTS, "79.note.Noted")
    mq.bind(topology.service_queue("review"))
    with pytest.raises(amqp.AccessRefused):
        consume(gateway, "kiemdinh.service.review")


def test_the_relay_publishes_and_reads_nothing(mq: Broker) -> None:
    relay = mq.uri_of("relay", "kiemdinh-test")
    publish(relay, topology.EVENTS, "79.note.Noted")
    with pytest.raises(amqp.AccessRefused):
        publish(relay, topology.PARTNERS, "79.note.Noted")
    publish(mq.uri_of("relay", "kiemdinh-test", partner=True), topology.PARTNERS, "79.note.Noted")
    with pytest.raises(amqp.AccessRefused):
        publish(relay, topology.RPC, "review.execute")
    mq.bind(topology.service_queue("review"))
    with pytest.raises(amqp.AccessRefused):
        consume(relay, "kiemdinh.service.review")


def test_a_partner_reads_its_own_queue_and_nothing_else(mq: Broker) -> None:
    mq.users(("relay",))
    access = add_partner(mq.management, mq.vhost, NAME)
    own, uri = access.queue, mq.uri_of(access.user, access.password, partner=True)
    relay = mq.uri_of("relay", "kiemdinh-test", partner=True)
    publish(relay, topology.PARTNERS, "79.note.Noted")
    assert len(mq.take(own, 1)) == 1
    consume(uri, own)
    mq.bind(topology.partner_queue("another", "secret"))
    refused: tuple[Callable[[], None], ...] = (
        lambda: consume(uri, "kiemdinh.partner.another.secret"),
        lambda: publish(uri, topology.PARTNERS, "79.note.Noted"),
        lambda: publish(uri, "", own),
        lambda: declare(uri, "kiemdinh.partner.another"),
        lambda: bind(uri, own, topology.PARTNERS, "#"),
        lambda: publish(relay, "", own),
    )
    for act in refused:
        with pytest.raises(amqp.AccessRefused):
            act()
    # Not even whether there is anything else: neither beside it nor where the services talk.
    mq.bind(topology.rpc_queue("review"))
    for other in ("rpc-review", "kiemdinh.service.review", "kiemdinh.partner.another"):
        with topology.connection(uri) as connection, pytest.raises(amqp.NotFound):
            channel(connection).queue_declare(other, passive=True)
    with (
        pytest.raises(amqp.NotAllowed),
        topology.connection(mq.uri_of(access.user, access.password)) as connection,
    ):
        connection.connect()


def test_a_partner_holds_few_connections_and_channels(mq: Broker) -> None:
    mq.users(("relay",))
    access = add_partner(mq.management, mq.vhost, NAME)
    uri = mq.uri_of(access.user, access.password, partner=True)
    with ExitStack() as held:
        for _ in range(topology.PARTNER_CONNECTIONS):
            first = held.enter_context(topology.connection(uri))
            first.connect()
        with pytest.raises((amqp.NotAllowed, OSError)), topology.connection(uri) as one_more:
            one_more.connect()

    def open_all(alone: Connection) -> None:
        for _ in range(topology.PARTNER_CHANNELS + 1):
            channel(alone)

    with topology.connection(uri) as alone, pytest.raises((amqp.AMQPError, OSError)):
        open_all(alone)


def test_who_stops_reading_loses_the_oldest_and_fills_no_disk(mq: Broker) -> None:
    mq.users(("relay",))
    access = add_partner(mq.management, mq.vhost, NAME)
    policy = mq.management.ask("GET", "policies", access.vhost, "partners")
    assert policy["definition"] == dict(topology.PARTNER_LIMITS)
    few = {**policy, "definition": {**policy["definition"], "max-length": 5}}
    mq.management.ask("PUT", "policies", access.vhost, "partners", body=few)
    relay = mq.uri_of("relay", "kiemdinh-test", partner=True)
    with topology.connection(relay, confirm_publish=True) as connection:
        publisher = channel(connection)
        for n in range(20):
            publisher.basic_publish(
                amqp.Message(str(n)), topology.PARTNERS, "79.note.Noted", confirm_timeout=10
            )
    assert [str(message.body) for message in mq.take(access.queue, 5, quiet=0.5)] == [
        *map(str, range(15, 20))
    ]


def test_a_partner_is_added_once_and_its_password_renewed_on_demand(mq: Broker) -> None:
    mq.users(("relay",))
    first = add_partner(mq.management, mq.vhost, NAME)
    with pytest.raises(Rejected) as refusal:
        add_partner(mq.management, mq.vhost, NAME)
    assert refusal.value.code == "partner-known"
    second = add_partner(mq.management, mq.vhost, NAME, renew=True)
    assert (first.queue, first.user) == (second.queue, second.user)
    assert first.password != second.password
    with pytest.raises(amqp.AccessRefused):
        consume(mq.uri_of(first.user, first.password, partner=True), first.queue)
    consume(mq.uri_of(second.user, second.password, partner=True), second.queue)


@pytest.mark.parametrize("name", ["", "Sở", "a-b", "../x", "1st", "x" * 33])
def test_the_name_of_a_partner_is_plain(name: str) -> None:
    with pytest.raises(Invalid):
        add_partner(Management("http://nobody:x@127.0.0.1:9"), "/", name)


def test_a_broker_that_is_away_is_told_so() -> None:
    with pytest.raises(Unavailable):
        add_partner(Management("http://nobody:x@127.0.0.1:9"), "/", NAME)


def test_the_command_shows_queue_user_and_password(mq: Broker) -> None:
    mq.users(("relay",))
    assert mq.server.management is not None
    options = ["add", NAME, "--management", mq.server.management, "--vhost", mq.vhost]
    shown = CliRunner().invoke(partner, options)
    assert shown.exit_code == 0, shown.output
    told = dict(line.split(": ", 1) for line in shown.output.strip().splitlines())
    queue, password = told["Hàng đợi"].strip(), told["Mật khẩu"].strip()
    assert queue.startswith("kiemdinh.partner.vendor_of_schools.")
    consume(mq.uri_of(user_of(NAME), password, partner=True), queue)
    again = CliRunner().invoke(partner, options)
    assert again.exit_code == 1
    assert "đã có" in again.output
