"""Purposes of a registration beside the recognitions of the rule sets: what provinces have added.

A file for each province or letter (data/purposes); a file more is a purpose more, and no code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.standards import read_data


@dataclass(frozen=True, slots=True)
class Further:
    """A purpose that goes with others; `goes_with` are the purposes of the rule sets it may join.

    `recognises` says what follows from it, in Vietnamese; `sure` and `source` how well all of this
    is known.
    """

    code: str
    title: str
    goes_with: tuple[str, ...]
    recognises: str
    sure: bool
    source: str

    @property
    def cited(self) -> str:
        """How a refusal cites it, with its doubt."""
        return self.source if self.sure else f"{self.source} (chưa chắc chắn)"


def further(areas: Sequence[str], on: date) -> tuple[Further, ...]:
    """Return the further purposes that schools of these areas may register for on a day."""
    return tuple(
        _further(row)
        for row in _rows()
        if row["area"] in areas
        and (row["effective_from"] or on) <= on <= (row["effective_to"] or on)
    )


def title(code: str) -> str:
    """Return what a further purpose is called, whoever offers it; the code where nobody does."""
    return next((str(row["title_vi"]) for row in _rows() if row["code"] == code), code)


def _further(row: Any) -> Further:
    return Further(
        str(row["code"]),
        str(row["title_vi"]),
        tuple(row["goes_with"]),
        str(row["recognises_vi"]),
        bool(row["sure"]),
        str(row["source_vi"]),
    )


@cache
def _rows() -> tuple[Any, ...]:
    folder = files(__package__) / "data" / "purposes"
    found = sorted((each for each in folder.iterdir()), key=lambda each: each.name)
    return tuple(row for each in found for row in read_data(each.read_text("utf-8"))["purposes"])
