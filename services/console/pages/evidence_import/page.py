"""A list of evidence from a table: checked row by row, recorded once somebody confirms it."""

from libs.kernel.problems import Wire
from libs.web.page import Go, Page, Shown, View
from services.console import imports
from services.console.person import PersonVisit


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show how a table is made and sent."""
    return View(_values(visit, log, school))


def _values(visit: PersonVisit, log: str, school: str) -> Wire:
    found = visit.calls.one(log, "school", school)
    # What a table calls the school by; one that the register knows by no code cannot be called.
    known = [one for one in found["identifiers"] if not one["ends"]]
    return {"log": log, "school": school, "place": found["name"], "known": known}


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Have a table checked; nothing is recorded."""
    begun = imports.begun(visit, log, "evidence")
    if begun is None:
        return visit.again(View(_values(visit, log, school)))
    return Go(f"/console/evidence-import/{log}/{school}/{begun['id']}")


def show_one(visit: PersonVisit, log: str, school: str, id: str) -> Shown:
    """Show what is told of the rows."""
    found = visit.calls.get(f"/v1/{log}/imports/{id}").json
    report = visit.calls.get(f"/v1/{log}/imports/{id}/report", limit=imports.TOLD).json
    counts = found["counts"]
    return View(
        {
            **_values(visit, log, school),
            "one": found,
            "counts": counts,
            # The register of a school is changed by an item, or new with its first.
            "coming": counts.get("new", 0) + counts.get("changed", 0),
            "right": not counts.get("wrong", 0),
            "rows": [[line[0], *line[1:5]] for line in report["lines"]],
            "more": report["next"],
            "here": f"/console/evidence-import/{log}/{school}/{id}",
            "report": f"/v1/{log}/imports/{id}/report.xlsx",
            "library": f"/console/evidence/{log}/{school}",
        },
        template="report.html",
    )


def confirm(visit: PersonVisit, log: str, school: str, id: str) -> Shown:
    """Record what the table stands for; again, to go on where it was cut."""
    if visit.said("do") == "confirm":
        imports.confirm(visit, log, id)
    return Go(f"/console/evidence-import/{log}/{school}/{id}")


PAGES = (
    Page(show, act, path="/{log}/{school}", files=True),
    Page(show_one, confirm, path="/{log}/{school}/{id}"),
)
