"""Before a report is submitted: everything wrong with it in one list, each with its link."""

from collections.abc import Mapping
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit
from services.console.standards import criteria_of

WHY = "Hiển thị tên người trong danh sách chỗ cần sửa của báo cáo"
FIXED_AT = {"council": "council", "plan": "work-plan"}
"""Where what is wrong with a field of the whole cycle is put right."""
DUE = {"approval-due": "approve", "submission-due": "submit"}
"""The step that a day obliges to."""
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
    at, field = f"{log}/{cycle['id']}", fault["field"]
    if fault["code"] == "evidence-uncited":
        return f"/console/evidence/{log}/{cycle['school']}?{urlencode({'words': field})}"
    if fault["code"] == "criterion-unconfirmed":
        return f"/console/council-meeting/{at}"
    if fault["code"] in DUE:
        return f"/console/report-step/{at}/{DUE[fault['code']]}"
    if field == "figures":
        return f"/console/figures/{log}/{cycle['school']}"
    if fault["criterion"]:
        return f"/console/criterion-sheet/{at}/{fault['criterion']}"
    if fault["standard"]:
        return f"/console/report-text/{at}/standard-{fault['standard']}"
    if field in FIXED_AT:
        return f"/console/{FIXED_AT[field]}/{at}"
    if any(part["report_part"] == field for part in cycle["report_parts"]):
        return f"/console/report-text/{at}/{field}"
    return f"/console/cycle/{at}"


PAGE = Page(show, path="/{log}/{id}")
