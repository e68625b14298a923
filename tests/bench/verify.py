"""How long an auditor's program takes for a long log, and how much memory: beside reading it alone.

The log is one school's whole way to two certificates, again and again with other schools and
principals; command ids, event ids and causes are made good.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from libs.log.entry import Recorded, record
from services.cli.export import export
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
                [sys.executable, "-m", "tests.bench.verifying", contender, str(bundle)],
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
