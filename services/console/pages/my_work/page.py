"""My work: what is due for a person in the role that they work in, the nearest first."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.lists import Column, Filter, Listing, words
from libs.web.page import Page, Shown, View, Visit
from services.console import preparation, talk
from services.console.case import Case
from services.console.cycle import lacks_plan
from services.console.deadlines import urgency
from services.console.offices import acts_for_holder
from services.console.pages.my_work import days
from services.console.pages.my_work.task import Task
from services.console.person import PersonVisit, Role

SOON = timedelta(days=7)
NEXT_STEP = {
    "opened": text("Lập hội đồng tự đánh giá"),
    "staffed": text("Viết các phiếu tiêu chí"),
    "collecting": text("Viết tiếp các phiếu tiêu chí, rồi duyệt báo cáo"),
    "drafting": text("Viết tiếp các phiếu tiêu chí, rồi duyệt báo cáo"),
    "draft_ready": text("Bỏ phiếu và duyệt báo cáo"),
    "approved": text("Nộp báo cáo tự đánh giá"),
}
"""What a cycle waits for, by its state."""
PLAN_FIRST = text("Lập nhóm, rồi duyệt kế hoạch tự đánh giá")
"""What it waits for once it has a council, where the plan comes before the judgements."""
OF_MEMBER = {
    "staffed": text("Viết các phiếu tiêu chí"),
    "collecting": text("Viết tiếp các phiếu tiêu chí"),
    "drafting": text("Viết tiếp các phiếu tiêu chí"),
    "draft_ready": text("Biểu quyết về báo cáo"),
}
"""What of it is a council member's to do."""
LEADS = ("director", "chair", "administrator")
"""Who is told of somebody who opens the names of many people, and for how long as a task."""
TOLD_FOR = timedelta(days=14)
OWN_STEPS = {"reply": "draft-reply"}
"""The steps of an evaluation that a school owes, and the page on which it does them."""
WEEKDAYS = (
    text("Thứ Hai"),
    text("Thứ Ba"),
    text("Thứ Tư"),
    text("Thứ Năm"),
    text("Thứ Sáu"),
    text("Thứ Bảy"),
    text("Chủ nhật"),
)
WHEN = {
    "late": text("Quá hạn"),
    "week": text("Đến hạn trong tuần"),
    "later": text("Sau tuần này"),
    "none": text("Không có hạn"),
}
"""When something is due, as the list of all tasks is filtered."""


def _when(visit: Visit) -> list[tuple[str, str]]:
    return [(name, visit.t(said)) for name, said in WHEN.items()]


LISTING = Listing(
    "tasks",
    (
        Column("name", text("Việc"), lambda one: one["name"], href=lambda one: one["href"]),
        Column("due", text("Hạn"), lambda one: one["due"], "day"),
        Column(
            "state",
            text("Tình trạng"),
            lambda one: one["state"],
            shape=lambda one: one["kind"],
        ),
        Column("more", text("Ghi chú"), lambda one: one["more"]),
    ),
    (
        words("q", text("Có các chữ"), lambda one: one["name"], lambda one: one["more"]),
        Filter("when", text("Hạn"), _when, lambda one, when: one["when"] == when),
    ),
    order="due",
)


def show(visit: PersonVisit) -> Shown:
    """Show what is to be done."""
    role = visit.role
    found = [] if role is None else list(_tasks(visit, role))
    found.sort(key=lambda task: (task.due or date.max, task.name))
    near = visit.today + SOON
    weekday = visit.t(WEEKDAYS[visit.today.weekday()])
    return View(
        {
            "role": role,
            "weekday": weekday,
            "now": [task for task in found if task.due is None or task.due <= near],
            "later": [task for task in found if task.due and task.due > near],
            "cycles": _cycles(visit, role) if role and role.at_school else [],
        }
    )


