"""Days as Vietnamese offices count them: school years, working days, windows, exclusive deadlines.

Every date is a Vietnamese calendar date. Pure: today comes in; holidays and school years are data,
as the law is. `libs.law.calendar.terms` counts days and says which it left out, `.deadlines` says
when what a letter asks for is due.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.standards import read_data

VIETNAM = timezone(timedelta(hours=7), "+07")
"""Viet Nam has one time zone and no summer time."""

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
"""How the days of the week are called, Monday first."""

_DAY = timedelta(days=1)
_EVERY_YEAR = {
    (1, 1): "Tết Dương lịch",
    (4, 30): "Ngày Chiến thắng",
    (5, 1): "Ngày Quốc tế lao động",
    (9, 2): "Quốc khánh",
}


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days of one year that break the rule "Monday to Friday", each with its reason.

    `unsure` are those among `off` whose announcement was not at hand.
    """

    source: str
    off: Mapping[date, str]
    worked: Mapping[date, str]
    unsure: frozenset[date]


@cache
def holidays() -> Mapping[int, Holidays]:
    """Return the years we have data of."""
    return {
        year: Holidays(
            source=days["source"],
            off={day["day"]: day["why"] for day in days["closed"]},
            worked={day["day"]: day["why"] for day in days.get("worked", ())},
            unsure=frozenset(day["day"] for day in days["closed"] if day.get("unsure", False)),
        )
        for year, days in _data("holidays.yaml").items()
    }


def _data(name: str) -> Any:
    return read_data((files("libs.law.standards") / "data" / name).read_text("utf-8"))["years"]


def why_closed(on: date) -> str | None:
    """Return why public offices do not work on `on`, None when they do.

    In a year without data only the holidays of fixed date are known, not Tết nor swapped days.
    """
    year = holidays().get(on.year)
    if year is not None and on in year.worked:
        return None
    closed = _EVERY_YEAR.get((on.month, on.day)) if year is None else year.off.get(on)
    return closed or (WEEKDAYS[on.weekday()] if on.weekday() > 4 else None)


def is_working_day(on: date) -> bool:
    """Return whether public offices work on `on`; what is not known of a year: `why_closed`."""
    return why_closed(on) is None


def next_working_day(on: date) -> date:
    """Return `on`, or the first working day after it."""
    while not is_working_day(on):
        on += _DAY
    return on


def last_working_day(on: date) -> date:
    """Return `on`, or the last working day before it."""
    while not is_working_day(on):
        on -= _DAY
    return on


def working_days_after(start: date, days: int) -> date:
    """Return the working day that is number `days` after `start`, `start` itself not counted.

    0 days: `start`, or the first working day after it. Raises ValueError for a negative number.
    """
    _count(days, "working days")
    for _ in range(days):
        start = next_working_day(start + _DAY)
    return next_working_day(start)


def working_days_left(today: date, last: date) -> int:
    """Return the working days after `today` up to `last`, itself included.

    Below 0 when `last` has passed: the working days after it up to `today`.
    """
    if last < today:
        return -working_days_left(last, today)
    days = (today + n * _DAY for n in range(1, (last - today).days + 1))
    return sum(map(is_working_day, days))


def legal_days_after(start: date, days: int) -> date:
    """Return the day on which a term of `days` calendar days from `start` ends, itself included.

    `start` is not counted; a term that would end on a weekend or holiday ends with the next working
    day. Bộ luật Dân sự 2015 art. 147(2), 148(5). Raises ValueError for a negative number.
    """
    _count(days, "days")
    return next_working_day(start + days * _DAY)


def _count(days: int, what: str) -> None:
    if days < 0:
        raise ValueError(f"{days} {what}")


@dataclass(frozen=True, slots=True)
class Frame:
    """A school year as the ministry's plan has it, before what a province shifts.

    `opens` is the day of khai giảng; the first term and the year end before `first_term` and
    `ends`. `unsure`: the decision was not at hand, the days are those of every other year.
    """

    opens: date
    first_term: date
    ends: date
    source: str
    unsure: bool


@cache
def frames() -> Mapping[int, Frame]:
    """Return the school years we have data of, by the year in which each begins."""
    return {
        year: Frame(f["opens"], f["first_term"], f["ends"], f["source"], f.get("unsure", False))
        for year, f in _data("school_years.yaml").items()
    }


def school_year(on: date) -> int:
    """Return the year in which the school year of `on` began: September to August."""
    return on.year if on.month >= 9 else on.year - 1


def school_year_days(year: int) -> tuple[date, date]:
    """Return the first and the last day of the school year that begins in `year`."""
    return date(year, 9, 1), date(year + 1, 8, 31)


def year_name(year: int) -> str:
    """Return how the school year that begins in `year` is called: 2024 gives "2024-2025"."""
    return f"{year}-{year + 1}"


def last_good_day(before: date) -> date:
    """Return the last day that keeps a deadline "before `before`", read strictly: a day less."""
    return before - _DAY


def window(year: int, month: int, first: int, last: int) -> tuple[date, date]:
    """Return the first and last day of a monthly window in that month.

    A shorter month ends the window on its last day: the 25th to the 30th ends on 28 February.
    """
    length = monthrange(year, month)[1]
    return date(year, month, min(first, length)), date(year, month, min(last, length))


def in_monthly_window(on: date, first: int, last: int) -> bool:
    """Return whether `on` is from day `first` to day `last` of its month, both included.

    A month shorter than `last` ends the window on its last day. `first` > `last` runs over the
    month's end: the 28th to the 3rd.
    """
    if first > last:
        return in_monthly_window(on, first, 31) or on.day <= last
    starts, ends = window(on.year, on.month, first, last)
    return starts <= on <= ends


def vietnam_today(now: datetime) -> date:
    """Return the Vietnamese calendar date at instant `now`; raises ValueError without a zone."""
    if now.tzinfo is None:
        raise ValueError("an instant without a time zone has no date")
    return now.astimezone(VIETNAM).date()


def show(on: date) -> str:
    """Return `on` as Vietnamese documents write it, dd/mm/yyyy."""
    return f"{on:%d/%m/%Y}"


def add_months(on: date, months: int) -> date:
    """Return the same day `months` later (negative: earlier), or the last of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return on.replace(year=year, month=month + 1, day=min(on.day, monthrange(year, month + 1)[1]))


def add_years(on: date, years: int) -> date:
    """Return the same day `years` later (negative: earlier); 29 February becomes the 28th."""
    return add_months(on, 12 * years)
