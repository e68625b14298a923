"""Improvement plans: of a school, or of all schools that an office sees; what they come to."""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web import formats
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, codes, words
from libs.web.page import Fault, Go, Page, Shown, View
from services.console.pages.plans import office
from services.console.pages.plans.options import SHAPES, years, yes_or_no
from services.console.person import PersonVisit
from services.console.places import communes

FOLLOWED = {"open": "doing", "addressed": "done", "declined": "closed"}

PLANS = Listing(
    "plans",
    (
        Column(
            *("year", text("Năm học"), lambda one: one["year"], "year"),
            href=lambda one: str(one["href"]),
        ),
        Column(
            "state",
            text("Tình trạng"),
            lambda one: one["state"],
            "label",
            shape=lambda one: SHAPES[one["state"]],
        ),
        Column("items", text("Số việc"), lambda one: one["item_count"], "number"),
        Column("completed", text("Hoàn thành"), lambda one: one["completed_count"], "number"),
        Column("overdue", text("Quá hạn"), lambda one: one["overdue_count"], "number"),
        Column("budget", text("Kinh phí dự kiến"), lambda one: one["budget"], "money"),
        Column("spent", text("Đã chi"), lambda one: one["spent"], "money"),
        Column("submitted", text("Ngày nộp"), lambda one: one["submitted_on"], "day"),
        Column("reported", text("Ngày báo cáo năm"), lambda one: one["reported_on"], "day"),
    ),
    (
        Filter("year", text("Năm học"), years),
        Filter("state", text("Tình trạng"), codes(*group("plan_state"))),
        Filter("overdue", text("Có việc quá hạn"), yes_or_no),
    ),
    order="-year",
)
CRITERIA = Listing(
    "plans-by-criterion",
    (
        Column("criterion", text("Tiêu chí"), lambda one: one["criterion"]),
        Column("schools", text("Số trường"), lambda one: len(one["schools"]), "number"),
        Column("items", text("Số việc"), lambda one: one["item_count"], "number"),
        Column("completed", text("Hoàn thành"), lambda one: one["completed_count"], "number"),
        Column("overdue", text("Quá hạn"), lambda one: one["overdue_count"], "number"),
        Column("budget", text("Kinh phí dự kiến"), lambda one: one["budget"], "money"),
        Column("spent", text("Đã chi"), lambda one: one["spent"], "money"),
    ),
    (Filter("year", text("Năm học"), years), Filter("area", text("Xã, phường"), communes)),
    order="criterion",
)
RECOMMENDATIONS = Listing(
    "recommendations",
    (
        Column("school", text("Trường"), lambda one: one["name"], href=lambda one: one["href"]),
        Column("criterion", text("Tiêu chí"), lambda one: one["criterion"]),
        Column("text", text("Khuyến nghị"), lambda one: one["text"]),
        Column("told_on", text("Ngày gửi trường"), lambda one: one["told_on"], "day"),
        Column(
            "state",
            text("Tình trạng"),
            lambda one: one["state"],
            "label",
            shape=lambda one: FOLLOWED[one["state"]],
        ),
        Column("taken", text("Số kế hoạch đã đưa vào"), lambda one: len(one["plans"]), "number"),
        Column("note", text("Ghi chú"), lambda one: one["note"]),
    ),
    (
        words("q", text("Có các chữ"), lambda one: one["name"], lambda one: one["text"]),
        Filter("state", text("Tình trạng"), codes(*group("recommendation_state"))),
        Filter("taken_up", text("Đã đưa vào kế hoạch"), yes_or_no),
        Filter("area", text("Xã, phường"), communes),
    ),
    order="-told_on",
)


def _school(visit: PersonVisit, org: str) -> str | None:
    """Return the school that the pages are of, None for an office's."""
    return org if any(role.at_school and role.org == org for role in visit.roles) else None


