"""A school as those see it who work with it: what it is, its cycles, its evaluations, its steps."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.page import Page, Shown, View
from services.console import versions
from services.console.person import PersonVisit

STEPS = {
    "filed_on": text("Đăng ký đánh giá ngoài"),
    "returned_on": text("Hồ sơ được trả lại để hoàn thiện"),
    "forwarded_on": text("Hồ sơ được chuyển lên Sở"),
    "accepted_on": text("Sở chấp nhận hồ sơ"),
    "team_formed_on": text("Lập đoàn đánh giá ngoài"),
    "survey_closed_on": text("Kết thúc khảo sát"),
    "draft_sent_on": text("Đoàn gửi dự thảo báo cáo"),
    "replied_on": text("Trường trả lời dự thảo"),
    "final_on": text("Có báo cáo chính thức"),
    "accreditation_on": text("Có quyết định về kiểm định chất lượng"),
    "proposed_on": text("Đề nghị công nhận chuẩn quốc gia"),
    "national_on": text("Có quyết định về chuẩn quốc gia"),
}
"""The steps of an evaluation by the field that holds their day."""
MILESTONES = ("filed_on", "accreditation_on", "national_on")


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the school; `as-of` shows its name and kind of another day."""
    day = formats.read_day(visit.asked("as-of"))
    on = day if len(day) == 10 and day[4] == "-" else None
    school = visit.calls.one(log, "school", id, on=on)
    evaluations = visit.calls.all(log, "evaluation", school=id)
    cycles = visit.calls.all(log, "cycle", school=id)
    every = visit.asked("view") == "steps"
    return View(
        {
            "log": log,
            "school": school,
            "as_of": visit.asked("as-of"),
            "as_of_wrong": bool(visit.asked("as-of")) and on is None,
            "evaluations": sorted(evaluations, key=lambda one: one["id"], reverse=True),
            "cycles": sorted(cycles, key=lambda one: -one["year"]),
            "told": lambda one: versions.told(visit, one),
            "every": every,
            "steps": _steps(visit, cycles, evaluations, every, on or ""),
            "at": f"/console/school/{log}/{id}",
            # Of a team's members, who are of no school or office, the figures are not asked.
            "reads_figures": visit.role is not None and visit.role.name != "evaluator",
        }
    )


def _steps(
    visit: PersonVisit, cycles: list[Wire], evaluations: list[Wire], every: bool, until: str
) -> list[Wire]:
    """Return what happened: milestones in their order, or every step, the newest first.

    `until`: what came after this day is left out; empty for today.
    """
    found = []
    for one in cycles:
        year = formats.year(one["year"])
        for field, said in (
            ("opened_on", visit.t("Mở đợt tự đánh giá {year}", year=year)),
            ("approved_on", visit.t("Duyệt báo cáo tự đánh giá {year}", year=year)),
            ("handed_in_on", visit.t("Nộp báo cáo tự đánh giá {year}", year=year)),
        ):
            if one[field] and (every or field == "handed_in_on"):
                found.append((one[field], said, ""))
    for one in evaluations:
        for field, told in STEPS.items():
            if one[field] and (every or field in MILESTONES):
                number = {
                    "accreditation_on": "accreditation_decision",
                    "national_on": "national_decision",
                }.get(field)
                more = visit.t("Quyết định {number}", number=one[number]) if number else ""
                found.append((one[field], visit.t(told), more))
    found = [one for one in found if not until or str(one[0]) <= until]
    found.sort(key=lambda one: str(one[0]), reverse=every)
    return [
        {"kind": "done", "name": name, "when": formats.day(day), **({"text": more} if more else {})}
        for day, name, more in found
    ]


PAGE = Page(show, path="/{log}/{id}")
