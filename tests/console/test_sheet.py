"""The sheet of a criterion as fields: read, written, and what becomes of two people's changes."""

from typing import Any

import pytest

from services.console import sheet
from services.console.sheet import Parts

CRITERION: dict[str, Any] = {
    "code": "1.3",
    "levels": [
        {"level": 1, "indicators": [{"indicator": "a"}, {"indicator": "b"}]},
        {"level": 2, "indicators": [{"indicator": ""}]},
    ],
}
NONE = Parts()
RECORDED: dict[str, Any] = {
    "criterion": "1.3",
    "strengths": "Mạnh.",
    "weaknesses": "",
    "improvement": "Cải tiến.",
    "judgements": [{"level": 1, "indicator": "a", "met": True, "evidence": ["[H1-1.3-01]"]}],
}


def test_a_recorded_sheet_comes_back_as_the_command_that_records_it() -> None:
    fields = sheet.of_sheet(CRITERION, RECORDED, NONE)
    data, _ = sheet.to_command(CRITERION, fields, NONE)
    assert data == RECORDED


def test_what_is_not_chosen_is_not_sent_and_faults_find_their_fields() -> None:
    fields = {"m-1-b": "not", "m-2-x": "met", "e-2-x": "[H1-1.3-02]; [H1-1.3-02] [H2-1.1-01]"}
    data, at = sheet.to_command(CRITERION, fields, NONE)
    assert [(one["indicator"], one["met"]) for one in data["judgements"]] == [
        ("b", False),
        ("", True),
    ]
    assert data["judgements"][1]["evidence"] == ["[H1-1.3-02]", "[H2-1.1-01]"]
    assert at["/judgements/1/evidence"] == "e-2-x"
    assert at["/strengths"] == "strengths"


def test_descriptions_are_sent_for_the_levels_that_have_one() -> None:
    data, at = sheet.to_command(CRITERION, {"d-2": "Hiện trạng."}, Parts(True))
    assert data["descriptions"] == [{"of_level": 2, "text": "Hiện trạng."}]
    assert at["/descriptions/0"] == "d-2"


def test_figures_are_told_with_their_days_and_come_back() -> None:
    schema: dict[str, Any] = {"properties": {"measures": {}, "descriptions": {}}}
    measure = {"what": "Tỷ lệ đạt chuẩn", "value": "94,8%", "measured_on": "2026-10-31"}
    recorded = {**RECORDED, "measures": [measure], "descriptions": []}
    parts = sheet.parts_of(schema, recorded)
    fields = sheet.of_sheet(CRITERION, recorded, parts)
    assert fields["q-0-day"] == "31/10/2026"
    data, at = sheet.to_command(CRITERION, fields, parts)
    assert data == recorded
    assert at["/measures/0/measured_on"] == "q-0-day"


@pytest.mark.parametrize(
    ("base", "saved", "typed", "comes", "clash"),
    [
        ("cũ", "cũ", "tôi", "tôi", False),
        ("cũ", "họ", "cũ", "họ", False),
        ("cũ", "họ", "họ", "họ", False),
        ("cũ", "họ", "tôi", "tôi", True),
    ],
)
def test_only_what_both_changed_differently_is_asked_about(
    base: str, saved: str, typed: str, comes: str, clash: bool
) -> None:
    settled, clashes = sheet.settled({"x": base}, {"x": saved}, {"x": typed})
    assert (settled["x"], clashes) == (comes, ["x"] if clash else [])


def test_both_texts_together_lose_no_sentence() -> None:
    base = "Có 58 giáo viên."
    saved = "Có 58 giáo viên (54 biên chế). Đủ số lượng."
    typed = "Có 58 giáo viên. Tỷ lệ đạt chuẩn 94,8%."
    both = sheet.merged(base, saved, typed)
    assert saved in both
    assert "Tỷ lệ đạt chuẩn 94,8%." in both


def test_words_that_differ_are_marked_and_escaped() -> None:
    marked = sheet.marked("Có <b> 58 giáo viên", "Có 57 giáo viên")
    assert str(marked) == "Có <ins>&lt;b&gt; 58</ins> giáo viên"
