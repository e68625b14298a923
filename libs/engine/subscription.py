"""The one kind of subscriber: it keeps (log, position) and fills a gap from the log.

Read tables, reactions and the portal are all followers. The position stands in the `subscription`
table of the service's own schema and moves in the transaction of the effect, under a row lock:
whatever is lost, repeated, late or done by two replicas at once, each effect happens once and in
order. Past events that have no effect the position moves with the next effect, or within a second.
An event that cannot be applied is parked with its stream; while the database or broker is away a
follower waits.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

from psycopg2 import sql

from libs.engine.commands import Context
from libs.engine.progress import Progress
from libs.engine.reactions import command_id
from libs.kernel.problems import Conflict, Unavailable
from libs.log.database import INFRASTRUCTURE, Cursor, Database
from libs.log.entry import EventLog, Recorded
from libs.log.late_logger import LateLogger
from libs.log.tail import Tail

if TYPE_CHECKING:
    from libs.engine.service import Service

Fills = Callable[[Cursor, str, int], None]
"""Makes up for what tables missed of a log up to a position, in the cursor's transaction."""
Apply = Callable[[Cursor, Sequence[Recorded]], None]
"""Makes the effect of events that follow each other in a log, however these are divided."""
Concerns = Callable[[Recorded], bool]
"""Says whether an event may have an effect."""

PAUSES = (*INFRASTRUCTURE, Unavailable, Conflict, OSError, MemoryError)
"""Failures of the infrastructure: try again later. Any other error is the fault of the event."""
PAGE = 200
REACTION_PAGE = 20
"""Few, since each reaction appends and flushes while the position is locked."""
SILENCE = 1.0
"""Seconds without a word after which a follower looks at the log itself; and after which it saves
how far it has come past events without effect."""
REST = 0.02
"""Seconds that a follower lets pass after a log has grown, unless somebody waits for it: the events
of a moment share a page."""
LONGEST_REST = 0.1
LONGEST_PAUSE = 5.0
LONGEST_WAIT = 2.0
"""Seconds a question waits at most for its position."""
REACTION_TIME = timedelta(seconds=10)

