"""The day of the paper that an act of a plan rests on."""

from datetime import date

from libs.kernel.problems import refused
from libs.law.calendar import show

RULE = "ngày của văn bản"


def dated(stated: date | None, on: date, not_before: date) -> date:
    """Return the day that is stated, else that of entry.

    Raises `Rejected`: date-in-future (after the day of entry), date-before-last-act.
    """
    found = on if stated is None else stated
    if found > on:
        detail = f"Ngày {show(found)} sau ngày ghi vào sổ, {show(on)}."
        raise refused("date-in-future", detail, RULE, at="/dated")
    if found < not_before:
        detail = f"Ngày {show(found)} trước ngày của bước liền trước, {show(not_before)}."
        raise refused("date-before-last-act", detail, RULE, at="/dated")
    return found
