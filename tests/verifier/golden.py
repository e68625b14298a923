"""A bundle that every later verifier must accept: `python -m tests.verifier.golden` writes it.

Each release that makes a rule stricter adds one, under the number of its rules, and edits none: a
bundle that is no longer accepted is a log of somebody's that would not be either.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from libs.engine.rules import RULES
from libs.log.entry import Recorded, record
from services.cli.export import export
from tests.verifier.story import Seals
from tests.verifier.tour import tour

FOLDER = Path(__file__).parent / "golden"


def write(number: int = RULES) -> Path:
    """Write the tour as a bundle; return its folder."""
    raws = [raw for done in tour().platform.acts for raw in done.raws]

    def entries(log: str) -> Iterator[Recorded]:
        return (record(log, n, raw) for n, raw in enumerate(raws, 1))

    out = FOLDER / f"rules-{number}"
    shutil.rmtree(out, ignore_errors=True)
    export(entries, Seals(raws), "79", out)
    return out


if __name__ == "__main__":
    print(write())
