"""A self-assessment at one glance: standards by state, what it lacks, what comes next."""

from libs.kernel.problems import Wire
from libs.web.catalogue import text
from libs.web.page import Page, Shown, View
from services.console import versions
from services.console.course import also, course, deadlines, next_step, standing
from services.console.cycle import WORKING, Line, blocking, lines
from services.console.person import PersonVisit

STATES = {
    "confirmed": ("done", text("Đã xác nhận")),
    "written": ("doing", text("Đã viết")),
    "doing": ("doing", text("Đang viết")),
    "todo": ("todo", text("Chưa bắt đầu")),
}
"""Shape and words of each state of a criterion."""
DOCUMENTS = (
    ("report", "docx", text("Báo cáo tự đánh giá")),
    ("council_decision", "docx", text("Quyết định thành lập hội đồng")),
    ("self_assessment_plan", "docx", text("Kế hoạch tự đánh giá")),
    ("criterion_sheets", "pdf", text("Phiếu đánh giá tiêu chí")),
    ("content_elements", "pdf", text("Phiếu phân tích nội hàm")),
    ("evidence_list", "pdf", text("Danh mục minh chứng")),
)
"""What is made of a cycle: its name, the form to work on, its title; each is a PDF too."""
WHY = "Hiển thị tên hội đồng và nhóm công tác của đợt tự đánh giá"


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the cycle."""
    cycle = visit.calls.one(log, "cycle", id)
    found = lines(visit, cycle)
    wanted = visit.asked("state")
    failed, unjudged = blocking(cycle, found)
    shown = [line for line in found if _matches(line, wanted, failed + unjudged)]
    counts = {state: sum(line.state == state for line in found) for state in STATES}
    revision = visit.standards.of(cycle)
    own = standing(visit, cycle)
    steps = course(visit, log, cycle, found)
    working = cycle["state"] in WORKING
    faults = visit.calls.find(log, "cycle_fault", id) if working else None
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "revision": revision,
            "standards": _matrix(visit, log, cycle, found),
            "progress": _progress(visit, found),
            "mandatory": any(line.criterion["mandatory"] for line in found),
            "lines": shown,
            "all": found,
            "states": {name: (kind, visit.t(said)) for name, (kind, said) in STATES.items()},
            "counts": [(name, counts[name], visit.t(said)) for name, (_, said) in STATES.items()],
            "wanted": wanted,
            "failed": failed,
            "unjudged": unjudged,
            "steps": steps,
            "next": next_step(cycle, steps),
            "own": own,
            "also": also(visit, log, cycle, own),
            "deadlines": deadlines(visit, cycle, faults),
            "wrongs": faults and faults["errors"],
            "groups": _groups(visit, log, cycle, found),
            "documents": _documents(visit, log, id),
            "comments": sum(
                one["report_version"] == cycle["report_version"] for one in cycle["comments"]
            ),
            "versions": versions.told(visit, cycle) if versions.rewritten(cycle) else "",
            "at": f"/console/cycle/{log}/{id}",
            "working": working,
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


def _progress(visit: PersonVisit, found: list[Line]) -> list[Wire]:
    """Return how far each standard is."""
    standards: dict[int, list[Line]] = {}
    for line in found:
        standards.setdefault(line.standard["no"], []).append(line)
    return [
        {
            "no": no,
            "title": f"{no}. {those[0].standard['title_vi']}",
            "confirmed": sum(line.state == "confirmed" for line in those),
            "written": sum(line.state in ("written", "confirmed") for line in those),
            "all": len(those),
        }
        for no, those in standards.items()
    ]


def _groups(visit: PersonVisit, log: str, cycle: Wire, found: list[Line]) -> list[Wire]:
    """Return what each group has done of its criteria, those with most left first."""
    formed = cycle["working_groups"]
    if formed is None:
        return []
    states = {line.code: line.state for line in found}
    people = visit.people.opened(log, WHY, (group["head"] for group in formed["groups"]))
    groups = [
        {
            "name": group["name"],
            "head": people.name(log, group["head"]),
            "all": len(group["criteria"]),
            "written": sum(
                states.get(each) in ("written", "confirmed") for each in group["criteria"]
            ),
            "left": [each for each in group["criteria"] if states.get(each) in ("todo", "doing")],
        }
        for group in formed["groups"]
    ]
    return sorted(groups, key=lambda one: -len(one["left"]))


def _documents(visit: PersonVisit, log: str, id: str) -> list[tuple[str, str, str, str]]:
    """Return title, kind and address of each document, and the address of it as PDF."""
    paths = visit.calls.api.document["paths"]
    return [
        (
            visit.t(title),
            "Word" if kind == "docx" else "PDF",
            f"/v1/{log}/cycle/{id}/document/{name}.{kind}",
            f"/v1/{log}/cycle/{id}/document/{name}.pdf" if kind == "docx" else "",
        )
        for name, kind, title in DOCUMENTS
        if f"/v1/{{log}}/cycle/{{id}}/document/{name}.{kind}" in paths
    ]


PAGE = Page(show, path="/{log}/{id}")
