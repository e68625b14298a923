"""Terms in days say what they left out, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.law.calendar import (
    holidays,
    is_working_day,
    last_working_day,
    legal_days_after,
    next_working_day,
    why_closed,
    working_days_after,
)
from libs.law.calendar.terms import legal_days, working_days

DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
LENGTHS = st.integers(0, 40)


def test_a_closed_day_says_why() -> None:
    assert why_closed(date(2025, 5, 2)) == "Hoán đổi với thứ Bảy 26/4"
    assert why_closed(date(2025, 4, 26)) is None
    assert why_closed(date(2025, 5, 3)) == "thứ Bảy"
    assert why_closed(date(2025, 5, 5)) is None
    assert why_closed(date(2031, 9, 2)) == "Quốc khánh"


def test_the_working_days_around_tet() -> None:
    assert next_working_day(date(2025, 1, 25)) == date(2025, 2, 3)
    assert last_working_day(date(2025, 2, 2)) == date(2025, 1, 24)
    assert next_working_day(date(2025, 2, 3)) == last_working_day(date(2025, 2, 3))


def test_a_term_over_the_30th_of_april_names_what_it_left_out_and_the_announcement() -> None:
    term = working_days(date(2025, 4, 24), 5)
    assert term.ends == date(2025, 5, 5)
    left_out, worked, calendar = term.explanation()
    assert left_out == (
        "Không tính: 3 ngày cuối tuần, 30/04/2025 (Ngày Chiến thắng), "
        "01/05/2025 (Ngày Quốc tế lao động), 02/05/2025 (Hoán đổi với thứ Bảy 26/4)."
    )
    assert worked == "Có tính ngày làm bù: 26/04/2025."
    assert "8726/VPCP-KGVX" in calendar


def test_a_term_within_a_week_needs_no_explanation() -> None:
    assert working_days(date(2024, 10, 14), 4).explanation() == ()


def test_a_day_that_nobody_announced_yet_is_said_to_be_unsure() -> None:
    told = working_days(date(2027, 2, 3), 3).explanation()
    assert any(
        line.startswith("Chưa có thông báo chính thức") and "04/02/2027" in line for line in told
    )


def test_a_year_without_data_is_named() -> None:
    told = working_days(date(2031, 1, 20), 10).explanation()
    assert told[-1] == "Năm 2031 chưa có dữ liệu ngày nghỉ Tết và ngày hoán đổi."


def test_calendar_days_run_through_and_end_on_a_working_day() -> None:
    assert legal_days_after(date(2024, 10, 1), 10) == date(2024, 10, 11)
    assert legal_days_after(date(2024, 10, 1), 11) == date(2024, 10, 14)
    term = legal_days(date(2025, 1, 20), 5)
    assert term.ends == date(2025, 2, 3)
    assert len(term.skipped) == 9
    assert legal_days(date(2024, 10, 1), 10).skipped == ()


@pytest.mark.parametrize("count", [working_days_after, legal_days_after])
def test_a_term_cannot_run_backwards(count: object) -> None:
    with pytest.raises(ValueError, match="-1"):
        count(date(2024, 10, 1), -1)  # type: ignore[operator]


@settings(deadline=None)
@given(DAYS)
def test_a_day_is_worked_unless_there_is_a_reason(on: date) -> None:
    assert is_working_day(on) is (why_closed(on) is None)
    assert last_working_day(on) <= on <= next_working_day(on)
    assert is_working_day(last_working_day(on))
    assert is_working_day(next_working_day(on))


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2027, 12, 31)))
def test_a_working_day_is_neither_a_holiday_nor_a_weekend_that_was_not_swapped(on: date) -> None:
    year = holidays()[on.year]
    in_the_week = on.weekday() < 5 and on not in year.off
    assert is_working_day(on) is (in_the_week or on in year.worked)


@settings(deadline=None)
@given(DAYS, LENGTHS)
def test_each_day_of_a_term_is_either_counted_or_left_out(start: date, days: int) -> None:
    term = working_days(start, days)
    between = (term.ends - start).days
    moved = days == 0 and between > 0
    assert between == days + len(term.skipped) + moved
    assert all(start < day <= term.ends and not is_working_day(day) for day, _ in term.skipped)
    assert all(start < day <= term.ends and day.weekday() == 5 for day, _ in term.worked)


@settings(deadline=None)
@given(DAYS, LENGTHS, LENGTHS)
def test_a_longer_term_never_ends_earlier(start: date, days: int, more: int) -> None:
    assert working_days_after(start, days + more) >= working_days_after(start, days)
    assert legal_days_after(start, days + more) >= legal_days_after(start, days)
    if more:
        assert working_days_after(start, days + more) > working_days_after(start, days)


@settings(deadline=None)
@given(DAYS, LENGTHS, st.integers(0, 60))
def test_a_term_that_starts_later_never_ends_earlier(start: date, days: int, later: int) -> None:
    assert working_days_after(start + timedelta(later), days) >= working_days_after(start, days)
    assert legal_days_after(start + timedelta(later), days) >= legal_days_after(start, days)


@settings(deadline=None)
@given(DAYS, LENGTHS)
def test_working_days_take_at_least_as_long_as_calendar_days(start: date, days: int) -> None:
    assert working_days_after(start, days) >= legal_days_after(start, days)
