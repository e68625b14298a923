"""The plans of a school year of all schools that an office sees, and of those that have none."""

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web import formats
from libs.web.catalogue import text
from libs.web.list_parts import in_order
from libs.web.lists import Asked, Column, Filter, Listing, Options
from libs.web.page import Shown, View, Visit
from services.console.deadlines import last_day_in_lists
from services.console.pages.plans.options import SHAPES, years, yes_or_no
from services.console.person import PersonVisit
from services.console.places import communes, smallest

NONE = "none"
"""The state of who has no plan, as the address says it."""
LATE = {
    "late": text("Nộp kế hoạch muộn"),
    "report_late": text("Báo cáo năm muộn"),
}


def _states(visit: Visit) -> Options:
    none = (NONE, visit.t("Chưa có kế hoạch"))
    return [none, *((name, visit.label(name)) for name in group("plan_state"))]


PLANS = Listing(
    "plans",
    (
        Column(
            *("school", text("Trường"), lambda one: one["name"]),
            href=lambda one: one["href"],
            order="school_name",
        ),
        Column("place", text("Xã, phường"), lambda one: one["place"], in_files=True),
        Column("year", text("Năm học"), lambda one: one["year"], "year", in_files=True),
        Column(
            *("state", text("Tình trạng"), lambda one: one["state_said"]),
            shape=lambda one: SHAPES.get(one["state"], "todo"),
            order="state",
        ),
        Column("items", text("Số việc"), lambda one: one["item_count"], "number", in_files=True),
        Column(
            *("completed", text("Hoàn thành"), lambda one: one["completed_count"], "number"),
            in_files=True,
        ),
        Column(
            *("overdue", text("Quá hạn"), lambda one: one["overdue"], "number"),
            order="overdue_count",
        ),
        Column(
            *("budget", text("Kinh phí dự kiến"), lambda one: one["planned"], "money"),
            order="budget",
        ),
        Column("spent", text("Đã chi"), lambda one: one["spent"], "money", in_files=True),
        Column("last", text("Hạn nộp"), lambda one: one["last"], "day", in_files=True),
        Column(
            *("submitted", text("Ngày nộp"), lambda one: one["submitted_on"], "day"),
            order="submitted_on",
        ),
        Column(
            *("report_last", text("Hạn báo cáo năm"), lambda one: one["report_last"], "day"),
            in_files=True,
        ),
        Column(
            *("reported", text("Ngày báo cáo năm"), lambda one: one["reported_on"], "day"),
            order="reported_on",
        ),
        Column("late", text("Muộn"), lambda one: one["late_said"], order="late"),
    ),
    (
        Filter("q", text("Tên trường")),
        Filter("year", text("Năm học"), years),
        Filter("state", text("Tình trạng"), _states),
        Filter("late", text("Muộn"), yes_or_no),
        Filter("reported", text("Đã báo cáo năm"), yes_or_no),
        Filter("overdue", text("Có việc quá hạn"), yes_or_no),
        Filter("area", text("Xã, phường"), communes),
    ),
    order="school",
)


def show(visit: PersonVisit, log: str, common: Wire) -> Shown:
    """Show the plans of a school year as a list, how many are missing, and what they come to."""
    asked, at = PLANS.asked(visit), common["at"]
    year = int(asked["year"] or school_year(visit.today))
    wanted = _wanted(asked, year)
    (total,) = visit.calls.listed(log, "plan_progress_sum", year=year)
    (these,) = visit.calls.listed(log, "plan_progress_sum", **wanted)
    shown = in_order(
        PLANS,
        visit,
        (log, "plan_progress", wanted),
        these["school_count"],
        lambda one: _row(visit, log, one),
        at,
        visit.t("Kế hoạch cải tiến chất lượng"),
    )
    if shown.file:
        return shown.file
    here = f"{at}?year={year}"
    counts = [
        (total["unplanned_count"], f"{here}&state={NONE}#listing", visit.t("chưa có kế hoạch")),
        (total["late_count"], f"{here}&late=true#listing", visit.t("muộn")),
        (total["unreported_count"], f"{here}&reported=false#listing", visit.t("chưa báo cáo năm")),
    ]
    lead = visit.t("Năm học {year}. Bấm vào một số để mở danh sách đứng sau số đó.").format(
        year=formats.year(year)
    )
    values = {
        "shown": shown.read_as("year", str(year)),
        "counts": counts,
        "sums": these,
        "lead": lead,
    }
    return View({**common, **values, "begins": []}, template="page.html")


def _wanted(asked: Asked, year: int) -> Wire:
    state = asked["state"]
    same = {name: asked[name] for name in ("late", "reported", "overdue", "area")}
    named = {"state": None, "planned": "false"} if state == NONE else {"state": state}
    return {"year": year, "name": asked["q"], **same, **named}


def _row(visit: PersonVisit, log: str, one: Wire) -> Wire:
    """Return a plan, or that there is none, as the list shows it."""
    plan = f"/console/plan/{log}/{one['plan']}"
    return {
        **one,
        "name": one["school_name"],
        "href": plan if one["plan"] else f"/console/school/{log}/{one['school']}",
        "place": smallest(visit, [one["area"]] if one["area"] else []),
        "state_said": visit.label(one["state"]) if one["state"] else visit.t("Chưa có kế hoạch"),
        "overdue": one["overdue_count"] if one["plan"] else None,
        "planned": one["budget"] if one["plan"] else None,
        "last": last_day_in_lists(one["before"]),
        "report_last": last_day_in_lists(one["report_before"]),
        "late_said": ", ".join(visit.t(said) for name, said in LATE.items() if one[name]),
    }
