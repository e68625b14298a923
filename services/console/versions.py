"""The versions of a report in words: which one counts, which one is being written."""

from libs.kernel.problems import Wire
from libs.web import formats
from services.console.person import PersonVisit


def told(visit: PersonVisit, one: Wire) -> str:
    """Return which version was handed in and which is being written; empty while none was.

    `one` is a cycle, its summary, or how far its report is.
    """
    version = one["handed_in_version"]
    if version is None:
        return ""
    day = formats.day(one["handed_in_on"])
    if one["report_version"] == version:
        return visit.t("Đã nộp phiên bản {n} ngày {day}", n=version, day=day)
    return visit.t(
        "Đã nộp phiên bản {n} ngày {day}, đang viết phiên bản {next}",
        n=version,
        day=day,
        next=one["report_version"],
    )


def rewritten(one: Wire) -> bool:
    """Return whether a version counts while the next one is being written."""
    return one["handed_in_version"] not in (None, one["report_version"])


def entered(visit: PersonVisit, paper_day: str | None, recorded_on: str | None) -> str:
    """Return on which day something was entered, where that is not the day of its paper."""
    if not recorded_on or recorded_on == paper_day:
        return ""
    return visit.t("ghi vào sổ ngày {day}", day=formats.day(recorded_on))