def show_all(visit: PersonVisit) -> Shown:
    """Show everything that is to be done as a list."""
    found = [] if visit.role is None else list(_tasks(visit, visit.role))
    rows = [
        {
            **asdict(task),
            "id": f"{n:05}",
            "due": task.due.isoformat() if task.due else None,
            "when": _due_when(task, visit.today),
        }
        for n, task in enumerate(found)
    ]
    chips = [(visit.t("Tất cả"), {}), *((said, {"when": name}) for name, said in _when(visit))]
    shown = LISTING.of(visit, rows, "/console/tasks", visit.t("Mọi việc cần làm"), chips)
    return shown.file or View({"shown": shown}, template="all.html")


def _due_when(task: Task, today: date) -> str:
    if task.due is None:
        return "none"
    return "late" if task.due < today else "week" if task.due <= today + SOON else "later"


def _tasks(visit: PersonVisit, role: Role) -> Iterator[Task]:
    if role.at_school:
        yield from _of_cycles(visit, role)
        yield from days.tasks(visit, role)
        yield from _of_criteria(visit, role)
        yield from _of_comments(visit, role)
    else:
        yield from _of_reports(visit, role)
    yield from _of_talk(visit, role)
    yield from _of_evaluations(visit, role)
    if role.name == "evaluator":
        yield from _of_declarations(visit, role)
    yield from _of_help(visit, role)
    if role.name in LEADS:
        yield from _of_openings(visit, role)
    if role.name == "officer":
        yield from _of_papers(visit, role)
    if role.name == "administrator":
        yield from _of_grants(visit, role)


def _cycles(visit: PersonVisit, role: Role) -> list[Wire]:
    """Return the school's cycles, the newest first."""
    found = visit.calls.all(role.log, "cycle", school=role.org)
    return sorted(found, key=lambda one: -one["year"])


def _of_cycles(visit: PersonVisit, role: Role) -> Iterator[Task]:
    t, this = visit.t, school_year(visit.today)
    cycles, principal = _cycles(visit, role), role.name == "principal"
    for one in cycles:
        step = (NEXT_STEP if principal else OF_MEMBER).get(one["state"])
        if one["state"] == "staffed" and lacks_plan(one):
            # Nobody else can do anything before.
            step = PLAN_FIRST if principal else None
        if step:
            last = days.of_cycle(visit, role, one)
            state = visit.label(one["state"])
            yield Task(
                t("{step}, năm học {year}", step=t(step), year=formats.year(one["year"])),
                f"/console/cycle/{role.log}/{one['id']}",
                *(urgency(visit, last) if last else ("doing", state)),
                t("Mở ngày {day}", day=formats.day(one["opened_on"])),
                last,
            )
    if principal and not any(one["year"] >= this and one["state"] != "abandoned" for one in cycles):
        last = days.of_year(visit, role, this)
        yield Task(
            t("Mở đợt tự đánh giá năm học {year}", year=formats.year(this)),
            f"/console/open-cycle/{role.log}/{role.org}",
            "todo",
            t("Chưa bắt đầu"),
            t("Hội đồng duyệt báo cáo chậm nhất ngày {day}.", day=formats.day(last))
            if last
            else t("Trường chưa mở đợt tự đánh giá của năm học này."),
        )


