"""A chart as SVG of what was measured last: on light and on dark, and by ear.

`python -m tests.bench.chart var/bench.json docs/bench.svg` draws what the long measurements found;
both scales are logarithmic.
"""

import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 420, 70, 250, 50, 50
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#7570b3")
"""Told apart by those who see few colours, and seen on white and on black; the marks differ too."""
DASHES = ("none", "7 3", "2 3", "9 3 2 3", "4 4", "12 4")
WHAT = (
    "Verifying and bringing each service's read tables up, microseconds an event, by the events of "
    "the log; a command, microseconds, by the events of its stream"
)
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 16px; font-weight: 600 }
  .grid { stroke: #8c959f; stroke-width: .5; opacity: .6 }
  .line { fill: none; stroke-width: 2.5 }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line is called, and its points, which are above 0."""

    name: str
    points: Sequence[tuple[float, float]]


def chart(title: str, description: str, lines: Sequence[Line]) -> str:
    """Return the drawing; its description tells every value, so that nothing is seen alone."""
    xs = _powers(x for line in lines for x, _ in line.points)
    ys = _powers(y for line in lines for _, y in line.points)

    def across(x: float) -> float:
        return LEFT + _share(x, xs) * (WIDTH - LEFT - RIGHT)

    def down(y: float) -> float:
        return HEIGHT - BOTTOM - _share(y, ys) * (HEIGHT - TOP - BOTTOM)

    told = "; ".join(
        f"{line.name}: " + ", ".join(f"{y:,.0f} at {x:,.0f}" for x, y in line.points)
        for line in lines
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="title description">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(description)}. {escape(told)}.</desc>',
        f"<style>{STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="26">{escape(title)}</text>',
    ]
    for y in ys:
        parts.append(f'<path class="grid" d="M{LEFT} {down(y):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(_text(LEFT - 8, down(y) + 4, f"{y:,.0f} µs", "end"))
    for x in xs:
        parts.append(f'<path class="grid" d="M{across(x):.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(_text(across(x), HEIGHT - BOTTOM + 20, f"{x:,.0f}", "middle"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "events in the log", "middle"))
    for n, line in enumerate(lines):
        colour, dash = COLOURS[n % len(COLOURS)], DASHES[n % len(DASHES)]
        look = f'stroke="{colour}" stroke-dasharray="{dash}"'
        path = "L".join(f"{across(x):.1f} {down(y):.1f}" for x, y in line.points)
        parts.append(f'<path class="line" {look} d="M{path}"/>')
        for x, y in line.points:
            parts.append(f'<circle cx="{across(x):.1f}" cy="{down(y):.1f}" r="4" fill="{colour}"/>')
        here = TOP + 8 + 22 * n
        start = WIDTH - RIGHT + 16
        parts.append(f'<path class="line" {look} d="M{start} {here}h28"/>')
        parts.append(_text(start + 36, here + 4, line.name, "start"))
    return "\n".join([*parts, "</svg>"]) + "\n"


NAMES = {
    ("million", "verify"): "verify, whole command",
    **{
        ("million", service): f"read tables: {service}, CPU"
        for service in ("registry", "assessment", "review", "disclosure")
    },
    ("sheets", ""): "command RecordSheet, CPU",
}
"""The lines, by measurement and contender; of one without a name the contenders are lengths."""
_CASE = re.compile(r"([0-9,]+) events")


def lines_of(measured: dict[str, Any]) -> list[Line]:
    """Return the lines that a document of `tests.bench` has points for."""
    points: dict[str, list[tuple[float, float]]] = {}
    for measurement, found in measured.items():
        for row in found:
            name = NAMES.get((measurement, row["contender"])) or NAMES.get((measurement, ""))
            case = _CASE.search(f"{row['case']} {row['contender']}")
            if name and case:
                events = float(case[1].replace(",", ""))
                points.setdefault(name, []).append((events, row["median"]))
    return [Line(name, tuple(sorted(found))) for name, found in points.items()]


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _powers(values: Iterable[float]) -> list[float]:
    """Return the powers of ten from below the least to above the greatest of `values`."""
    found = [*values]
    low, high = math.floor(math.log10(min(found))), math.ceil(math.log10(max(found)))
    return [10.0**n for n in range(low, max(high, low + 1) + 1)]


def _share(value: float, scale: Sequence[float]) -> float:
    return math.log10(value / scale[0]) / math.log10(scale[-1] / scale[0])


if __name__ == "__main__":
    outcomes, out = map(Path, sys.argv[1:])
    lines = lines_of(json.loads(outcomes.read_text("utf-8"))["measurements"])
    out.write_text(chart("What it costs, by the length of the log", WHAT, lines), encoding="utf-8")
