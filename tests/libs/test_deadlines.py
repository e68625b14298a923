"""From the rule of a letter to days, each with its explanation."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.law.calendar import school_year_days
from libs.law.calendar.deadlines import Deadline, deadlines

SOURCE = "văn bản số 1/PGDĐT ngày 10/09/2024 của Phòng Giáo dục và Đào tạo"


@dataclass(frozen=True)
class Line:
    """A line of a list."""

    before: date | None = None
    month: str | None = None


@dataclass(frozen=True)
class Rule:
    """What a letter says of time."""

    kind: str
    before: date | None = None
    first_day: int | None = None
    last_day: int | None = None
    first_month: int | None = None
    last_month: int | None = None
    days: int | None = None
    after: str | None = None
    entries: tuple[Line, ...] = ()


def only(rule: Rule, year: int | None = 2024, happened: date | None = None) -> Deadline:
    (found,) = deadlines(rule, SOURCE, year, happened)
    return found


def test_before_a_day_means_the_day_before_and_says_so() -> None:
    found = only(Rule("before_date", before=date(2025, 4, 24)))
    assert (found.opens, found.day, found.last_good_day) == (
        None,
        date(2025, 4, 24),
        date(2025, 4, 23),
    )
    assert found.explanation == (
        "Quy tắc: trước ngày 24/04/2025; đúng ngày đó đã là trễ.",
        "Ngày cuối cùng còn kịp: 23/04/2025 (thứ Tư).",
        f"Nguồn: {SOURCE}.",
    )


def test_a_last_good_day_without_office_hours_names_the_last_working_day() -> None:
    weekend = only(Rule("before_date", before=date(2024, 10, 14))).explanation
    assert weekend[2] == (
        "Cơ quan không làm việc ngày 13/10/2024; ngày làm việc cuối cùng còn kịp là 11/10/2024."
    )
    holiday = only(Rule("before_date", before=date(2025, 5, 1))).explanation
    assert "30/04/2025 (Ngày Chiến thắng)" in holiday[2]
    assert "29/04/2025" in holiday[2]


def test_a_monthly_window_comes_twelve_times_and_ends_with_february() -> None:
    found = deadlines(Rule("monthly_window", first_day=25, last_day=30), SOURCE, 2024)
    assert len(found) == 12
    assert (found[0].opens, found[0].last_good_day) == (date(2024, 9, 25), date(2024, 9, 30))
    assert (found[1].opens, found[1].last_good_day) == (date(2024, 10, 25), date(2024, 10, 30))
    february = found[5]
    assert (february.opens, february.last_good_day) == (date(2025, 2, 25), date(2025, 2, 28))
    assert february.explanation[1] == (
        "Tháng 02/2025 chỉ có 28 ngày nên hết hạn vào ngày 28/02/2025."
    )
    assert deadlines(Rule("monthly_window", first_day=25, last_day=30), SOURCE, 2023)[
        5
    ].last_good_day == date(2024, 2, 29)


def test_a_window_may_run_over_the_end_of_the_month() -> None:
    found = deadlines(Rule("monthly_window", first_day=28, last_day=3), SOURCE, 2024)
    assert (found[3].opens, found[3].last_good_day) == (date(2024, 12, 28), date(2025, 1, 3))


def test_a_month_of_the_year_lies_in_the_school_year() -> None:
    october = only(Rule("month", first_month=10))
    assert (october.opens, october.last_good_day) == (date(2024, 10, 1), date(2024, 10, 31))
    july = only(Rule("month", first_month=7))
    assert (july.opens, july.last_good_day) == (date(2025, 7, 1), date(2025, 7, 31))
    both = only(Rule("month", first_month=1, last_month=2))
    assert (both.opens, both.last_good_day) == (date(2025, 1, 1), date(2025, 2, 28))
    over = only(Rule("month", first_month=12, last_month=1))
    assert (over.opens, over.last_good_day) == (date(2024, 12, 1), date(2025, 1, 31))


def test_what_comes_every_year_needs_a_year() -> None:
    for rule in (
        Rule("month", first_month=7),
        Rule("monthly_window", first_day=25, last_day=30),
        Rule("year_start"),
        Rule("year_end"),
    ):
        found = only(rule, year=None)
        assert found.day is None
        assert "chọn năm học" in found.explanation[1]


def test_the_start_and_the_end_of_the_year_follow_the_ministrys_plan() -> None:
    start, end = only(Rule("year_start")), only(Rule("year_end"))
    assert (start.opens, start.last_good_day) == (date(2024, 9, 1), date(2024, 9, 30))
    assert end.last_good_day == date(2025, 5, 30)
    assert "2045/QĐ-BGDĐT" in start.explanation[1]
    assert "văn bản không ghi ngày" in end.explanation[0]
    assert "chưa đối chiếu" in only(Rule("year_end"), year=2023).explanation[1]
    assert only(Rule("year_end"), year=2040).day is None


def test_working_days_after_an_event_leave_out_what_is_closed() -> None:
    rule = Rule("working_days_after", days=10, after="kết thúc khảo sát chính thức")
    found = only(rule, happened=date(2025, 1, 22))
    assert found.last_good_day == date(2025, 2, 12)
    assert found.explanation[0] == (
        "Quy tắc: 10 ngày làm việc sau ngày kết thúc khảo sát chính thức; ngày đó không tính."
    )
    assert found.explanation[1] == "Tính từ ngày 22/01/2025."
    assert "31/01/2025 (Tết Nguyên đán)" in found.explanation[2]
    waiting = only(rule)
    assert waiting.day is None
    assert "chưa tính được hạn" in waiting.explanation[1]


def test_calendar_days_end_with_the_next_working_day() -> None:
    rule = Rule("days_after", days=30, after="nhận hồ sơ")
    assert only(rule, happened=date(2024, 9, 12)).last_good_day == date(2024, 10, 14)


def test_each_line_of_a_list_has_its_own_deadline() -> None:
    named = Rule("per_school", entries=(Line(date(2023, 11, 20)), Line(date(2024, 2, 20))))
    found = deadlines(named, SOURCE)
    assert [(d.line, d.last_good_day) for d in found] == [
        (0, date(2023, 11, 19)),
        (1, date(2024, 2, 19)),
    ]
    planned = deadlines(Rule("planned", entries=(Line(month="2024-12"),)), SOURCE)
    assert [(d.opens, d.day, d.line) for d in planned] == [(date(2024, 12, 1), date(2025, 1, 1), 0)]


def test_a_standing_duty_has_no_day() -> None:
    assert only(Rule("standing")) == Deadline(
        None,
        None,
        ("Văn bản không đặt ngày cho nhiệm vụ này.", f"Nguồn: {SOURCE}."),
    )


def test_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        deadlines(Rule("whenever"), SOURCE)


RULES = st.one_of(
    st.builds(
        Rule,
        kind=st.just("monthly_window"),
        first_day=st.integers(1, 31),
        last_day=st.integers(1, 31),
    ),
    st.builds(
        Rule,
        kind=st.just("month"),
        first_month=st.integers(1, 12),
        last_month=st.none() | st.integers(1, 12),
    ),
    st.builds(Rule, kind=st.sampled_from(["year_start", "year_end"])),
)


@settings(deadline=None)
@given(RULES, st.integers(2020, 2027))
def test_what_comes_every_year_is_open_for_a_day_at_least(rule: Rule, year: int) -> None:
    first, last = school_year_days(year)
    found = deadlines(rule, SOURCE, year)
    assert found
    for deadline in found:
        assert deadline.last_good_day is not None
        assert deadline.opens is None or deadline.opens <= deadline.last_good_day
        assert deadline.opens is None or first <= deadline.opens <= last