def _of_criteria(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield the criteria that the person writes as one of a group, those not confirmed yet."""
    if "/v1/{log}/owned_criterion" not in visit.calls.api.document["paths"]:
        return
    person = visit.session["actor"]
    unplanned = {one["id"] for one in _cycles(visit, role) if lacks_plan(one)}
    for one in visit.calls.all(role.log, "owned_criterion", person=person, school=role.org):
        # Before the plan nobody can write: it stands among the cycle's own next steps.
        if one["confirmed_on"] or one["cycle"] in unplanned:
            continue
        begun = bool(one["recorded_on"])
        yield Task(
            visit.t("Tiêu chí {code}. {title}", code=one["criterion"], title=one["title"]),
            f"/console/criterion-sheet/{role.log}/{one['cycle']}/{one['criterion']}",
            "doing" if begun else "todo",
            visit.t("Đang viết") if begun else visit.t("Chưa bắt đầu"),
            visit.t("{group}, năm học {year}", group=one["group"], year=formats.year(one["year"])),
        )


def _of_comments(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield the report of this school year if the office has commented on it."""
    asked = {"school": role.org, "year": school_year(visit.today)}
    for one in visit.calls.listed(role.log, "report_progress", **asked):
        if "commented" in (one["report_progress"], one["draft_progress"]):
            yield Task(
                visit.t("Xem {n} ý kiến của cơ quan quản lý", n=one["comment_count"]),
                f"/console/report-reading/{role.log}/{one['cycle']}",
                "doing",
                visit.t("Đã có ý kiến"),
                visit.t("Ý kiến gần nhất ngày {day}", day=formats.day(one["commented_on"])),
            )


def _of_reports(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield the drafts that wait for comments of an office, as one thing to do."""
    if role.name != "officer":
        return
    year = school_year(visit.today)
    here = f"/console/school-reports/{role.log}?year={year}"
    told = visit.t("Năm học {year}", year=formats.year(year))
    for one in visit.calls.listed(role.log, "report_progress_sum", year=year):
        if one["id"] != "awaiting_comments":
            continue
        if one["report_count"]:
            name = visit.t("Góp ý {n} báo cáo tự đánh giá", n=one["report_count"])
            href = f"{here}&progress=awaiting_comments"
            yield Task(name, href, "todo", visit.t("Chờ góp ý"), told)
        if one["draft_count"]:
            name = visit.t("Góp ý {n} bản cập nhật của báo cáo đã nộp", n=one["draft_count"])
            yield Task(name, here, "todo", visit.t("Chờ góp ý"), told)


def _of_talk(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield what discussions ask of the person, or of the office that they act for."""
    asked = {"person": visit.session["actor"]} if role.at_school else {"office": role.org}
    own = {"school": role.org} if role.at_school else {}
    for one in visit.calls.all(role.log, "task", state="open", **asked, **own):
        due = date.fromisoformat(one["due"])
        about = talk.called(visit, one["about"])
        if not role.at_school:
            about = f"{visit.names.school(role.log, one['school'])}: {about}"
        yield Task(
            one["subject"],
            f"/console/discussion/{role.log}/{one['discussion']}#task-{one['message']}",
            *urgency(visit, due),
            about,
            due,
        )


def _of_evaluations(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield what running cases wait for: with a day whoever owes it, without one who acts next."""
    school = role.org if role.at_school else None
    for one in visit.calls.all(role.log, "evaluation", school=school, running=True):
        case = Case(visit, role.log, one)
        owed = [each for each in one["open_deadlines"] if not school or each["step"] in OWN_STEPS]
        state = visit.t("Đánh giá ngoài, {state}", state=visit.label(one["state"], begins=False))
        for each in owed:
            # The first day that is too late is stated; the last good one is the day before.
            last = date.fromisoformat(each["before"]) - timedelta(days=1)
            place = OWN_STEPS.get(each["step"], "") if school else ""
            yield Task(
                visit.t("{step}: {school}", step=visit.label(each["step"]), school=case.place),
                f"/console/{place}/{role.log}/{one['id']}" if place else case.at,
                *urgency(visit, last),
                state,
                last,
            )
        if case.in_team and one["state"] == "surveying":
            yield from _of_preparation(visit, case, state)
        mine = [act for act in case.onward if act in case.mine]
        if mine and not owed:
            what = visit.label(mine[0]["command"])
            name = visit.t("{what}: {school}", what=what, school=case.place)
            yield Task(name, case.at, "todo", visit.t("Chờ vai trò của tôi"), state)


def _of_preparation(visit: PersonVisit, case: Case, state: str) -> Iterator[Task]:
    """Yield what somebody of a team does before its survey."""
    own = preparation.read(case)
    for command in own.todo:
        name = visit.t("{what}: {school}", what=visit.label(command), school=case.place)
        yield Task(name, own.at, "todo", visit.t("Chờ vai trò của tôi"), state)


def _of_declarations(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield the schools to which the person has not said yet what ties them."""
    me = visit.session["actor"][2:]
    for one in visit.calls.all(role.log, "team_person", member=me, awaited=True):
        school = visit.names.school(role.log, one["school"])
        yield Task(
            visit.t("Khai quan hệ với trường: {school}", school=school),
            f"/console/declaration/{role.log}/{one['evaluation']}",
            "todo",
            visit.t("Chưa khai"),
            visit.t("Đoàn làm việc khi mọi thành viên đã khai."),
        )


def _of_help(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield the questions that an office has to answer, to who asked those that are answered."""
    waits = {"asker": role.org, "state": "answered"}
    if role.name == "principal" or not role.at_school:
        for one in visit.calls.all(role.log, "helprequest", **waits):
            yield Task(
                visit.t("Xem trả lời: {subject}", subject=one["subject"]),
                f"/console/help-request/{role.log}/{one['id']}",
                "doing",
                visit.t("Đã có trả lời"),
                visit.t("Hỏi ngày {day}", day=formats.day(one["asked_on"])),
            )
    if role.at_school:
        return
    for one in visit.calls.all(role.log, "helprequest", office=role.org, state="open"):
        due = date.fromisoformat(one["due"]) if one["due"] else None
        yield Task(
            visit.t("Trả lời: {subject}", subject=one["subject"]),
            f"/console/help-request/{role.log}/{one['id']}",
            *(urgency(visit, due) if due else ("todo", visit.t("Chưa trả lời"))),
            visit.t("Hỏi ngày {day}", day=formats.day(one["asked_on"])),
            due,
        )


def _of_openings(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield who opened the names of many people lately, to be asked why."""
    starts = visit.today - TOLD_FOR
    for one in visit.calls.all(role.log, "name_openings", starts=starts.isoformat()):
        day = formats.day(formats.day_of(one["last_at"]))
        yield Task(
            visit.t("Xem lý do mở tên {n} người", n=one["people"]),
            f"/console/name-openings/{role.log}",
            "warn",
            visit.t("Mở tên nhiều người"),
            visit.t("{role}, ngày {day}", role=visit.label(one["role"]), day=day),
        )


def _of_papers(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield what others entered from paper, as one thing to do for who may confirm some of it."""
    found = visit.calls.listed(role.log, "recognition_entry", limit=50)
    others = [one for one in found if one["entered_by"] != visit.session["actor"]]
    if others and acts_for_holder(visit, role.log, others[0]["school"], ["appraise"], ["officer"]):
        yield Task(
            visit.t("Đối chiếu và xác nhận {n} công nhận nhập từ giấy", n=len(others)),
            f"/console/recognitions/{role.log}",
            "todo",
            visit.t("Chờ xác nhận"),
            visit.t("Nhập ngày {day}", day=formats.day(others[0]["entered_on"])),
        )


def _of_grants(visit: PersonVisit, role: Role) -> Iterator[Task]:
    """Yield the roles that somebody proposed and nobody has confirmed."""
    try:
        found = visit.calls.all(role.log, "grant", org=role.org, open=True)
    except Refused as refused:
        if refused.status == 403:
            return
        raise
    for one in found:
        for asked in one["proposals"]:
            if asked["state"] == "open":
                yield Task(
                    visit.t(
                        "Xác nhận vai trò {role}", role=visit.label(asked["role"], begins=False)
                    ),
                    f"/console/roles-to-confirm/{role.log}/{role.org}",
                    "todo",
                    visit.t("Chờ xác nhận"),
                    visit.t("Đề nghị ngày {day}", day=formats.day(asked["proposed_on"])),
                )


PAGES = (Page(show), Page(show_all, path="/tasks"))
