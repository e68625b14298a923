"""The course of a self-assessment (J1) as its pages show it: what is done, what is next, by whom.

Which act is accepted the API decides; here stands in which order the steps are shown, and where the
page of each is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from services.console import versions
from services.console.cycle import WORKING, Line, lacks_plan
from services.console.person import PersonVisit

LEADERS = ("chair", "vice_chair", "secretary")
"""Posts whose holders record what the council confirms."""
PRINCIPAL = text("Hiệu trưởng")
SECRETARY = text("Thư ký hội đồng")
GROUPS = text("Các nhóm công tác")
COUNCIL = text("Hội đồng, do chủ tịch, phó chủ tịch hoặc thư ký ghi")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the course: its page, who does it, the day on which it was done, how far it is."""

    code: str
    name: str
    href: str
    who: str
    done: str | None
    text: str = ""

    @property
    def kind(self) -> str:
        """Its shape."""
        return "done" if self.done else "todo"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a visitor is in a cycle: the school's principal, a post in the council, one of it."""

    principal: bool
    at_school: bool
    posts: frozenset[str]

    @property
    def leads(self) -> bool:
        """Whether the visitor records what the council confirms."""
        return bool(self.posts & {*LEADERS})

    def may(self, code: str) -> bool:
        """Return whether a step is the visitor's to do."""
        match code:
            case "write" | "carry-over":
                return self.at_school
            case "confirm":
                return self.leads
            case "complete":
                return "secretary" in self.posts
            case "vote":
                return bool(self.posts)
        return self.principal


def standing(visit: PersonVisit, cycle: Wire) -> Standing:
    """Return what the visitor is in a cycle."""
    school = cycle["school"]
    held = [role for role in visit.roles if role.org == school and role.at_school]
    council = cycle["council"] or {"members": []}
    actor = visit.session["actor"]
    posts = {member["post"] for member in council["members"] if member["person"] == actor}
    return Standing(any(r.name == "principal" for r in held), bool(held), frozenset(posts))


def course(visit: PersonVisit, log: str, cycle: Wire, lines: Sequence[Line]) -> list[Step]:
    """Return the steps of a cycle in their order."""
    return [Step(*one) for one in _steps(visit, f"{log}/{cycle['id']}", cycle, lines)]


def _steps(visit: PersonVisit, at: str, cycle: Wire, lines: Sequence[Line]) -> Iterator[Any]:
    t = visit.t
    council, groups, plan = cycle["council"], cycle["working_groups"], cycle["work_plan"]
    principal, out = t(PRINCIPAL), cycle["submission"]
    said: str
    written = sum(line.state in ("written", "confirmed") for line in lines)
    confirmed = sum(line.state == "confirmed" for line in lines)
    all_done = confirmed == len(lines)
    final = cycle["approved_on"]
    number = t("Quyết định {number}", number=council["decision_number"]) if council else ""
    decision = _with(number, _entered(visit, council, cycle["appointed_on"]))
    unowned = len(groups["unowned"]) if groups else 0
    yield (
        *("council", t("Lập hội đồng tự đánh giá"), f"/console/council/{at}", principal),
        *(cycle["appointed_on"], decision),
    )
    yield (
        *("groups", t("Lập nhóm và giao tiêu chí"), f"/console/groups/{at}", principal),
        groups["dated"] if groups and not unowned else None,
        t("Còn {n} tiêu chí chưa giao", n=unowned)
        if unowned
        else _entered(visit, groups, groups and groups["dated"]),
    )
    yield (
        *("plan", t("Duyệt kế hoạch tự đánh giá"), f"/console/work-plan/{at}", principal),
        plan["dated"] if plan else None,
        t("Duyệt xong mới chấm được tiêu chí") if lacks_plan(cycle) else _of_plan(visit, cycle),
    )
    said = t("Đã viết {n} trên {all} tiêu chí", n=written, all=len(lines))
    yield (
        *("write", t("Viết các phiếu tiêu chí"), f"/console/cycle/{at}#criteria"),
        *(t(GROUPS), cycle["completed_on"] or (final if written == len(lines) else None), said),
    )
    said = t("Đã xác nhận {n} trên {all} tiêu chí", n=confirmed, all=len(lines))
    yield (
        *("confirm", t("Xác nhận tiêu chí tại hội đồng"), f"/console/council-meeting/{at}"),
        *(t(COUNCIL), (cycle["completed_on"] or final) if all_done else None, said),
    )
    yield (
        *("complete", t("Hoàn thành dự thảo báo cáo"), f"/console/report-step/{at}/complete"),
        *(t(SECRETARY), cycle["completed_on"] or final, ""),
    )
    approval = cycle["approval"]
    said = _with(_votes(visit, approval) if approval else "", _entered(visit, approval, final))
    href = f"/console/report-step/{at}/approve"
    yield ("approve", t("Biểu quyết và phê duyệt báo cáo"), href, principal, final, said)
    href = f"/console/report-step/{at}/publish"
    where = cycle["published_at"] or ""
    yield ("publish", t("Công bố trong trường"), href, principal, cycle["published_on"], where)
    href = f"/console/report-step/{at}/submit"
    said = ""
    if out and out["received_on"]:
        number = out["receipt_number"] or t("không số")
        day = formats.day(out["received_on"])
        said = t("Nơi nhận xác nhận ngày {day}, số {number}", day=day, number=number)
    said = _with(_entered(visit, out, cycle["submitted_on"]), said)
    yield ("submit", t("Nộp báo cáo"), href, principal, cycle["submitted_on"], said)


