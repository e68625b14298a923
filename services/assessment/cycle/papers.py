"""The day of a paper: what is entered later still counts from the day on which it was signed."""

from datetime import date

from libs.kernel.problems import refused
from libs.law.calendar import school_year_days, show, year_name
from services.assessment.cycle.events.council import CycleOpened
from services.assessment.cycle.state import STEPS


def paper_day(dated: date | None, on: date, opened: CycleOpened, rests_on: date | None) -> date:
    """Return the day that counts: that of the paper, or the day of entry where none is named.

    `rests_on` is the day of what the paper rests on, None for the first paper of a cycle, which may
    be older than the cycle's opening here, though not than the school year before. Raises
    `Rejected`: dated-after-entry, dated-before-year, dated-before-last-paper.
    """
    if dated is None:
        return on
    if dated > on:
        detail = f"Văn bản ghi ngày {show(dated)}, sau ngày nhập {show(on)}."
        raise refused("dated-after-entry", detail, STEPS, at="/dated")
    first = school_year_days(opened.year - 1)[0]
    if dated < first:
        detail = (
            f"Văn bản ghi ngày {show(dated)}; đợt của năm học {year_name(opened.year)} chỉ dựa vào "
            f"văn bản từ ngày {show(first)}."
        )
        raise refused("dated-before-year", detail, STEPS, at="/dated")
    if rests_on is not None and dated < rests_on:
        detail = (
            f"Văn bản ghi ngày {show(dated)}, trước ngày của bước liền trước, {show(rests_on)}."
        )
        raise refused("dated-before-last-paper", detail, STEPS, at="/dated")
    return dated
