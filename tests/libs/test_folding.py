"""Folding, slips and sorting of Vietnamese text: what must hold of every text, and known names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.law.vietnamese import (
    QuestionWord,
    asked_words,
    closeness,
    fold,
    forgiven,
    slipped,
    slips,
    sort_key,
    words,
)

VIETNAMESE = st.text(
    "aăâáàảãạắằẳẵặấầẩẫậbcdđeêếềểễệghiíìỉĩịklmnoôơốồổỗộớờởỡợpqrstuưứừửữựvxyỳýỷỹỵ ĐÔƯ"
)
WORD = st.text("abcdeghiklmn", min_size=3, max_size=7)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_both_unicode_forms_fold_alike(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(composed) == fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(VIETNAMESE)
def test_vietnamese_folds_to_letters_of_ascii_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == " ".join(folded.split()) == folded.lower()


@given(VIETNAMESE)
def test_letter_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Trường THCS Lê Đình Chinh", "truong thcs le dinh chinh"),
        ("ẮẰẲẴẶ  ỘỠỰ đĐ", "aaaaa oou dd"),
        ("Ðông Đa", "dong da"),
        ("TH&THCS  Trần-Phú (CS2)", "th thcs tran phu cs2"),
        ("", ""),
    ],
)
def test_known_names_fold_as_people_type_them(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_abbreviations_of_kinds_are_written_out() -> None:
    assert words("THCS Lê Lợi") == words("Trung học cơ sở Lê Lợi")
    assert words("MN Hoa Mai") == words("Mầm non Hoa Mai")
    assert words("TH-THCS-THPT") == words("tiểu học, trung học cơ sở, trung học phổ thông")


def test_a_short_last_word_is_the_beginning_of_one_unless_it_is_in_capitals() -> None:
    assert asked_words("le loi th") == ("le", "loi", "th")
    assert asked_words("Lê Lợi TH") == ("le", "loi", "tieu", "hoc")
    assert asked_words("th le loi") == ("tieu", "hoc", "le", "loi")
    assert asked_words("le loi thcs") == ("le", "loi", "trung", "hoc", "co", "so")
    assert asked_words("") == ()


@given(WORD, st.data())
def test_one_slip_is_noticed_and_leads_back_to_the_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    typed = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + "x" + word[at + 1 :],
                word[:at] + "x" + word[at:],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )
    assert slipped(typed, word) == (typed != word)
    if forgiven(typed):
        assert slips(typed) & slips(word)


@given(WORD, WORD)
def test_who_slipped_does_not_matter(one: str, other: str) -> None:
    assert slipped(one, other) == slipped(other, one)
    if slipped(one, other):
        assert slips(one) & slips(other)


def test_two_slips_numbers_and_short_words_are_not_forgiven() -> None:
    assert not slipped("trn", "tranh")
    assert not slipped("abcd", "badc")
    assert slips("79764001") == {"79764001"}
    assert slips("le") == {"le"}


def asked(*typed: str) -> list[QuestionWord]:
    """Return terms that stand for themselves alone, of equal weight."""
    return [QuestionWord(word, {word: 1.0}) for word in typed]


def test_what_is_found_in_full_and_is_nothing_else_is_closest() -> None:
    name = ("truong", "le", "loi")
    assert closeness(asked("truong", "le", "loi"), name) == 1.0
    partly = closeness(asked("le", "loi"), name)
    other_order = closeness(asked("loi", "le"), name)
    beside = closeness(asked("le", "loi"), ("truong", "tran", "phu"), ("le", "loi"))
    half = closeness(asked("le", "lai"), name)
    assert 1.0 > partly > other_order > beside > half > 0
    assert closeness(asked("x"), name) == closeness((), name) == 0.0


@given(st.lists(WORD, max_size=5), st.lists(WORD, max_size=5), st.lists(WORD, max_size=5))
def test_closeness_is_a_share(typed: list[str], name: list[str], beside: list[str]) -> None:
    assert 0.0 <= closeness(asked(*typed), name, beside) <= 1.0


def test_a_rarer_word_weighs_more() -> None:
    terms = [QuestionWord("truong", {"truong": 1.0}, 0.5), QuestionWord("loi", {"loi": 1.0}, 5.0)]
    assert closeness(terms, ("loi",)) > closeness(terms, ("truong",))


def test_names_are_sorted_as_vietnamese_lists_are() -> None:
    ordered = [
        "An Bình",
        "Ánh Dương",
        "Ăn",
        "Ấp",
        "Bà Điểm",
        "Ba Đình",
        "Bà Đình",
        "Dương",
        "Đống Đa",
        "Lê Lai",
        "Lê Lợi",
        "Lê Lợi 2",
        "Lê Lợi 10",
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
        "Ông Ích Khiêm",
        "Ơ",
        "Út",
        "Ưng",
        "Yên",
    ]
    assert sorted(sorted(ordered), key=sort_key) == ordered


@given(VIETNAMESE)
def test_the_unicode_form_and_letter_case_do_not_change_the_place_in_a_list(text: str) -> None:
    forms = {sort_key(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert forms == {sort_key(text)} == {sort_key(text.upper())}
