"""The plan of the self-assessment: its aim and its steps, each with its dates."""

from datetime import date, timedelta

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.page import Page, Shown, View
from services.console.course import standing
from services.console.cycle import WORKING
from services.console.deed import Deed, day_said, day_shown, done
from services.console.person import PersonVisit

PARTS = ("name", "starts_on", "due_on", "note")
TEXTS = {
    "training": text("Tập huấn"),
    "resources": text("Nguồn lực và thời điểm cần huy động"),
    "consultants": text("Tư vấn"),
    "evidence_to_gather": text("Minh chứng cần thu thập"),
}
"""Parts that a plan may have beside its aim and its steps, in their order on paper."""
MOST, SPARE = 40, 1
WORK = {
    "council": text("lập hội đồng"),
    "plan": text("lập kế hoạch"),
    "training": text("tập huấn"),
    "content_elements": text("phân tích nội hàm tiêu chí"),
    "evidence": text("thu thập minh chứng"),
    "codes": text("mã hóa minh chứng"),
    "sheets": text("viết phiếu đánh giá tiêu chí"),
    "council_discussion": text("hội đồng thảo luận"),
    "draft_report": text("viết dự thảo báo cáo"),
    "revision": text("sửa báo cáo"),
    "publication_inside": text("công bố trong trường"),
    "comments": text("thu thập góp ý"),
    "signature": text("ký báo cáo"),
    "sending_to_managing_body": text("gửi cơ quan quản lý"),
    "publication": text("công bố"),
    "filing": text("lưu hồ sơ"),
    "improvement_plans": text("thực hiện kế hoạch cải tiến"),
    "update_before_registration": text("cập nhật trước khi đăng ký đánh giá ngoài"),
}
"""What a week of the timetable is for, by the standard set's own words."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the plan, and to the principal the form that approves it."""
    cycle = visit.calls.one(log, "cycle", id)
    own = standing(visit, cycle)
    plan = cycle["work_plan"]
    procedure = visit.standards.of(cycle)["procedure"]
    steps = _steps(visit, plan)
    suggested = bool(procedure.get("timetable"))
    if not steps and visit.asked("suggest") and suggested:
        steps = _suggested(visit, procedure["timetable"], visit.today)
    steps += [
        dict.fromkeys(PARTS, "") for _ in range((SPARE if steps else 3) + bool(visit.said("more")))
    ]
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "plan": plan,
            "shown": [_shown(visit, one) for one in (plan or {"steps": []})["steps"]],
            "editing": own.principal and cycle["state"] in WORKING and cycle["working_groups"],
            "principal": own.principal,
            "aim": _said(visit, plan, "aim"),
            "number": _said(visit, plan, "number"),
            "texts": [
                (name, visit.t(title), _said(visit, plan, name)) for name, title in TEXTS.items()
            ],
            "steps": steps,
            "dated": visit.said("dated"),
            "suggested": suggested and not plan,
            "before": procedure.get("report", {}).get("approved_before"),
        }
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Add a step, look over the plan, or approve it."""
    cycle = visit.calls.one(log, "cycle", id)
    typed = _steps(visit, cycle["work_plan"])
    steps: list[Wire] = []
    fields = {"/steps": "steps-0-name"}
    for n, one in enumerate(typed):
        if not any(one.values()):
            continue
        for part in PARTS:
            fields[f"/steps/{len(steps)}/{part}"] = f"steps-{n}-{part}"
        days = {part: formats.read_day(one[part]) for part in ("starts_on", "due_on")}
        steps.append({"name": one["name"], **days, "note": one["note"]})
    aim, number, at = visit.said("aim"), visit.said("number"), f"{log}/{id}"
    texts = {name: visit.said(name) for name in TEXTS}
    numbered = {"number": number} if number else {}
    deed = Deed(
        *(log, "cycle", id, "ApprovePlan"),
        {"aim": aim, "steps": steps, **texts, **numbered, **day_said(visit)},
        title=visit.t("Duyệt kế hoạch tự đánh giá"),
        here=f"/console/work-plan/{at}",
        back=f"/console/cycle/{at}",
        rows=[
            (visit.t("Số kế hoạch"), number or "–"),
            (visit.t("Mục đích"), aim or "–"),
            *((visit.t(title), texts[name]) for name, title in TEXTS.items() if texts[name]),
            *(
                (
                    one["name"],
                    f"{one['starts_on']} – {one['due_on']} {one['note']}".strip(),
                )
                for one in typed
                if any(one.values())
            ),
            (visit.t("Ngày của kế hoạch"), day_shown(visit)),
        ],
        rule=visit.t(
            "Từ khi duyệt, chỉ nhóm phụ trách, ban thư ký và hiệu trưởng viết được phiếu."
        ),
        public=visit.t("Người trong trường và cơ quan quản lý trường."),
        after=visit.t("Sau khi duyệt, mỗi nhóm chỉ viết tiêu chí của nhóm mình."),
        onward=[(visit.t("Về bảng tiêu chí"), f"/console/cycle/{at}")],
        fields=fields,
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _said(visit: PersonVisit, plan: Wire | None, name: str) -> str:
    """Return a text of the form: as typed, or as it stands."""
    return visit.said(name) if visit.sent else str((plan or {}).get(name) or "")


def _steps(visit: PersonVisit, plan: Wire | None) -> list[dict[str, str]]:
    """Return the steps of the form: as typed, or as they stand."""
    if not visit.sent:
        return [
            {
                "name": one["name"],
                "starts_on": formats.day(one["starts_on"]),
                "due_on": formats.day(one["due_on"]),
                "note": one["note"],
            }
            for one in (plan or {"steps": []})["steps"]
        ]
    typed = visit.said("count")
    count = min(int(typed), MOST) if typed.isascii() and typed.isdigit() else 0
    found = [{p: visit.said(f"steps-{n}-{p}") for p in PARTS} for n in range(count)]
    while found and not any(found[-1].values()):
        found.pop()
    return found


def _suggested(visit: PersonVisit, timetable: Wire, begin: date) -> list[dict[str, str]]:
    """Return the steps of a timetable of weeks, from a day on."""
    found = []
    for step in timetable["steps"]:
        first, last = step["weeks"]
        work = ", ".join(str(visit.t(WORK[one])) for one in step["do"] if one in WORK)
        weeks = str(first) if first == last else f"{first}–{last}"
        found.append(
            {
                "name": str(visit.t("Tuần {weeks}: {work}", weeks=weeks, work=work)),
                "starts_on": formats.day(begin + timedelta(weeks=first - 1)),
                "due_on": formats.day(begin + timedelta(weeks=last, days=-1)),
                "note": "",
            }
        )
    return found


def _shown(visit: PersonVisit, step: Wire) -> Wire:
    """Return a step of the approved plan as the time line shows it."""
    today = visit.today.isoformat()
    when = f"{formats.day(step['starts_on'])} – {formats.day(step['due_on'])}"
    kind = "todo" if today < step["starts_on"] else "doing" if today <= step["due_on"] else "done"
    said = {"text": step["note"]} if step["note"] else {}
    return {"kind": kind, "name": step["name"], "when": when, **said}


PAGE = Page(show, act, path="/{log}/{id}")
