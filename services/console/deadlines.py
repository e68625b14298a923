"""How near a last good day is, as a tag says it."""

from datetime import date

from libs.web import formats
from libs.web.page import Visit


def urgency(visit: Visit, last: date) -> tuple[str, str]:
    """Return shape and words of how near a last good day is."""
    left = formats.days_left(last, visit.today)
    if left < 0:
        return "warn", visit.t("Quá hạn {n} ngày", n=-left)
    if left == 0:
        return "warn", visit.t("Hôm nay là ngày cuối")
    return ("warn" if left <= 3 else "doing"), visit.t("Hạn {day}", day=formats.day(last))
