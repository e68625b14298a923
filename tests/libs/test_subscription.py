"""A follower applies every event once and in order, whatever happens around it."""

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest

from libs.engine import subscription
from libs.engine.commands import now
from libs.engine.subscription import (
    Follower,
    each,
    followers,
    parked,
    position_of,
    reaction,
    wait_for,
)
from libs.kernel.problems import Conflict, Rejected, Unavailable
from libs.log.database import Cursor, Database
from libs.log.entry import Recorded
from libs.log.memory import MemoryLog
from tests.messaging import LOG, Ground, ground, note, notes, project, until
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

TABLES = "review.read_tables"


@pytest.fixture
def base(postgres_server: PostgresServer) -> Iterator[Ground]:
    with ground(postgres_server.uri) as made:
        yield made


@pytest.fixture
def log() -> MemoryLog:
    """The log of most tests: what a follower does with the database is what is under test."""
    return MemoryLog()


@pytest.fixture
def follower(base: Ground, log: MemoryLog) -> Follower:
    return Follower(TABLES, log, base.database(), each(project))


def poisoned(stream: str) -> Callable[[Cursor, Recorded], None]:
    def apply(cursor: Cursor, event: Recorded) -> None:
        if event.stream == stream and event.version == 1:
            raise ValueError("never")
        project(cursor, event)

    return apply


def test_the_next_position_is_applied_and_a_lower_one_ignored(
    base: Ground, log: MemoryLog, follower: Follower
) -> None:
    notes(log, 2)
    first, second = log.follow(LOG, 0)
    for event in (first, first, second, first, second):
        follower.offer(event)
    assert base.effects() == [1, 2]
    assert position_of(base.database(), TABLES, LOG) == 2


def test_a_position_further_on_makes_the_follower_read_the_log(
    base: Ground, log: MemoryLog, follower: Follower
) -> None:
    notes(log, 450)
    follower.offer(log.follow(LOG, 411)[0])
    assert base.effects() == list(range(1, 451))


def test_a_position_that_the_log_does_not_hold_changes_nothing(
    base: Ground, log: MemoryLog, follower: Follower
) -> None:
    notes(log, 1)
    elsewhere = MemoryLog()
    notes(elsewhere, 9)
    follower.offer(elsewhere.follow(LOG, 8)[0])
    assert base.effects() == [1]


