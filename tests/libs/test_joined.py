"""Attempts that wait at the same time are appended together, and nobody can tell."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Forbidden, Problem
from libs.log import joined
from libs.log.database import Database
from libs.log.entry import Answer, Attempt, leaf_hash
from libs.log.joined import CALLS, MOST, Joined
from libs.log.memory import MemoryLog
from libs.log.postgres import PostgresLog
from tests.libs.entries import (
    OWNERS,
    Held,
    Installed,
    assert_whole,
    attempt,
    entries,
    entry,
    waiting,
    watched,
    write,
)
from tests.libs.proxy import Proxy
from tests.servers import PostgresServer

PATIENCE = 30.0


def until(done: Callable[[], bool]) -> None:
    """Return once `done`."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.002)


# Who goes with whom.


class Ended(BaseException):
    """The caller's own time limit."""


class Desk:
    """Appends nothing: says who came alone or together, and lets nobody go before it opens."""

    def __init__(self) -> None:
        self.came: list[tuple[str, ...]] = []
        self.opened = threading.Event()
        self.ends = False
        self.joined = Joined(self.alone, self.together)

    def alone(self, one: Attempt, until: float) -> Answer:
        self.came.append((one.command,))
        self.opened.wait(PATIENCE)
        return Answer(1, 1, ())

    def together(self, attempts: Sequence[Attempt]) -> Sequence[Answer | None]:
        self.came.append(tuple(one.command for one in attempts))
        self.opened.wait(PATIENCE)
        if self.ends:
            raise Ended
        return [Answer(2, 2, ()) if one.digest == "fits" else None for one in attempts]

    def send(self, command: str, log: str = "79", digest: str = "fits") -> threading.Thread:
        """Append in a thread, which has come as far as it gets alone."""
        here = len(self.came) + len(self.joined._waiting)
        thread = threading.Thread(target=self.take, args=(command, log, digest))
        thread.start()
        until(lambda: len(self.came) + len(self.joined._waiting) > here)
        return thread

    def take(self, command: str, log: str = "79", digest: str = "fits") -> None:
        with suppress(Ended):
            made = Attempt(log, "note-a", 0, [b""], command, digest)
            self.joined.append(made, time.monotonic() + PATIENCE)

    def end(self, threads: Sequence[threading.Thread]) -> Sequence[tuple[str, ...]]:
        """Open, wait for all, and return who came, after the first ones."""
        self.opened.set()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        assert self.joined._calls == 0
        assert not self.joined._waiting
        return self.came[1:]


