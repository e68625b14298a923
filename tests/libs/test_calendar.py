"""School years, working days with official holidays, monthly windows, exclusive deadlines."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.law.calendar import (
    add_months,
    add_years,
    frames,
    holidays,
    in_monthly_window,
    is_working_day,
    last_good_day,
    school_year,
    school_year_days,
    show,
    vietnam_today,
    window,
    working_days_after,
    working_days_left,
    year_name,
)

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


def test_the_school_year_runs_from_september_to_august() -> None:
    assert school_year(date(2024, 8, 31)) == 2023
    assert school_year(date(2024, 9, 1)) == 2024
    assert school_year(date(2025, 8, 31)) == 2024
    assert year_name(2024) == "2024-2025"


@settings(deadline=None)
@given(DAYS)
def test_every_day_lies_within_its_school_year(on: date) -> None:
    first, last = school_year_days(school_year(on))
    assert first <= on <= last


def test_saturdays_sundays_and_holidays_are_no_working_days() -> None:
    assert is_working_day(date(2024, 9, 4))
    assert not is_working_day(date(2024, 9, 3))
    assert not is_working_day(date(2024, 9, 7))
    assert not is_working_day(date(2025, 4, 7))


def test_a_swapped_day_is_off_and_its_saturday_is_worked() -> None:
    assert not is_working_day(date(2025, 5, 2))
    assert is_working_day(date(2025, 4, 26))
    assert working_days_after(date(2025, 4, 25), 1) == date(2025, 4, 26)
    assert working_days_after(date(2025, 4, 29), 1) == date(2025, 5, 5)


def test_the_day_of_the_event_does_not_count() -> None:
    assert working_days_after(date(2024, 10, 18), 1) == date(2024, 10, 21)
    assert working_days_after(date(2024, 10, 18), 10) == date(2024, 11, 1)


def test_tet_stretches_a_term() -> None:
    assert working_days_after(date(2025, 1, 24), 10) == date(2025, 2, 14)


def test_zero_working_days_end_on_the_day_itself_or_the_next_working_day() -> None:
    assert working_days_after(date(2024, 10, 18), 0) == date(2024, 10, 18)
    assert working_days_after(date(2024, 10, 19), 0) == date(2024, 10, 21)


def test_working_days_left_leave_out_weekends_and_holidays_and_go_below_zero() -> None:
    friday, monday = date(2024, 8, 30), date(2024, 9, 4)
    # 2 and 3 September 2024 are holidays.
    assert working_days_left(friday, monday) == 1
    assert working_days_left(friday, friday) == 0
    assert working_days_left(date(2024, 8, 31), date(2024, 9, 1)) == 0
    assert working_days_left(monday, friday) == -1
    assert working_days_left(date(2024, 10, 14), date(2024, 10, 25)) == 9


def test_a_negative_term_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        working_days_after(date(2024, 10, 18), -1)


@settings(deadline=None)
@given(DAYS, st.integers(1, 30))
def test_a_term_of_n_days_has_n_working_days_and_ends_on_one(start: date, days: int) -> None:
    end = working_days_after(start, days)
    between = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    assert sum(is_working_day(on) for on in between) == days
    assert is_working_day(end)


@pytest.mark.parametrize("year", range(2020, 2028))
def test_each_year_of_data_has_its_holidays_on_weekdays_and_names_its_source(year: int) -> None:
    days = holidays()[year]
    assert days.source
    assert all(on.year == year and on.weekday() < 5 for on in days.off)
    assert all(on.year == year and on.weekday() == 5 for on in days.worked)
    assert days.unsure <= days.off.keys()
    swapped = [on for on, why in days.off.items() if why.startswith("Hoán đổi")]
    assert len(swapped) == len(days.worked)


@pytest.mark.parametrize("year", range(2020, 2028))
def test_each_year_has_as_many_days_off_as_the_labour_code_gives(year: int) -> None:
    """New Year 1, Tết 5, Hùng Vương 1, 30/4 1, 1/5 1, 2/9 2 (1 until 2020), swaps come on top."""
    days = holidays()[year]
    extra = [w for w in days.off.values() if w.startswith(("Hoán đổi", "Ngày Văn hóa"))]
    given_off = len(days.off) - len(extra)
    if year == 2027:
        # The second day for 2/9 is 1/9 or 3/9: until it is announced both count as days off.
        given_off -= 1
    assert given_off == (10 if year == 2020 else 11)


DIFFERS = {
    # Swapped by Công văn 12729/VPCP-KGVX; one of two days that may join 2/9 in 2027.
    date(2026, 1, 2),
    date(2027, 9, 1),
}


@pytest.mark.parametrize("year", range(2020, 2028))
def test_an_independent_list_of_holidays_agrees(year: int) -> None:
    listed = {on for on in country_holidays("VN", years=year) if on.weekday() < 5}
    assert holidays()[year].off.keys() ^ listed == {on for on in DIFFERS if on.year == year}


@pytest.mark.parametrize("year", range(2020, 2028))
def test_each_year_names_the_document_its_days_were_announced_in_or_says_that_none_was(
    year: int,
) -> None:
    source = holidays()[year].source
    assert re.search(r"\d+/(VPCP-KGVX|TB-\w+)", source) or "chưa có thông báo" in source


@pytest.mark.parametrize("year", frames())
def test_a_school_year_as_the_ministry_plans_it_lies_within_september_to_august(
    year: int,
) -> None:
    first, last = school_year_days(year)
    frame = frames()[year]
    assert first <= frame.opens < frame.first_term < frame.ends <= last
    assert frame.source
    assert frame.opens.month == 9


def test_2026_and_2027_mark_what_was_not_announced_yet() -> None:
    assert date(2026, 11, 24) in holidays()[2026].unsure
    assert date(2027, 2, 4) in holidays()[2027].unsure
    assert all(not holidays()[year].unsure for year in range(2020, 2026))


def test_a_year_without_data_still_knows_the_holidays_of_fixed_date() -> None:
    assert not is_working_day(date(2030, 4, 30))
    assert is_working_day(date(2030, 4, 29))


def test_before_a_day_means_that_the_day_before_is_the_last_good_one() -> None:
    assert last_good_day(date(2025, 4, 24)) == date(2025, 4, 23)
    assert last_good_day(date(2025, 1, 1)) == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("on", "open_"),
    [
        (date(2024, 10, 24), False),
        (date(2024, 10, 25), True),
        (date(2024, 10, 30), True),
        (date(2024, 10, 31), False),
        (date(2025, 2, 24), False),
        (date(2025, 2, 25), True),
        (date(2025, 2, 28), True),
        (date(2025, 3, 1), False),
        (date(2024, 2, 29), True),
    ],
)
def test_a_window_from_the_25th_to_the_30th_ends_with_february(on: date, open_: bool) -> None:
    assert in_monthly_window(on, 25, 30) is open_


def test_every_month_has_a_day_in_a_window_at_its_end() -> None:
    assert window(2025, 2, 30, 31) == (date(2025, 2, 28), date(2025, 2, 28))
    assert in_monthly_window(date(2025, 2, 28), 30, 31)
    assert not in_monthly_window(date(2025, 2, 27), 30, 31)


def test_a_window_may_run_over_the_end_of_the_month() -> None:
    assert in_monthly_window(date(2025, 2, 28), 28, 3)
    assert in_monthly_window(date(2025, 3, 3), 28, 3)
    assert not in_monthly_window(date(2025, 3, 4), 28, 3)
    assert not in_monthly_window(date(2025, 3, 27), 28, 3)


def test_today_is_the_vietnamese_date_of_an_instant() -> None:
    assert vietnam_today(datetime(2025, 6, 30, 16, 59, tzinfo=UTC)) == date(2025, 6, 30)
    assert vietnam_today(datetime(2025, 6, 30, 17, 0, tzinfo=UTC)) == date(2025, 7, 1)
    with pytest.raises(ValueError, match="time zone"):
        vietnam_today(datetime(2025, 6, 30))  # noqa: DTZ001 - the mistake it must refuse


def test_dates_are_shown_as_vietnamese_documents_write_them() -> None:
    assert show(date(2025, 4, 7)) == "07/04/2025"


def test_years_and_months_keep_the_day_where_there_is_one() -> None:
    assert add_years(date(2024, 11, 28), 5) == date(2029, 11, 28)
    assert add_years(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert add_months(date(2024, 11, 30), 3) == date(2025, 2, 28)
    assert add_months(date(2029, 11, 28), -5) == date(2029, 6, 28)
    assert add_months(date(2024, 12, 31), 1) == date(2025, 1, 31)


@settings(deadline=None)
@given(DAYS, st.integers(-60, 60))
def test_going_some_months_on_moves_exactly_that_many_months(on: date, months: int) -> None:
    later = add_months(on, months)
    assert (later.year - on.year) * 12 + later.month - on.month == months
    assert later.day == on.day or (later + timedelta(1)).day == 1