def test_replicas_that_follow_at_once_make_each_effect_once(base: Ground, log: MemoryLog) -> None:
    notes(log, 300)
    replicas = [Follower(TABLES, log, base.database(), each(project), page=7) for _ in range(4)]
    offered = log.follow(LOG, 0)

    def follow(replica: Follower) -> None:
        for event in offered[::13]:
            replica.offer(event)
        replica.catch_up(LOG)

    threads = [threading.Thread(target=follow, args=(replica,)) for replica in replicas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert base.effects() == list(range(1, 301))


def test_each_log_has_its_own_position(base: Ground, log: MemoryLog, follower: Follower) -> None:
    notes(log, 3)
    notes(log, 2, code="77")
    assert (follower.catch_up("77"), follower.catch_up(LOG)) == (2, 3)
    assert (base.effects("77"), base.effects(LOG)) == ([1, 2], [1, 2, 3])
    assert follower.lag() == {"77": 0, LOG: 0}


def test_an_effect_that_is_cut_short_leaves_neither_itself_nor_the_position(
    base: Ground, log: MemoryLog
) -> None:
    notes(log, 3)

    def apply(cursor: Cursor, event: Recorded) -> None:
        project(cursor, event)
        if event.position == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Follower(TABLES, log, base.database(), each(apply)).catch_up(LOG)
    assert base.effects() == []
    assert position_of(base.database(), TABLES, LOG) == 0


def test_poison_is_parked_with_its_stream_and_all_else_goes_on(
    base: Ground, log: MemoryLog
) -> None:
    stream = f"note-{uuid.uuid4().hex}"
    notes(log, 2)
    bad = note(log, stream)
    notes(log, 2)
    behind = note(log, stream)
    notes(log, 1)
    follower = Follower(TABLES, log, base.database(), each(poisoned(stream)))
    assert follower.catch_up(LOG) == 7
    assert base.effects() == [1, 2, 4, 5, 7]
    found = parked(base.database())
    assert [(p.position, p.stream) for p in found] == [(bad, stream), (behind, stream)]
    assert [p.error for p in found] == ["ValueError('never')", f"behind position {bad}"]


def test_poison_that_comes_as_a_message_is_parked_too(base: Ground, log: MemoryLog) -> None:
    stream = f"note-{uuid.uuid4().hex}"
    note(log, stream)
    notes(log, 1)
    follower = Follower(TABLES, log, base.database(), each(poisoned(stream)))
    for event in log.follow(LOG, 0):
        follower.offer(event)
    assert base.effects() == [2]
    assert [p.position for p in parked(base.database())] == [1]


def test_poison_of_the_database_itself_is_parked(base: Ground, log: MemoryLog) -> None:
    def apply(cursor: Cursor, event: Recorded) -> None:
        cursor.execute("insert into effect (log) values (null)")

    notes(log, 1)
    assert Follower(TABLES, log, base.database(), each(apply)).catch_up(LOG) == 1
    assert "NotNullViolation" in parked(base.database())[0].error


def test_replay_applies_a_parked_stream_in_order_and_forgets_it(
    base: Ground, log: MemoryLog, follower: Follower
) -> None:
    stream = f"note-{uuid.uuid4().hex}"
    first = note(log, stream, "poison")
    second = note(log, stream)
    follower.catch_up(LOG)
    with pytest.raises(ValueError, match="poison"):
        follower.replay(LOG, stream)
    assert len(parked(base.database())) == 2
    base.change("insert into antidote values ('found')")
    assert follower.replay(LOG, stream) == 2
    assert base.effects() == [first, second]
    assert parked(base.database()) == []
    assert follower.replay(LOG, stream) == 0
    third = note(log, stream)
    follower.catch_up(LOG)
    assert base.effects() == [first, second, third]


@pytest.mark.parametrize(
    "away",
    [
        psycopg2.OperationalError("gone"),
        psycopg2.InterfaceError("closed"),
        Unavailable("position-not-reached", ""),
        Conflict("version-conflict", ""),
        ConnectionResetError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_infrastructure_that_is_away_pauses_and_never_parks(
    base: Ground, log: MemoryLog, away: Exception
) -> None:
    troubles = [away]

    def apply(cursor: Cursor, event: Recorded) -> None:
        if event.position == 3 and troubles:
            raise troubles.pop()
        project(cursor, event)

    notes(log, 5)
    follower = Follower(TABLES, log, base.database(), each(apply))
    with pytest.raises(type(away)):
        follower.catch_up(LOG)
    assert base.effects() == []
    assert follower.catch_up(LOG) == 5
    assert base.effects() == [1, 2, 3, 4, 5]
    assert parked(base.database()) == []


def test_a_database_session_that_is_killed_loses_nothing(base: Ground, log: MemoryLog) -> None:
    killed: list[int] = []

    def apply(cursor: Cursor, event: Recorded) -> None:
        project(cursor, event)
        if event.position == 4 and not killed:
            killed.append(cursor.connection.info.backend_pid)
            base.ask("select pg_terminate_backend(%s)", killed[0])
            cursor.execute("select 1")

    notes(log, 6)
    follower = Follower(TABLES, log, base.database(), each(apply))
    stop = threading.Event()
    thread = threading.Thread(target=follower.run, args=(stop,))
    thread.start()
    try:
        until(lambda: len(base.effects()) == 6)
    finally:
        stop.set()
        follower.notify()
        thread.join(10)
    assert base.effects() == [1, 2, 3, 4, 5, 6]
    assert killed


def test_a_running_follower_is_woken_and_notices_a_new_log(
    base: Ground, log: MemoryLog, follower: Follower
) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=follower.run, args=(stop,))
    thread.start()
    try:
        notes(log, 1, code="01")
        until(lambda: base.effects("01") == [1])
        notes(log, 1)
        follower.notify()
        until(lambda: base.effects() == [1], 0.9, "woken before the second of silence is over")
    finally:
        stop.set()
        follower.notify()
        thread.join(10)
    assert not thread.is_alive()


@contextmanager
def running(follower: Follower) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=follower.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        follower.notify()
        thread.join(10)


def deaf(base: Ground, log: MemoryLog) -> Follower:
    """A follower whom only the texts "loud" concern."""
    loud = lambda event: event.data["text"] == "loud"  # noqa: E731
    return Follower(TABLES, log, base.database(), each(project), concerns=loud)


def test_what_concerns_nobody_takes_no_transaction_and_leaves_no_gap(
    base: Ground, log: MemoryLog
) -> None:
    follower = deaf(base, log)
    notes(log, 3)
    for event in log.follow(LOG, 0):
        follower.offer(event)
    assert position_of(base.database(), TABLES, LOG) == 0
    assert follower.lag() == {LOG: 0}
    loud = note(log, "note-a", "loud")
    follower.offer(log.follow(LOG, loud - 1)[0])
    assert base.effects() == [loud]
    assert position_of(base.database(), TABLES, LOG) == loud


def test_how_far_it_came_without_effects_is_saved_soon_and_at_the_end(
    base: Ground, log: MemoryLog
) -> None:
    follower = deaf(base, log)
    with running(follower):
        notes(log, 3)
        until(lambda: position_of(base.database(), TABLES, LOG) == 3, 5)
        notes(log, 2)
        follower.grown(LOG, 5)
        until(lambda: follower.reached(LOG, 5, 0))
    assert position_of(base.database(), TABLES, LOG) == 5
    assert base.effects() == []


def test_a_position_that_is_set_back_is_gone_on_from(
    base: Ground, log: MemoryLog, follower: Follower
) -> None:
    notes(log, 3)
    with running(follower):
        until(lambda: base.effects() == [1, 2, 3])
        base.change("truncate effect")
        base.change("update subscription set position = 1")
        follower.grown(LOG, note(log, "note-a"))
        until(lambda: base.effects() == [2, 3, 4])


def test_another_replicas_work_is_not_done_again(base: Ground, log: MemoryLog) -> None:
    notes(log, 2)
    one, other = (Follower(TABLES, log, base.database(), each(project)) for _ in range(2))
    one.catch_up(LOG)
    other.catch_up(LOG)
    notes(log, 2)
    for event in log.follow(LOG, 2):
        other.offer(event)
    for event in log.follow(LOG, 2):
        one.offer(event)
    assert base.effects() == [1, 2, 3, 4]


def test_events_of_a_moment_share_a_page(
    base: Ground, log: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "REST", 0.5)
    monkeypatch.setattr(subscription, "LONGEST_REST", 0.5)
    pages: list[int] = []

    def apply(cursor: Cursor, events: Sequence[Recorded]) -> None:
        pages.append(len(events))

    follower = Follower(TABLES, log, base.database(), apply)
    with running(follower):
        until(lambda: follower.running)
        for position in notes(log, 3):
            follower.grown(LOG, position)
        until(lambda: sum(pages) == 3)
    assert pages == [3]


def test_who_waits_is_not_kept_waiting_by_a_rest(
    base: Ground, log: MemoryLog, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "REST", 60)
    monkeypatch.setattr(subscription, "LONGEST_REST", 60)
    with running(follower):
        until(lambda: follower.running)
        (position,) = notes(log, 1)
        follower.grown(LOG, position)
        deadline = now() + timedelta(seconds=30)
        wait_for(base.database(), TABLES, LOG, position, deadline, follower)
        assert base.effects() == [1]
        wait_for(Database("host=127.0.0.1 port=1", "review"), TABLES, LOG, 1, deadline, follower)


def test_a_log_far_behind_holds_up_neither_another_nor_the_end(
    base: Ground, log: MemoryLog
) -> None:
    notes(log, 20, code="77")
    notes(log, 1)
    seen: list[str] = []
    stop = threading.Event()

    def apply(cursor: Cursor, event: Recorded) -> None:
        project(cursor, event)
        seen.append(event.log)
        if event.log == LOG:
            stop.set()

    Follower(TABLES, log, base.database(), each(apply), page=2).run(stop)
    assert seen == ["77", "77", LOG]


class BrokenOnce(MemoryLog):
    """A log that meets a bug of its own the first time it is followed."""

    def __init__(self) -> None:
        super().__init__()
        self.met = threading.Event()

    def follow(self, log: str, after: int, limit: int = 500) -> Sequence[Recorded]:
        if not self.met.is_set():
            self.met.set()
            raise ZeroDivisionError("a bug")
        return super().follow(log, after, limit)


def test_a_bug_outside_any_effect_does_not_end_a_follower(base: Ground) -> None:
    log = BrokenOnce()
    notes(log, 1)
    follower = Follower(TABLES, log, base.database(), each(project))
    stop = threading.Event()
    thread = threading.Thread(target=follower.run, args=(stop,))
    thread.start()
    try:
        assert log.met.wait(30)
        follower.notify()
        until(lambda: base.effects() == [1])
    finally:
        stop.set()
        follower.notify()
        thread.join(10)


def test_a_reaction_repeated_after_a_crash_gets_its_old_answer(base: Ground) -> None:
    service = base.service()
    note(service.log, "note-a", "hello")
    effect = reaction(service)

    def crash(cursor: Cursor, events: Sequence[Recorded]) -> None:
        effect(cursor, events)
        raise Unavailable("crash", "after the append, before the position")

    service_tables, real = followers(service)
    service_tables.catch_up(LOG)
    for _ in range(3):
        with pytest.raises(Unavailable):
            Follower(real.name, service.log, service.db, crash).catch_up(LOG)
    real.catch_up(LOG)
    (echo,) = service.log.read(LOG, "echo-a")["echo-a"]
    assert echo.data == {"text": "hello"}
    cause = service.log.read(LOG, "note-a")["note-a"][0]
    assert echo.envelope["corr"] == cause.envelope["corr"]
    assert (echo.envelope["actor"], echo.on) == ("s:review", cause.on)


def test_a_refused_reaction_is_parked(base: Ground) -> None:
    service = base.service()
    note(service.log, "note-a", "refuse")
    note(service.log, "note-b", "hello")
    for follower in followers(service):
        follower.catch_up(LOG)
    (bad,) = parked(service.db)
    assert (bad.name, bad.stream) == ("review.reactions", "note-a")
    assert Rejected.__name__ in bad.error
    assert "echo-refused" in bad.error
    assert len(service.log.read(LOG, "echo-b")["echo-b"]) == 1


def test_waiting_for_no_position_asks_nothing() -> None:
    nowhere = Database("host=127.0.0.1 port=1", "review")
    wait_for(nowhere, TABLES, LOG, 0, now())


class Clock:
    """Time that passes only while somebody sleeps, and what happens then."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.slept = 0.0
        self.meanwhile = meanwhile

    def monotonic(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.meanwhile()

    def now(self, zone: object) -> datetime:
        return START


START = datetime(2024, 10, 3, 8, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(subscription, "time", made)
    monkeypatch.setattr(subscription, "datetime", made)
    return made


def test_waiting_for_a_position_ends_when_it_is_reached(
    base: Ground, log: MemoryLog, follower: Follower, clock: Clock
) -> None:
    position = notes(log, 3)[-1]
    clock.meanwhile = lambda: follower.catch_up(LOG)
    wait_for(base.database(), TABLES, LOG, position, START + timedelta(seconds=1))
    assert base.effects() == [1, 2, 3]


@pytest.mark.parametrize(("seconds", "waited"), [(0.3, 0.3), (60, subscription.LONGEST_WAIT)])
def test_waiting_ends_at_the_deadline_or_after_two_seconds(
    base: Ground, clock: Clock, seconds: float, waited: float
) -> None:
    with pytest.raises(Unavailable) as refusal:
        wait_for(base.database(), TABLES, LOG, 1, START + timedelta(seconds=seconds))
    assert refusal.value.code == "position-not-reached"
    assert waited <= clock.slept < waited + 0.1