_logger = LateLogger(__name__)


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
    the one to park. A page none of which `concerns` it needs no transaction. Followers of one
    process read from the same `log`.
    """

    def __init__(
        self,
        name: str,
        log: EventLog | Tail,
        db: Database,
        apply: Apply,
        page: int = PAGE,
        concerns: Concerns = lambda event: True,
        fills: Fills | None = None,
    ) -> None:
        self.name = name
        self.running = False
        self._tail = log if isinstance(log, Tail) else Tail(log)
        self._log = self._tail.log
        self._db = db
        self._apply = apply
        self._page = page
        self._concerns = concerns
        self._fills = fills
        self._filled: set[str] = set()
        self._progress = Progress()
        self._saved: dict[str, int] = {}

    def offer(self, event: Recorded) -> None:
        """Take an early copy of an event that is on disk: apply it if it is the next.

        One that came before is ignored; one further on makes the follower read what is missing from
        the log. Raises one of `PAUSES`, nothing being changed then.
        """
        after = self._reached(event.log)
        if event.position > after + self._page:
            self.catch_up(event.log)
        elif event.position > after + 1:
            while self._take_page(event.log, event.position):
                pass
        elif event.position == after + 1:
            self._take([event], after, skip=True)

    def catch_up(self, log: str) -> int:
        """Apply what the log holds beyond the last position; return how many events that were.

        Raises one of `PAUSES`; what was applied until then stays applied.
        """
        done, more = 0, True
        self._fill(log)
        # Saved before, so that it is the saved position from which it goes on.
        self._save(log)
        after = position_of(self._db, self.name, log)
        while more:
            page = self._log.follow(log, after, self._page)
            done += self._take(page, after) if page else 0
            after, more = self._reached(log), len(page) == self._page
        return done

    def run(self, stop: Event) -> None:
        """Follow every log, new ones too, until `stop` is set; wait for what is away.

        It rests at least as long as it worked: while a log grows fast, events then share a page.
        """
        self.running = True
        pause, looked = SILENCE, float("-inf")
        wanted: Mapping[str, int] = {}
        asked = False
        while not stop.is_set():
            begun = time.monotonic()
            due = begun - looked >= SILENCE
            try:
                heads = self._tail.heads(asked) if due or asked or not wanted else {}
                behind = {**heads, **wanted}
                while behind and not stop.is_set():
                    # A page of each in turn, so that a log that is far behind holds up no other.
                    behind = {log: end for log, end in behind.items() if self._take_page(log, end)}
                if due:
                    self._save_all()
                    looked = begun
                pause = SILENCE
            except PAUSES as error:
                self._forget()
                pause = min(LONGEST_PAUSE, 0.1 if pause == SILENCE else pause * 2)
                _logger.warning("follower_waits", name=self.name, seconds=pause, error=repr(error))
            except Exception:
                # A bug outside any effect (a missing table, a gap in a log): log it and go on.
                self._forget()
                pause = LONGEST_PAUSE
                _logger.exception("follower_failed", name=self.name)
            worked = time.monotonic() - begun
            wanted, asked = self._progress.rest(stop, pause, min(LONGEST_REST, max(REST, worked)))
            if pause != SILENCE:
                # Whatever failed is still to come.
                looked = float("-inf")
        self.running = False
        with suppress(*PAUSES):
            self._save_all()

    def grown(self, log: str, position: int) -> None:
        """Tell a running follower that a log has grown to a position, which is on disk."""
        self._progress.grown(log, position)

    def reached(self, log: str, position: int, seconds: float) -> bool:
        """Wait until a running follower has applied a position, at most so long; return whether."""
        return self._progress.wait_for(log, position, seconds)

    def notify(self) -> None:
        """Tell a running follower of this process to look at every log, or that it shall stop."""
        self._progress.ask()

    def lag(self) -> dict[str, int]:
        """Return how many events of each log are still to come."""
        heads = {log: self._log.head(log) for log in self._log.logs()}
        return {
            log: max(
                0,
                head - max(position_of(self._db, self.name, log), self._progress.reached(log) or 0),
            )
            for log, head in heads.items()
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

    def _reached(self, log: str) -> int:
        """Return the position up to which all has been applied."""
        found = self._progress.reached(log)
        if found is None:
            self._fill(log)
            found = self._saved[log] = position_of(self._db, self.name, log)
            self._progress.come(log, found)
        return found

    def _fill(self, log: str) -> None:
        """Make up, once, for what tables that came with an upgrade missed until then."""
        if self._fills is None or log in self._filled:
            return
        with self._locked(log) as (cursor, last):
            self._fills(cursor, log, last)
        self._filled.add(log)

    def _take_page(self, log: str, until: int) -> bool:
        """Apply the next page of a log up to a position that is on disk; return if more follows."""
        after = self._reached(log)
        page = self._tail.page(log, after, until, self._page) if after < until else ()
        if page:
            self._take(page, after, skip=True)
        return bool(page) and self._reached(log) < until

    def _take(self, events: Sequence[Recorded], after: int, skip: bool = False) -> int:
        """Apply the events that follow upon a position; return how many that were.

        With `skip`, since they are on disk, what concerns nobody here only counts as applied. None
        are applied if the position was set back meanwhile.
        """
        log, done = events[0].log, 0
        if skip and not any(map(self._concerns, events)):
            self._progress.come(log, events[-1].position)
            return len(events)
        try:
            with self._locked(log) as (cursor, last):
                if last >= after:
                    done = self._advance(cursor, last, events)
        except _Poison:
            return self._one_by_one(events)
        self._moved(log, last, done)
        return done

    def _moved(self, log: str, last: int, done: int) -> None:
        """Remember up to where all has been applied, and saved if anything has been done."""
        if done:
            self._saved[log] = last + done
        self._progress.come(log, last + done)

    def _save(self, log: str) -> None:
        """Save how far it has come past events without effect."""
        if (self._progress.reached(log) or 0) > self._saved.get(log, 0):
            with self._locked(log) as (cursor, last):
                self._set(cursor, log, last)
            self._saved[log] = last

    def _save_all(self) -> None:
        for log in list(self._saved):
            self._save(log)

    def _forget(self) -> None:
        """Look anew how far it has come: what was known may be gone with the database."""
        self._progress.forget()
        self._saved.clear()
        self._tail.forget()

    @contextmanager
    def _locked(self, log: str) -> Iterator[tuple[Cursor, int]]:
        """Give a transaction that holds the position's row, and the position.

        That is the saved one, or where it has come since past events without effect.
        """
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
            if row[0] < self._saved.get(log, 0):
                # Somebody has set it back, so that all be done again.
                self._forget()
            self._saved[log] = row[0]
            yield cursor, max(row[0], self._progress.reached(log) or 0)

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
        self._set(cursor, log, fresh[-1].position)
        return len(fresh)

    def _one_by_one(self, events: Sequence[Recorded]) -> int:
        """Apply each event in its own transaction, parking the one that fails; return how many."""
        done = 0
        for event in events:
            try:
                with self._locked(event.log) as (cursor, last):
                    count = self._advance(cursor, last, [event])
            except _Poison as poison:
                with self._locked(event.log) as (cursor, last):
                    count = int(last + 1 == event.position)
                    if count:
                        self._park(cursor, event, repr(poison.__cause__))
                        self._set(cursor, event.log, event.position)
                _logger.error(
                    "event_parked",
                    name=self.name,
                    log=event.log,
                    position=event.position,
                    stream=event.stream,
                    exc_info=poison.__cause__,
                )
            self._moved(event.log, last, count)
            done += count
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

    def _set(self, cursor: Cursor, log: str, position: int) -> None:
        cursor.execute(
            "update subscription set position = %s where name = %s and log = %s",
            (position, self.name, log),
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


def filling(service: "Service") -> Fills:
    """Return what makes up for the tables that came with an upgrade: from the events that they hear
    and the service has read already, once for each log, under the lock of its position."""

    def fill(cursor: Cursor, log: str, last: int) -> None:
        for tables in type(service).project.late:
            cursor.execute(
                "insert into filled (name, log) values (%s, %s) on conflict do nothing returning 1",
                (tables.late, log),
            )
            if cursor.fetchone() is None:
                continue
            name = sql.Identifier(tables.late)
            cursor.execute(sql.SQL("delete from {} where log = %s").format(name), (log,))
            found = service.log.heard(log, [*tables.hears.types], 0, last)
            for event in found:
                tables.project(cursor, event, tables.hears.event(event.envelope))
            _logger.info("table_filled", table=tables.late, log=log, n=len(found))

    return fill


def erasure(service: "Service") -> Apply:
    """Return the effect that keeps the vault to what the log says: what an event erases is gone."""
    vault, erasing = service.vault, _erasing(service)
    assert vault is not None

    def apply(cursor: Cursor, event: Recorded) -> None:
        vault.follow(cursor, event)
        if event.type in erasing:
            vault.forget(cursor, event.log, event.stream)
            vault.sweep(cursor, service.log)

    return each(apply)


def _erasing(service: "Service") -> frozenset[str]:
    """Return the types of event that erase their stream's private texts."""
    return frozenset(
        name
        for aggregate in service.aggregates
        for name, kind in aggregate.events.types.items()
        if getattr(kind, "erases", False)
    )


