"""The evidence behind a report that was handed in: locked by hash, later items as addenda."""

from libs.kernel.problems import Wire
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import evidence
from services.console.person import PersonVisit
from services.console.sheet import codes

FIELDS = {"/codes": "codes", "/reason": "reason"}


def show(visit: PersonVisit, log: str, cycle: str) -> Shown:
    """Show the list, the addenda after it."""
    found = visit.calls.find(log, "manifest", cycle)
    of = visit.calls.one(log, "cycle", cycle)
    school = of["school"]
    return View(
        {
            "log": log,
            "cycle": of,
            "school": school,
            "place": visit.names.school(log, school),
            "manifest": found,
            "parts": _parts(found) if found else [],
            "may_write": bool(found) and evidence.at_school(visit, log, school),
            "typed": visit.said,
            "added": visit.asked("added"),
        }
    )


def _parts(manifest: Wire) -> list[tuple[int, list[Wire]]]:
    """Return the lines by addendum, 0 the list itself."""
    found: dict[int, list[Wire]] = {}
    for line in manifest["lines"]:
        found.setdefault(line["addendum"], []).append(line)
    return sorted(found.items())


def act(visit: PersonVisit, log: str, cycle: str) -> Shown:
    """Add items as an addendum."""
    school = visit.calls.one(log, "cycle", cycle)["school"]
    data: Wire = {
        "cycle": cycle,
        "codes": codes(visit.said("codes")),
        "reason": visit.said("reason"),
    }
    if not data["codes"] and not data["reason"]:
        # That no item is named is seen after the form of the command alone.
        visit.faults.append(Fault("codes", visit.t("Hãy ghi ít nhất một mã minh chứng.")))
    visit.calls.command(log, "evidence", school, "ExtendManifest", data, key=visit.key)
    return Go(f"/console/evidence-manifest/{log}/{cycle}?added=1")


PAGE = Page(show, act, path="/{log}/{cycle}", fields=FIELDS)
