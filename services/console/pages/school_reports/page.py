"""How far the self-assessment reports of an office's schools are, what waits for it on top."""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web import formats
from libs.web.catalogue import text
from libs.web.list_parts import in_order
from libs.web.lists import Column, Filter, Listing, Options, codes
from libs.web.page import Page, Shown, View, Visit
from services.console import versions
from services.console.deadlines import last_day_in_lists
from services.console.person import PersonVisit
from services.console.places import communes, smallest
from services.console.years import years

SHAPES = {
    "not_begun": "todo",
    "being_written": "doing",
    "awaiting_comments": "warn",
    "commented": "doing",
    "handed_in": "done",
}
"""The shape of each way that a report may be on."""
WAITING = 10
"""How many reports that wait stand on top, at most."""


def _late(visit: Visit) -> Options:
    return [("true", visit.t("Muộn")), ("false", visit.t("Không muộn"))]


LISTING = Listing(
    "school-reports",
    (
        Column(
            "school_name",
            text("Trường"),
            lambda one: one["school_name"],
            href=lambda one: str(one["href"]),
            order="school_name",
        ),
        Column(
            "report_progress",
            text("Tiến độ"),
            lambda one: one["report_progress"],
            "label",
            shape=lambda one: SHAPES[one["report_progress"]],
            order="report_progress",
        ),
        Column("place", text("Xã, phường"), lambda one: one["place"], order="area"),
        Column(
            *("approve", text("Hạn duyệt"), lambda one: one["approve"], "day"),
            order="approve_before",
        ),
        Column("last", text("Hạn nộp"), lambda one: one["last"], "day", order="before"),
        Column("late", text("Muộn"), lambda one: one["late_said"], order="late"),
        Column(
            *("completed_on", text("Xong dự thảo"), lambda one: one["completed_on"], "day"),
            in_files=True,
        ),
        Column(
            *("commented_on", text("Góp ý gần nhất"), lambda one: one["commented_on"], "day"),
            in_files=True,
        ),
        Column(
            *("handed_in_on", text("Nộp"), lambda one: one["handed_in_on"], "day"),
            order="handed_in_on",
        ),
        Column("versions", text("Phiên bản"), lambda one: one["versions"], order="report_version"),
    ),
    (
        Filter("q", text("Tên trường")),
        Filter("year", text("Năm học"), years(ahead=0, back=3)),
        Filter("progress", text("Tiến độ"), codes(*group("report_progress"))),
        Filter("late", text("Muộn"), _late),
        Filter("kind", text("Loại trường"), codes(*group("school_kind"))),
        Filter("area", text("Xã, phường"), communes),
    ),
    order="school_name",
)


def show(visit: PersonVisit, log: str) -> Shown:
    """Show the reports of a school year."""
    asked = LISTING.asked(visit)
    year = int(asked["year"] or school_year(visit.today))
    schools = {"kind": asked["kind"], "area": asked["area"], "name": asked["q"]}
    sums = visit.calls.listed(log, "report_progress_sum", year=year)
    of_these = (
        visit.calls.listed(log, "report_progress_sum", year=year, **schools)
        if any(schools.values())
        else sums
    )
    wanted = {
        **schools,
        "year": year,
        "report_progress": asked["progress"],
        "late": asked["late"],
    }
    here = f"/console/school-reports/{log}"
    shown = in_order(
        LISTING,
        visit,
        (log, "report_progress", wanted),
        sum(
            _many(one, asked["late"]) for one in of_these if asked["progress"] in (None, one["id"])
        ),
        lambda one: _row(visit, log, one),
        here,
        visit.t("Báo cáo của các trường"),
    )
    if shown.file:
        return shown.file
    plain = not set(asked.values) - {"year"}
    waiting = _waiting(visit, log, year, sums) if plain else []
    return View(
        {
            "place": visit.as_whom.place if visit.role else "",
            "year": year,
            "shown": shown.read_as("year", str(year)),
            "counts": [
                (
                    one["report_count"],
                    f"{here}?year={year}&progress={one['id']}#listing",
                    visit.label(one["id"], begins=False),
                )
                for one in sums
            ],
            "late": (
                sum(one["late_count"] for one in sums),
                f"{here}?year={year}&late=true#listing",
            ),
            "waiting": [_row(visit, log, one) for one in waiting],
            "only_not_begun": asked["progress"] == "not_begun",
        }
    )


def _many(one: Wire, late: str | None) -> int:
    """Return how many of the reports that are as far are late or not, as is asked for."""
    if late is None:
        return int(one["report_count"])
    return int(one["late_count"] if late == "true" else one["report_count"] - one["late_count"])


def _waiting(visit: PersonVisit, log: str, year: int, sums: Sequence[Wire]) -> list[Wire]:
    """Return a few reports that wait for comments, then drafts of what was handed in."""
    (waits,) = (one for one in sums if one["id"] == "awaiting_comments")
    return [
        one
        for count, which in (("report_count", "report_progress"), ("draft_count", "draft_progress"))
        if waits[count]
        for one in visit.calls.listed(
            log, "report_progress", year=year, limit=WAITING, **{which: "awaiting_comments"}
        )
    ][:WAITING]


def _row(visit: PersonVisit, log: str, one: Wire) -> Wire:
    """Return a report with where it is read, its last good day, and how that stands."""
    school = f"/console/school/{log}/{one['school']}"
    late = visit.t("Muộn") if one["late"] else ""
    href = f"/console/report-reading/{log}/{one['cycle']}" if one["cycle"] else school
    return {
        **one,
        "href": href,
        "approve": last_day_in_lists(one["approve_before"]),
        "last": last_day_in_lists(one["before"]),
        "place": smallest(visit, [one["area"]] if one["area"] else []),
        "late_said": str(late),
        "versions": versions.told(visit, one),
        "name": one["school_name"],
        "kind": "warn",
        "state": visit.label("awaiting_comments"),
        "more": visit.t("Xong dự thảo {day}", day=formats.day(one["completed_on"]))
        if one["completed_on"]
        else visit.t("Hội đồng duyệt {day}", day=formats.day(one["approved_on"])),
    }


PAGE = Page(show, path="/{log}")