def _with(*said: str) -> str:
    return ". ".join(each[:1].upper() + each[1:] for each in said if each)


def _entered(visit: PersonVisit, paper: Wire | None, day: str | None) -> str:
    """Return on which day a paper was entered, where that is not its own."""
    return _with(versions.entered(visit, day, paper["recorded_on"])) if paper else ""


def _of_plan(visit: PersonVisit, cycle: Wire) -> str:
    """Return for which version the plan was, where that is an earlier one; when it was entered."""
    plan = cycle["work_plan"]
    if plan is None:
        return ""
    earlier = plan["report_version"] < cycle["report_version"]
    of = visit.t("Của phiên bản {n}", n=plan["report_version"]) if earlier else ""
    return _with(of, _entered(visit, plan, plan["dated"]))


def _votes(visit: PersonVisit, approval: Wire) -> str:
    if not any(approval[name] for name in ("in_favour", "opposed", "abstained")):
        return ""
    return visit.t(
        "{yes} tán thành, {no} không tán thành, {none} không có ý kiến",
        yes=approval["in_favour"],
        no=approval["opposed"],
        none=approval["abstained"],
    )


def next_step(cycle: Wire, steps: Sequence[Step]) -> Step | None:
    """Return the step that the cycle waits for, None at its end."""
    if cycle["state"] in ("closed", "abandoned"):
        return None
    return next((step for step in steps if not step.done), None)


def also(visit: PersonVisit, log: str, cycle: Wire, own: Standing) -> list[tuple[str, str]]:
    """Return what else the visitor can do with the cycle: text and address."""
    t, at = visit.t, f"{log}/{cycle['id']}"
    state, working = cycle["state"], cycle["state"] in WORKING
    council = cycle["council"] is not None
    writing = working and council and not lacks_plan(cycle)
    offered = (
        (writing, "carry-over", t("Lấy lại chữ của đợt trước"), "carry-over/{at}"),
        (
            working and cycle["working_groups"] is not None,
            *("hand-over", t("Giao lại tiêu chí của người vắng mặt"), "hand-over/{at}"),
        ),
        (
            working and council,
            *("write", t("Viết nhận định và các phần của báo cáo"), "report-text/{at}"),
        ),
        (
            working and council and bool(visit.standards.of(cycle)["level4"]),
            *("write", t("Viết các khoản của Mức 4"), "criterion-sheet/{at}/22"),
        ),
        (state == "draft_ready", "vote", t("Biểu quyết về báo cáo"), "council-meeting/{at}#report"),
        (
            state == "submitted",
            *("reopen", t("Mở lại để cập nhật"), "report-step/{at}/reopen"),
        ),
        (state == "submitted", "close", t("Kết thúc đợt"), "report-step/{at}/close"),
        (working, "abandon", t("Dừng đợt này"), "report-step/{at}/abandon"),
    )
    return [
        (name, f"/console/{href.format(at=at)}")
        for offer, code, name, href in offered
        if offer and own.may(code)
    ]


def deadlines(visit: PersonVisit, cycle: Wire, faults: Wire | None) -> list[Wire]:
    """Return the days that oblige: those of the plan that are not over, and those of the law."""
    found: list[Wire] = []
    if cycle["state"] not in WORKING and cycle["state"] != "approved":
        return found
    plan = cycle["work_plan"] or {"steps": []}
    if plan["steps"] and plan["report_version"] < cycle["report_version"]:
        # The plan was for a version that is handed in; it binds the next one to nothing.
        plan = {"steps": []}
    for step in sorted(plan["steps"], key=lambda one: str(one["due_on"])):
        begun = step["starts_on"] <= visit.today.isoformat()
        if not begun:
            continue
        left = formats.days_left(step["due_on"], visit.today)
        late = left < 0
        found.append(
            {
                "name": step["name"],
                "day": formats.day(step["due_on"]),
                "kind": "warn" if left <= 3 else "doing",
                "left": _left(visit, left),
                "late": late,
                "why": visit.t(
                    "Kế hoạch tự đánh giá duyệt ngày {day}.", day=formats.day(plan["dated"])
                ),
            }
        )
    for fault in (faults or {"faults": []})["faults"]:
        if fault["code"] in ("approval-due", "submission-due"):
            found.append({"law": fault["detail"]})
    return found


def _left(visit: PersonVisit, left: int) -> str:
    if left < 0:
        return visit.t("Quá hạn {n} ngày", n=-left)
    if left == 0:
        return visit.t("Hôm nay là ngày cuối")
    return visit.t("Còn {n} ngày", n=left)
