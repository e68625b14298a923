"""How far the self-assessment reports of an office's schools are, what waits for it on top."""

from dataclasses import replace

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web import formats
from libs.web.catalogue import text
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
ENOUGH = 400
"""How many reports a screen reads; who has more schools filters, a file has all of them."""
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
        ),
        Column(
            "report_progress",
            text("Tiến độ"),
            lambda one: one["report_progress"],
            "label",
            shape=lambda one: SHAPES[one["report_progress"]],
        ),
        Column("place", text("Xã, phường"), lambda one: one["place"]),
        Column("approve", text("Hạn duyệt"), lambda one: one["approve"], "day"),
        Column("last", text("Hạn nộp"), lambda one: one["last"], "day"),
        Column("late", text("Muộn"), lambda one: one["late_said"]),
        Column(
            *("completed_on", text("Xong dự thảo"), lambda one: one["completed_on"], "day"),
            in_files=True,
        ),
        Column(
            *("commented_on", text("Góp ý gần nhất"), lambda one: one["commented_on"], "day"),
            in_files=True,
        ),
        Column("handed_in_on", text("Nộp"), lambda one: one["handed_in_on"], "day"),
        Column("versions", text("Phiên bản"), lambda one: one["versions"]),
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
    wanted = {
        "year": year,
        "report_progress": asked["progress"],
        "late": asked["late"],
        "kind": asked["kind"],
        "area": asked["area"],
        "name": asked["q"],
    }
    found, cut = _found(visit, log, wanted, whole=bool(asked.ending))
    here = f"/console/school-reports/{log}"
    rows = [_row(visit, log, one) for one in found]
    shown = LISTING.of(visit, rows, here, visit.t("Báo cáo của các trường"))
    if shown.file:
        return shown.file
    shown = replace(shown, cut=cut).read_as("year", str(year))
    plain = not set(asked.values) - {"year"}
    waiting = (
        [
            one
            for which in ("report_progress", "draft_progress")
            for one in visit.calls.listed(
                log, "report_progress", year=year, limit=WAITING, **{which: "awaiting_comments"}
            )
        ][:WAITING]
        if plain
        else []
    )
    sums = visit.calls.listed(log, "report_progress_sum", year=year)
    return View(
        {
            "place": visit.as_whom.place if visit.role else "",
            "year": year,
            "shown": shown,
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


def _found(visit: PersonVisit, log: str, wanted: Wire, whole: bool) -> tuple[list[Wire], bool]:
    """Return the reports, for a screen the first ones, and whether there are more."""
    found: list[Wire] = []
    for part in visit.calls.parts(log, "report_progress", **wanted):
        if not whole and len(found) >= ENOUGH:
            return found, True
        found += part
    return found, False


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
