"""Contracts: what a message may look like, and what a wrong one is told."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import pytest
from marshmallow import ValidationError

from libs.kernel.json_schema import whole
from libs.kernel.messages import Actor, Contract, Id, Line, Means, between, given, lifted, size
from libs.kernel.problems import Invalid


@dataclass(frozen=True, slots=True)
class Part:
    code: Id
    level: Annotated[int, between(1, 4)]


@dataclass(frozen=True, slots=True)
class Ask:
    name: Line
    parts: tuple[Part, ...]
    who: Actor
    kind: Literal["both", "one"]
    day: date | None = None
    sure: bool = False
    today: date = given("on")


@dataclass(frozen=True, slots=True)
class Told:
    name: str
    rules: str = lifted("rules")
    hashes: tuple[str, ...] = lifted("ev")


@dataclass(frozen=True, slots=True)
class Shown:
    at: Annotated[datetime, Means("Lúc ghi.")]
    counts: Mapping[str, int]
    rest: Mapping[str, Any]


SHOWN: Contract[Shown] = Contract(Shown)
ASKS: Contract[Ask] = Contract(Ask, unknown="raise")
TOLD: Contract[Told] = Contract(Told)
GOOD = {"name": "Hoa Sen", "parts": [{"code": "a1", "level": 2}], "who": "u:x", "kind": "both"}


def ask(**changes: Any) -> Any:
    return {"type": "Ask", "data": {**GOOD, **changes}}


def test_how_long_something_may_be_is_said_of_characters_and_of_items() -> None:
    for value, unit in (("abc", "ký tự"), (("a", "b", "c"), "mục")):
        with pytest.raises(ValidationError, match=f"^length: Phải có từ 1 đến 2 {unit}\\.$"):
            size(1, 2)(value)


def test_a_message_becomes_its_dataclass_with_what_the_server_gives() -> None:
    built = ASKS.parse(ask(day="2024-10-25")).build({"on": date(2024, 10, 24)})
    assert built == Ask(
        "Hoa Sen", (Part("a1", 2),), "u:x", "both", date(2024, 10, 25), today=date(2024, 10, 24)
    )
    assert ASKS.dump(built)["data"] == {**GOOD, "day": "2024-10-25", "sure": False}


def test_text_becomes_nfc() -> None:
    built = ASKS.parse(ask(name=unicodedata.normalize("NFD", "Trường Mầm non"))).values
    assert built["name"] == "Trường Mầm non"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"name": 5}, "/name", "type"),
        ({"name": ""}, "/name", "length"),
        ({"name": "a\x00b"}, "/name", "characters"),
        ({"name": "\ud800"}, "/name", "characters"),
        ({"name": None}, "/name", "null"),
        ({"parts": {}}, "/parts", "type"),
        ({"parts": [7]}, "/parts/0", "type"),
        ({"parts": [{"code": "A-1", "level": 2}]}, "/parts/0/code", "pattern"),
        ({"parts": [{"code": "a", "level": 5}]}, "/parts/0/level", "range"),
        ({"parts": [{"code": "a", "level": True}]}, "/parts/0/level", "type"),
        ({"parts": [{"code": "a", "level": 2.0}]}, "/parts/0/level", "type"),
        ({"parts": [{"code": "a", "level": 1, "x": 1}]}, "/parts/0/x", "unknown"),
        ({"who": "mallory"}, "/who", "pattern"),
        ({"who": "u:x\n"}, "/who", "pattern"),
        ({"kind": "none"}, "/kind", "choice"),
        ({"day": "20241025"}, "/day", "type"),
        ({"day": "2024-02-30"}, "/day", "type"),
        ({"sure": "yes"}, "/sure", "type"),
        ({"sure": 1}, "/sure", "type"),
        ({"today": "2024-01-01"}, "/today", "unknown"),
        ({"extra": 1}, "/extra", "unknown"),
    ],
)
def test_a_wrong_field_is_named_with_a_code(changes: Any, pointer: Any, code: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        ASKS.parse(ask(**changes))
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [(pointer, code)]
    assert refusal.value.errors[0].detail


def test_a_missing_field_is_named() -> None:
    data = {key: value for key, value in GOOD.items() if key != "name"}
    with pytest.raises(Invalid) as refusal:
        ASKS.parse({"type": "Ask", "data": data})
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/name", "required")]


@pytest.mark.parametrize("wire", [None, [], "x", {}, {"type": 1}, {"type": "Ask", "data": []}])
def test_what_is_no_message_is_refused(wire: Any) -> None:
    with pytest.raises(Invalid):
        ASKS.parse(wire)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        ASKS.parse({"type": "Nothing", "data": {}})
    assert refusal.value.code == "type-unknown"


def test_lifted_fields_stand_in_the_envelope_and_come_back() -> None:
    told = Told("a", rules="ab" * 32, hashes=("cd" * 32,))
    wire = TOLD.dump(told)
    assert wire == {"type": "Told", "data": {"name": "a"}, "rules": "ab" * 32, "ev": ["cd" * 32]}
    assert TOLD.event(wire) == told


def test_an_event_of_another_union_is_no_event_here() -> None:
    assert TOLD.event({"type": "Else", "data": {}}) is None


def test_the_schema_says_what_the_loader_does() -> None:
    schema = whole(Ask, closed=True)
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"name", "parts", "who", "kind"}
    assert "today" not in schema["properties"]
    assert schema["properties"]["kind"]["enum"] == ["both", "one"]
    assert schema["properties"]["parts"]["items"]["properties"]["level"]["maximum"] == 4


def test_an_instant_is_written_with_its_offset_and_a_mapping_as_an_object() -> None:
    shown = Shown(datetime(2024, 10, 15, 17, 30, tzinfo=UTC), {"new": 2}, {"any": [{}]})
    wire = SHOWN.dump(shown)
    assert wire["data"]["at"] == "2024-10-15T17:30:00+00:00"
    assert SHOWN.load(wire) == shown
    schema = whole(Shown, closed=False)["properties"]
    assert schema["at"] == {"type": "string", "format": "date-time", "description": "Lúc ghi."}
    assert schema["counts"]["additionalProperties"]["type"] == "integer"


def test_a_wrong_value_of_a_mapping_is_named_by_its_key() -> None:
    at = "2024-10-15T17:30:00"
    with pytest.raises(Invalid) as caught:
        SHOWN.load({"type": "Shown", "data": {"at": at, "counts": {"new": "2"}, "rest": []}})
    assert {e.pointer for e in caught.value.errors} == {"/at", "/counts/new", "/rest"}
    assert {e.code for e in caught.value.errors} == {"type"}
