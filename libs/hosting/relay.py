"""The log out to the broker: every event in order, saved as sent only once the broker confirmed it.

One relay is active: it holds an advisory lock, released with its connection; the others wait. A
crash between the broker's confirm and the saved position repeats messages, which followers ignore;
no event is ever left out. What could be read is flushed to disk before it is published.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import amqp
import structlog

from libs.hosting import topology
from libs.kernel.problems import Unavailable
from libs.log.database import INFRASTRUCTURE, Cursor, Database
from libs.log.entry import EventLog, Recorded
from libs.log.standby import Standby, active

LOCK = (19270, 1)
"""The advisory lock of the active relay: namespace and number."""
WINDOW = 500
"""Messages published before their confirms are awaited."""
IDLE = 0.02
"""Seconds between two looks at a quiet log."""
CONFIRM_TIMEOUT = 20.0
WRITE_TIMEOUT = 10.0
LONGEST_PAUSE = 5.0

_logger = structlog.get_logger(__name__)


class Unroutable(Exception):
    """No queue is bound to the events' exchange: the message came back."""


class Unconfirmed(Exception):
    """The broker has not confirmed in time, or has refused."""


TROUBLE = (*INFRASTRUCTURE, *amqp.Connection.connection_errors, *amqp.Connection.channel_errors)


@dataclass(slots=True)
class _Line:
    """One channel with publisher confirms, and what the broker has said about its messages."""

    connection: Any
    channel: Any
    number: int = 0
    waiting: set[int] = field(default_factory=set)
    returned: list[int] = field(default_factory=list)
    refused: bool = False
    blocked: bool = False

    def publish(
        self, event: Recorded, exchange: str, headers: dict[str, int | str], mandatory: bool
    ) -> None:
        """Send one message; its confirm is awaited by `settle`."""
        self.number += 1
        self.waiting.add(self.number)
        message = amqp.Message(
            event.raw,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=2,
            message_id=event.id,
            application_headers={"log": event.log, "position": event.position, **headers},
        )
        self.channel.basic_publish(
            message, exchange, topology.routing_key(event), mandatory, timeout=WRITE_TIMEOUT
        )

    def settle(self, stop: Event) -> None:
        """Return when all is confirmed; raises `Unconfirmed`, or `Unroutable` if some came back.

        A broker that says it is blocked (memory or disk alarm) is waited for without a limit.
        """
        until = time.monotonic() + CONFIRM_TIMEOUT
        while self.waiting:
            if self.refused or stop.is_set():
                raise Unconfirmed(f"{len(self.waiting)} messages")
            if self.blocked:
                until = time.monotonic() + CONFIRM_TIMEOUT
            elif time.monotonic() > until:
                raise Unconfirmed(f"{len(self.waiting)} messages after {CONFIRM_TIMEOUT} seconds")
            self.pump(0.5)

    def pump(self, seconds: float) -> None:
        """Take in what the broker says for up to `seconds`, and keep the heartbeat."""
        with suppress(TimeoutError):
            self.connection.drain_events(timeout=seconds)
        self.connection.heartbeat_check()

    def confirmed(self, tag: int, multiple: bool) -> None:
        """Note a confirm."""
        if multiple:
            self.waiting = {number for number in self.waiting if number > tag}
        else:
            self.waiting.discard(tag)

    def nacked(self, tag: int, multiple: bool) -> None:
        """Note a refusal: the broker could not keep a message."""
        self.refused = True

    def came_back(self, _exc: Exception, _exchange: str, _key: str, message: Any) -> None:
        """Note a message that no queue took; its confirm follows."""
        self.returned.append(int(message.properties["application_headers"]["position"]))

    def stopped(self, reason: str) -> None:
        """Note that the broker takes nothing for now."""
        self.blocked = True
        _logger.warning("broker_blocked", reason=reason)

    def resumed(self) -> None:
        """Note that the broker takes messages again."""
        self.blocked = False
        _logger.info("broker_unblocked")


