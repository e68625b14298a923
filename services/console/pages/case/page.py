"""A case of external evaluation: where it stands, who must act until when, what happened."""

from collections.abc import Sequence

from markupsafe import Markup

from libs.kernel.problems import Wire
from libs.law.calendar import working_days_left
from libs.web import formats
from libs.web.catalogue import text
from libs.web.page import Page, Shown, View
from services.console import case as cases
from services.console import case_acts, preparation, signatures
from services.console.case import Case
from services.console.case_clock import OFFICE, SCHOOL, clock
from services.console.deadlines import last_day, urgency
from services.console.person import PersonVisit

WHY = "Hiển thị thành viên đoàn đánh giá ngoài của hồ sơ"
LIES_WITH = {
    OFFICE: text("Hồ sơ đang ở cơ quan, thời gian đang tính."),
    SCHOOL: text("Hồ sơ đang ở trường để hoàn thiện, thời gian của cơ quan đang dừng."),
}


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the case, as the visitor may see it."""
    case = cases.read(visit, log, id)
    found, every = case.found, visit.asked("view") == "steps"
    acts = case_acts.read(visit, case)
    members = (*found["team_members"], *found["council_members"])
    visit.people.opened(log, WHY, (one["person"] for one in members))
    return View(
        {
            "log": log,
            "case": case,
            "one": found,
            "every": every,
            "steps": case_acts.time_line(visit, case, acts, every),
            "deadlines": [_deadline(visit, one) for one in case.deadlines()],
            "waits": case.waits_for(),
            "todo": _todo(visit, case, aside=False),
            "aside": _todo(visit, case, aside=True),
            "facts": _facts(visit, found),
            "desk": _desk(visit, found),
            "signatures": signatures.rows(case) if found["signatures"] else [],
            "results": _results(visit, found),
            "team": [
                (visit.people.name(log, one["person"], visit.label("evaluator")), one["post"])
                for one in found["team_members"]
            ],
            "council": [
                (visit.people.name(log, one["person"], visit.label("evaluator")), one["post"])
                for one in found["council_members"]
            ],
            "clock": (timed := clock(acts, visit.today)),
            "clock_said": visit.t(LIES_WITH[timed.lies_with]) if timed and timed.lies_with else "",
            "offices": _offices(visit, case),
            "papers": _papers(visit, case),
        }
    )


def _todo(visit: PersonVisit, case: Case, aside: bool) -> list[tuple[str, str]]:
    """Return what the visitor may do: command and address, each address once."""
    found: dict[str, list[str]] = {}
    for act in case.mine:
        if case.beside(act["command"]) == aside:
            found.setdefault(case.address(act), []).append(act["command"])
    own = preparation.read(case)
    if own.todo and not aside:
        found[own.at] = [*own.todo]
    return [(cases.called(visit, commands), address) for address, commands in found.items()]


def _deadline(visit: PersonVisit, one: Wire) -> Wire:
    """Return a deadline with how near it is, and why it is this day."""
    last = last_day(one["before"])
    assert last is not None
    shape, left = urgency(visit, last)
    days = working_days_left(visit.today, last)
    why = [visit.t("Căn cứ: {basis}.", basis=one["basis"] or visit.t("chưa rõ"))]
    if not one["sure"]:
        why.append(visit.t("Thời hạn này chưa chắc chắn; cơ quan thẩm định ấn định lại được."))
    if days > 0:
        why.append(visit.t("Còn {n} ngày làm việc.", n=days))
    return {
        "step": one["step"],
        "day": formats.day(last),
        "left": left,
        "shape": shape,
        "why": Markup(" ").join(why),
    }


def _facts(visit: PersonVisit, one: Wire) -> list[tuple[str, str]]:
    """Return what the school asked for, and how."""
    t = visit.t
    target = (one["target_accreditation_grade"], one["target_national_grade"])
    planned = (one["planned_accreditation_grade"], one["planned_national_grade"])
    rows: list[tuple[str, str]] = [
        (t("Mục đích"), visit.label(one["purpose"]) if one["purpose"] else "–"),
        *((t("Mục đích thêm của tỉnh"), each["title"]) for each in one["added_purposes"]),
        (t("Đăng ký đạt"), cases.grades(visit, *target)),
    ]
    if any(planned):
        rows.append((t("Theo danh sách dự kiến"), cases.grades(visit, *planned)))
    if one["differs"]:
        said = [visit.label(code, begins=not n) for n, code in enumerate(one["differs"])]
        rows.append((t("Khác danh sách dự kiến"), Markup(", ").join(said)))
    if one["filed_on"]:
        filed: str = formats.day(one["filed_on"])
        if one["attempt"] > 1:
            filed = t("{day}, lần {n}", day=filed, n=one["attempt"])
        if one["late"]:
            filed = t("{filed}, ngoài thời gian nhận hồ sơ", filed=filed)
        rows.append((t("Ngày nộp"), filed))
    rows += [
        (said, one[name])
        for name, said in (
            ("address", t("Địa chỉ")),
            ("phone", t("Điện thoại")),
            ("email", t("Thư điện tử")),
        )
        if one[name]
    ]
    return rows


def _desk(visit: PersonVisit, one: Wire) -> list[tuple[str, str]]:
    """Return what the receipt of the one-stop desk says; nothing while there is none."""
    t = visit.t
    if not one["desk_number"]:
        return []
    rows: list[tuple[str, str]] = [
        (t("Số hồ sơ"), one["desk_number"]),
        (t("Ngày tiếp nhận"), formats.day(one["desk_received_on"])),
    ]
    if one["desk_return_on"]:
        rows.append((t("Hẹn trả kết quả"), formats.day(one["desk_return_on"])))
    return [*rows, (t("Nguồn"), visit.label(one["desk_source"], begins=True))]


def _results(visit: PersonVisit, one: Wire) -> list[tuple[str, str]]:
    """Return the levels side by side, and what was decided."""
    t = visit.t
    reported = t("Hội đồng kết luận") if one["concluded_on"] else t("Báo cáo của đoàn")
    rows: list[tuple[str, str]] = [
        (said, cases.level(visit, one[name]))
        for name, said in (
            ("claimed_level", t("Trường tự đánh giá")),
            ("draft_level", t("Dự thảo của đoàn")),
            ("proposed_level", reported),
            ("decided_level", t("Quyết định")),
        )
        if one[name] is not None
    ]
    for kind, grade in (("accreditation", "accreditation_grade"), ("national", "national_grade")):
        if one[kind]:
            name = "accreditation" if kind == "accreditation" else "national_standard"
            rows.append((visit.label(name), _decision(visit, one, kind, grade)))
    return rows


def _decision(visit: PersonVisit, one: Wire, kind: str, grade: str) -> str:
    day = formats.day(one[f"{kind}_on"])
    said = visit.t("Quyết định {number} ngày {day}", number=one[f"{kind}_decision"], day=day)
    if one[kind] == "refused":
        return visit.t("Không công nhận. {decision}", decision=said)
    granted = {grade: one[grade]}
    told = cases.grades(visit, granted.get("accreditation_grade"), granted.get("national_grade"))
    valid = visit.t("giá trị đến hết {day}", day=formats.day(one[f"{kind}_valid_to"]))
    return Markup("{}. {}, {}").format(told, said, valid)


def _offices(visit: PersonVisit, case: Case) -> list[tuple[str, str]]:
    """Return who holds the case, and to whom it passed."""
    one = case.found
    rows: list[tuple[str, str]] = [
        (said, visit.names.office(case.log, one[name]))
        for name, said in (
            ("checker", visit.t("Kiểm tra hồ sơ")),
            ("appraiser", visit.t("Thẩm định")),
        )
        if one[name] and not (name == "checker" and one["direct"])
    ]
    for each in one["transfers"]:
        day, office = formats.day(each["on"]), visit.names.office(case.log, each["to"])
        rows.append((visit.t("Chuyển ngày {day}", day=day), office))
    return rows


def _papers(visit: PersonVisit, case: Case) -> Sequence[tuple[str, str]]:
    """Return what belongs to the case and is read elsewhere."""
    t, log, one = visit.t, case.log, case.found
    found: list[tuple[str, str]] = []
    if one["cycle_year"]:
        stage = f"_{one['education_stage']}" if one["education_stage"] else ""
        cycle = f"{case.school}_{one['cycle_year']}{stage}"
        found += [
            (t("Báo cáo tự đánh giá"), f"/console/report-reading/{log}/{cycle}"),
            (t("Danh mục minh chứng"), f"/console/evidence-manifest/{log}/{cycle}"),
        ]
    if one["team_members"]:
        found.append((t("Chuẩn bị của đoàn"), f"/console/preparation/{log}/{case.id}"))
    papers = f"/console/documents/{log}/{case.school}?of=evaluation"
    found.append((t("Văn bản của hồ sơ"), papers))
    if one["criteria_found"] or (one["draft_sent_on"] and case.inside):
        found.append((t("Phiếu của đoàn"), f"/console/findings/{log}/{case.id}"))
    if one["council_decision"]:
        found.append((t("Thẩm định của hội đồng"), f"/console/appraisal-work/{log}/{case.id}"))
    if one["draft_sent_on"]:
        found.append((t("Dự thảo và phản hồi"), f"/console/draft-reply/{log}/{case.id}"))
    for name in ("accreditation", "national"):
        if one[name]:
            number = one[f"{name}_decision"]
            href = f"/console/complaint/{log}/{case.school}_{name}{case.id[-4:]}"
            found.append((t("Khiếu nại quyết định {number}", number=number), href))
    found.append((t("Các công nhận của trường"), f"/console/recognitions/{log}/{case.school}"))
    found.append((t("Trang của trường"), f"/console/school/{log}/{case.school}"))
    return found


PAGE = Page(show, path="/{log}/{id}")
