"""Append: 1, 4 and 16 clients; 1, 10 and 1000 events a transaction; three kinds of disk."""

import statistics
import time
import uuid
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from tests.bench.contenders import COPY, INSERT, OURS, STORES, THEIRS, Store, prepare
from tests.bench.ground import COMMON, SLOWED, Events, Ground, server
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side

NAME = "append"
CASES = [(clients, batch) for batch in (1, 10, 1000) for clients in (1, 4, 16)]
SLOW_CASES = [(4, 1), (16, 1)]
SLOW = ", slowed disk"
COMMON_CASES = [(1, 1)]
HALF = ", 0.5 ms a flush"
STREAM = 100
"""Events after which a client begins another stream."""
MOST = {1: 4000, 10: 800, 1000: 25}
"""Batches prepared for one sample, more than any contender stores in a second."""

Batch = tuple[uuid.UUID, int, list[bytes]]


def prepared(events: Events, batch: int, count: int) -> list[Batch]:
    """Return `count` batches, in streams of about `STREAM` events."""
    made: list[Batch] = []
    while len(made) < count:
        stream = uuid.uuid4()
        each = iter(events.stream(max(STREAM, batch), f"evaluation-{stream.hex}"))
        for version in range(0, max(STREAM, batch), batch):
            made.append((stream, version, [next(each) for _ in range(batch)]))
    return made[:count]


def client(ground: Ground, seed: int, orders: Connection) -> None:
    """Append what is ordered, a sample at a time, and report counts and seconds of each call."""
    events = Events(seed)
    stores: dict[str, Store] = {}
    while (order := orders.recv()) is not None:
        name, batch, seconds = order
        if name not in stores:
            stores[name] = STORES[name](ground)
        store = stores[name]
        for stream, version, raws in prepared(events, min(batch, 10), 10):
            store.append(stream, version, raws)
        work = prepared(events, batch, max(3, round(MOST[batch] * max(seconds, 0.2))))
        orders.send("ready")
        orders.recv()
        taken: list[float] = []
        begun = last = time.perf_counter()
        for stream, version, raws in work:
            store.append(stream, version, raws)
            now = time.perf_counter()
            taken.append(now - last)
            last = now
            if now - begun > seconds:
                break
        orders.send((len(taken) * batch, last - begun, taken))


class Clients:
    """Client processes, started once; a sample uses the first few."""

    def __init__(self, ground: Ground, count: int) -> None:
        spawn = get_context("spawn")
        self._ends: list[Connection] = []
        self._processes: list[BaseProcess] = []
        for seed in range(count):
            own, theirs = spawn.Pipe()
            process = spawn.Process(target=client, args=(ground, seed, theirs), daemon=True)
            process.start()
            theirs.close()
            self._ends.append(own)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for end in self._ends:
            end.send(None)
        for process in self._processes:
            process.join(10)

    def sample(
        self, name: str, count: int, batch: int, seconds: float
    ) -> tuple[float, list[float]]:
        """Return events a second of `count` clients together, and the seconds of every call."""
        ends = self._ends[:count]
        for end in ends:
            end.send((name, batch, seconds))
        for end in ends:
            end.recv()
        for end in ends:
            end.send("go")
        done = [end.recv() for end in ends]
        return sum(n / spent for n, spent, _ in done), [one for *_, took in done for one in took]


def label(clients: int, batch: int, disk: str = "") -> str:
    """Return the name of a case: clients x events a transaction."""
    return f"{clients:2} x {batch}{disk}"


def compare(
    ground: Ground, cases: Sequence[tuple[int, int]], options: Options, disk: str = ""
) -> list[Figure]:
    """Measure every case on one server."""
    prepare(ground)
    figures: list[Figure] = []
    with Clients(ground, max(clients for clients, _ in cases)) as clients:
        for count, batch in cases:
            calls: dict[str, list[float]] = {}

            def sample(
                name: str,
                count: int = count,
                batch: int = batch,
                calls: dict[str, list[float]] = calls,
            ) -> float:
                rate, taken = clients.sample(name, count, batch, options.seconds)
                calls.setdefault(name, []).extend(taken)
                return rate

            names = (OURS, THEIRS, INSERT, COPY) if batch > 1 else (OURS, THEIRS, INSERT)
            for name, samples in side_by_side(names, options.repetitions, sample).items():
                shares = statistics.quantiles(calls[name], n=100, method="inclusive")
                more = {"p50 ms": shares[49] * 1000, "p99 ms": shares[98] * 1000}
                figures.append(Figure(label(count, batch, disk), name, "events/s", samples, more))
    return figures


def measure(options: Options) -> Outcome:
    """Measure, on three servers one after the other."""
    with server() as ground:
        figures = compare(ground, CASES, options)
    with server(COMMON) as ground:
        figures += compare(ground, COMMON_CASES, options, HALF)
    with server(SLOWED) as ground:
        figures += compare(ground, SLOW_CASES, options, SLOW)
    found = Outcome(tuple(figures), (), (THEIRS, INSERT, COPY))

    def goal(clients: int, limit: float, baseline: str, disk: str = "") -> Goal:
        case = label(clients, 1, disk)
        got = found.figure(case, OURS).times(found.figure(case, baseline))
        return Goal(f"append, {case.strip()}: times {baseline}", got, limit)

    goals = (
        goal(1, 2.2, THEIRS),
        goal(1, 0.65, INSERT),
        goal(1, 0.65, INSERT, HALF),
        goal(4, 2.8, THEIRS),
        goal(16, 3.0, THEIRS),
        goal(4, 2.1, THEIRS, SLOW),
        goal(16, 8.5, THEIRS, SLOW),
        goal(4, 0.9, INSERT, SLOW),
        goal(16, 0.9, INSERT, SLOW),
    )
    return Outcome(found.figures, goals, found.baselines)
