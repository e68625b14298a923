"""What in the platform fulfils a duty of a letter: rows of data/fulfilments.yaml. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.standards import read_data

BY_HAND = "by_hand"
"""Nothing here fulfils it: who has the duty says with a paper that it is done."""
OF_CONCERN: Mapping[str, str] = {
    "self_assessment_report": "report_submitted",
    "self_assessment_update": "report_updated",
    "improvement_plan": "plan_submitted",
    "improvement_plan_report": "plan_reported",
}
"""What fulfils a duty that says what is handed in by it, and no more."""


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """Which facts of the log fulfil a duty; what each field means, the data file says.

    `least` None: all that there are.
    """

    code: str
    title: str
    of: str
    done: tuple[str, ...]
    begun: tuple[str, ...] = ()
    least: int | None = None
    each: bool = False
    applies: str = ""
    lasting: bool = False


@cache
def fulfilments() -> Mapping[str, Fulfilment]:
    """Return every row by its code."""
    return {
        code: Fulfilment(
            code,
            str(row["title_vi"]),
            str(row["of"]),
            tuple(row["done"]),
            tuple(row.get("begun", ())),
            row.get("least"),
            bool(row.get("each", False)),
            str(row.get("applies", "")),
            bool(row.get("lasting", False)),
        )
        for code, row in _data()["fulfilments"].items()
    }


@dataclass(frozen=True, slots=True)
class Fact:
    """Which fact an event is; what each field means, the data file says."""

    fact: str
    day: str = ""
    again: str = ""
    each: str = ""
    of: str = ""
    whose: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    also: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """Which facts an event ends."""

    facts: tuple[str, ...] = ()
    of: str = ""


@cache
def facts() -> Mapping[str, Fact]:
    """Return which fact an event is, by its type."""
    read = {name: Fact(name, **row) for name, row in _data()["read"].items()}
    made = {also for fact in read.values() for also in (fact.again, fact.also)}
    asked = {name for row in fulfilments().values() for name in (*row.done, *row.begun)}
    return {_type(name): read.get(name, Fact(name)) for name in sorted({*asked, *read} - made)}


@cache
def ends() -> Mapping[str, End]:
    """Return which facts an event ends, by its type."""
    return {
        _type(name): End(tuple(row.get("facts", ())), row.get("of", ""))
        for name, row in _data()["ends"].items()
    }


def _type(name: str) -> str:
    """Return the type of event: "CycleOpened" of "cycle_opened"."""
    return "".join(word.capitalize() for word in name.split("_"))


def source() -> str:
    """Return on what the rows rest, in Vietnamese, with their doubt."""
    doubt = "" if _data()["sure"] else " (chưa chắc chắn)"
    return f"{_data()['source']}{doubt}"


def fulfilment(named: str | None, concerns: tuple[str, ...]) -> Fulfilment:
    """Return what fulfils a duty that names it, or else says what is handed in by it."""
    code = named or (OF_CONCERN[concerns[0]] if concerns else BY_HAND)
    return fulfilments().get(code) or fulfilments()[BY_HAND]


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "fulfilments.yaml").read_text("utf-8")
    found: Mapping[str, Any] = read_data(text)
    return found
