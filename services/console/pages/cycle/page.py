"""A self-assessment at one glance: standards by state, what it lacks, what comes next."""

from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.web.catalogue import text
from libs.web.page import Go, Page, Shown, View
from services.console.cycle import WORKING, Line, blocking, lines
from services.console.person import PersonVisit

STATES = {
    "confirmed": ("done", text("Đã xác nhận")),
    "written": ("doing", text("Đã viết")),
    "doing": ("doing", text("Đang viết")),
    "todo": ("todo", text("Chưa bắt đầu")),
}
"""Shape and words of each state of a criterion."""
CHECK = "cycle_fault"
"""The question for everything that is wrong with a report."""
WORK = (
    "ConfirmCriteria",
    "RecordStandard",
    "RecordReportPart",
    "CompleteReport",
    "HandOverCriteria",
    "FormGroups",
    "ApproveReport",
)
ACTS = {
    "opened": ("AppointCouncil",),
    "staffed": ("FormGroups", "ApprovePlan", "CarryOver", "AppointCouncil"),
    "collecting": WORK,
    "drafting": WORK,
    "draft_ready": ("ApproveReport", "CastVote", "AppointCouncil"),
    "approved": ("SubmitReport", "PublishReport"),
    "submitted": ("CloseCycle", "ReopenForUpdate"),
}
"""What can be done with a cycle as a whole, by its state; the first is what comes next."""
TITLES = {
    "AppointCouncil": text("Lập hội đồng tự đánh giá"),
    "FormGroups": text("Lập nhóm và giao tiêu chí"),
    "HandOverCriteria": text("Giao lại tiêu chí của người vắng mặt"),
    "ApprovePlan": text("Duyệt kế hoạch tự đánh giá"),
    "CarryOver": text("Lấy lại chữ của đợt trước"),
    "ConfirmCriteria": text("Xác nhận tiêu chí tại hội đồng"),
    "RecordStandard": text("Viết nhận định về một tiêu chuẩn"),
    "RecordReportPart": text("Viết một phần của báo cáo"),
    "CompleteReport": text("Hoàn thành dự thảo báo cáo"),
    "CastVote": text("Bỏ phiếu về báo cáo"),
    "ApproveReport": text("Duyệt báo cáo"),
    "PublishReport": text("Công bố trong trường"),
    "SubmitReport": text("Nộp báo cáo"),
    "ReopenForUpdate": text("Mở lại để cập nhật"),
    "CloseCycle": text("Kết thúc đợt"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """An act that the cycle waits for, and where its form stands."""

    title: str
    href: str


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the cycle."""
    cycle = visit.calls.one(log, "cycle", id)
    found = lines(visit, cycle)
    wanted = visit.asked("state")
    failed, unjudged = blocking(cycle, found)
    shown = [line for line in found if _matches(line, wanted, failed + unjudged)]
    counts = {state: sum(line.state == state for line in found) for state in STATES}
    revision = visit.standards.of(cycle)
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "revision": revision,
            "standards": _matrix(visit, log, cycle, found),
            "mandatory": any(line.criterion["mandatory"] for line in found),
            "lines": shown,
            "all": found,
            "states": {name: (kind, visit.t(said)) for name, (kind, said) in STATES.items()},
            "counts": [(name, counts[name], visit.t(said)) for name, (_, said) in STATES.items()],
            "wanted": wanted,
            "failed": failed,
            "unjudged": unjudged,
            "steps": _steps(visit, log, cycle),
            "checked": f"/v1/{{log}}/{CHECK}/{{id}}" in visit.calls.api.document["paths"],
            "at": f"/console/cycle/{log}/{id}",
            "working": cycle["state"] in WORKING,
            "most": max(len(line.criterion["levels"]) for line in found),
        }
    )


def _matches(line: Line, wanted: str, blocking_lines: list[Line]) -> bool:
    if wanted == "mandatory":
        return bool(line.criterion["mandatory"])
    if wanted == "blocking":
        return line in blocking_lines
    return wanted in ("", line.state)


def _matrix(visit: PersonVisit, log: str, cycle: Wire, found: list[Line]) -> list[Wire]:
    """Return the lines by standard, as the kit's matrix shows them."""
    standards: dict[int, Wire] = {}
    for line in found:
        standard = standards.setdefault(
            line.standard["no"],
            {
                "title": f"{line.standard['no']}. {line.standard['title_vi']}",
                "must": False,
                "criteria": [],
            },
        )
        kind, said = STATES[line.state]
        level = line.level
        standard["must"] = standard["must"] or line.criterion["mandatory"]
        standard["criteria"].append(
            {
                "code": line.code,
                "kind": kind,
                "must": line.criterion["mandatory"],
                "state": visit.t(said),
                "short": visit.t("Chưa")
                if level is None
                else visit.t("Mức {n}", n=level)
                if level
                else visit.t("Dưới 1"),
                "href": f"/console/criterion-sheet/{log}/{cycle['id']}/{line.code}",
            }
        )
    return list(standards.values())


def _steps(visit: PersonVisit, log: str, cycle: Wire) -> list[Step]:
    """Return what the principal can do now, as far as the API offers it."""
    if not any(r.name == "principal" and r.org == cycle["school"] for r in visit.roles):
        return []
    known = visit.calls.api.document["components"]["schemas"]
    return [
        Step(
            visit.t(TITLES[name]),
            f"/console/act/{log}/cycle/{cycle['id']}/{name}",
        )
        for name in ACTS.get(cycle["state"], ())
        if name in known
    ]


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Go to the first act that the cycle waits for."""
    cycle = visit.calls.one(log, "cycle", id)
    steps = _steps(visit, log, cycle)
    return Go(steps[0].href if steps else f"/console/cycle/{log}/{id}")


PAGE = Page(show, act, path="/{log}/{id}")
