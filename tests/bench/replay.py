"""Replay of the whole log, each contender in its own process; orjson decodes every event."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import psycopg2

from libs.log.database import Database
from libs.log.entry import leaf_hash
from libs.log.postgres import PostgresLog
from libs.proof.merkle import Frontier
from tests.bench.contenders import THEIRS, recorder
from tests.bench.ground import LOG, Ground, server
from tests.bench.long_log import load
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side

NAME = "replay"
OURS = "kiemdinh replay"
VERIFIED = "kiemdinh replay, leaves and root"
COPY = "raw COPY"
PAGE = 500
"""Notifications that eventsourcing reads at a time in its own subscriptions."""
MOST_MEGABYTES = 60.0


def ours(ground: Ground) -> int:
    count = 0
    for entry in PostgresLog(Database(ground.writer, "log")).replay(LOG):
        orjson.loads(entry.raw)
        count += 1
    return count


def verified(ground: Ground) -> int:
    tree = Frontier()
    for entry in PostgresLog(Database(ground.writer, "log")).replay(LOG):
        orjson.loads(entry.raw)
        leaf = leaf_hash(entry.raw)
        if leaf != entry.leaf:
            raise ValueError(f"leaf of position {entry.position}")
        tree.append(leaf)
    tree.root()
    return tree.size


class Rows:
    """Takes the rows of a binary COPY and decodes each as it comes."""

    def __init__(self) -> None:
        self.count = 0
        self._header = 19

    def write(self, row: bytes) -> None:
        row = row[self._header :]
        self._header = 0
        if len(row) > 2:
            size = int.from_bytes(row[14:18], "big")
            orjson.loads(row[18 : 18 + size])
            self.count += 1


def copy(ground: Ground) -> int:
    rows = Rows()
    with psycopg2.connect(ground.writer).cursor() as db:
        db.copy_expert(
            "copy (select position, raw, leaf from log.event where log = '79' order by position)"
            " to stdout (format binary)",
            rows,
        )
    return rows.count


def theirs(ground: Ground) -> int:
    notifications = recorder(ground)
    count = 0
    while page := notifications.select_notifications(start=count + 1, limit=PAGE):
        for one in page:
            orjson.loads(one.state)
        count += len(page)
    notifications.datastore.close()
    return count


CONTENDERS: dict[str, Callable[[Ground], int]] = {
    OURS: ours,
    VERIFIED: verified,
    COPY: copy,
    THEIRS: theirs,
}


def alone(name: str, ground: Ground) -> tuple[int, float, float]:
    """Run one contender in a new process; return events, seconds and peak megabytes."""
    command = [sys.executable, "-m", "tests.bench.replay", name, ground.admin, ground.writer]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, seconds, megabytes = done.stdout.split()
    return int(count), float(seconds), float(megabytes)


def measure(options: Options) -> Outcome:
    """Measure on a log of `options.events` entries, and the memory also on a fifth of it."""
    peaks: dict[str, float] = {}

    def sample(name: str) -> float:
        count, seconds, megabytes = alone(name, ground)
        if count != options.events:
            raise RuntimeError(f"{name} gave {count} of {options.events} events")
        peaks[name] = max(megabytes, peaks.get(name, 0.0))
        return count / seconds

    case = f"{options.events:,} events"
    with server() as ground:
        load(ground, options.events)
        taken = side_by_side(tuple(CONTENDERS), options.repetitions, sample)
    figures = tuple(
        Figure(case, name, "events/s", samples, {"peak MB": peaks[name]})
        for name, samples in taken.items()
    )
    found = Outcome(figures, (), (THEIRS, COPY))

    def goal(name: str, baseline: str, limit: float) -> Goal:
        got = found.figure(case, name).times(found.figure(case, baseline))
        return Goal(f"{name}: times {baseline}", got, limit)

    goals = (
        goal(OURS, THEIRS, 2.8),
        goal(OURS, COPY, 0.9),
        goal(VERIFIED, THEIRS, 1.9),
        Goal(f"{OURS}: peak memory, MB", peaks[OURS], MOST_MEGABYTES, at_most=True),
        Goal(f"{VERIFIED}: peak memory, MB", peaks[VERIFIED], MOST_MEGABYTES, at_most=True),
    )
    return Outcome(figures, goals, found.baselines)


def main(name: str, admin: str, writer: str) -> None:
    """Run one contender and print what it took; memory is this program's own, not its parent's."""
    begun = time.perf_counter()
    count = CONTENDERS[name](Ground(admin, writer))
    seconds = time.perf_counter() - begun
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(count, seconds, int(peak) / 1024)


if __name__ == "__main__":
    main(*sys.argv[1:])
