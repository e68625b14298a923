"""The self-assessments of a school."""

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, codes
from libs.web.page import Page, Shown, View
from services.console import versions
from services.console.person import PersonVisit

STATES = tuple(group("cycle_state"))
SHAPES = {"submitted": "done", "closed": "done", "abandoned": "closed"}


def _level(one: Wire) -> int | None:
    """Return the level that counts: of the version handed in, else of the one approved."""
    counts = one["handed_in_version"] is not None
    return int(one["handed_in_level"] if counts else one["level"] or 0) or None


LISTING = Listing(
    "cycles",
    (
        Column("year", text("Năm học"), lambda one: one["year"], "year", lambda one: one["href"]),
        Column(
            "state",
            text("Tình trạng"),
            lambda one: one["state"],
            "label",
            shape=lambda one: SHAPES.get(one["state"], "doing"),
        ),
        Column("opened_on", text("Ngày mở"), lambda one: one["opened_on"], "day"),
        Column("submitted_on", text("Ngày nộp"), lambda one: one["handed_in_on"], "day"),
        Column("level", text("Mức của trường"), _level, "number"),
        Column("versions", text("Phiên bản"), lambda one: one["versions"]),
    ),
    (Filter("state", text("Tình trạng"), codes(*STATES), lambda one, s: one["state"] == s),),
    order="-year",
)


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the cycles of a school, the newest first."""
    cycles = visit.calls.all(log, "cycle", school=school)
    rows = [
        {
            **one,
            "href": f"/console/cycle/{log}/{one['id']}",
            "versions": versions.told(visit, one),
        }
        for one in cycles
    ]
    caption = visit.t("Các đợt đã có")
    shown = LISTING.of(visit, rows, f"/console/cycles/{log}/{school}", caption)
    if shown.file:
        return shown.file
    this = school_year(visit.today)
    principal = any(r.name == "principal" and r.org == school for r in visit.roles)
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "shown": shown,
            "this": this,
            "may_open": principal
            and not any(one["year"] == this and one["state"] != "abandoned" for one in cycles),
        }
    )


PAGE = Page(show, path="/{log}/{school}")
