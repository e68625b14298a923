"""The first page: what this installation is, and the search for a school."""

from libs.law.calendar import school_year
from libs.web.page import Page, Shown, View, Visit

SHOWN = 20
CLOSE = 500
"""From which closeness on, in thousandths, a school is one that was asked for."""


def show(visit: Visit) -> Shown:
    """Show the schools that match what was asked for, in every province, the closest first."""
    asked = visit.asked("q")
    provinces = visit.calls.get("/v1/installation").json["provinces"]
    found = []
    for province in provinces if asked else []:
        log = province["log"]
        for one in visit.calls.listed(log, "search", text=asked[:300], limit=SHOWN):
            found.append({**one, "log": log, "province": province["name"]})
    # Each province answers in its own order; merged by closeness, which is the same scale.
    found.sort(key=lambda one: -one["closeness"])
    return View(
        {
            "q": asked,
            "provinces": provinces,
            "found": found[:SHOWN],
            "near": bool(found) and found[0]["closeness"] < CLOSE,
            "events": sum(one["events"] for one in provinces),
            "year": school_year(visit.today),
        }
    )


PAGE = Page(show)
