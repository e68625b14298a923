"""The longest append while PostgreSQL maintains the table: VACUUM and ANALYZE under load."""

import threading
import time
import uuid

import psycopg2

from tests.bench.contenders import OURS, STORES, THEIRS
from tests.bench.ground import Events, Ground, server
from tests.bench.long_log import load
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side

NAME = "stall"
TABLES = {OURS: "log.event", THEIRS: "bench_events"}
WORK = {
    "VACUUM": "vacuum (freeze, disable_page_skipping) {}",
    "ANALYZE": "analyze {}",
}
LEAD = 0.2
"""Seconds of appends before and after the maintenance."""
MOST_MILLISECONDS = 250.0


def longest(ground: Ground, name: str, statement: str) -> float:
    """Return the longest append, in milliseconds, of one client during `statement`."""
    store = STORES[name](ground)
    events = Events(3)
    ended = threading.Event()

    def maintain() -> None:
        connection = psycopg2.connect(ground.admin)
        connection.autocommit = True
        with connection.cursor() as db:
            # As gentle as autovacuum, and so as long.
            db.execute("set vacuum_cost_delay = '2ms'")
            db.execute("set vacuum_cost_limit = 200")
            db.execute(statement.format(TABLES[name]))
        connection.close()
        ended.set()

    work = threading.Thread(target=maintain)
    begun = time.perf_counter()
    until: float | None = None
    worst = 0.0
    while until is None or time.perf_counter() < until:
        stream = uuid.uuid4()
        for version, raw in enumerate(events.stream(20, f"evaluation-{stream.hex}")):
            before = time.perf_counter()
            store.append(stream, version, [raw])
            worst = max(worst, time.perf_counter() - before)
        if work.ident is None and time.perf_counter() > begun + LEAD:
            work.start()
        if until is None and ended.is_set():
            until = time.perf_counter() + LEAD
    work.join()
    return worst * 1000


def measure(options: Options) -> Outcome:
    """Measure on a log of `options.events` entries."""
    figures: list[Figure] = []
    with server() as ground:
        load(ground, options.events)
        for case, statement in WORK.items():

            def sample(name: str, statement: str = statement) -> float:
                return longest(ground, name, statement)

            taken = side_by_side((OURS, THEIRS), options.repetitions, sample)
            figures += [
                Figure(case, name, "ms, longest append", samples) for name, samples in taken.items()
            ]
    goals = tuple(
        Goal(
            f"longest append under {one.case}, ms, worst of all",
            max(one.samples),
            MOST_MILLISECONDS,
            at_most=True,
        )
        for one in figures
        if one.contender == OURS
    )
    return Outcome(tuple(figures), goals, (THEIRS,))
