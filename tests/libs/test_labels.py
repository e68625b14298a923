"""Every code that a person may read has one Vietnamese label."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from libs.engine.contract_files import describe
from libs.law.labels import capital, group, label, labels, said
from libs.rights import SCHOOL_ROLES
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
