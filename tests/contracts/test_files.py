"""The files of the contracts: one an aggregate, whole by itself, a right or a type once in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from libs.engine.contract_files import PROBLEMS_FILE
from libs.kernel.problems import Wire
from services.cli import golden
from services.cli.catalogue import SERVICES

FILES = [
    pytest.param(json.loads(path.read_text(encoding="utf-8")), id=f"{path.parent.name}-{path.stem}")
    for path in sorted((golden.ROOT / golden.CONTRACTS).rglob("*.json"))
    if path.stem != PROBLEMS_FILE
]


def references(value: Any) -> Iterator[str]:
    """Yield every `$ref` in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for below in value.values():
            yield from references(below)
    elif isinstance(value, list):
        for below in value:
            yield from references(below)


@pytest.mark.parametrize("file", FILES)
def test_what_is_named_is_used_and_what_is_used_is_there(file: Wire) -> None:
    named = {f"#/{place}/{name}" for place in ("$defs", "rights") for name in file.get(place, ())}
    assert set(references(file)) == named


@pytest.mark.parametrize("file", FILES)
def test_a_right_stands_once_in_a_file(file: Wire) -> None:
    rights = [json.dumps(right, sort_keys=True) for right in file.get("rights", {}).values()]
    assert len(rights) == len(set(rights))
    messages = [message for of in ("commands", "events") for message in file.get(of, {}).values()]
    assert all("$ref" in message["right"] for message in messages)


def test_an_aggregate_has_a_file_and_a_view_without_one_too() -> None:
    for service in SERVICES:
        folder = golden.ROOT / golden.CONTRACTS / service.name
        categories = {aggregate.category for aggregate in service.aggregates}
        categories |= {question.category for question in service.queries.contract.types.values()}
        assert {path.stem for path in folder.iterdir()} == {*categories, PROBLEMS_FILE}


def test_a_file_that_the_code_does_not_write_is_drift(tmp_path: Path) -> None:
    left = tmp_path / golden.CONTRACTS / "registry.json"
    left.parent.mkdir()
    left.write_text("{}")
    assert golden.drift(tmp_path)[left.relative_to(tmp_path)] is None
