"""The one kind of subscriber: it keeps (log, position) and fills a gap from the log.

Read tables, reactions and the portal are all followers. The position stands in the `subscription`
table of the service's own schema and moves in the transaction of the effect, under a row lock:
whatever is lost, repeated, late or done by two replicas at once, each effect happens once and in
order. An event that cannot be applied is parked with its stream; while the database or broker is
away a follower waits.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

import structlog

from libs.engine.commands import Context
from libs.engine.reactions import command_id
from libs.kernel.problems import Conflict, Unavailable
from libs.log.database import INFRASTRUCTURE, Cursor, Database
from libs.log.entry import EventLog, Recorded

if TYPE_CHECKING:
    from libs.engine.service import Service

Apply = Callable[[Cursor, Sequence[Recorded]], None]
"""Makes the effect of events that follow each other in a log, however these are divided."""

PAUSES = (*INFRASTRUCTURE, Unavailable, Conflict, OSError, MemoryError)
"""Failures of the infrastructure: try again later. Any other error is the fault of the event."""
PAGE = 200
REACTION_PAGE = 20
"""Few, since each reaction appends and flushes while the position is locked."""
SILENCE = 1.0
"""Seconds without a word after which a follower looks at the log itself."""
LONGEST_REST = 0.1
LONGEST_PAUSE = 5.0
LONGEST_WAIT = 2.0
"""Seconds a question waits at most for its position."""
REACTION_TIME = timedelta(seconds=10)

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that a subscriber could not apply; `error` says why, `at` is the instant, UTC."""

    name: str
    log: str
    position: int
    stream: str
    error: str
    at: datetime


class _Poison(Exception):
    """An effect failed, not the infrastructure; the cause says how."""


def each(one: Callable[[Cursor, Recorded], None]) -> Apply:
    """Return the effect that is `one` for each event after the other."""

    def apply(cursor: Cursor, events: Sequence[Recorded]) -> None:
        for event in events:
            one(cursor, event)

    return apply


