"""Forms made of a command's schema: what is typed comes back as the command has it."""

from typing import Any

import pytest

from libs.web import formats, forms
from libs.web.catalogue import LANGUAGES
from libs.web.labelled import labels

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["decision_number", "members", "agreed"],
    "properties": {
        "decision_number": {"type": "string", "maxLength": 300},
        "dated": {"type": ["string", "null"], "format": "date"},
        "teachers": {"type": ["integer", "null"]},
        "agreed": {"type": "boolean"},
        "areas": {"type": "array", "items": {"type": "string"}},
        "members": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["person", "post"],
                "properties": {
                    "person": {"type": "string"},
                    "post": {"type": "string", "enum": ["chair", "member"]},
                },
            },
        },
    },
}
GIVEN: dict[str, Any] = {
    "decision_number": "12/QĐ-THHS",
    "dated": "2026-09-07",
    "teachers": 1250,
    "agreed": True,
    "areas": ["79", "764"],
    "members": [{"person": "u:lan", "post": "chair"}, {"person": "u:minh", "post": "member"}],
}


def flat(fields: list[forms.Field]) -> dict[str, list[str]]:
    """Return what a browser sends of a form that nobody has changed."""
    found: dict[str, list[str]] = {}
    for one in fields:
        if one.kind == "rows":
            found[f"{one.id}-rows"] = [str(len(one.rows))]
            for row in one.rows:
                found |= flat(list(row))
        elif one.kind == "group":
            found |= flat(list(one.fields))
        elif one.kind == "check":
            found |= {one.id: ["on"]} if one.value else {}
        else:
            found[one.id] = [str(one.value)]
    return found


def test_a_form_that_nobody_changed_says_what_it_was_given() -> None:
    assert forms.read(SCHEMA, flat(forms.fields_of(SCHEMA, "vi", GIVEN))) == GIVEN


def test_days_and_numbers_stand_as_vietnamese_readers_expect() -> None:
    shown = {one.id: one.value for one in forms.fields_of(SCHEMA, "vi", GIVEN)}
    assert (shown["dated"], shown["teachers"]) == ("07/09/2026", "1.250")


def test_an_empty_form_leaves_out_what_may_be_left_out() -> None:
    empty = flat(forms.fields_of(SCHEMA, "vi", {}))
    assert forms.read(SCHEMA, empty) == {"decision_number": "", "agreed": False, "members": []}


def test_what_cannot_be_read_is_sent_as_it_was_typed() -> None:
    typed = forms.read(SCHEMA, {"dated": ["31/02/2026"], "teachers": ["năm mươi"]})
    assert (typed["dated"], typed["teachers"]) == ("31/02/2026", "năm mươi")


def test_decomposed_accents_are_composed() -> None:
    assert forms.read(SCHEMA, {"decision_number": ["Đô\u0309i"]})["decision_number"] == "Đổi"


def test_what_a_text_processor_leaves_behind_is_no_reason_to_refuse_a_text() -> None:
    assert formats.nfc("Đội\x00\x1f ngũ\x0bmới\r\ncó\ttab") == "Đội ngũ\nmới\ncó\ttab"


def test_a_field_is_called_by_its_label_and_what_heads_its_group() -> None:
    page = """<label for="a">Số <b>quyết định</b></label><input id="a"><p id="b"></p>
        <fieldset id="c"><legend>Bước 1</legend><label for="d">Từ ngày</label><input id="d">
        <input type="radio" id="e"><label for="e">Đạt</label></fieldset>"""
    called = {"a": "Số quyết định", "b": "", "c": "Bước 1", "d": "Bước 1, Từ ngày", "e": "Bước 1"}
    assert labels(page) == called
    assert labels(" ") == {}


def test_fields_are_called_by_one_catalogue_in_both_languages() -> None:
    called = {one: forms.fields_of(SCHEMA, one, {})[0].label for one in LANGUAGES}
    assert called == {"vi": "Số quyết định", "en": "Decision number"}


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("7/11/2026", "2026-11-07"),
        (" 07 . 11 . 2026 ", "2026-11-07"),
        ("2026-11-07", "2026-11-07"),
        ("29/02/2025", "29/02/2025"),
        ("7/11/26", "7/11/26"),
    ],
)
def test_days_are_typed_day_month_year(typed: str, means: str) -> None:
    assert formats.read_day(typed) == means


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (1234567.89, "1.234.567,89"), (-1250, "-1.250"), (None, "")]
)
def test_numbers_have_dots_between_thousands(value: float | None, shown: str) -> None:
    assert formats.number(value) == shown
    if value is not None:
        assert formats.read_number(shown) == value
