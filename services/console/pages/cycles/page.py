"""The self-assessments of a school, and the form that opens one."""

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, codes
from libs.web.page import Go, Page, Shown, View
from services.console.person import PersonVisit

STATES = tuple(group("cycle_state"))
SHAPES = {"submitted": "done", "closed": "done", "abandoned": "closed"}
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
        Column("submitted_on", text("Ngày nộp"), lambda one: one["submitted_on"], "day"),
        Column("level", text("Mức của trường"), lambda one: one["level"] or None, "number"),
    ),
    (Filter("state", text("Tình trạng"), codes(*STATES), lambda one, s: one["state"] == s),),
    order="-year",
)


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the cycles of a school, the newest first."""
    cycles = visit.calls.all(log, "cycle", school=school)
    rows = [{**one, "href": f"/console/cycle/{log}/{one['id']}"} for one in cycles]
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
            "may_open": principal and not any(one["year"] == this for one in cycles),
            "applicable": _applicable(visit, log, school) if principal else [],
        }
    )


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Open the cycle of this school year."""
    year = school_year(visit.today)
    id = f"{school}_{year}"
    data: Wire = {"year": year, **_guidance(visit, log, school)}
    done = visit.calls.command(log, "cycle", id, "OpenCycle", data, key=visit.key, version=0)
    return Go(f"/console/cycle/{log}/{id}", done.position)


def _guidance(visit: PersonVisit, log: str, school: str) -> Wire:
    """Return the newest guidance of the set that applies, if one does and a cycle can pin it."""
    applies = [one for one in _applicable(visit, log, school) if one["rule_set"]]
    if len(applies) != 1 or "guidance" not in visit.calls.api.schema("OpenCycle")["properties"]:
        return {}
    return {"guidance": visit.standards.of(applies[0])["head"]["guidance"]}


def _applicable(visit: PersonVisit, log: str, school: str) -> list[Wire]:
    """Return by which set each education stage would be assessed today, and why."""
    found: list[Wire] = visit.calls.one(log, "school", school)["standards"]
    return found


PAGE = Page(show, act, path="/{log}/{school}")