class Follower:
    """Applies the events of every log, once each and in order, under one name.

    `apply(cursor, events)` makes their effect in the cursor's transaction, which also moves the
    position. Safe in threads and in replicas: the position row is locked while an effect is made.
    At most `page` events share a transaction; those of a page that fails go one by one, which finds
    the one to park.
    """

    def __init__(
        self, name: str, log: EventLog, db: Database, apply: Apply, page: int = PAGE
    ) -> None:
        self.name = name
        self._log = log
        self._db = db
        self._apply = apply
        self._page = page
        self._wake = Event()

    def offer(self, event: Recorded) -> None:
        """Take an early copy of an event: apply it if it is the next, ignore it if it came before.

        One further on makes the follower read what is missing from the log. Raises one of `PAUSES`,
        nothing being changed then.
        """
        try:
            with self._locked(event.log) as (cursor, last):
                if event.position <= last:
                    return
                gap = event.position > last + 1
                if not gap:
                    self._advance(cursor, last, [event])
        except _Poison:
            self._one_by_one([event])
            return
        if gap:
            self.catch_up(event.log)

    def catch_up(self, log: str) -> int:
        """Apply what the log holds beyond the last position; return how many events that were.

        Raises one of `PAUSES`; what was applied until then stays applied.
        """
        done, more = 0, True
        while more:
            taken, more = self._take_page(log)
            done += taken
        return done

    def run(self, stop: Event) -> None:
        """Follow every log, new ones too, until `stop` is set; wait for what is away.

        It pauses as long as it worked: while a log grows fast, new events then share a page.
        """
        pause = SILENCE
        while not stop.is_set():
            self._wake.clear()
            begun = time.monotonic()
            try:
                behind = self._log.logs()
                while behind and not stop.is_set():
                    # A page of each in turn, so that a log that is far behind holds up no other.
                    behind = [log for log in behind if self._take_page(log)[1]]
                pause = SILENCE
            except PAUSES as error:
                pause = min(LONGEST_PAUSE, 0.1 if pause == SILENCE else pause * 2)
                _logger.warning("follower_waits", name=self.name, seconds=pause, error=repr(error))
            except Exception:
                # A bug outside any effect (a missing table, a gap in a log): log it and go on.
                pause = LONGEST_PAUSE
                _logger.exception("follower_failed", name=self.name)
            if not stop.wait(min(LONGEST_REST, time.monotonic() - begun)):
                self._wake.wait(pause)

    def notify(self) -> None:
        """Tell a running follower of this process that a log has grown, or that it shall stop."""
        self._wake.set()

    def lag(self) -> dict[str, int]:
        """Return how many events of each log are still to come."""
        heads = {log: self._log.head(log) for log in self._log.logs()}
        return {
            log: max(0, head - position_of(self._db, self.name, log)) for log, head in heads.items()
        }

    def replay(self, log: str, stream: str) -> int:
        """Apply the parked events of `stream` in order and unpark them; return how many.

        All or none: if one of them still fails, its error is raised and all stay parked.
        """
        with self._locked(log) as (cursor, _):
            cursor.execute(
                "select position from parked where name = %s and log = %s and stream = %s",
                (self.name, log, stream),
            )
            positions = {row[0] for row in cursor.fetchall()}
            history = self._log.read(log, stream)[stream]
            self._apply(cursor, [event for event in history if event.position in positions])
            cursor.execute(
                "delete from parked where name = %s and log = %s and stream = %s",
                (self.name, log, stream),
            )
        _logger.info("parked_replayed", name=self.name, log=log, stream=stream, n=len(positions))
        return len(positions)

    def _take_page(self, log: str) -> tuple[int, bool]:
        """Apply the next page of a log; return how many events that were, and if more may come."""
        page = self._log.follow(log, position_of(self._db, self.name, log), self._page)
        done = 0
        try:
            if page:
                with self._locked(log) as (cursor, last):
                    done = self._advance(cursor, last, page)
        except _Poison:
            done = self._one_by_one(page)
        return done, len(page) == self._page

    @contextmanager
    def _locked(self, log: str) -> Iterator[tuple[Cursor, int]]:
        """Give a transaction that holds the position's row, and the position."""
        with self._db.transaction() as cursor:
            key = (self.name, log)
            lock = "select position from subscription where name = %s and log = %s for update"
            cursor.execute(lock, key)
            row = cursor.fetchone()
            if row is None:
                cursor.execute(
                    "insert into subscription (name, log, position) values (%s, %s, 0)"
                    " on conflict do nothing",
                    key,
                )
                cursor.execute(lock, key)
                row = cursor.fetchone()
                assert row is not None
            yield cursor, row[0]

    def _advance(self, cursor: Cursor, last: int, events: Sequence[Recorded]) -> int:
        """Apply those of `events` that come after `last` and move the position; return how many.

        Raises `_Poison` from what an effect raised, unless that is one of `PAUSES`.
        """
        fresh = [event for event in events if event.position > last]
        if not fresh:
            return 0
        log = fresh[0].log
        cursor.execute(
            "select stream, min(position) from parked where name = %s and log = %s group by stream",
            (self.name, log),
        )
        parked: dict[str, int] = dict(cursor.fetchall())
        for expected, event in enumerate(fresh, last + 1):
            if event.position != expected:
                raise RuntimeError(f"log {log} gave position {event.position}, not {expected}")
            if event.stream in parked:
                self._park(cursor, event, f"behind position {parked[event.stream]}")
        try:
            self._apply(cursor, [event for event in fresh if event.stream not in parked])
        except PAUSES:
            raise
        except Exception as error:
            raise _Poison from error
        self._move(cursor, fresh[-1])
        return len(fresh)

    def _one_by_one(self, events: Sequence[Recorded]) -> int:
        """Apply each event in its own transaction, parking the one that fails; return how many."""
        done = 0
        for event in events:
            try:
                with self._locked(event.log) as (cursor, last):
                    done += self._advance(cursor, last, [event])
            except _Poison as poison:
                with self._locked(event.log) as (cursor, last):
                    if last + 1 == event.position:
                        self._park(cursor, event, repr(poison.__cause__))
                        self._move(cursor, event)
                        done += 1
                _logger.error(
                    "event_parked",
                    name=self.name,
                    log=event.log,
                    position=event.position,
                    stream=event.stream,
                    exc_info=poison.__cause__,
                )
        return done

    def _park(self, cursor: Cursor, event: Recorded, error: str) -> None:
        cursor.execute(
            "insert into parked (name, log, position, stream, error) values (%s, %s, %s, %s, %s)",
            (
                self.name,
                event.log,
                event.position,
                event.stream,
                error[:2000].replace("\0", ""),
            ),
        )

    def _move(self, cursor: Cursor, event: Recorded) -> None:
        cursor.execute(
            "update subscription set position = %s where name = %s and log = %s",
            (event.position, self.name, event.log),
        )


