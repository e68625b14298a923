"""Terms in days, counted day by day, that say what they counted and what they left out, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from libs.law.calendar import (
    WEEKDAYS,
    holidays,
    legal_days_after,
    show,
    why_closed,
    working_days_after,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """A term that runs from the day of an event, not counted, to `ends`, its last day.

    `skipped` are the days in between on which offices are closed, each with its reason; `worked`
    the Saturdays in between on which they work; `unsure` those skipped that no announcement
    confirms yet; `sources` the documents the holidays in between rest on.
    """

    start: date
    ends: date
    skipped: tuple[tuple[date, str], ...]
    worked: tuple[tuple[date, str], ...]
    unsure: tuple[date, ...]
    sources: tuple[str, ...]

    def explanation(self) -> tuple[str, ...]:
        """Return what was left out and why, in Vietnamese sentences; none for a plain week."""
        return tuple(self._told())

    def _told(self) -> Iterator[str]:
        weekends = sum(why in WEEKDAYS for _, why in self.skipped)
        named = [f"{show(day)} ({why})" for day, why in self.skipped if why not in WEEKDAYS]
        parts = [f"{weekends} ngày cuối tuần"] * bool(weekends) + named
        if parts:
            yield f"Không tính: {', '.join(parts)}."
        if self.worked:
            yield f"Có tính ngày làm bù: {', '.join(show(day) for day, _ in self.worked)}."
        if self.unsure:
            days = ", ".join(show(day) for day in self.unsure)
            yield f"Chưa có thông báo chính thức, tạm coi là ngày nghỉ: {days}."
        if named or self.worked:
            yield f"Lịch nghỉ: {'; '.join(self.sources)}."
        unknown = sorted({self.start.year, self.ends.year} - holidays().keys())
        if unknown:
            years = ", ".join(map(str, unknown))
            yield f"Năm {years} chưa có dữ liệu ngày nghỉ Tết và ngày hoán đổi."


def working_days(start: date, days: int) -> Term:
    """Return the term of `days` working days after `start`; raises ValueError for less than 0."""
    return _term(start, working_days_after(start, days))


def legal_days(start: date, days: int) -> Term:
    """Return the term of `days` calendar days after `start`, moved on to a working day.

    Only the days it was moved over count as skipped. Bộ luật Dân sự 2015 art. 147(2), 148(5).
    Raises ValueError for less than 0.
    """
    return _term(start, legal_days_after(start, days), start + days * _DAY)


def _term(start: date, ends: date, since: date | None = None) -> Term:
    """Return the term; days before `since` are not looked at."""
    first = since or start + _DAY
    days = [first + n * _DAY for n in range((ends - first).days + 1)]
    skipped = tuple((day, why) for day in days if (why := why_closed(day)) is not None)
    known = {
        year: holidays()[year] for year in sorted({d.year for d in days}) if year in holidays()
    }
    return Term(
        start=start,
        ends=ends,
        skipped=skipped,
        worked=tuple(
            (day, known[day.year].worked[day])
            for day in days
            if day.year in known and day in known[day.year].worked
        ),
        unsure=tuple(
            day for day, _ in skipped if day.year in known and day in known[day.year].unsure
        ),
        sources=tuple(year.source for year in known.values()),
    )
