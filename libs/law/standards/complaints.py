"""The terms of a complaint against a decision, in running days. Pure.

The rows are data (data/complaints.yaml), each with its source and whether it is sure.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from libs.law.standards import read_data

Stage = Literal[1, 2]
Step = Literal["lodging", "accepting", "deciding"]


def source_of(step: Step) -> str:
    """Return on what a term rests, in Vietnamese, with its doubt if it has one."""
    row = _data()[step]
    return str(row["source_vi"]) + ("" if row["sure"] else " (chưa chắc chắn)")


def lodged_before(stage: Stage, known_on: date) -> date:
    """Return the first day too late for a complaint against what was known on a day."""
    days = _data()["lodging"]["first_days" if stage == 1 else "second_days"]
    return _after(known_on, days)


def accepted_before(lodged_on: date) -> date:
    """Return the first day on which an answer whether it is taken up is overdue."""
    return _after(lodged_on, _data()["accepting"]["days"])


def decided_before(stage: Stage, accepted_on: date, complex: bool) -> date:
    """Return the first day on which its settlement is overdue."""
    name = ("first" if stage == 1 else "second") + ("_complex_days" if complex else "_days")
    return _after(accepted_on, _data()["deciding"][name])


def _after(day: date, days: int) -> date:
    return day + timedelta(int(days) + 1)


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "complaints.yaml").read_text("utf-8")
    found: Mapping[str, Any] = read_data(text)
    return found
