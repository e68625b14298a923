"""Texts of a report as they are compared: by words, by paragraph, by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from services.assessment.cycle.differences import differences, runs
from services.assessment.cycle.paragraphs import FEWEST, digest, paragraphs, sentences
from services.assessment.cycle.views import Run

LONG = "Nhà trường có kế hoạch phát triển được công bố và rà soát hằng năm theo quy định."


def test_what_went_and_what_came_is_told_by_words() -> None:
    assert list(runs("Có 3 lớp học", "Có 4 lớp học mới")) == [
        Run("same", "Có "),
        Run("gone", "3 "),
        Run("new", "4 "),
        Run("same", "lớp "),
        Run("gone", "học"),
        Run("new", "học mới"),
    ]


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_both_texts_can_be_read_from_their_difference(before: str, after: str) -> None:
    told = list(runs(before, after))
    assert "".join(run.text for run in told if run.change != "gone") == after
    if before == after:
        assert all(run.change == "same" for run in told)


def test_only_texts_that_differ_are_told_where_they_stand() -> None:
    old = {"1.1": {"strengths": "Mạnh", "weaknesses": "Yếu"}, "1.2": {"strengths": "Cũ"}}
    new = {"1.1": {"strengths": "Mạnh", "weaknesses": "Kém"}, "1.3": {"strengths": "Mới"}}
    told = {(each.criterion, each.field) for each in differences(old, new)}
    assert told == {("1.1", "weaknesses"), ("1.2", "strengths"), ("1.3", "strengths")}


def test_a_paragraph_is_the_same_however_it_is_typed() -> None:
    assert digest(LONG) == digest(f"  {LONG.upper()} ".replace(" ", "  "))
    assert digest(LONG) != digest(LONG.replace("hằng năm", "hằng quý"))


def test_short_paragraphs_are_not_compared() -> None:
    short = " ".join(["chữ"] * (FEWEST - 1))
    assert list(paragraphs(f"{short}\n\n{LONG}\n{short}")) == [LONG]


def test_a_full_stop_in_a_code_or_number_ends_no_sentence() -> None:
    text = "Có kế hoạch năm học (MC.1.1.01). Đạt tỷ lệ 92.5 phần trăm! Được rà soát kỹ."
    assert list(sentences(text)) == [
        "Có kế hoạch năm học (MC.1.1.01).",
        "Đạt tỷ lệ 92.5 phần trăm!",
        "Được rà soát kỹ.",
    ]