def reaction(service: "Service") -> Apply:
    """Return the effect that carries out what follows from an event, as the service's own commands.

    The appends are committed before the position is saved, each under the id that
    `reactions.command_id` gives it. A refusal other than `Conflict` and `Unavailable` makes the
    event poison.
    """
    react = type(service).react
    assert react is not None

    def apply(_: Cursor, event: Recorded) -> None:
        for n, (stream, command) in enumerate(react(event)):
            wire = service.aggregate(stream).commands.dump(command)
            context = Context(
                command_id=command_id(service.name, event.id, n),
                actor=f"s:{service.name}",
                on=event.on,
                corr=str(event.envelope["corr"]),
                deadline=service.clock() + REACTION_TIME,
                min_position=event.position,
            )
            service.carry_out(event.log, stream, wire, context)

    return each(apply)


def erasure(service: "Service") -> Apply:
    """Return the effect that keeps the vault to what the log says: what an event erases is gone."""
    vault = service.vault
    assert vault is not None
    erasing = {
        name
        for aggregate in service.aggregates
        for name, kind in aggregate.events.types.items()
        if getattr(kind, "erases", False)
    }

    def apply(cursor: Cursor, event: Recorded) -> None:
        vault.follow(cursor, event)
        if event.type in erasing:
            vault.forget(cursor, event.log, event.stream)
            vault.sweep(cursor, service.log)

    return each(apply)


def followers(service: "Service", log: EventLog | None = None) -> tuple[Follower, ...]:
    """Return a service's followers: of its read tables, of its reactions and of its vault if it has
    them.

    They read `log`, else the service's own, whose connections they then share with its commands.
    """

    def follower(name: str, apply: Apply, page: int = PAGE) -> Follower:
        return Follower(f"{service.name}.{name}", log or service.log, service.db, apply, page)

    parts = [follower("read_tables", type(service).take_in)]
    if type(service).react is not None:
        parts.append(follower("reactions", reaction(service), REACTION_PAGE))
    if service.vault is not None:
        parts.append(follower("vault", erasure(service)))
    return tuple(parts)


def position_of(db: Database, name: str, log: str) -> int:
    """Return the last position that subscriber `name` has applied, 0 if it has not begun."""
    with db.transaction() as cursor:
        cursor.execute(
            "select position from subscription where name = %s and log = %s",
            (name, log),
        )
        row = cursor.fetchone()
    return 0 if row is None else int(row[0])


def parked(db: Database) -> list[Parked]:
    """Return every event that subscribers of this schema have parked, by name, log and position."""
    with db.transaction() as cursor:
        cursor.execute("select name, log, position, stream, error, at from parked order by 1, 2, 3")
        return [Parked(*row) for row in cursor.fetchall()]


def wait_for(db: Database, name: str, log: str, position: int, deadline: datetime) -> None:
    """Return once subscriber `name` has applied `position` of `log`; at once for position 0.

    Raises `Unavailable` ("position-not-reached") at the deadline, an instant with its time zone, or
    after `LONGEST_WAIT` seconds, whichever comes first.
    """
    if position <= 0:
        return
    left = (deadline - datetime.now(UTC)).total_seconds()
    end = time.monotonic() + min(LONGEST_WAIT, left)
    pause = 0.002
    while position_of(db, name, log) < position:
        if time.monotonic() >= end:
            raise Unavailable(
                "position-not-reached",
                f"Dữ liệu chưa cập nhật đến vị trí {position}; hãy hỏi lại sau giây lát.",
            )
        time.sleep(pause)
        pause = min(0.05, pause * 1.5)
