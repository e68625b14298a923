"""Before a report is submitted: everything wrong with it in one list, each with its link."""

from collections.abc import Mapping
from urllib.parse import quote

from libs.kernel.problems import Wire
from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit
from services.console.standards import criteria_of

WHY = "Hiển thị tên người trong danh sách chỗ cần sửa của báo cáo"
FIXED_AT = {"council": "council", "plan": "work-plan"}
"""Where what is wrong with a field of the whole cycle is put right."""
FEW = 6
"""Up to how many groups are shown open."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show what must and what should be put right."""
    cycle = visit.calls.one(log, "cycle", id)
    found = visit.calls.one(log, "cycle_fault", id)
    named = {
        criterion["code"]: criterion["title_vi"]
        for _, criterion in criteria_of(visit.standards.of(cycle))
    }
    groups: dict[str, dict[str, list[Wire]]] = {"error": {}, "warning": {}}
    for fault in found["faults"]:
        of = groups["error" if fault["severity"] == "error" else "warning"]
        of.setdefault(_group(visit, fault, named), []).append(
            {
                "name": visit.people.told(log, fault["detail"], WHY),
                "href": _where(log, cycle, fault),
            }
        )
    errors, warnings = (
        [(name, visit.t("{n} chỗ", n=len(those)), those) for name, those in one.items()]
        for one in groups.values()
    )
    return View(
        {
            "log": log,
            "cycle": cycle,
            "errors": errors,
            "warnings": warnings,
            "count": [sum(len(one[2]) for one in each) for each in (errors, warnings)],
            "few": FEW,
        }
    )


def _group(visit: PersonVisit, fault: Wire, named: Mapping[str, str]) -> str:
    """Return what a fault is of, as people call it: a criterion, a standard, the whole report."""
    if code := fault["criterion"]:
        return visit.t("Tiêu chí {code}. {title}", code=code, title=named.get(code, ""))
    return visit.t("Nhận định về tiêu chuẩn") if fault["standard"] else visit.t("Cả báo cáo")


def _where(log: str, cycle: Wire, fault: Wire) -> str:
    """Return where a fault is put right."""
    id, school, field = cycle["id"], cycle["school"], fault["field"]
    match fault["code"]:
        case "evidence-uncited":
            return f"/console/evidence/{log}/{school}?words={quote(field)}"
        case "submission-due":
            return f"/console/report-step/{log}/{id}/submit"
        case "approval-due":
            return f"/console/report-step/{log}/{id}/approve"
        case "criterion-unconfirmed":
            return f"/console/council-meeting/{log}/{id}"
    if field == "figures":
        return f"/console/figures/{log}/{school}"
    if fault["criterion"]:
        return f"/console/criterion-sheet/{log}/{id}/{fault['criterion']}"
    if fault["field"] in FIXED_AT:
        return f"/console/{FIXED_AT[fault['field']]}/{log}/{id}"
    if fault["standard"]:
        return f"/console/report-text/{log}/{id}/standard-{fault['standard']}"
    if fault["field"]:
        return f"/console/report-text/{log}/{id}/{fault['field']}"
    return f"/console/cycle/{log}/{id}"


PAGE = Page(show, path="/{log}/{id}")
