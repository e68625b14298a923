"""The day of the paper that an act rests on: stated, or the day of the act itself."""

from datetime import date

from libs.kernel.problems import refused
from libs.law.calendar import show, working_days_after

SINCE = 3
"""Since which number of the platform's rules acts say the day of their paper."""
RULE = "ngày của văn bản; văn bản ghi sổ chậm nhất ngày làm việc sau (Nghị định 30/2020/NĐ-CP)"


def paper_day(
    dated: date | None, on: date, not_before: date | None, rules_number: int
) -> date | None:
    """Return the day of an act's paper; None where nothing is stated and older rules hold.

    A day before that of the act is told of as late entry (`is_late`), and is not before
    `not_before`, the day of the step that comes before; where that is not known only the day of the
    act itself will do. Raises `Rejected`: date-in-future, date-before-last-act.
    """
    if dated is None:
        return on if rules_number >= SINCE else None
    if dated > on:
        detail = f"Ngày {show(dated)} (trường dated) chưa đến."
        raise refused("date-in-future", detail, RULE, at="/dated")
    earliest = not_before or on
    if dated < earliest:
        before = f"là ngày {show(earliest)}" if not_before else "không ghi ngày"
        detail = f"Ngày {show(dated)} (trường dated) quá sớm: bước trước {before}."
        raise refused("date-before-last-act", detail, RULE, at="/dated")
    return dated


def is_late(day: date | None, on: date) -> bool:
    """Return whether a paper of `day` is entered late: after the working day that follows it."""
    return day is not None and on > working_days_after(day, 1)
