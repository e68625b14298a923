"""Until when something is done, and how near that day is, as a tag says it."""

from datetime import date

from libs.law.calendar import last_good_day
from libs.web import formats
from libs.web.page import Visit


def last_day(before: str | None) -> date | None:
    """Return the last good day for what must be done before an ISO day; None for no such day."""
    return last_good_day(date.fromisoformat(before)) if before else None


def last_day_in_lists(before: str | None) -> str | None:
    """Return the same as columns of lists take days: in its ISO form."""
    last = last_day(before)
    return last.isoformat() if last else None


def urgency(visit: Visit, last: date) -> tuple[str, str]:
    """Return shape and words of how near a last good day is."""
    left = formats.days_left(last, visit.today)
    if left < 0:
        return "warn", visit.t("Quá hạn {n} ngày", n=-left)
    if left == 0:
        return "warn", visit.t("Hôm nay là ngày cuối")
    return ("warn" if left <= 3 else "doing"), visit.t("Hạn {day}", day=formats.day(last))
