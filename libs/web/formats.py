"""Days, instants and numbers as Vietnamese readers expect them; and read back as they type them."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from libs.law.calendar import VIETNAM, show

BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
DAY = re.compile(r"\s*(\d{1,2})\s*[/. -]\s*(\d{1,2})\s*[/. -]\s*(\d{4})\s*", re.ASCII)


def day(value: str | date | None) -> str:
    """Return a day (or its ISO form) as dd/mm/yyyy, empty for none."""
    if not value:
        return ""
    return show(date.fromisoformat(value) if isinstance(value, str) else value)


def moment(value: str | datetime | None) -> str:
    """Return an instant as clocks in Viet Nam show it: 26/11/2026 09:41."""
    if not value:
        return ""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{instant.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def day_of(value: str) -> str:
    """Return the day in Viet Nam of an instant, as ISO writes it."""
    return datetime.fromisoformat(value).astimezone(VIETNAM).date().isoformat()


def number(value: int | float | Decimal | None) -> str:
    """Return a number as 1.234.567,89, empty for none."""
    if value is None:
        return ""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def size(count: int | None) -> str:
    """Return so many bytes as people say it, 1,2 MB, empty for none."""
    if count is None:
        return ""
    for unit, of in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= of:
            return f"{number(round(count / of, 1))} {unit}"
    return f"{count} byte"


def money(value: int | None) -> str:
    """Return an amount in đồng: 243.500.000 đ."""
    return "" if value is None else f"{number(value)}\u00a0đ"


def year(first: int | None) -> str:
    """Return a school year by its first calendar year: 2026–2027."""
    return "" if first is None else f"{first}–{first + 1}"


def read_day(text: str) -> str:
    """Return a day as typed in the ISO form; what is no day is returned as it was typed."""
    if found := DAY.fullmatch(text):
        d, m, y = map(int, found.groups())
        try:
            return date(y, m, d).isoformat()
        except ValueError:
            return text
    return text


def read_number(text: str) -> int | float | str:
    """Return a number as typed, 1.234,5 or 1234; what is no number is returned as it was typed."""
    plain = re.sub(r"[\s\u00a0]", "", text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+(,\d+)?", plain, re.ASCII):
        value = plain.replace(".", "").replace(",", ".")
        return float(value) if "." in value else int(value)
    return text


def nfc(text: str) -> str:
    """Return text as it is kept: NFC, line ends as LF, no control characters.

    Text processors leave some of those behind in what is copied from them; nobody sees them.
    """
    return CONTROLS.sub("", BREAKS.sub("\n", unicodedata.normalize("NFC", text)))


def days_left(until: str | date, today: date) -> int:
    """Return how many days `until` is ahead, negative when it is past."""
    last = date.fromisoformat(until) if isinstance(until, str) else until
    return (last - today) // timedelta(days=1)
