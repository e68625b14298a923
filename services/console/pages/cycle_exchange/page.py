"""A self-assessment as a package for another software, and one of another software taken in."""

from libs.kernel.problems import Wire
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.formats import moment
from libs.web.page import Fault, Go, Page, Shown, View
from services.console.person import PersonVisit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
PARTS = {
    "evidence": text("minh chứng"),
    "figures": text("số liệu"),
    "sheets": text("phiếu tiêu chí"),
    "standards": text("nhận định về tiêu chuẩn"),
    "report_parts": text("phần của báo cáo"),
    "issues": text("vấn đề ưu tiên"),
    "items": text("việc của kế hoạch cải tiến"),
}
"""What the parts of a package are called."""
TOLD = 200
"""How many faults are shown."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show what can be downloaded and sent, and what was taken in until now."""
    return View(_values(visit, log, id))


def _values(visit: PersonVisit, log: str, id: str) -> Wire:
    cycle = visit.calls.one(log, "cycle", id)
    at = f"/v1/{log}/cycle/{id}"
    return {
        "log": log,
        "cycle": cycle,
        "place": visit.names.school(log, cycle["school"]),
        "here": f"/console/cycle-exchange/{log}/{id}",
        "package": f"{at}/package",
        "taken": [
            (moment(each["taken_at"]), each["software"])
            for each in visit.calls.get(f"{at}/package").json["items"]
        ],
        "over": cycle["state"] in ("closed", "abandoned"),
        "may_write": visit.as_whom.at_school and visit.as_whom.org == cycle["school"],
    }


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Have a package checked; take it in where that was asked for and nothing is wrong."""
    sent = visit.files.get("file", ())
    if not sent:
        visit.faults.append(Fault("file", str(visit.t("Hãy chọn tệp xlsx hoặc json."))))
        return visit.again(View(_values(visit, log, id)))
    (file, *_) = sent
    raw = file.content.read()
    headers = {"Content-Type": JSON if file.name.lower().endswith(".json") else XLSX}
    path = f"/v1/{log}/cycle/{id}/package"
    try:
        report = visit.calls.raw("POST", f"{path}/check", raw, headers).json
        if report["outcome"] == "acceptable" and visit.said("do") == "take":
            headers["Idempotency-Key"] = f"package-{visit.key}"
            done = visit.calls.raw("POST", path, raw, headers).json
            visit.calls.wrote(log, done["position"])
            return Go(f"/console/cycle-exchange/{log}/{id}")
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, {"": "file"}, "file")
        return visit.again(View(_values(visit, log, id)))
    return View({**_values(visit, log, id), **_told(visit, report, file.name)})


def _told(visit: PersonVisit, report: Wire, name: str) -> Wire:
    wrong = [one for one in report["faults"] if not one["warning"]]
    warned = [one for one in report["faults"] if one["warning"]]
    return {
        "report": report,
        "file_name": name,
        "wrong_count": len(wrong),
        "rows": [_row(visit, one) for one in (*wrong, *warned)][:TOLD],
        "left": max(0, len(report["faults"]) - TOLD),
        "changes": [(visit.t(PARTS[part]), n) for part, n in report["changes"].items()],
    }


def _row(visit: PersonVisit, fault: Wire) -> tuple[str, str, str]:
    kind = visit.t("Nên xem lại") if fault["warning"] else visit.t("Phải sửa")
    where = fault["pointer"] or "–"
    if fault["sheet"]:
        named = [visit.t("trang {name}", name=fault["sheet"])]
        named += [visit.t("dòng {n}", n=fault["row"])] if fault["row"] else []
        named += [visit.t("cột {name}", name=fault["column"])] if fault["column"] else []
        where = ", ".join(map(str, named))
    return where, fault["detail"], str(kind)


PAGE = Page(show, act, path="/{log}/{id}", files=True)
