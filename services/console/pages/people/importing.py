"""People from a table: checked row by row, all faults at once, recorded once somebody confirms."""

from libs.kernel.problems import Wire
from libs.web.page import Go, Shown, View
from services.console import imports
from services.console.pages.people.keeping import Keeping
from services.console.person import PersonVisit


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show how a table is made and sent."""
    return _sending(visit, Keeping(visit, log, org))


def _sending(visit: PersonVisit, keeping: Keeping) -> View:
    values: Wire = {"at": keeping.at, "place": keeping.place, "enters": keeping.enters}
    return View({**values, "school": keeping.school}, template="import.html")


def act(visit: PersonVisit, log: str, org: str) -> Shown:
    """Have a table checked; nothing is recorded."""
    keeping = Keeping(visit, log, org)
    begun = imports.begun(visit, log, "staff", org=org)
    if begun is None:
        return visit.again(_sending(visit, keeping))
    return Go(f"{keeping.at}/import/{begun['id']}")


def show_one(visit: PersonVisit, log: str, org: str, id: str) -> Shown:
    """Show what is told of the rows."""
    keeping = Keeping(visit, log, org)
    found = visit.calls.get(f"/v1/{log}/imports/{id}").json
    report = visit.calls.get(f"/v1/{log}/imports/{id}/report", limit=imports.TOLD).json
    counts = found["counts"]
    return View(
        {
            "at": keeping.at,
            "place": keeping.place,
            "one": found,
            "counts": counts,
            "coming": counts.get("new", 0) + counts.get("changed", 0),
            "right": not counts.get("wrong", 0),
            "rows": [line[:5] for line in report["lines"]],
            "more": report["next"],
            # The rows are under the key of the process that read them.
            "forgotten": found["state"] == "checked" and not report["lines"],
            "here": f"{keeping.at}/import/{id}",
            "report": f"/v1/{log}/imports/{id}/report.xlsx",
        },
        template="imported.html",
    )


def confirm(visit: PersonVisit, log: str, org: str, id: str) -> Shown:
    """Record what the table stands for; again, to go on where it was cut."""
    here = f"{Keeping(visit, log, org).at}/import/{id}"
    if visit.said("do") == "confirm":
        imports.confirm(visit, log, id)
    return Go(here)
