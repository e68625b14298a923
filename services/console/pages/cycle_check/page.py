"""Before a report is submitted: everything wrong with it in one list, each with its link."""

from libs.kernel.problems import Wire
from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit

WHY = "Hiển thị tên người trong danh sách chỗ cần sửa của báo cáo"
FIXED_AT = {"council": "council", "plan": "work-plan"}
"""Where what is wrong with a field of the whole cycle is put right."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show what must and what should be put right."""
    cycle = visit.calls.one(log, "cycle", id)
    found = visit.calls.one(log, "cycle_fault", id)
    inside = any(role.at_school and role.org == cycle["school"] for role in visit.roles)
    faults = [_shown(visit, log, id, one, inside) for one in found["faults"]]
    return View(
        {
            "log": log,
            "cycle": cycle,
            "errors": [one for one in faults if one["kind"] == "stop"],
            "warnings": [one for one in faults if one["kind"] == "warn"],
        }
    )


def _shown(visit: PersonVisit, log: str, id: str, fault: Wire, inside: bool) -> Wire:
    """Return a fault with where it is put right; `inside`: by who works at the school."""
    error = fault["severity"] == "error"
    if fault["criterion"]:
        href = f"/console/criterion-sheet/{log}/{id}/{fault['criterion']}"
    elif fault["field"] in FIXED_AT:
        href = f"/console/{FIXED_AT[fault['field']]}/{log}/{id}"
    elif fault["standard"] and inside:
        standard = fault["standard"]
        href = f"/console/act/{log}/cycle/{id}/RecordStandard?standard={standard}"
    else:
        href = f"/console/cycle/{log}/{id}"
    return {
        "name": visit.people.told(log, fault["detail"], WHY),
        "href": href,
        "kind": "stop" if error else "warn",
        "state": visit.t("Phải sửa") if error else visit.t("Nên xem lại"),
        "more": visit.t("Tiêu chí {code}", code=fault["criterion"]) if fault["criterion"] else "",
    }


PAGE = Page(show, path="/{log}/{id}")
