"""The sheet of a criterion as fields: read, written, and what becomes of two people's changes."""

from typing import Any

import pytest

from services.console import matching, sheet, sheet_drafts
from services.console.sheet import Parts

CRITERION: dict[str, Any] = {
    "code": "1.3",
    "levels": [
        {"level": 1, "indicators": [{"indicator": "a"}, {"indicator": "b"}]},
        {"level": 2, "indicators": [{"indicator": ""}]},
    ],
}
ELEMENTS = [
    {"id": "1.3-1-a.1", "text_vi": "Có kế hoạch"},
    {"id": "1.3-1-a.2", "text_vi": "Có rà soát"},
]
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


def test_what_was_found_of_elements_comes_back_with_its_why_and_faults_find_their_fields() -> None:
    criterion = {
        "code": "1.3",
        "levels": [{"level": 1, "indicators": [{"indicator": "a", "elements": ELEMENTS}]}],
    }
    tick = {"element": "1.3-1-a.1", "verdict": "other", "note": "Đang làm"}
    recorded = {**RECORDED, "elements": [{**tick, "ticked_by": "u:lan"}]}
    parts = Parts(ticked=True)
    fields = sheet.of_sheet(criterion, recorded, parts)
    assert (fields["t-1.3-1-a.1"], fields["tn-1.3-1-a.1"]) == ("other", "Đang làm")
    data, at = sheet.to_command(criterion, fields, parts)
    assert data["ticks"] == [tick]
    assert at["/ticks/0"] == "t-1.3-1-a.1"
    assert at["/ticks/0/note"] == "tn-1.3-1-a.1"


def test_sentences_stand_beside_the_evidence_that_they_name() -> None:
    criterion = {
        "code": "1.3",
        "levels": [{"level": 1, "indicators": [{"indicator": "a", "elements": ELEMENTS}]}],
    }
    text = (
        "Có kế hoạch [H1-1.3-01]; [H9-9.9-99]. Câu trơ trọi. Có {{figure:pupils.total@2025=412}}."
    )
    fields = {"d-1": text, "e-1-a": "[H1-1.3-02]", "t-1.3-1-a.1": "met"}
    titles = {"H1-1.3-01": "Kế hoạch", "H1-1.3-02": "Biên bản"}
    (level,) = matching.matched(criterion, fields, titles)
    first, bare, figure = level.sentences
    assert [(one.code, one.title, one.cited) for one in first.evidence] == [
        ("H1-1.3-01", "Kế hoạch", False),
        ("H9-9.9-99", None, False),
    ]
    assert [one.bare for one in (first, bare, figure)] == [False, True, False]
    assert [one.code for one in level.unnamed] == ["H1-1.3-02"]
    assert [one["id"] for one in level.open_elements] == ["1.3-1-a.2"]


def test_a_level_that_nobody_has_begun_is_not_looked_at() -> None:
    assert matching.matched({"levels": [{"level": 1, "indicators": []}]}, {}, {}) == []


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


@pytest.mark.parametrize("lost", ["", "{", "[]", "1"])
def test_who_does_not_say_what_a_text_began_with_replaces_nothing_unseen(lost: str) -> None:
    began = sheet_drafts.base_of(lost)
    assert sheet.settled(began, {"x": "Của người khác."}, {"x": "Của tôi."})[1] == ["x"]
    assert sheet.settled(began, {"x": ""}, {"x": "Của tôi."}) == ({"x": "Của tôi."}, [])


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


def test_the_clauses_of_level_4_have_their_own_texts_and_none_asks_for_nothing() -> None:
    one = {"indicator": "1", "name": "22/4.1", "elements": []}
    article = {"code": "22", "levels": [{"level": 4, "indicators": [one]}]}
    parts = sheet.Parts(clauses=True)
    said = {
        "clause": "1",
        "description": "Có.",
        "strengths": "",
        "weaknesses": "",
        "improvement": "",
    }
    texts = dict.fromkeys(("strengths", "weaknesses", "improvement"), "")
    fields = sheet.of_sheet(article, {"judgements": (), "clauses": [said], **texts}, parts)
    assert fields["c-1-description"] == "Có."
    data, at = sheet.to_command(article, fields, parts)
    assert data["clauses"] == [said]
    assert at["/clauses/0/description"] == "c-1-description"
    data, _ = sheet.to_command(article, dict.fromkeys(fields, ""), parts)
    assert data["clauses"] == []
