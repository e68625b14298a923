"""A name on the wire means one thing; the contracts are read and made-up ones are refused."""

from typing import Any

import pytest

from libs.engine.contract_files import load
from services.cli.golden import ROOT
from tests.contracts import words

CONTRACTS = load(ROOT / "contracts")
LISTED = words.listed(ROOT / "docs" / "glossary.md")
TEXT = {"type": "string", "maxLength": 300}


def made_up(**properties: Any) -> dict[str, Any]:
    """Return a contract with one command of these fields."""
    schema = {"type": "object", "properties": properties}
    return {"aggregates": {"visit": {"commands": {"PlanVisit": {"schema": schema}}}}}


def refused(**properties: Any) -> list[str]:
    """Return what is wrong once a contract with these fields comes beside ours."""
    return list(words.defects({**CONTRACTS, "made-up": made_up(**properties)}, LISTED))


def whole(least: int, most: int, *, null: bool = False) -> dict[str, Any]:
    return {
        "type": ["integer", "null"] if null else "integer",
        "minimum": least,
        "maximum": most,
    }


def test_no_field_of_the_contracts_stands_for_two_things() -> None:
    assert list(words.defects(CONTRACTS, LISTED)) == []


def test_there_are_contracts_to_read() -> None:
    found = words.meanings(CONTRACTS)
    assert {"level", "accreditation_grade", "national_grade", "education_stage", "state"} <= set(
        found
    )


@pytest.mark.parametrize(
    "schema",
    [
        whole(1, 4, null=True),
        whole(1, 4),
        whole(1, 2),
        whole(1, 3, null=True),
        whole(0, 4, null=True),
        whole(0, 5),
        {"type": "integer"},
        {"type": "string", "enum": ["primary", "lower_secondary"]},
    ],
)
def test_a_level_that_means_a_grade_or_a_stage_is_refused(schema: dict[str, Any]) -> None:
    assert any("made-up" in wrong and ": level: " in wrong for wrong in refused(level=schema))


def test_a_level_of_a_school_and_of_an_indicator_pass() -> None:
    assert refused(level=whole(0, 4)) == []
    assert refused(level=whole(1, 4), indicator={"type": "string", "examples": ["a"]}) == []


@pytest.mark.parametrize("name", sorted(words.REPLACED))
def test_a_word_that_stood_for_two_things_does_not_come_back(name: str) -> None:
    assert any(f": {name}: is called" in wrong for wrong in refused(**{name: whole(1, 2)}))


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("accreditation_grade", whole(1, 2)),
        ("target_accreditation_grade", {"type": "integer"}),
        ("national_grade", whole(1, 4)),
        ("proposed_national_grade", whole(0, 2)),
        ("education_stage", {"type": "string", "enum": ["filed", "returned"]}),
        ("education_stages", {"type": "array", "items": whole(1, 4)}),
        ("state", {"type": "string"}),
        ("state", whole(1, 9)),
    ],
)
def test_each_word_keeps_its_own_values(name: str, schema: dict[str, Any]) -> None:
    assert any(wrong.startswith("made-up") for wrong in refused(**{name: schema}))


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("kind", {"type": "string", "enum": ["morning", "afternoon"]}),
        ("starts", whole(0, 59)),
        ("year", {"type": "string", "examples": ["2024-2025"]}),
        ("basis", {"type": "array", "items": TEXT}),
    ],
)
def test_a_field_with_a_second_meaning_is_refused(name: str, schema: dict[str, Any]) -> None:
    assert any("made-up" in wrong for wrong in refused(**{name: schema}))


def test_a_part_of_the_values_and_a_view_without_them_are_the_same_thing() -> None:
    part = {"type": "string", "enum": ["preschool", "primary"]}
    assert refused(kind=part, limit=whole(1, 10), basis={"type": "string"}) == []


def test_a_reference_is_read_like_what_it_points_at() -> None:
    contract = made_up(level={"$ref": "#/$defs/Level"})
    contract["$defs"] = {"Level": whole(0, 4)}
    assert list(words.defects({"made-up": contract}, {})) == []
    contract["$defs"] = {"Level": whole(1, 3)}
    assert list(words.defects({"made-up": contract}, {}))
    contract = made_up(level={"anyOf": [{"$ref": "#/$defs/Level"}, {"type": "null"}]})
    contract["$defs"] = {"Level": whole(0, 4)}
    assert list(words.defects({"made-up": contract}, {}))


def test_a_row_of_the_glossary_that_no_contract_bears_out_is_refused() -> None:
    rows = {**LISTED, "basis": frozenset({"0 to 9"})}
    assert len(list(words.defects(CONTRACTS, rows))) == 1
