"""What the gateway pages by: each thing of a list has an id, and a position that was reached."""

from typing import Any

import pytest

from libs.engine.contract_files import load
from services.cli.golden import ROOT

LISTS = [
    pytest.param(questions["list"]["view"], id=category)
    for contract in load(ROOT / "contracts").values()
    for category, questions in contract["queries"].items()
    if "list" in questions
]


@pytest.mark.parametrize("view", LISTS)
def test_each_thing_of_a_list_has_an_id_and_a_position(view: dict[str, Any]) -> None:
    assert view["properties"]["id"]["type"] == "string"
    assert view["properties"]["position"]["type"] == "integer"
