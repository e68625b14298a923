"""Something to be done, and how near its last day is."""

from dataclasses import dataclass
from datetime import date

from libs.web import formats
from libs.web.page import Visit


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done: its name, where, its state as shape and word, until when, more."""

    name: str
    href: str
    kind: str
    state: str
    more: str = ""
    due: date | None = None


def urgency(visit: Visit, last: date) -> tuple[str, str]:
    """Return shape and words of how near a last good day is."""
    left = formats.days_left(last, visit.today)
    if left < 0:
        return "warn", visit.t("Quá hạn {n} ngày", n=-left)
    if left == 0:
        return "warn", visit.t("Hôm nay là ngày cuối")
    return ("warn" if left <= 3 else "doing"), visit.t("Hạn {day}", day=formats.day(last))
