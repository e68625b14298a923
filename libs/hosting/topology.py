"""What stands on the broker, in one place: exchanges, queues, routing keys, and who may do what.

The topic exchange `kiemdinh.events` carries every event, each service having a durable quorum queue
with one active consumer; what cannot be decoded goes to `kiemdinh.dead`; `nameko-rpc` carries
commands and questions. In a virtual host of their own, where nothing else is to be found out,
`kiemdinh.partners` carries the public events to the partners' queues.
"""

import re
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from kombu.connection import Connection
from kombu.entity import Exchange, Queue, binding

from libs.kernel.problems import Wire
from libs.log.entry import Recorded, category_of

EVENTS = "kiemdinh.events"
PARTNERS = "kiemdinh.partners"
DEAD = "kiemdinh.dead"
RPC = "nameko-rpc"
EXCHANGES: Mapping[str, str] = {EVENTS: "topic", DEAD: "direct", RPC: "topic"}
OF_PARTNERS: Mapping[str, str] = {PARTNERS: "topic"}
"""What stands in the virtual host of partners."""

VHOST = "kiemdinh"
ALL = "#"
"""The routing key that fits all events."""
PARTNER_QUEUES = "kiemdinh.partner."
PARTNER_LIMITS: Mapping[str, Any] = {
    "max-length": 200_000,
    "max-length-bytes": 256 * 1024 * 1024,
    "overflow": "drop-head",
}
"""Of a partner's queue: who stops reading loses the oldest messages and takes them from the feed;
no queue fills the disk that all others publish to."""
PARTNER_CONNECTIONS = 5
PARTNER_CHANNELS = 20
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


def partners_vhost(vhost: str) -> str:
    """Return the virtual host of partners beside the one of the services."""
    return f"{vhost}.partners"


def partners_uri(uri: str) -> str:
    """Return the address of the partners' virtual host beside that of the services."""
    parts = urlsplit(uri)
    return parts._replace(path=partners_vhost(parts.path)).geturl()


_trusted: dict[str, str] = {}


def trust(authority: str) -> None:
    """Have brokers at amqps:// trusted whose certificate this file of authorities vouches for.

    Said once, when a process begins; none: the authorities of the machine.
    """
    _trusted["authority"] = authority


def tls(uri: str) -> Wire | None:
    """Return what py-amqp is told of TLS at an address, None where it is not amqps://."""
    parts = urlsplit(uri)
    if parts.scheme != "amqps":
        return None
    told = {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": parts.hostname}
    authority = _trusted.get("authority")
    return {**told, "ca_certs": authority} if authority else told


def connection(uri: str, heartbeat: int = HEARTBEAT, **options: Any) -> Connection:
    """Return a connection that is made when first used; `options` are those of py-amqp."""
    return Connection(
        uri,
        heartbeat=heartbeat,
        connect_timeout=CONNECT_TIMEOUT,
        transport_options=options,
        ssl=tls(uri) or False,
    )


def drop(lost: Connection) -> None:
    """Close the socket without saying so: a blocked broker would never answer."""
    lost.collect()


def establish(channel: Any, exchanges: Mapping[str, str] = EXCHANGES) -> None:
    """Make sure the exchanges exist; one who has no right to make them may still find them there.

    Raises amqp's `AccessRefused` when one is missing and may not be made. `channel` is py-amqp's.
    """
    for name, kind in exchanges.items():
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
    return Exchange(name, {**EXCHANGES, **OF_PARTNERS}[name], durable=True, no_declare=True)


def service_queue(service: str, types: Iterable[str] = ()) -> Queue:
    """Return the queue of early copies that `service` reads, one consumer active.

    They are those of events of `types`, of all without them.
    """
    keys = [f"*.*.{name}" for name in sorted(types)] or [ALL]
    return Queue(
        f"kiemdinh.service.{service}",
        bindings=[binding(_exchange(EVENTS), key) for key in keys],
        durable=True,
        queue_arguments={
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD,
            "x-dead-letter-routing-key": service,
        },
    )


def declared(queue: Queue, channel: Any) -> Queue:
    """Return a service's queue, made and bound as it says, to nothing that it does not say.

    An older version bound each to all events.
    """
    made = queue(channel)
    made.declare()
    if ALL not in {each.routing_key for each in made.bindings}:
        made.unbind_from(_exchange(EVENTS)(channel), ALL)
    return made


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


def partner_queue(partner: str, secret: str) -> Queue:
    """Return the queue of a partner: every public event, in order.

    A broker answers anybody's question whether a queue is there: the name cannot be guessed.
    """
    return Queue(
        f"{PARTNER_QUEUES}{partner}.{secret}",
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
    """Return what the relay's broker user may: publish to the services."""
    return Rights(write=_any(re.escape(EVENTS)), topics={EVENTS: (".*", "^$")})


def relay_rights_among_partners() -> Rights:
    """Return what the relay's broker user may in the partners' virtual host: publish to them."""
    return Rights(write=_any(re.escape(PARTNERS)), topics={PARTNERS: (".*", "^$")})


def partner_rights(queue: str) -> Rights:
    """Return what a partner's broker user may: read its queue."""
    return Rights(read=_any(re.escape(queue)))
