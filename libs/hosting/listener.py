"""The broker's side of a follower: early copies in, each offered to the followers, acknowledged
last.

Needs neither nameko nor eventlet, and works under both. Messages only make followers faster: a
message that is lost, repeated or late changes nothing, since followers read from the log what is
missing.
"""

import socket
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from threading import Event
from typing import Any

import structlog
from kombu.connection import Connection
from kombu.messaging import Consumer

from libs.engine.subscription import LONGEST_PAUSE, PAUSES, Follower
from libs.hosting import topology
from libs.kernel import canonical
from libs.log.entry import Recorded, record

_logger = structlog.get_logger(__name__)


class Undecodable(ValueError):
    """The message is none of ours."""


def decoded(message: Any) -> Recorded:
    """Return the event that a message of kombu carries; raises `Undecodable`."""
    raw = message.body.encode() if isinstance(message.body, str) else bytes(message.body)
    log, position = message.headers.get("log"), message.headers.get("position")
    try:
        envelope = canonical.decode(raw)
    except ValueError as error:
        raise Undecodable(str(error)) from error
    if not isinstance(envelope, dict) or not {"stream", "type", "id", "ver"} <= envelope.keys():
        raise Undecodable("no envelope")
    if envelope.get("log") != log or not isinstance(position, int) or position < 1:
        raise Undecodable(f"headers say log {log!r}, position {position!r}")
    return record(str(log), position, raw)


class Listener:
    """Reads the queue of `service` and offers what comes to `followers`, in their order.

    What comes are the events of `types`, all without them; what a follower makes nothing of needs
    no copy, it reads past that in the log.
    """

    def __init__(
        self,
        amqp_uri: str,
        service: str,
        followers: Sequence[Follower],
        types: Collection[str] = (),
    ) -> None:
        self._uri = amqp_uri
        self._service = service
        self._followers = followers
        self._types = types
        self._arrived: list[Any] = []

    def run(self, stop: Event) -> None:
        """Listen until `stop` is set; a broker that is away is waited for, nothing ends it
        otherwise."""
        pause = 0.1
        while not stop.is_set():
            connection = topology.connection(self._uri)
            began = time.monotonic()
            try:
                self._listen(connection, stop)
            except Exception as error:
                if time.monotonic() - began > LONGEST_PAUSE:
                    pause = 0.1
                _logger.warning(
                    "listener_waits", name=self._service, seconds=pause, error=repr(error)
                )
                stop.wait(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            finally:
                topology.drop(connection)

    def _listen(self, connection: Connection, stop: Event) -> None:
        connection.connect()
        channel = connection.channel()
        topology.establish(channel)
        topology.dead_queue(self._service)(channel).declare()
        wanted = topology.service_queue(self._service, self._types)
        queue = topology.declared(wanted, channel)
        self._arrived.clear()
        consumer = Consumer(
            channel,
            [queue],
            prefetch_count=topology.PREFETCH,
            on_message=self._arrived.append,
            auto_declare=False,
        )
        consumer.consume()
        while not stop.is_set():
            self._drain(connection)
            connection.heartbeat_check()
            if self._arrived:
                batch, self._arrived[:] = list(self._arrived), []
                self._take(connection, batch, stop)
        consumer.cancel()

    def _drain(self, connection: Connection) -> None:
        """Wait up to a second for a message, and take all that have come with it."""
        with suppress(socket.timeout):
            connection.drain_events(timeout=1.0)
            while len(self._arrived) < topology.PREFETCH:
                connection.drain_events(timeout=0)

    def _take(self, connection: Connection, batch: list[Any], stop: Event) -> None:
        good: list[tuple[Any, Recorded]] = []
        for message in batch:
            try:
                good.append((message, decoded(message)))
            except Undecodable as error:
                _logger.error("message_undecodable", name=self._service, error=str(error))
                message.reject()
        # The first and the last of a log are enough: what lies between is read from the log.
        ends: dict[str, list[Recorded]] = {}
        for _, event in good:
            ends.setdefault(event.log, []).append(event)
        for events in ends.values():
            for event in [events[0], events[-1]] if len(events) > 1 else events:
                self._offer(connection, event, stop)
        if not stop.is_set():
            # Of one channel: the last says it for all that came before, and what was rejected is
            # settled already.
            for message, _ in good[-1:]:
                message.ack(multiple=True)

    def _offer(self, connection: Connection, event: Recorded, stop: Event) -> None:
        """Offer one event to all followers; while infrastructure is away, wait and keep the
        heartbeat."""
        pause = 0.05
        waiting = list(self._followers)
        while waiting and not stop.is_set():
            try:
                waiting[0].offer(event)
                waiting.pop(0)
            except PAUSES as error:
                _logger.warning("follower_waits", name=waiting[0].name, error=repr(error))
                stop.wait(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                connection.heartbeat_check()
