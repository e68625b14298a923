"""How long an auditor's program takes for a long log, and how much memory: beside reading it alone.

The log is one school's whole way to two certificates, again and again with other schools and
principals; command ids, event ids and causes are made good.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from libs.kernel import canonical
from libs.log.entry import Recorded, leaf_hash, record
from services.cli.export import export
from services.cli.verify import verify
from services.verifier.audit import ENTRIES
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side
from tests.verifier.story import PRINCIPAL, Seals, Step, story, write

NAME = "verify"
EVENTS = 100_000
CONTENDERS = ("verify", "read and hash")
TIMES, MEGABYTES = 8.0, 200.0
"""What verifying may take at most: of the time of reading alone, of memory for `EVENTS`."""


def measure(options: Options) -> Outcome:
    """Return CPU microseconds an event and the peak of memory."""
    events = min(options.events, EVENTS)
    with TemporaryDirectory() as folder:
        bundle = bundle_of(grown(events), Path(folder))
        peaks: list[float] = []

        def sample(contender: str) -> float:
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.verify", contender, str(bundle)],
                capture_output=True,
                check=True,
            )
            found = json.loads(done.stdout)
            if contender == "verify":
                peaks.append(found["megabytes"])
            return float(found["microseconds"])

        taken = side_by_side(CONTENDERS, options.repetitions, sample)
    figures = tuple(
        Figure(
            f"{events:,} events",
            name,
            "µs an event",
            samples,
            {"MB": max(peaks)} if name == "verify" else {},
        )
        for name, samples in taken.items()
    )
    ratio = figures[0].times(figures[1])
    goals = (
        Goal("verify, times reading the entries alone", ratio, TIMES, at_most=True),
        Goal(f"verify, MB for {events:,} events", max(peaks), MEGABYTES, at_most=True),
    )
    return Outcome(figures, goals, ("read and hash",))


def grown(events: int) -> list[bytes]:
    """Return the entries of at least so many events: whole schools, one after the other."""
    way = story()
    own = [step for step in way if "hoasen" in step.stream or step.stream.startswith("evidence")]
    principal = [step for step in way if step.stream == f"grant-{PRINCIPAL[0][2:]}"]
    common = [step for step in way if step not in own and step not in principal]
    registered, rest = own[:1], own[1:]
    again = (*registered, *principal, *rest)
    schools = -(-max(events - len(common), 0) // len(again))
    return write(chain(common, (renamed(step, n) for n in range(1, schools + 1) for step in again)))


def renamed(step: Step, number: int) -> Step:
    """Return a step of the story as one of another school and principal."""

    def other(text: str) -> str:
        return text.replace("hoasen", f"hoasen{number}").replace("hieutruong", f"ht{number}")

    data = json.loads(other(json.dumps(step.data)))
    by = (other(step.by[0]), step.by[1], other(step.by[2]))
    act = None if step.act is None else step.act + number * 1000
    return replace(step, stream=other(step.stream), data=data, by=by, act=act)


def bundle_of(raws: list[bytes], folder: Path) -> Path:
    """Return the folder of the bundle that these entries make, signed."""

    def entries(log: str) -> Iterator[Recorded]:
        return (record(log, n, raw) for n, raw in enumerate(raws, 1))

    out = folder / "bundle"
    export(entries, Seals(raws), "79", out)
    return out


def _verified(bundle: Path) -> int:
    report = verify(bundle)
    if not report.ok:
        raise SystemExit(f"{report.index}: {report.failure}")
    return report.events


def _read(bundle: Path) -> int:
    with (bundle / ENTRIES).open("rb") as file:
        lines = file.readlines()
    for line in lines:
        leaf_hash(line)
        canonical.decode(line.removesuffix(b"\n"))
    return len(lines)


if __name__ == "__main__":
    contender, path = sys.argv[1], Path(sys.argv[2])
    if contender == "verify":
        from services.cli import catalogue  # noqa: F401  Imported before the clock begins.
    begun = time.process_time()
    events = _verified(path) if contender == "verify" else _read(path)
    seconds = time.process_time() - begun
    # Not getrusage: its peak counts what the parent held when it started this process.
    status = Path("/proc/self/status").read_text("ascii")
    (peak,) = (int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM"))
    print(json.dumps({"microseconds": seconds / events * 1e6, "megabytes": peak / 1024}))