def followers(service: "Service", log: EventLog | Tail | None = None) -> tuple[Follower, ...]:
    """Return a service's followers: of its read tables, of its reactions and of its vault if it has
    them.

    They read `log`, else the service's own, whose connections they then share with its commands.
    Questions of the service wait for the first of them, where it runs.
    """
    tail = log if isinstance(log, Tail) else Tail(log or service.log)
    kind, vault = type(service), service.vault

    def follower(name: str, apply: Apply, concerns: Concerns, page: int = PAGE) -> Follower:
        return Follower(f"{service.name}.{name}", tail, service.db, apply, page, concerns)

    service.tables = Follower(
        *(f"{service.name}.read_tables", tail, service.db, kind.take_in, PAGE),
        concerns=lambda event: event.type in kind.heard,
        fills=filling(service) if kind.project.late else None,
    )
    parts = [service.tables]
    if kind.react is not None:
        causes = kind.react.types
        concerns = lambda event: event.type in causes  # noqa: E731
        parts.append(follower("reactions", reaction(service), concerns, REACTION_PAGE))
    if vault is not None:
        erasing = _erasing(service)
        parts.append(
            follower("vault", erasure(service), lambda e: e.type in erasing or vault.concerns(e))
        )
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


def wait_for(
    db: Database,
    name: str,
    log: str,
    position: int,
    deadline: datetime,
    follower: Follower | None = None,
) -> None:
    """Return once subscriber `name` has applied `position` of `log`; at once for position 0.

    `follower` is the one of this process, if there is one: it does not rest while it is waited for.
    Raises `Unavailable` ("position-not-reached") at the deadline, an instant with its time zone, or
    after `LONGEST_WAIT` seconds, whichever comes first.
    """
    if position <= 0:
        return
    own = follower if follower is not None and follower.running else None
    if own is not None and own.reached(log, position, 0):
        return
    left = (deadline - datetime.now(UTC)).total_seconds()
    end = time.monotonic() + min(LONGEST_WAIT, left)
    pause = 0.002 if own is None else 0.05
    # Another replica may have applied it: the saved position tells.
    while not (own and own.reached(log, position, pause)) and position_of(db, name, log) < position:
        if time.monotonic() >= end:
            raise Unavailable(
                "position-not-reached",
                f"Dữ liệu chưa cập nhật đến vị trí {position}; hãy hỏi lại sau giây lát.",
            )
        if own is None:
            time.sleep(pause)
        pause = min(0.05, pause * 1.5)
