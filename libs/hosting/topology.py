"""What stands on the broker, in one place: exchanges, queues, routing keys, and who may do what.

The topic exchange `kiemdinh.events` carries every event, each service having a durable quorum queue
with one active consumer; `kiemdinh.partners` carries the public ones to the partners' queues; what
cannot be decoded goes to `kiemdinh.dead`; `nameko-rpc` carries commands and questions.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kombu.connection import Connection
from kombu.entity import Exchange, Queue

from libs.log.entry import Recorded, category_of

EVENTS = "kiemdinh.events"
PARTNERS = "kiemdinh.partners"
DEAD = "kiemdinh.dead"
RPC = "nameko-rpc"
EXCHANGES: Mapping[str, str] = {EVENTS: "topic", PARTNERS: "topic", DEAD: "direct", RPC: "topic"}

VHOST = "kiemdinh"
HEARTBEAT = 30
"""Seconds; a peer that is silent for twice as long is gone."""
CONNECT_TIMEOUT = 5
PREFETCH = 200
DELIVERY_LIMIT = 1000
"""High, since a message is not at fault when its consumer crashes. With a limit a quorum queue puts
a returned message back in its place; without one at the end."""

_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_REPLIES = r"rpc\.reply-standalone_rpc_proxy-.*"


@dataclass(frozen=True, slots=True)
class Rights:
    """Regular expressions of the names that a user may configure, write and read.

    `topics` maps a topic exchange to the routing keys that may be written and read there.
    """

    configure: str = "^$"
    write: str = "^$"
    read: str = "^$"
    topics: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def connection(uri: str, heartbeat: int = HEARTBEAT, **options: Any) -> Connection:
    """Return a connection that is made when first used; `options` are those of py-amqp."""
    return Connection(
        uri, heartbeat=heartbeat, connect_timeout=CONNECT_TIMEOUT, transport_options=options
    )


def drop(lost: Connection) -> None:
    """Close the socket without saying so: a blocked broker would never answer."""
    lost.collect()


def establish(channel: Any) -> None:
    """Make sure the exchanges exist; one who has no right to make them may still find them there.

    Raises amqp's `AccessRefused` when one is missing and may not be made. `channel` is py-amqp's.
    """
    for name, kind in EXCHANGES.items():
        probe = channel.connection.channel()
        try:
            probe.exchange_declare(name, kind, passive=True)
        except probe.connection.channel_errors as missing:
            if getattr(missing, "reply_code", None) != 404:
                raise
            probe = channel.connection.channel()
            probe.exchange_declare(name, kind, durable=True, auto_delete=False)
        probe.close()


def _exchange(name: str) -> Exchange:
    return Exchange(name, EXCHANGES[name], durable=True, no_declare=True)


def service_queue(service: str) -> Queue:
    """Return the queue of early copies that `service` reads: all events, one consumer active."""
    return Queue(
        f"kiemdinh.service.{service}",
        _exchange(EVENTS),
        routing_key="#",
        durable=True,
        queue_arguments={
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD,
            "x-dead-letter-routing-key": service,
        },
    )


def dead_queue(service: str) -> Queue:
    """Return the queue that keeps what `service` could not decode."""
    return Queue(
        f"kiemdinh.dead.{service}",
        _exchange(DEAD),
        routing_key=service,
        durable=True,
        queue_arguments={"x-queue-type": "quorum"},
    )


def rpc_queue(service: str) -> Queue:
    """Return the queue of commands and questions to `service`, named as nameko's clients expect."""
    return Queue(
        f"rpc-{service}",
        _exchange(RPC),
        routing_key=f"{service}.*",
        durable=True,
        # Requests live for seconds and are asked again: not worth a quorum's flushes.
        queue_arguments={"x-queue-type": "classic"},
    )


def partner_queue(partner: str) -> Queue:
    """Return the queue of a partner: every public event, in order."""
    return Queue(
        f"kiemdinh.partner.{partner}",
        _exchange(PARTNERS),
        routing_key="#",
        durable=True,
        queue_arguments={"x-queue-type": "quorum", "x-delivery-limit": DELIVERY_LIMIT},
    )


def routing_key(event: Recorded) -> str:
    """Return `<log>.<category>.<type>`, for example `79.recognition.RecognitionGranted`."""
    return f"{event.log}.{category_of(event.stream)}.{event.type}"


def _any(*names: str) -> str:
    return f"^({'|'.join(names)})$"


def service_rights(service: str) -> Rights:
    """Return what the broker user of a service may: its own queues, and to answer, not to ask."""
    events, dead, rpc, dlx = map(
        re.escape,
        (service_queue(service).name, dead_queue(service).name, rpc_queue(service).name, DEAD),
    )
    own = (events, dead, rpc)
    return Rights(
        configure=_any(*own),
        write=_any(*own, dlx, RPC),
        read=_any(*own, dlx, RPC, re.escape(EVENTS)),
        topics={RPC: (f"^{_UUID}$", _any(rf"{service}\.\*")), EVENTS: ("^$", ".*")},
    )


def gateway_rights(services: Iterable[str]) -> Rights:
    """Return what the gateway's broker user may: ask the services, and read its own replies."""
    return Rights(
        configure=_any(_REPLIES),
        write=_any(RPC, _REPLIES),
        read=_any(RPC, _REPLIES),
        topics={
            RPC: (rf"^({'|'.join(services)})\.(execute|query|health)$", f"^{_UUID}$"),
        },
    )


def relay_rights() -> Rights:
    """Return what the relay's broker user may: publish, to the services and to the partners."""
    both = _any(re.escape(EVENTS), re.escape(PARTNERS))
    return Rights(write=both, topics={EVENTS: (".*", "^$"), PARTNERS: (".*", "^$")})


def partner_rights(partner: str) -> Rights:
    """Return what a partner's broker user may: read its queue."""
    return Rights(read=_any(re.escape(partner_queue(partner).name)))
