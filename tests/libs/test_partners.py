"""A broker user may do its own part and nothing else."""

from collections.abc import Callable, Iterator

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
    publish(relay, topology.PARTNERS, "79.note.Noted")
    with pytest.raises(amqp.AccessRefused):
        publish(relay, topology.RPC, "review.execute")
    mq.bind(topology.service_queue("review"))
    with pytest.raises(amqp.AccessRefused):
        consume(relay, "kiemdinh.service.review")


def test_a_partner_reads_its_own_queue_and_nothing_else(mq: Broker) -> None:
    password = add_partner(mq.management, mq.vhost, NAME)
    own = topology.partner_queue(NAME).name
    uri = mq.uri_of(user_of(NAME), password)
    publish(mq.uri_of("relay", "kiemdinh-test"), topology.PARTNERS, "79.note.Noted")
    assert len(mq.take(own, 1)) == 1
    consume(uri, own)
    mq.bind(topology.service_queue("review"))
    refused: tuple[Callable[[], None], ...] = (
        lambda: consume(uri, "kiemdinh.service.review"),
        lambda: publish(uri, topology.PARTNERS, "79.note.Noted"),
        lambda: publish(uri, "", own),
        lambda: declare(uri, "kiemdinh.partner.another"),
        lambda: bind(uri, own, topology.EVENTS, "#"),
    )
    for act in refused:
        with pytest.raises(amqp.AccessRefused):
            act()


def test_a_partner_is_added_once_and_its_password_renewed_on_demand(mq: Broker) -> None:
    first = add_partner(mq.management, mq.vhost, NAME)
    with pytest.raises(Rejected) as refusal:
        add_partner(mq.management, mq.vhost, NAME)
    assert refusal.value.code == "partner-known"
    second = add_partner(mq.management, mq.vhost, NAME, renew=True)
    assert first != second
    with pytest.raises(amqp.AccessRefused):
        consume(mq.uri_of(user_of(NAME), first), topology.partner_queue(NAME).name)
    consume(mq.uri_of(user_of(NAME), second), topology.partner_queue(NAME).name)


@pytest.mark.parametrize("name", ["", "Sở", "a-b", "../x", "1st", "x" * 33])
def test_the_name_of_a_partner_is_plain(name: str) -> None:
    with pytest.raises(Invalid):
        add_partner(Management("http://nobody:x@127.0.0.1:9"), "/", name)


def test_a_broker_that_is_away_is_told_so() -> None:
    with pytest.raises(Unavailable):
        add_partner(Management("http://nobody:x@127.0.0.1:9"), "/", NAME)


def test_the_command_shows_queue_user_and_password(mq: Broker) -> None:
    assert mq.server.management is not None
    options = ["add", NAME, "--management", mq.server.management, "--vhost", mq.vhost]
    shown = CliRunner().invoke(partner, options)
    assert shown.exit_code == 0, shown.output
    assert "kiemdinh.partner.vendor_of_schools" in shown.output
    password = shown.output.split()[-1]
    consume(mq.uri_of(user_of(NAME), password), topology.partner_queue(NAME).name)
    again = CliRunner().invoke(partner, options)
    assert again.exit_code == 1
    assert "đã có" in again.output
