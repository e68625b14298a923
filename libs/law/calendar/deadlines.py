"""When a duty is due: from the rule that a letter sets to days, each explaining itself. Pure.

Two readings are ours, since the words leave them open, and each deadline says so: "trước ngày" is
strict (the day named is late), and "đầu năm học" lasts until the end of the month of khai giảng.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from libs.law.calendar import (
    WEEKDAYS,
    add_months,
    frames,
    last_good_day,
    last_working_day,
    school_year_days,
    show,
    why_closed,
    window,
    year_name,
)
from libs.law.calendar.terms import Term, legal_days, working_days


class ListEntry(Protocol):
    """One line of a duty's list, with a date or a month of its own."""

    @property
    def before(self) -> date | None:
        """The first day that is too late."""

    @property
    def month(self) -> str | None:
        """The month, as "2024-10"."""


class DeadlineRule(Protocol):
    """What a letter says of a duty's time; which fields count depends on `kind`."""

    @property
    def kind(self) -> str:
        """One of `KINDS`."""

    @property
    def before(self) -> date | None:
        """The first day that is too late."""

    @property
    def first_day(self) -> int | None:
        """The first day of a monthly window."""

    @property
    def last_day(self) -> int | None:
        """Its last day; below `first_day` it lies in the next month."""

    @property
    def first_month(self) -> int | None:
        """The month of each year, 1 to 12; the first of several."""

    @property
    def last_month(self) -> int | None:
        """The last one of several months, 1 to 12."""

    @property
    def days(self) -> int | None:
        """The length of a term."""

    @property
    def after(self) -> str | None:
        """The event a term runs from, as a Vietnamese phrase."""

    @property
    def entries(self) -> Sequence[ListEntry]:
        """The list."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """From when to when a thing may be done, and how that was found.

    `opens` is the first day, None when nothing is too early; `day` the first day that is too late,
    None when no day follows from the rule. `line` counts, from 0, the line of the list it is of.
    `explanation` is Vietnamese: rule, calendar, what was left out and why, source.
    """

    opens: date | None
    day: date | None
    explanation: tuple[str, ...]
    line: int | None = None

    @property
    def last_good_day(self) -> date | None:
        """The last day that is in time, None when there is none."""
        return None if self.day is None else last_good_day(self.day)


def deadlines(
    rule: DeadlineRule, source: str, year: int | None = None, happened: date | None = None
) -> tuple[Deadline, ...]:
    """Return what `rule` comes to: twelve for a monthly window, one a line for a list, else one.

    `source` names the letter. `year` is the school year (2024 for 2024-2025), needed by what comes
    every year; `happened` the day of the event that a term runs from. Raises KeyError for a kind
    that is none of `KINDS`.
    """
    return tuple(
        Deadline(
            found.opens,
            found.day,
            (*found.explanation, *_last(found), f"Nguồn: {source}."),
            found.line,
        )
        for found in KINDS[rule.kind](rule, year, happened)
    )


def _last(found: Deadline) -> Iterator[str]:
    day = found.last_good_day
    if day is None:
        return
    yield f"Ngày cuối cùng còn kịp: {show(day)} ({WEEKDAYS[day.weekday()]})."
    why = why_closed(day)
    if why is not None:
        reason = "" if why in WEEKDAYS else f" ({why})"
        yield (
            f"Cơ quan không làm việc ngày {show(day)}{reason}; ngày làm việc cuối cùng còn kịp là "
            f"{show(last_working_day(day))}."
        )


def _before_date(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    assert rule.before is not None
    yield Deadline(None, rule.before, (_strictly(rule.before),))


def _per_school(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    for n, line in enumerate(rule.entries):
        assert line.before is not None
        yield Deadline(None, line.before, (_strictly(line.before),), n)


def _strictly(before: date) -> str:
    return f"Quy tắc: trước ngày {show(before)}; đúng ngày đó đã là trễ."


def _planned(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    for n, line in enumerate(rule.entries):
        assert line.month is not None
        opens = date.fromisoformat(f"{line.month}-01")
        told = f"Quy tắc: trong tháng {opens:%m/%Y} theo danh sách của văn bản."
        yield Deadline(opens, add_months(opens, 1), (told,), n)


def _monthly(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    assert rule.first_day is not None
    assert rule.last_day is not None
    told = f"Quy tắc: từ ngày {rule.first_day} đến hết ngày {rule.last_day}"
    over = rule.first_day > rule.last_day
    told += " tháng sau, hằng tháng." if over else " hằng tháng."
    if year is None:
        yield Deadline(None, None, (told, _NO_YEAR))
        return
    first = school_year_days(year)[0]
    for month in (add_months(first, n) for n in range(12)):
        ending = add_months(month, 1) if over else month
        opens = window(month.year, month.month, rule.first_day, 31)[0]
        ends = window(ending.year, ending.month, 1, rule.last_day)[1]
        short = (
            f"Tháng {ending:%m/%Y} chỉ có {ends.day} ngày nên hết hạn vào ngày {show(ends)}."
            if ends.day < rule.last_day
            else ""
        )
        yield Deadline(opens, _next(ends), (told, short) if short else (told,))


def _month(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    assert rule.first_month is not None
    last = rule.last_month or rule.first_month
    told = f"Quy tắc: trong tháng {rule.first_month}"
    told += f" đến hết tháng {last} hằng năm." if last != rule.first_month else " hằng năm."
    if year is None:
        yield Deadline(None, None, (told, _NO_YEAR))
        return
    opens = date(year if rule.first_month >= 9 else year + 1, rule.first_month, 1)
    ends = add_months(opens, (last - rule.first_month) % 12 + 1)
    shown = f"tháng {opens:%m/%Y}"
    if last != rule.first_month:
        shown += f" đến hết tháng {last_good_day(ends):%m/%Y}"
    yield Deadline(opens, ends, (told, f"Năm học {year_name(year)}: {shown}."))


def _year_start(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    told = "Quy tắc: đầu năm học; văn bản không ghi ngày, tính đến hết tháng khai giảng."
    if year is None or year not in frames():
        yield Deadline(None, None, (told, _no_frame(year)))
        return
    opened = frames()[year].opens
    ends = add_months(opened.replace(day=1), 1)
    shown = f"Khai giảng năm học {year_name(year)}: {show(opened)}"
    yield Deadline(school_year_days(year)[0], ends, (told, f"{shown} ({_frame(year)})."))


def _year_end(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    told = (
        "Quy tắc: muộn nhất cuối năm học; văn bản không ghi ngày, tính theo ngày kết thúc năm học."
    )
    if year is None or year not in frames():
        yield Deadline(None, None, (told, _no_frame(year)))
        return
    ends = frames()[year].ends
    shown = f"Năm học {year_name(year)} kết thúc trước ngày {show(ends)}"
    yield Deadline(None, ends, (told, f"{shown} ({_frame(year)})."))


def _frame(year: int) -> str:
    doubt = ", chưa đối chiếu" if frames()[year].unsure else ""
    return frames()[year].source + doubt


def _no_frame(year: int | None) -> str:
    if year is None:
        return _NO_YEAR
    return f"Chưa có khung thời gian của năm học {year_name(year)} nên chưa tính được ngày."


def _working_days(
    rule: DeadlineRule, year: int | None, happened: date | None
) -> Iterator[Deadline]:
    yield _after(rule, happened, "ngày làm việc", working_days)


def _legal_days(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    yield _after(rule, happened, "ngày (kể cả ngày nghỉ)", legal_days)


def _after(
    rule: DeadlineRule, happened: date | None, unit: str, count: Callable[[date, int], Term]
) -> Deadline:
    assert rule.days is not None
    told = f"Quy tắc: {rule.days} {unit} sau ngày {rule.after}; ngày đó không tính."
    if happened is None:
        return Deadline(None, None, (told, f"Chưa có ngày {rule.after} nên chưa tính được hạn."))
    term = count(happened, rule.days)
    since = f"Tính từ ngày {show(happened)}."
    return Deadline(None, _next(term.ends), (told, since, *term.explanation()))


def _standing(rule: DeadlineRule, year: int | None, happened: date | None) -> Iterator[Deadline]:
    yield Deadline(None, None, ("Văn bản không đặt ngày cho nhiệm vụ này.",))


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


_NO_YEAR = "Văn bản không nêu năm học; chọn năm học để tính ngày."

KINDS: Mapping[str, Callable[[DeadlineRule, int | None, date | None], Iterator[Deadline]]] = {
    "before_date": _before_date,
    "monthly_window": _monthly,
    "month": _month,
    "year_start": _year_start,
    "year_end": _year_end,
    "working_days_after": _working_days,
    "days_after": _legal_days,
    "per_school": _per_school,
    "planned": _planned,
    "standing": _standing,
}
"""The kinds of rule, and how each comes to days."""
