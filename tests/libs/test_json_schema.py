"""Messages as JSON Schema: a type with a name stands once, and in place says the same."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import pytest

from libs.kernel.json_schema import NameTaken, in_place, name_of, schema_of, whole
from libs.kernel.messages import Id, Line, between, given, private
from libs.kernel.problems import Wire

Kind = Literal["both", "one"]
Grade = Annotated[int, between(1, 4)]


@dataclass(frozen=True, slots=True)
class Part:
    code: Id
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Ask:
    parts: tuple[Part, ...]
    first: Part | None
    kind: Kind
    sure: bool
    name: Line = private()
    grade: Annotated[int, between(1, 4)] = 1
    day: date | None = None
    today: date = given("on")


def described() -> tuple[Wire, Wire]:
    named: Wire = {}
    return schema_of(Ask, named), named


def test_a_type_with_a_name_stands_once_and_is_referred_to() -> None:
    found, named = described()
    assert named.keys() == {"Part", "Id", "Grade", "Kind", "Line", "date"}
    part = {"$ref": "#/$defs/Part"}
    assert found["properties"]["parts"] == {"type": "array", "items": part}
    assert found["properties"]["first"] == {"anyOf": [part, {"type": "null"}]}
    assert named["Part"]["properties"]["code"] == {"$ref": "#/$defs/Id"}
    assert named["Kind"] == {"type": "string", "enum": ["both", "one"]}


def test_a_type_without_a_name_stands_where_it_is_used() -> None:
    found, _ = described()
    assert found["properties"]["grade"] == {"type": "integer", "minimum": 1, "maximum": 4}
    assert found["properties"]["sure"] == {"type": "boolean"}


def test_what_must_be_sent_is_required_and_what_the_server_gives_is_not_there() -> None:
    found, _ = described()
    assert found["required"] == ["parts", "first", "kind", "sure", "name"]
    assert "today" not in found["properties"]


def test_a_private_text_is_marked_where_it_is_used() -> None:
    found, named = described()
    assert found["properties"]["name"] == {"$ref": "#/$defs/Line", "x-private": True}
    assert "x-private" not in named["Line"]


def test_one_name_is_one_type() -> None:
    with pytest.raises(NameTaken):
        schema_of(Ask, {"Part": {"type": "object"}})


def test_in_place_a_message_says_all_by_itself() -> None:
    found, named = described()
    placed = in_place(found, {"$defs": named})
    first = placed["properties"]["first"]
    assert first["type"] == ["object", "null"]
    assert first["properties"]["grade"]["type"] == ["integer", "null"]
    assert first["properties"]["grade"]["maximum"] == 4
    assert placed["properties"]["parts"]["items"]["properties"]["code"] == named["Id"]
    assert placed["properties"]["name"]["x-private"] is True


@pytest.mark.parametrize("closed", [True, False])
def test_what_is_sent_has_no_other_field_at_any_depth(closed: bool) -> None:
    found = whole(Ask, closed)
    for each in (found, found["properties"]["first"], found["properties"]["parts"]["items"]):
        assert each.get("additionalProperties", True) is not closed


def test_a_value_has_the_name_that_the_module_of_its_owner_gives_it() -> None:
    assert name_of(Kind, Ask) == "Kind"
    assert name_of(object(), Ask) is None
