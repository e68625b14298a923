"""Training courses that a school or office held for its people, and who attended (R000-04)."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.lists import Column, Filter, Listing, codes, words
from libs.web.page import Fault, Shown, View
from services.console.deed import Deed, done
from services.console.pages.people.adding import person_id
from services.console.pages.people.keeping import Keeping, said_terms
from services.console.people import name_order
from services.console.person import PersonVisit

SUBJECTS = (
    *("self_assessment", "external_evaluation", "quality_management", "diplomas"),
    *("software", "other"),
)
MANAGERS = ("principal", "deputy_principal")
TEACHERS = ("head_teacher", "teacher")
COURSES = Listing(
    "training",
    (
        Column("title", text("Lớp"), lambda one: one["title"], href=lambda one: one["href"]),
        Column("subject", text("Nội dung"), lambda one: one["subject"], "label"),
        Column("provider", text("Đơn vị tổ chức"), lambda one: one["provider"]),
        Column("held", text("Ngày"), lambda one: one["held_on"], "day"),
        Column("people", text("Số người dự"), lambda one: one["attendee_count"], "number"),
        Column(
            "state",
            text("Tình trạng"),
            lambda one: one["state"],
            shape=lambda one: "closed" if one["cancelled"] else "done",
        ),
    ),
    (
        words("q", text("Tên lớp"), lambda one: one["title"]),
        Filter(
            "subject",
            text("Nội dung"),
            codes(*SUBJECTS),
            lambda one, value: one["subject"] == value,
        ),
    ),
    order="-held",
)


def may(visit: PersonVisit, keeping: Keeping) -> bool:
    """Return whether the visitor keeps the courses of the school or office."""
    own = any((r.log, r.org) == (keeping.log, keeping.org) for r in visit.roles)
    return (own and (visit.as_whom.name != "evaluator")) or keeping.administers


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show the courses, and the form that enters one."""
    keeping = Keeping(visit, log, org)
    found = visit.calls.all(log, "training", owner=org)
    rows = [
        {
            **one,
            "href": f"{keeping.at}/training/{one['id']}",
            "state": visit.t("Đã hủy") if one["cancelled"] else visit.t("Đã ghi"),
        }
        for one in found
    ]
    shown = COURSES.of(visit, rows, f"{keeping.at}/training", visit.t("Lớp tập huấn"))
    if shown.file:
        return shown.file
    typed = ("title", "provider", "subject", "held_on", "basis", "validity_months")
    subjects = [(one, visit.label(one)) for one in SUBJECTS]
    return View(
        {
            "at": keeping.at,
            "place": keeping.place,
            "shown": shown,
            "may": may(visit, keeping),
            "subjects": subjects,
            "typed": {name: visit.said(name) for name in typed},
        },
        template="training.html",
    )


def act(visit: PersonVisit, log: str, org: str) -> Shown:
    """Look a course over, or record it."""
    keeping = Keeping(visit, log, org)
    id = f"{org}_{person_id(visit.key)[-12:]}"
    months = visit.said("validity_months")
    subject = visit.said("subject")
    data: Wire = {
        **{name: visit.said(name) for name in ("title", "provider", "subject", "basis")},
        "held_on": formats.read_day(visit.said("held_on")),
        **({"validity_months": formats.read_number(months)} if months else {}),
        **({"sample": True} if keeping.school and keeping.school["sample"] else {}),
    }
    rows = [
        (visit.t("Tên lớp"), visit.said("title")),
        (visit.t("Nội dung"), str(visit.label(subject)) if subject else ""),
        (visit.t("Đơn vị tổ chức"), visit.said("provider")),
        (visit.t("Ngày cuối của lớp"), visit.said("held_on")),
        *([(visit.t("Có giá trị trong (tháng)"), months)] if months else []),
        (visit.t("Căn cứ"), visit.said("basis")),
    ]
    deed = Deed(
        *(log, "training", id, "RegisterCourse", data),
        title=visit.t("Ghi lớp tập huấn"),
        here=f"{keeping.at}/training",
        back=f"{keeping.at}/training/{id}",
        rows=rows,
        public=visit.t("Mọi người; tên người dự chỉ người có quyền thấy."),
        onward=[(visit.t("Ghi người dự"), f"{keeping.at}/training/{id}")],
    )
    return done(visit, deed, lambda: show(visit, log, org))


def show_course(visit: PersonVisit, log: str, org: str, id: str) -> Shown:
    """Show a course, and who of the people here attended."""
    keeping = Keeping(visit, log, org)
    course = visit.calls.one(log, "training", id)
    if course["owner"] != org:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    people = _people(visit, keeping, id)
    chosen = visit.all_said("who")
    return View(
        {
            "at": keeping.at,
            "here": f"{keeping.at}/training/{id}",
            "place": keeping.place,
            "course": course,
            "came": [one for one in people if one["came"]],
            "rest": [one for one in people if not one["came"] and one["current"]],
            "chosen": chosen,
            "may": may(visit, keeping) and not course["cancelled"],
            "held": course["held_on"] <= visit.today.isoformat(),
        },
        template="course.html",
    )


def _people(visit: PersonVisit, keeping: Keeping, id: str) -> list[Wire]:
    found = visit.calls.all(keeping.log, "trained_person", org=keeping.org)
    came = {
        each["person"]
        for each in found
        if any(record["training"] == id for record in each["records"])
    }
    rows = [
        {
            "person": one["person"],
            "called": one["called"],
            "post": said_terms(visit, one["posts"]) or said_terms(visit, one["roles"]),
            "as": _as(one, bool(keeping.school)),
            "came": one["person"] in came,
            "current": one["current"] and one["erased_at"] is None,
        }
        for one in keeping.listed()
    ]
    return sorted(rows, key=lambda one: name_order(str(one["called"])))


def _as(one: Wire, at_school: bool) -> str:
    """Return as what somebody attends: head, teacher or staff of a school; an office's officer."""
    if not at_school:
        return "officer"
    held = {each["name"] for each in (*one["posts"], *one["roles"]) if each["current"]}
    if held & {*MANAGERS}:
        return "manager"
    return "teacher" if held & {*TEACHERS} else "staff"


def act_course(visit: PersonVisit, log: str, org: str, id: str) -> Shown:
    """Look over who attended, or record it."""
    keeping = Keeping(visit, log, org)
    wanted = {*visit.all_said("who")}
    people = [one for one in _people(visit, keeping, id) if one["person"] in wanted]
    if visit.said("do") == "check" and not people:
        visit.faults.append(Fault("who-1", str(visit.t("Hãy chọn ít nhất một người."))))
        return visit.again(show_course(visit, log, org, id))
    course = visit.calls.one(log, "training", id)
    data = {
        "attendees": [{"person": one["person"], "post": one["as"], "org": org} for one in people]
    }
    names = [f"{one['called']} ({visit.label(one['as'], False)})" for one in people]
    deed = Deed(
        *(log, "training", id, "RecordAttendance", data),
        title=visit.t("Ghi người dự lớp tập huấn"),
        here=f"{keeping.at}/training/{id}",
        back=f"{keeping.at}/training/{id}",
        rows=[
            (visit.t("Lớp"), course["title"]),
            (visit.t("Ngày"), formats.day(course["held_on"])),
            (visit.t("Người dự ({n})", n=len(names)), ", ".join(names)),
        ],
        public=visit.t("Người trong đơn vị và cơ quan quản lý."),
        onward=[(visit.t("Về danh sách nhân sự"), keeping.at)],
        fields={"/attendees": "who-1"},
    )
    return done(visit, deed, lambda: show_course(visit, log, org, id))
