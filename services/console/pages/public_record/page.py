"""What the public sees of a school now, and what the acts to come will make public."""

from collections.abc import Iterator

from libs.kernel.problems import Wire
from libs.web.catalogue import text
from libs.web.certificates import in_force
from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit

INSIDE = (
    text("báo cáo tự đánh giá, phiếu tiêu chí, minh chứng: trường và cơ quan quản lý"),
    text("số liệu của trường, kế hoạch cải tiến và báo cáo năm: trường và cơ quan quản lý"),
    text("nhận xét, dự thảo và báo cáo của đoàn đánh giá ngoài: trường, đoàn và cơ quan quản lý"),
    text("họ tên, chức vụ của người trong hội đồng và đoàn: người có việc cần biết"),
)
"""What no act makes public, and who sees it."""


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show both."""
    found = visit.calls.one(log, "school", school)
    records = visit.calls.all(log, "publication", school=school)
    evaluations = visit.calls.all(log, "evaluation", school=school)
    today = visit.today.isoformat()
    return View(
        {
            "log": log,
            "school": found,
            "valid": [one for one in records if in_force(one, today)],
            "past": [one for one in records if not in_force(one, today) and one["struck"] is None],
            "next": list(_next(visit, evaluations)),
            "inside": [visit.t(one) for one in INSIDE],
            "portal": f"/school/{log}/{school}",
        }
    )


def _next(visit: PersonVisit, evaluations: list[Wire]) -> Iterator[Wire]:
    """Yield the acts to come that make something public, with what they would make so."""
    t = visit.t
    running = next((one for one in evaluations if one["running"]), None)
    if running is None:
        yield {
            "kind": "todo",
            "name": t("Quyết định công nhận của lần đánh giá ngoài sau"),
            "when": t("Chưa có hồ sơ nào đang chạy"),
            "text": _shown(visit),
        }
        return
    state = visit.label(running["state"], begins=False)
    if running["accreditation"] is None and running["purpose"] != "national_standard":
        grade = running["proposed_accreditation_grade"] or running["target_accreditation_grade"]
        aimed = t("đang nhắm tới cấp độ {n}", n=grade) if grade else t("chưa nêu cấp độ")
        yield {
            "kind": "todo",
            "name": t("Quyết định về kiểm định chất lượng giáo dục"),
            "when": t("Hồ sơ {state}; {aimed}", state=state, aimed=aimed),
            "text": _shown(visit),
        }
    if running["national"] is None and running["purpose"] != "accreditation":
        grade = running["proposed_national_grade"] or running["target_national_grade"]
        aimed = t("đang nhắm tới mức độ {n}", n=grade) if grade else t("chưa nêu mức độ")
        yield {
            "kind": "todo",
            "name": t("Quyết định về trường đạt chuẩn quốc gia"),
            "when": t("Hồ sơ {state}; {aimed}", state=state, aimed=aimed),
            "text": _shown(visit),
        }


def _shown(visit: PersonVisit) -> str:
    return visit.t(
        "Nếu được công nhận, cổng công khai hiện ngay: kết quả, số quyết định, số chứng nhận, ngày "
        "hiệu lực, cơ quan quyết định. Không được công nhận thì không có gì được công khai."
    )


PAGE = Page(show, path="/{log}/{school}")