class Relay:
    """Publishes the events of every log; `public` are the types that partners may see.

    `db` is the relay's own schema, with the tables of relay.sql.
    """

    def __init__(
        self, log: EventLog, db: Database, amqp_uri: str, public: Collection[str] = ()
    ) -> None:
        self._log = log
        self._db = db
        self._uri = amqp_uri
        self._public = frozenset(public)
        self._window = WINDOW
        self._line: _Line | None = None
        self._partners: _Line | None = None
        self._wants = "turn"
        self._sent: dict[str, int] = {}
        """How far each log is published, as far as is known: an idle look asks for nothing else."""

    @property
    def waiting_for(self) -> str:
        """What would let the relay go on: "turn", "database", "broker", "queue" or "events"."""
        blocked = any(line.blocked for line in (self._line, self._partners) if line is not None)
        return "broker" if blocked else self._wants

    def run(self, stop: Event) -> None:
        """Relay, or stand by, until `stop` is set; whatever is away is waited for."""
        pause = 0.1
        while not stop.is_set():
            began = time.monotonic()
            try:
                with active(self._db, LOCK) as cursor:
                    _logger.info("relay_active")
                    self._connected(cursor, stop)
            except Standby:
                self._wants = "turn"
                pause = 0.5
            except (*TROUBLE, Unavailable, Unconfirmed, Unroutable) as error:
                self._wants = _cause(error)
                if time.monotonic() - began > LONGEST_PAUSE:
                    pause = 0.1
                _logger.warning("relay_waits", seconds=pause, error=repr(error))
            except Exception:
                _logger.exception("relay_failed", seconds=pause)
            if not stop.is_set():
                stop.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def _connected(self, cursor: Cursor, stop: Event) -> None:
        own, theirs = (
            topology.connection(uri, write_timeout=WRITE_TIMEOUT, read_timeout=CONFIRM_TIMEOUT)
            for uri in (self._uri, topology.partners_uri(self._uri))
        )
        try:
            self._line = self._opened(own, topology.EXCHANGES)
            self._partners = self._opened(theirs, topology.OF_PARTNERS)
            self._follow(cursor, self._line, self._partners, stop)
        finally:
            self._line = self._partners = None
            topology.drop(own)
            topology.drop(theirs)

    def _opened(self, connection: Any, exchanges: Mapping[str, str]) -> _Line:
        connection.connect()
        channel = connection.channel()
        topology.establish(channel, exchanges)
        channel.confirm_select()
        line = _Line(connection, channel)
        channel.events["basic_ack"].add(line.confirmed)
        channel.events["basic_nack"].add(line.nacked)
        channel.events["basic_return"].add(line.came_back)
        channel.connection.on_blocked = line.stopped
        channel.connection.on_unblocked = line.resumed
        return line

    def _follow(self, cursor: Cursor, line: _Line, partners: _Line, stop: Event) -> None:
        logs: Sequence[str] = ()
        looked = 0.0
        cursor.execute("select log, position from relayed")
        self._sent = dict(cursor.fetchall())
        while not stop.is_set():
            if time.monotonic() - looked > 1.0:
                logs, looked = self._log.logs(), time.monotonic()
            busy = [log for log in logs if self._relay(cursor, line, partners, log, stop)]
            if not busy:
                self._wants = "events"
                line.pump(IDLE)
                partners.pump(0.001)

    def _relay(self, cursor: Cursor, line: _Line, partners: _Line, log: str, stop: Event) -> bool:
        """Publish the next events of `log`; return whether there were any."""
        events = self._log.follow(log, self._sent.get(log, 0), self._window)
        if not events:
            return False
        # Asked over the connection that holds the lock: if that is lost, nothing more is published.
        cursor.execute("select position from relayed where log = %s", (log,))
        row = cursor.fetchone()
        sent = self._sent[log] = 0 if row is None else row[0]
        if events[0].position != sent + 1:
            return True
        self._log.flush()
        last_of_type: dict[str, int] = {}
        if any(event.type in self._public for event in events):
            cursor.execute("select type, position from relayed_type where log = %s", (log,))
            last_of_type = dict(cursor.fetchall())
        line.returned.clear()
        for event in events:
            line.publish(event, topology.EVENTS, {}, mandatory=True)
            if event.type in self._public:
                previous = last_of_type.get(event.type, 0)
                partners.publish(event, topology.PARTNERS, {"previous": previous}, mandatory=False)
                last_of_type[event.type] = event.position
        line.settle(stop)
        partners.settle(stop)
        if line.returned:
            # No queue would receive it: stop, and try with single messages.
            self._window = 1
            raise Unroutable(f"no queue takes position {min(line.returned)} of log {log}")
        self._window = WINDOW
        self._save(cursor, log, events)
        self._sent[log] = events[-1].position
        return True

    def _save(self, cursor: Cursor, log: str, events: Sequence[Recorded]) -> None:
        """Save how far the log is published, in one statement, over the lock's own connection."""
        newest = {event.type: event.position for event in events if event.type in self._public}
        cursor.execute(
            "with types as (insert into relayed_type (log, type, position)"
            " select %(log)s, t.type, t.position"
            " from unnest(%(types)s::text[], %(positions)s::bigint[]) as t(type, position)"
            " on conflict (log, type) do update set position = excluded.position)"
            " insert into relayed (log, position) values (%(log)s, %(last)s)"
            " on conflict (log) do update set position = excluded.position",
            {
                "log": log,
                "types": list(newest),
                "positions": list(newest.values()),
                "last": events[-1].position,
            },
        )


def _cause(error: Exception) -> str:
    """Return what is missing when the relay meets `error`."""
    if isinstance(error, Unroutable):
        return "queue"
    return "database" if isinstance(error, (*INFRASTRUCTURE, Unavailable)) else "broker"