def _common(visit: PersonVisit, log: str, org: str, view: str) -> Wire:
    school = _school(visit, org)
    at = f"/console/plans/{log}/{org}"
    tabs = [
        (visit.t("Kế hoạch"), at, view == "plans"),
        (visit.t("Khuyến nghị của đoàn"), f"{at}/recommendations", view == "recommendations"),
    ]
    if school is None:
        tabs.insert(1, (visit.t("Theo tiêu chí"), f"{at}/criteria", view == "criteria"))
    place = visit.names.school(log, org) if school else visit.names.office(log, org)
    return {"log": log, "org": org, "school": school, "place": place, "tabs": tabs, "at": at}


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show the plans as a list, and what they come to; to an office also who has none."""
    school, common = _school(visit, org), _common(visit, log, org, "plans")
    if school is None:
        return office.show(visit, log, common)
    asked = PLANS.asked(visit)
    which = {name: asked[name] for name in ("year", "state", "overdue")}
    found = visit.calls.all(log, "improvement_plan", school=school, **which)
    rows = [{**one, "href": f"/console/plan/{log}/{one['id']}"} for one in found]
    this = school_year(visit.today)
    chips = [
        (visit.t("Tất cả"), {}),
        (visit.t("Năm học này"), {"year": str(this)}),
        (visit.t("Có việc quá hạn"), {"overdue": "true"}),
        (visit.t("Chưa báo cáo năm"), {"state": "approved"}),
    ]
    shown = PLANS.of(visit, rows, common["at"], visit.t("Kế hoạch cải tiến chất lượng"), chips)
    if shown.file:
        return shown.file
    begins = [] if shown.filtered else _beginnings(visit, log, school, found)
    sums = {
        name: sum(one[name] for one in rows)
        for name in ("item_count", "completed_count", "overdue_count", "budget", "spent")
    }
    values = {**common, "shown": shown, "begins": begins, "sums": sums, "counts": [], "lead": ""}
    return View(values, template="page.html")


def _beginnings(
    visit: PersonVisit, log: str, school: str, plans: Sequence[Wire]
) -> list[tuple[int, list[Wire]]]:
    """Return the school years that a plan can begin for, each with the reports it may rest on."""
    if not any(role.name == "principal" and role.org == school for role in visit.roles):
        return []
    this, there = school_year(visit.today), {one["year"] for one in plans}
    cycles = [one for one in visit.calls.all(log, "cycle", school=school) if one["approved_on"]]
    found = [
        (year, [one for one in cycles if one["year"] in (year - 1, year)])
        for year in (this, this + 1)
        if year not in there
    ]
    return [(year, rests) for year, rests in found if rests or year == this]


def begin(visit: PersonVisit, log: str, org: str) -> Shown:
    """Begin a plan."""
    year = visit.number_said("year")
    if not visit.all_said("cycles"):
        told = visit.t("Hãy chọn ít nhất một báo cáo tự đánh giá đã duyệt.")
        visit.faults.append(Fault(f"cycles-{year}", told))
        return visit.again(show(visit, log, org))
    id = f"{org}_{year}"
    data = {"year": year, "cycles": visit.all_said("cycles")}
    visit.calls.command(
        log, "improvement_plan", id, "DraftImprovementPlan", data, key=visit.key, version=0
    )
    return Go(f"/console/plan/{log}/{id}")


def show_criteria(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show what is to be done about each criterion."""
    asked, common = CRITERIA.asked(visit), _common(visit, log, org, "criteria")
    year = asked["year"] or school_year(visit.today)
    found = visit.calls.listed(log, "plan_criterion", year=year, area=asked["area"])
    caption = visit.t("Việc cải tiến theo tiêu chí, năm học {year}", year=formats.year(int(year)))
    shown = CRITERIA.of(visit, found, f"{common['at']}/criteria", caption)
    lead = caption
    return shown.file or View({**common, "shown": shown, "lead": lead}, template="more.html")


def show_recommendations(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show what teams recommended, and how it stands with it."""
    asked = RECOMMENDATIONS.asked(visit)
    which = {name: asked[name] for name in ("state", "taken_up", "area")}
    school = _school(visit, org)
    found = visit.calls.all(log, "plan_recommendation", school=school, **which)
    rows = [
        {
            **one,
            "name": visit.names.school(log, one["school"]),
            "href": f"/console/school/{log}/{one['school']}",
        }
        for one in found
    ]
    common = _common(visit, log, org, "recommendations")
    caption = visit.t("Khuyến nghị của đoàn đánh giá ngoài")
    chips = [
        (visit.t("Tất cả"), {}),
        (visit.t("Đang mở"), {"state": "open"}),
        (visit.t("Chưa đưa vào kế hoạch"), {"taken_up": "false"}),
    ]
    shown = RECOMMENDATIONS.of(visit, rows, f"{common['at']}/recommendations", caption, chips)
    lead = visit.t("Mỗi khuyến nghị được theo dõi từ năm này sang năm khác cho đến khi khép lại.")
    return shown.file or View({**common, "shown": shown, "lead": lead}, template="more.html")


AT = "/{log}/{org}"
PAGES = (
    Page(show, begin, path=AT, fields={"/year": "year"}),
    Page(show_criteria, path=f"{AT}/criteria"),
    Page(show_recommendations, path=f"{AT}/recommendations"),
)