@pytest.fixture
def one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let who comes second wait for who came first."""
    monkeypatch.setattr(joined, "CALLS", 1)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def first(desk: Desk, one_call: None) -> list[threading.Thread]:
    return [desk.send("first")]


def test_few_go_alone(desk: Desk) -> None:
    few = [desk.send(str(n)) for n in range(CALLS)]
    assert not desk.joined._waiting
    desk.end([*few, desk.send("waits")])
    assert sorted(desk.came[:CALLS]) == [(str(n),) for n in range(CALLS)]
    assert desk.came[CALLS:] == [("waits",)]


def test_those_who_wait_go_together_in_their_order_and_by_log(
    desk: Desk, first: list[threading.Thread]
) -> None:
    names = [("a", "79"), ("b", "79"), ("x", "01"), ("c", "79"), ("y", "01")]
    assert desk.end([*first, *(desk.send(*name) for name in names)]) == [
        ("a", "b", "c"),
        ("x", "y"),
    ]


def test_a_batch_has_an_end(desk: Desk, first: list[threading.Thread]) -> None:
    more = [desk.send(str(n)) for n in range(MOST + 2)]
    assert list(map(len, desk.end([*first, *more]))) == [MOST, 2]


def test_who_does_not_fit_goes_alone(desk: Desk, first: list[threading.Thread]) -> None:
    more = [desk.send("a"), desk.send("b", digest="amiss"), desk.send("c")]
    assert desk.end([*first, *more]) == [("a", "b", "c"), ("b",)]


def test_when_the_one_who_leads_is_ended_each_other_goes_alone(
    desk: Desk, first: list[threading.Thread]
) -> None:
    desk.ends = True
    came = desk.end([*first, *(desk.send(name) for name in "abc")])
    assert sorted(came) == [("a", "b", "c"), ("b",), ("c",)]


def test_who_waits_longer_than_it_may_goes_alone(desk: Desk, first: list[threading.Thread]) -> None:
    made = Attempt("79", "note-a", 0, [b""], "late", "fits")
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(desk.joined.append, made, time.monotonic() + 0.05)
        until(lambda: ("late",) in desk.came)
        assert not desk.opened.is_set()
        assert desk.end(first) == [("late",)]
        assert late.result(PATIENCE) == Answer(1, 1, ())


def test_who_is_ended_while_it_waits_is_not_waited_for(
    desk: Desk, first: list[threading.Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(caller: joined._Caller) -> bool:
        raise Ended

    with monkeypatch.context() as patched:
        patched.setattr(desk.joined, "_is_to_lead", ended)
        desk.take("ended")
    assert desk.end([*first, desk.send("a")]) == [("a",)]


# What each is told is what it would have been told alone.


@pytest.fixture(scope="module")
def installed(postgres_server: PostgresServer) -> Iterator[Installed]:
    with Installed(postgres_server.uri) as installed:
        yield installed


@pytest.fixture(scope="module")
def log(installed: Installed) -> PostgresLog:
    return installed.log()


def outcome(append: Callable[[Attempt], Answer], tried: Attempt) -> object:
    """Return the answer or the whole refusal."""
    try:
        return append(tried)
    except Problem as problem:
        return problem.to_wire()
    except ValueError:
        return "no entry for that place"


def at_once(
    installed: Installed,
    log: PostgresLog,
    code: str,
    attempts: Sequence[Attempt],
    meanwhile: Callable[[], None] = lambda: None,
) -> list[object]:
    """Return what each is told of attempts that come while a call is under way."""
    held = Held(installed, attempt("note-held", 0, entries("note-held", log=code), log=code))
    with ThreadPoolExecutor(len(attempts) + 1) as pool:
        first = pool.submit(write, log, "note-first", 1, code)
        until(lambda: waiting(installed) == 1)
        told = []
        for one in attempts:
            told.append(pool.submit(outcome, log.append, one))
            until(lambda: len(log._joined._waiting) + waiting(installed) == len(told) + 1)
        meanwhile()
        held.end(commit=False)
        wait([first], PATIENCE)
        return [one.result(PATIENCE) for one in told]


class Owned(MemoryLog):
    """A log in memory that answers as PostgreSQL does: what is no text is refused before anything
    is asked, who may record what is asked last."""

    def copy(self) -> "Owned":
        """Return a log of its own with the same entries."""
        made = Owned()
        made._entries = {log: list(those) for log, those in self._entries.items()}
        made._commands = dict(self._commands)
        return made

    def append(self, attempt: Attempt) -> Answer:
        for raw in attempt.entries:
            raw.decode()
        old = self.answer(attempt.log, attempt.command, attempt.digest)
        answer = super().append(attempt)
        foreign = [one for one in answer.types if OWNERS[one] != "kd_registry"]
        if old is None and foreign:
            del self._entries[attempt.log][-len(attempt.entries) :]
            del self._commands[attempt.log, attempt.command]
            message = f"Thành phần này không được ghi sự kiện '{foreign[0]}'."
            raise Forbidden("type-not-owned", message, rule="log.type_owner")
        return answer


STREAMS = ("note-a", "note-b")
KINDS = (
    *("fits", "fits", "fits", "next", "stale", "repeat", "reuse", "foreign", "misplaced"),
    *("several", "idle", "guarded", "quiet", "ill-formed", "no text"),
)
NUMBERS = itertools.count()
batches = st.lists(
    st.lists(
        st.tuples(st.sampled_from(STREAMS), st.sampled_from(KINDS), st.integers(0, 2)),
        min_size=2,
        max_size=5,
    ),
    min_size=1,
    max_size=3,
)


def made(
    how: str, stream: str, number: int, model: MemoryLog, code: str, before: Sequence[Attempt]
) -> Attempt:
    """Return an attempt of some kind."""
    history = model.read(code, stream)[stream]
    version, previous = len(history), history[-1].leaf if history else None
    if how in ("repeat", "reuse") and before:
        old = before[number % len(before)]
        digest = old.digest if how == "repeat" else "e" * 64
        return Attempt(code, old.stream, old.expected, old.entries, old.command, digest)
    if how == "next":
        # Fits if the other, of the same batch, came first.
        for other in before:
            if other.stream == stream and other.expected == version and other.entries:
                version, previous = version + 1, leaf_hash(other.entries[0])
                break
    written = "note-other" if how == "misplaced" else stream
    kind = "MarkGiven" if how == "foreign" else "NoteWritten"
    raw = entry(written, version + 1, previous, kind=kind, log=code)
    if how == "ill-formed":
        raw = raw.replace(b'"v":1', b'"v": 1')
    if how == "no text":
        raw += b"\xff"
    raws = {"several": entries(stream, history, 2, log=code), "idle": []}.get(how, [raw])
    return attempt(
        stream,
        version + (how == "stale"),
        raws,
        guards={other: number for other in STREAMS if other != stream} if how == "guarded" else {},
        quiet=(frozenset({"NoteWritten"}), number * 3) if how == "quiet" else None,
        log=code,
    )


def one_after_another(
    model: Owned, attempts: Sequence[Attempt], told: Sequence[object]
) -> Owned | None:
    """Return a log that gives these answers in some order of the attempts, if there is one."""

    def position(number: int) -> int:
        answer = told[number]
        return answer.position if isinstance(answer, Answer) else MOST

    for order in itertools.permutations(sorted(range(len(attempts)), key=position)):
        tried = model.copy()
        if all(outcome(tried.append, attempts[n]) == told[n] for n in order):
            return tried
    return None


@pytest.mark.e2e
@pytest.mark.usefixtures("one_call")
@settings(
    max_examples=15,
    deadline=None,
    # What threads do is not repeated alike: a smaller example is not worth the wait.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batches)
@example(
    [[("note-b", "no text", 0)] * 2, [("note-b", "fits", 0)] * 2, [("note-b", "reuse", 0)] * 2]
)
def test_each_is_told_what_it_would_be_told_one_after_another(
    installed: Installed, log: PostgresLog, script: list[list[tuple[str, str, int]]]
) -> None:
    code, model = f"79_{next(NUMBERS)}", Owned()
    write(model, "note-before", 1, code)
    for one in model.follow(code, 0):
        log.append(attempt(one.stream, 0, [one.raw], log=code))
    before: list[Attempt] = []
    for batch in script:
        attempts: list[Attempt] = []
        for stream, how, number in batch:
            attempts.append(made(how, stream, number, model, code, [*attempts, *before]))
        told = at_once(installed, log, code, attempts)
        for one in log.follow(code, model.head(code), 1):
            model.append(attempt(one.stream, one.version - 1, [one.raw], log=code))
        found = one_after_another(model, attempts, told)
        assert found is not None
        model, before = found, [*before, *attempts]
    assert [one.raw for one in assert_whole(log, code)] == [
        one.raw for one in model.follow(code, 0)
    ]


@pytest.mark.e2e
@pytest.mark.usefixtures("one_call")
@pytest.mark.parametrize("where", ["answer", "call"])
def test_a_batch_whose_connection_is_lost_is_appended_once(
    installed: Installed, where: str
) -> None:
    code = f"01_{['answer', 'call'].index(where)}"
    three = [attempt(f"note-{n}", 0, entries(f"note-{n}", log=code), log=code) for n in range(3)]
    with Proxy(installed.dsn("kd_registry")) as proxy:
        db = Database(proxy.dsn, "log")
        log = PostgresLog(db)
        write(log, "note-before", 1, code)
        sizes = watched(log)
        together = log._joined._together

        def cut(attempts: Sequence[Attempt]) -> Sequence[Answer | None]:
            proxy.cut = where
            return together(attempts)

        log._joined._together = cut
        told = at_once(installed, log, code, three)
        assert (proxy.cuts, sizes) == (1, [3])
        assert {type(one) for one in told} == {Answer}
        db.close()
    assert len(assert_whole(installed.log(), code)) == 5


@pytest.mark.e2e
@pytest.mark.usefixtures("one_call")
def test_a_log_that_breaks_meanwhile_takes_nothing_of_a_batch(
    installed: Installed, log: PostgresLog
) -> None:
    write(log, "note-before", 1, "77")

    def breaks() -> None:
        with installed.database("kd_sealer").autocommit() as db:
            db.execute("select log.breaks('77', 4, 'Mục đã bị sửa.')")

    three = [attempt(f"note-{n}", 0, entries(f"note-{n}", log="77"), log="77") for n in range(3)]
    told = at_once(installed, log, "77", three, breaks)
    assert [str(one).count("log-broken") for one in told] == [1] * 3
    assert log.head("77") == 1
