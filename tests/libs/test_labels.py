"""Every code that a person may read has one Vietnamese label."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from libs.engine.contract_files import describe
from libs.kernel.json_schema import whole
from libs.law.labels import capital, group, label, labels, said
from libs.rights import SCHOOL_ROLES, SYSTEM
from libs.web import forms
from services.cli.catalogue import SERVICES


def codes(schema: Any) -> Iterator[str]:
    """Yield every text that an `enum` within a contract lists."""
    if isinstance(schema, dict):
        yield from (code for code in schema.get("enum", ()) if isinstance(code, str))
        for below in schema.values():
            yield from codes(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from codes(below)


def test_every_code_of_every_contract_has_a_label() -> None:
    listed = {code for service in SERVICES for code in codes(describe(service))}
    assert listed >= {"preschool", "check_dossier", "withdrawn", *SCHOOL_ROLES}
    assert listed - labels().keys() == set()


def test_every_command_of_the_api_has_a_title_of_its_own() -> None:
    """The page of any command is headed by it, and what has been recorded is told by it."""
    offered = {
        command
        for service in SERVICES
        for each in service.aggregates
        for command, kind in each.commands.types.items()
        if kind.right != SYSTEM and command != "ReceiveFile"  # A file says it, no form.
    }
    titles = group("command")
    assert titles.keys() == offered
    assert len({*titles.values()}) == len(titles)


def test_every_field_of_every_command_is_called_something_in_both_languages() -> None:
    """The page of any command shows them, within groups and lists too."""

    def members(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from schema.get("properties", ())
            for below in schema.values():
                yield from members(below)
        elif isinstance(schema, list):
            for below in schema:
                yield from members(below)

    named = {
        name
        for service in SERVICES
        for each in service.aggregates
        for command, kind in each.commands.types.items()
        if command in group("command")
        for name in members(whole(kind, closed=True))
    }
    assert named - forms.words().keys() == set()
    assert [
        name for name, said in forms.words().items() if not said["label"] or not said["english"]
    ] == []


def test_a_code_has_the_same_label_wherever_it_stands() -> None:
    assert label("planned") == group("evaluation_state")["planned"]
    assert labels()["planned"] == group("deadline_kind")["planned"]


def test_labels_are_vietnamese_as_it_stands_within_a_sentence() -> None:
    for code, called in labels().items():
        assert called == unicodedata.normalize("NFC", called).strip()
        assert called[0].islower() or called.startswith(("Sở", "Phòng", "Ủy ban")), code


def test_what_is_no_code_is_said_as_it_is() -> None:
    assert said("Trường Đống Đa") == "Trường Đống Đa"
    assert said("primary") == "tiểu học"
    assert capital(said("decided")) == "Đã có quyết định"
