"""Verifying and projecting ever longer logs, to a million events: by name alone, as it takes long.

`make bench ARGS=million`; then `make chart` draws what was found last into docs/bench.svg.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import projections
from tests.bench.outcome import Figure, Goal, Options, Outcome
from tests.bench.verify import bundle_of, grown

NAME = "million"
SIZES = (10_000, 100_000, 1_000_000)
SECONDS, MEGABYTES = 75.0, {100_000: 100.0, 1_000_000: 400.0}
"""What the whole command may take: for a million events, and of memory."""
EVERY = 0.2
"""Seconds between two looks at the memory."""


def measure(options: Options) -> Outcome:
    """Return seconds and memory of `kiemdinh verify`, CPU and bytes of the read tables, by size."""
    figures: list[Figure] = []
    goals: list[Goal] = []
    for size in SIZES:
        raws = grown(size)
        case = f"{size:,} events"
        with TemporaryDirectory() as folder:
            seconds, megabytes = whole_command(bundle_of(raws, Path(folder)))
        more = {"s": seconds, "MB": megabytes}
        each = seconds / len(raws) * 1e6
        figures.append(Figure(case, "verify", "µs an event", (each,), more))
        if size in MEGABYTES:
            goals.append(Goal(f"verify, {case}: MB", megabytes, MEGABYTES[size], at_most=True))
        if size == SIZES[-1]:
            goals.append(Goal(f"verify, {case}: s", seconds, SECONDS, at_most=True))
        for one in projections.measured(raws).figures:
            figures.append(Figure(case, one.contender, one.unit, one.samples, one.more))
    return Outcome(tuple(figures), tuple(goals), ())


def whole_command(bundle: Path) -> tuple[float, float]:
    """Return how long `kiemdinh verify` takes, s, and the most memory of its processes, MB."""
    begun, most = time.perf_counter(), 0.0
    command = [sys.executable, "-m", "services", "verify", str(bundle)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        while running.poll() is None:
            most = max(most, sum(map(_megabytes, _family(running.pid))))
            time.sleep(EVERY)
        seconds = time.perf_counter() - begun
        if running.returncode:
            raise RuntimeError(f"verify ended with {running.returncode}")
    return seconds, most


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        children = []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _megabytes(pid: int) -> float:
    """Return the memory of a process, with its share of what it shares."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024


if __name__ == "__main__":
    print(json.dumps(whole_command(Path(sys.argv[1]))))
