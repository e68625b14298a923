"""Known texts are recognised however they are spelt, and slips in letters are named."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from libs.kernel.canonical import encode
from libs.law.standards.citations import (
    citation_warnings,
    deadline_warnings,
    known,
    same_letter,
    spellings,
    texts,
    unstated_warnings,
)

SEPTEMBER = date(2024, 9, 5)


@dataclass(frozen=True)
class Cite:
    """A citation."""

    ref: str
    issued_on: date | None = None


@dataclass(frozen=True)
class Line:
    """A line of a list."""

    name: str
    before: date | None = None
    month: str | None = None


@dataclass(frozen=True)
class Duty:
    """An obligation."""

    code: str
    before: date | None = None
    entries: tuple[Line, ...] = field(default=())


def codes(*cited: Cite, on: date = SEPTEMBER) -> list[str]:
    return [warned.code for warned in citation_warnings(cited, on)]


@pytest.mark.parametrize("text", texts(), ids=lambda t: t.ref)
def test_every_text_is_known_by_its_own_symbol_and_date(text: object) -> None:
    assert known(text.ref, text.issued_on) is text  # type: ignore[attr-defined]


def test_no_two_texts_share_number_symbol_and_date() -> None:
    assert len({(t.ref, t.issued_on) for t in texts()}) == len(texts())


@pytest.mark.parametrize("text", texts(), ids=lambda t: t.ref)
def test_a_replaced_text_ends_before_the_one_that_replaces_it_begins(text: object) -> None:
    successor = known(text.replaced_by) if text.replaced_by else None  # type: ignore[attr-defined]
    if successor is not None and successor.effective_from is not None:
        assert text.effective_to < successor.effective_from  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("ref", "issued_on", "meant"),
    [
        ("36/2017/BGDĐT", date(2017, 12, 28), "36/2017/TT-BGDĐT"),
        ("36/2017/TT-BGDĐT", None, "36/2017/TT-BGDĐT"),
        ("18/2018/TT- BGDĐT", None, "18/2018/TT-BGDĐT"),
        ("số 18/2018/tt-bgdđt", None, "18/2018/TT-BGDĐT"),
        ("18/2018/TT-BGD&ĐT", None, "18/2018/TT-BGDĐT"),
        ("9/2024/TT-BGDĐT", None, "09/2024/TT-BGDĐT"),
        ("5932/BGDDĐT-QLCL", None, "5932/BGDĐT-QLCL"),
        ("5942/BGDĐT-QLCL", date(2019, 12, 28), "5942/BGDĐT-QLCL"),
        ("5398/GDĐT-KTKĐCLGD", date(2024, 8, 29), "5398/SGDĐT-KTKĐ"),
        ("5398/SGDĐT-KTKĐ", date(2024, 8, 29), "5398/SGDĐT-KTKĐ"),
        ("946/SGD&ĐT- KT, QLCLGD&CNTT", date(2020, 5, 20), "946/SGD&ĐT-KT,QLCLGD&CNTT"),
        ("11/2006", None, "11/2006/QĐ-BGDĐT"),
    ],
)
def test_spelling_does_not_hide_a_text(ref: str, issued_on: date | None, meant: str) -> None:
    text = known(ref, issued_on)
    assert text is not None
    assert text.ref == meant


@pytest.mark.parametrize(
    ("ref", "issued_on"),
    [
        ("36/2017/QĐ-BGDĐT", None),
        ("36/2018/TT-BGDĐT", None),
        ("14/QĐ-UBND", date(2020, 1, 6)),
        ("5398/SGDĐT-KTKĐ", date(2023, 8, 29)),
        ("5398/UBND-VX", date(2024, 8, 29)),
        ("Kế hoạch năm học", None),
        ("", None),
    ],
)
def test_another_text_is_not_taken_for_a_known_one(ref: str, issued_on: date | None) -> None:
    assert known(ref, issued_on) is None


def test_a_decomposed_spelling_is_the_same_spelling() -> None:
    import unicodedata

    assert known(unicodedata.normalize("NFD", "18/2018/TT-BGDĐT")) is known("18/2018/TT-BGDĐT")


def test_a_repealed_text_is_named_with_the_one_that_replaced_it() -> None:
    (warned,) = citation_warnings([Cite("36/2017/TT-BGDĐT")], SEPTEMBER)
    assert (warned.code, warned.subject) == ("citation-repealed", "36/2017/TT-BGDĐT")
    assert "18/07/2024" in warned.detail
    assert "chưa được đối chiếu" in warned.detail
    assert "09/2024/TT-BGDĐT" in warned.detail


def test_a_text_is_repealed_only_after_its_last_day() -> None:
    assert codes(Cite("36/2017/TT-BGDĐT"), on=date(2024, 7, 18)) == []
    assert codes(Cite("36/2017/TT-BGDĐT"), on=date(2024, 7, 19)) == ["citation-repealed"]


def test_a_text_before_its_first_day_is_not_in_force_yet() -> None:
    assert codes(Cite("22/2024/TT-BGDĐT"), on=date(2025, 1, 24)) == ["citation-not-yet-in-force"]
    assert codes(Cite("22/2024/TT-BGDĐT"), on=date(2025, 1, 25)) == []


def test_a_wrong_date_is_told_with_the_right_one() -> None:
    (warned,) = citation_warnings([Cite("5932/BGDĐT-QLCL", date(2019, 12, 28))], SEPTEMBER)
    assert warned.code == "citation-date-differs"
    assert "28/12/2018" in warned.detail
    assert "28/12/2019" in warned.detail


def test_a_citation_without_a_date_raises_nothing() -> None:
    assert codes(Cite("5932/BGDĐT-QLCL")) == []


def test_a_text_that_is_not_known_is_told_as_unchecked() -> None:
    (warned,) = citation_warnings([Cite("777/ABC-XYZ", SEPTEMBER)], SEPTEMBER)
    assert (warned.code, warned.subject) == ("citation-unknown", "777/ABC-XYZ")
    assert "777/ABC-XYZ ngày 05/09/2024" in warned.detail


AUGUST = date(2024, 8, 29)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Cite("5398/GDĐT-KTKĐCLGD", AUGUST), Cite("5398/SGDĐT-KTKĐ", AUGUST), True),
        (Cite("777/GDĐT-TH", AUGUST), Cite("0777/SGD&ĐT-GDTH", AUGUST), True),
        (Cite("777/SGDĐT-TH", AUGUST), Cite("777/PGDĐT-TH", AUGUST), False),
        (Cite("777/SGDĐT-TH", AUGUST), Cite("777/SGDĐT-TH", SEPTEMBER), False),
        (Cite("777/SGDĐT-TH", AUGUST), Cite("778/SGDĐT-TH", AUGUST), False),
        (Cite("36/2017/BGDĐT"), Cite("36/2017/TT-BGDĐT", date(2017, 12, 28)), True),
        (Cite("5932/BGDDĐT-QLCL"), Cite("5942/BGDĐT-QLCL"), False),
        (Cite("Kế hoạch năm học"), Cite("Kế hoạch  năm học"), True),
        (Cite("Kế hoạch năm học"), Cite("777/SGDĐT-TH", AUGUST), False),
    ],
)
def test_one_letter_is_recognised_by_number_date_and_issuer(
    one: Cite, other: Cite, same: bool
) -> None:
    assert same_letter(one, other) is same
    assert same_letter(other, one) is same


def test_several_spellings_of_one_letter_are_told_together() -> None:
    cited = [
        Cite("5398/GDĐT-KTKĐCLGD", AUGUST),
        Cite("17/2018/TT-BGDĐT"),
        Cite("5398/SGDĐT-KTKĐ", AUGUST),
        Cite("17/2018/TT- BGDĐT"),
        Cite("5398/SGDĐT-KTKĐ", AUGUST),
    ]
    assert spellings(cited) == (("5398/GDĐT-KTKĐCLGD", "5398/SGDĐT-KTKĐ"),)


def test_another_spelling_is_told_and_spaces_are_none() -> None:
    assert codes(Cite("36/2017/BGDĐT"), on=date(2020, 1, 1)) == ["citation-spelling"]
    assert codes(Cite("18/2018/TT- BGDĐT")) == []


def test_a_date_outside_the_school_year_is_told_by_duty_and_line() -> None:
    duties = [
        Duty("R1", date(2025, 4, 24)),
        Duty("R2", date(2025, 9, 2)),
        Duty("R3", entries=(Line("A", date(2024, 11, 20)), Line("B", date(2023, 2, 20)))),
        Duty("R4", entries=(Line("C", month="2024-10"), Line("D", month="2025-09"))),
    ]
    found = deadline_warnings(duties, 2024)
    assert {warned.code for warned in found} == {"date-outside-school-year"}
    assert [warned.subject for warned in found] == ["R2", "R3: B", "R4: D"]
    assert found[0].detail == (
        "Hạn trước ngày 02/09/2025 của nhiệm vụ R2 nằm ngoài năm học 2024-2025 "
        "(01/09/2024 đến 31/08/2025)."
    )
    assert found[1].detail.startswith("Hạn trước ngày 20/02/2023 của B nằm ngoài")
    assert found[2].detail.startswith("Tháng 09/2025 của D nằm ngoài")


def test_before_the_first_of_september_is_within_the_year_that_ends() -> None:
    assert deadline_warnings([Duty("R1", date(2025, 9, 1))], 2024) == ()
    assert len(deadline_warnings([Duty("R1", date(2024, 9, 1))], 2024)) == 1


def test_a_letter_without_a_school_year_has_no_date_outside_it() -> None:
    assert deadline_warnings([Duty("R1", date(1999, 1, 1))], None) == ()


def test_what_a_letter_does_not_state_is_told() -> None:
    assert [w.subject for w in unstated_warnings(None, None)] == ["number", "dated"]
    assert [w.subject for w in unstated_warnings("351", None)] == ["dated"]
    assert unstated_warnings("351", SEPTEMBER) == ()


def test_every_warning_can_stand_in_an_event() -> None:
    cited = [Cite(t.ref, date(2001, 1, 1)) for t in texts()]
    for warned in citation_warnings(cited, date(2030, 1, 1)):
        encode([warned.code, warned.subject, warned.detail])
