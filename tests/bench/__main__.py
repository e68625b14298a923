"""Run the measurements, print them, write var/bench.json; exit 1 if a goal is missed."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import (
    append,
    callers,
    calls,
    documents,
    imports,
    latency,
    million,
    projections,
    replay,
    search,
    sheets,
    sight,
    stall,
    stream,
    verify,
    web,
)
from tests.bench.outcome import Options, Outcome, machine

MEASUREMENTS = (
    append,
    callers,
    replay,
    stream,
    stall,
    latency,
    calls,
    sheets,
    sight,
    search,
    imports,
    verify,
    projections,
    documents,
    web,
    million,
)
LONG = (million.NAME,)
"""Measured only where they are named."""


def main() -> int:
    """Return 0 when every goal was met."""
    names = [one.NAME for one in MEASUREMENTS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("only", nargs="*", help=f"some of: {', '.join(names)}")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--pages", default="", help="of web: names of screens, commas between")
    parser.add_argument("--output", type=Path, default=Path("var/bench.json"))
    given = parser.parse_args()
    if unknown := set(given.only) - set(names):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    options = Options(
        given.repetitions, given.seconds, given.events, tuple(filter(None, given.pages.split(",")))
    )
    # Wide enough for a row even where the output is a file.
    console = Console(width=None if sys.stdout.isatty() else 140)
    found: dict[str, Outcome] = {}
    for one in MEASUREMENTS:
        if one.NAME in (given.only or {*names} - {*LONG}):
            with console.status(f"{one.NAME} ..."):
                found[one.NAME] = one.measure(options)
            console.print(figures(one.NAME, found[one.NAME]))
    console.print(goals(found))
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(document(options, found), indent=1), encoding="utf-8")
    return 0 if all(goal.met for one in found.values() for goal in one.goals) else 1


def figures(name: str, found: Outcome) -> Table:
    """Return medians, and the medians of the ratios to each baseline."""
    table = Table(title=name)
    table.add_column("case")
    table.add_column("contender")
    table.add_column("median", justify="right")
    table.add_column("least .. most", justify="right")
    for baseline in found.baselines:
        table.add_column(f"x {baseline}", justify="right")
    table.add_column("")
    last = found.figures[0].case
    for one in found.figures:
        if one.case != last:
            table.add_section()
            last = one.case
        ratios = []
        for baseline in found.baselines:
            try:
                ratios.append(f"{one.times(found.figure(one.case, baseline)):.2f}")
            except KeyError:
                ratios.append("")
        table.add_row(
            one.case,
            one.contender,
            f"{one.median:,.0f} {one.unit}",
            f"{min(one.samples):,.0f} .. {max(one.samples):,.0f}",
            *ratios,
            ", ".join(f"{key} {value:.1f}" for key, value in one.more.items()),
        )
    return table


def goals(found: Mapping[str, Outcome]) -> Table:
    """Return each goal and whether it was met."""
    table = Table(title="goals")
    for column in ("goal", "wanted", "got", ""):
        table.add_column(column, justify="left" if column == "goal" else "right")
    for outcome in found.values():
        for one in outcome.goals:
            wanted = f"{'at most' if one.at_most else 'at least'} {one.limit:g}"
            table.add_row(one.text, wanted, f"{one.got:.2f}", "met" if one.met else "MISSED")
    return table


def document(options: Options, found: Mapping[str, Outcome]) -> dict[str, Any]:
    """Return everything as JSON."""
    return {
        "machine": machine(),
        "options": {
            "repetitions": options.repetitions,
            "seconds": options.seconds,
            "events": options.events,
        },
        "measurements": {
            name: [
                {
                    "case": one.case.strip(),
                    "contender": one.contender,
                    "unit": one.unit,
                    "median": one.median,
                    "samples": list(one.samples),
                    "ratios": {
                        baseline.contender: one.times(baseline)
                        for baseline in outcome.figures
                        if baseline.case == one.case and baseline.contender in outcome.baselines
                    },
                    **one.more,
                }
                for one in outcome.figures
            ]
            for name, outcome in found.items()
        },
        "goals": [
            {
                "goal": one.text,
                "limit": one.limit,
                "at_most": one.at_most,
                "got": one.got,
                "met": one.met,
            }
            for outcome in found.values()
            for one in outcome.goals
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
