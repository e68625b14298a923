"""Refusals of the API in the words of the forms."""

import re
from pathlib import Path

import pytest

from libs.web.catalogue import speaker
from libs.web.client import Refused
from libs.web.forms import words
from libs.web.page import faults_of
from libs.web.said import FIELD, plainly

ROOTS = [Path(__file__).parents[2] / name for name in ("services", "libs")]
NAMED = sorted(
    {
        name
        for root in ROOTS
        for file in root.rglob("*.py")
        for name in re.findall(r"\(trường ([a-z][a-z0-9_]*)\)", file.read_text("utf-8"))
    }
)


@pytest.mark.parametrize("name", NAMED)
def test_no_field_is_told_to_people_by_its_name_in_a_program(name: str) -> None:
    said = plainly(f"Ngày 01/01/2027 (trường {name}) chưa đến.")
    assert name not in said
    assert words().get(name, {}).get("label", "") in said


def test_a_refusal_names_the_fields_of_a_form_and_not_those_of_a_program() -> None:
    detail = "Ngày 01/01/2027 (trường dated) chưa đến."
    errors = [{"pointer": "/dated", "code": "date-in-future", "detail": detail}]
    refused = Refused(422, {"code": "date-in-future", "detail": detail, "errors": errors})
    (fault,) = faults_of(speaker("vi"), refused.problem, {})
    assert fault.id == "dated"
    assert "trường dated" not in fault.text + str(refused.problem["detail"])
    assert "ô “" in fault.text


def test_a_field_without_a_label_is_left_out() -> None:
    assert plainly("Số này (trường unheard_of) đã dùng.") == "Số này đã dùng."
    assert FIELD.search("Nhà trường (trường) cũ") is None
