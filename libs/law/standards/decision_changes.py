"""What may become of a decision after it was signed: correction, revocation, annulment. Pure.

The rows are data (data/decision_changes.yaml), each with its source and whether it is sure.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from libs.law.standards import read_data

Change = Literal["correction", "revoked", "annulled"]


def source_of(change: Change) -> str:
    """Return on what a change rests, in Vietnamese, with its doubt if it has one."""
    row = _data()[change]
    return str(row["source_vi"]) + ("" if row["sure"] else " (chưa chắc chắn)")


def most_days_moved() -> int:
    """Return by how many days at most a correction moves the day of signing."""
    return int(_data()["correction"]["most_days_moved"])


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "decision_changes.yaml").read_text("utf-8")
    found: Mapping[str, Any] = read_data(text)
    return found
