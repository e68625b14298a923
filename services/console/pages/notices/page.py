"""Notices: what has happened lately that concerns the role a person works in, the newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, words
from libs.web.page import Page, Shown, View, Visit
from services.console.pages.my_work.page import LEADS
from services.console.person import PersonVisit, Role

MONTHS = 24
"""How many months back one may choose."""


def months(visit: Visit) -> Sequence[tuple[str, str]]:
    """Return the last months as options, "2026-11", this one first."""
    last = visit.today.year * 12 + visit.today.month - 1
    found = (divmod(last - n, 12) for n in range(MONTHS))
    return [
        (f"{year}-{month + 1:02}", visit.t("Tháng {month}/{year}", month=month + 1, year=year))
        for year, month in found
    ]


LISTING = Listing(
    "notices",
    (
        Column("text", text("Việc"), lambda one: one["text"], href=lambda one: one["href"]),
        Column("day", text("Ngày"), lambda one: one["day"], "day"),
    ),
    (
        words("q", text("Có các chữ"), lambda one: one["text"]),
        Filter("month", text("Tháng"), months, lambda one, month: one["day"].startswith(month)),
    ),
    order="-day",
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened on a day, and where more about it stands."""

    day: str
    text: str
    href: str


def show(visit: PersonVisit) -> Shown:
    """Show the notices."""
    found = [] if visit.role is None else list(_notices(visit, visit.role))
    rows = [{"id": f"{n:05}", **asdict(one)} for n, one in enumerate(found)]
    shown = LISTING.of(visit, rows, "/console/notices", visit.t("Thông báo"))
    due = visit.calls.get("/v1/session/duties").json["items"]
    reminders = [_reminder(visit, one) for one in due if one["reminded"]]
    return shown.file or View({"shown": shown, "reminders": reminders})


def _reminder(visit: PersonVisit, duty: Wire) -> Wire:
    """Return what the ladder of reminders names today, as something to be done."""
    left, log, thing = duty["days_left"], duty["log"], str(duty["thing"])
    if left < 0:
        kind, state = "warn", visit.t("Quá hạn {n} ngày làm việc", n=-left)
    elif left == 0:
        kind, state = "warn", visit.t("Hôm nay là ngày cuối")
    else:
        kind = "warn" if left <= 3 else "doing"
        state = visit.t("Còn {n} ngày làm việc", n=left)
    href = {
        "task": f"/console/discussion/{log}/{thing.rpartition('_')[0]}",
        "helprequest": f"/console/help-request/{log}/{thing}",
        "report_progress": f"/console/cycles/{log}/{thing.partition('_')[0]}",
        "plan_progress": f"/console/plans/{log}/{thing.partition('_')[0]}",
        "evaluation": f"/console/case/{log}/{thing}",
        "plan_item": f"/console/plan/{log}/{thing.rpartition('_')[0]}",
        "eligibility": f"/console/eligibility/{log}/{thing}/{thing}",
        "cycle_step": f"/console/work-plan/{log}/{thing.rpartition('_')[0]}",
    }.get(duty["category"], "/console")
    more = visit.t("Hạn {day}", day=formats.day(duty["due"]))
    return {"name": duty["title"], "href": href, "kind": kind, "state": state, "more": more}


def _notices(visit: PersonVisit, role: Role) -> Iterator[Notice]:
    t, school = visit.t, role.org if role.at_school else None
    for one in visit.calls.listed(role.log, "cycle", school=school, limit=200):
        href = f"/console/cycle/{role.log}/{one['id']}"
        year, name = formats.year(one["year"]), visit.names.school(role.log, one["school"])
        yield Notice(
            one["opened_on"], t("{school}: mở đợt tự đánh giá {year}", school=name, year=year), href
        )
        if one["approved_on"]:
            told = t("{school}: duyệt báo cáo tự đánh giá {year}", school=name, year=year)
            yield Notice(one["approved_on"], told, href)
        if one["handed_in_on"]:
            told = t("{school}: nộp báo cáo tự đánh giá {year}", school=name, year=year)
            yield Notice(one["handed_in_on"], told, href)
    for one in visit.calls.listed(role.log, "evaluation", school=school, limit=200):
        href = f"/console/school/{role.log}/{one['school']}#evaluations"
        name = visit.names.school(role.log, one["school"])
        days = {
            "filed_on": text("{school}: đăng ký đánh giá ngoài"),
            "returned_on": text("{school}: hồ sơ được trả lại để hoàn thiện"),
            "accepted_on": text("{school}: hồ sơ được chấp nhận"),
            "draft_sent_on": text("{school}: có dự thảo báo cáo đánh giá ngoài"),
            "final_on": text("{school}: có báo cáo đánh giá ngoài chính thức"),
            "accreditation_on": text("{school}: có quyết định về kiểm định chất lượng"),
            "national_on": text("{school}: có quyết định về chuẩn quốc gia"),
        }
        for field, each in days.items():
            if one[field]:
                yield Notice(one[field], t(each, school=name), href)
    for one in visit.calls.listed(role.log, "helprequest", limit=100):
        href = f"/console/help-request/{role.log}/{one['id']}"
        state = visit.label(one["state"], begins=False)
        told = t("Câu hỏi {state}: {subject}", state=state, subject=one["subject"])
        yield Notice(one["asked_on"], told, href)
    if role.name in LEADS:
        for one in visit.calls.listed(role.log, "name_openings", limit=200):
            told = t("Một người đã mở tên của {n} người trong thời gian ngắn", n=one["people"])
            yield Notice(formats.day_of(one["last_at"]), told, f"/console/name-openings/{role.log}")


PAGE = Page(show)
