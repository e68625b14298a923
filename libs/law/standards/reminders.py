"""To whom a duty of a letter is told once it is late: `escalation` of data/reminders.yaml. Pure."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from libs.law.standards import read_data

Told = Literal["school", "owner", "department"]
"""Who has it; the office that manages the school; the Sở."""


def told_after(told: Told) -> int:
    """Return after how many working days late a duty is told to them."""
    return int(_data()["escalation"][told])


def source() -> str:
    """Return on what the days rest, in Vietnamese."""
    return str(_data()["source"])


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "reminders.yaml").read_text("utf-8")
    found: Mapping[str, Any] = read_data(text)
    return found
