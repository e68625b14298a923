"""Append: 1, 4, 16 and 64 callers in one process, beside stores that say what they rest on too."""

import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from tests.bench.append import HALF, Batch, label, prepared
from tests.bench.contenders import INSERT, OURS, STORES, THEIRS, Store, bytes_an_event, prepare
from tests.bench.ground import COMMON, PRICED, Events, Ground, database_cpu, server
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side
from tests.bench.uma import UMADB, Uma, uma

NAME = "callers"
LIMITS = {1: 1.0, 4: 1.0, 16: 1.0, 64: 0.95}
"""Callers, and what they are to reach of UmaDB's pace where a flush takes 5 ms."""
CALLERS = tuple(LIMITS)
FIVE = ", 5 ms a flush"
MOST = 12_000
"""Events prepared for a second of all callers, more than any contender stores."""


class Callers:
    """The contenders of one server, each used by many threads of this process."""

    def __init__(self, ground: Ground, uma: Uma) -> None:
        shared: dict[str, Store] = {name: STORES[name](ground) for name in (OURS, THEIRS)}
        self._uma = uma
        self._database_cpu = database_cpu(ground.admin)
        self._made: dict[str, Callable[[], Store]] = {
            OURS: lambda: shared[OURS],
            UMADB: uma.store,
            THEIRS: lambda: shared[THEIRS],
            INSERT: lambda: STORES[INSERT](ground),
        }
        self._stores: dict[str, list[Store]] = {name: [] for name in self._made}

    @property
    def names(self) -> Sequence[str]:
        """The contenders."""
        return tuple(self._made)

    def sample(self, name: str, count: int, seconds: float) -> tuple[float, list[float], float]:
        """Return events a second, the seconds of every call, and CPU seconds of client and server
        a call."""
        stores = self._stores[name]
        while len(stores) < count:
            stores.append(self._made[name]())
        work = [self._work(n, count, seconds) for n in range(count)]
        taken: list[list[float]] = [[] for _ in range(count)]
        ready, ended = threading.Barrier(count + 1), 0.0

        def call(number: int) -> None:
            store, took = stores[number], taken[number]
            store.append(*work[number][0])
            ready.wait()
            ready.wait()
            last = time.perf_counter()
            for batch in work[number][1:]:
                store.append(*batch)
                now = time.perf_counter()
                took.append(now - last)
                last = now
                if now > ended:
                    break

        threads = [threading.Thread(target=call, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        ready.wait()
        cpu, begun = self._cpu(name), time.perf_counter()
        ended = begun + seconds
        ready.wait()
        for thread in threads:
            thread.join()
        spent, calls = time.perf_counter() - begun, sum(map(len, taken))
        return (
            calls / spent,
            [one for took in taken for one in took],
            (self._cpu(name) - cpu) / calls,
        )

    def _work(self, seed: int, count: int, seconds: float) -> list[Batch]:
        return prepared(Events(seed), 1, round(MOST * seconds / count) + 2)

    def _cpu(self, name: str) -> float:
        theirs = self._uma.cpu() if name == UMADB else self._database_cpu() / 1000
        return time.process_time() + theirs


def compare(disk: Mapping[str, str] | None, options: Options, name: str = "") -> list[Figure]:
    """Measure all contenders on one disk; UmaDB keeps its file on the same."""
    figures: list[Figure] = []
    with server(disk) as ground, uma(disk) as theirs:
        prepare(ground)
        callers = Callers(ground, theirs)
        for count in CALLERS:
            calls: dict[str, list[float]] = {}
            cpu: dict[str, list[float]] = {}

            def sample(
                name: str,
                count: int = count,
                calls: dict[str, list[float]] = calls,
                cpu: dict[str, list[float]] = cpu,
            ) -> float:
                rate, taken, spent = callers.sample(name, count, options.seconds)
                calls.setdefault(name, []).extend(taken)
                cpu.setdefault(name, []).append(spent)
                return rate

            for one, samples in side_by_side(callers.names, options.repetitions, sample).items():
                shares = statistics.quantiles(calls[one], n=100, method="inclusive")
                more = {
                    "p50 ms": shares[49] * 1000,
                    "p99 ms": shares[98] * 1000,
                    "us CPU": statistics.median(cpu[one]) * 1e6,
                }
                if count == CALLERS[-1]:
                    more["B an event"] = (
                        theirs.size() if one == UMADB else bytes_an_event(ground, one)
                    )
                figures.append(Figure(label(count, 1, name), one, "events/s", samples, more))
    return figures


def measure(options: Options) -> Outcome:
    """Measure on disks where a flush has a fixed price, and on this one as it is."""
    figures = [
        *compare(PRICED, options, FIVE),
        *compare(COMMON, options, HALF),
        *compare(None, options),
    ]
    found = Outcome(tuple(figures), (), (UMADB, INSERT, THEIRS))

    def goal(count: int, limit: float, baseline: str, disk: str = "") -> Goal:
        case = label(count, 1, disk)
        got = found.figure(case, OURS).times(found.figure(case, baseline))
        return Goal(f"append, {count} callers of a process{disk}: times {baseline}", got, limit)

    goals = (
        *(goal(count, LIMITS[count], UMADB, FIVE) for count in CALLERS),
        goal(1, 0.65, INSERT),
    )
    return Outcome(found.figures, goals, found.baselines)
