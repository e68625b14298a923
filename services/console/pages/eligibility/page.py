"""Registering: who may, who must, who has not begun, each with its reasons; and the work to come.

An office sees the schools of its reach; a school itself sees what it still lacks.
"""

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web.catalogue import text
from libs.web.list_parts import in_order
from libs.web.lists import Asked, Column, Filter, Listing, Options, codes
from libs.web.page import Page, Shown, View, Visit
from services.console.person import PersonVisit
from services.console.years import years

SHAPES = {
    "registration_done": "done",
    "must_register": "stop",
    "may_register": "doing",
    "not_yet_eligible": "todo",
    "assessment_not_begun": "closed",
}
RUNGS = ("3", "6", "12", "18")
"""The months of the ladder before what a school holds ends."""
FEWEST, MOST_PER_TEAM, MOST_PEOPLE = 1, 20, 20


def _months(visit: Visit) -> Options:
    asked = visit.asked("year")
    year = int(asked) if asked.isdecimal() else school_year(visit.today)
    months = [(year + (n > 12), (n - 1) % 12 + 1) for n in range(9, 21)]
    return [(f"{y}-{m:02}", f"{m:02}/{y}") for y, m in months]


def _rungs(visit: Visit) -> Options:
    return [(n, visit.t("trong {n} tháng tới", n=n)) for n in RUNGS]


def _begun(visit: Visit) -> Options:
    return [("false", visit.t("Chưa mở đợt tự đánh giá")), ("true", visit.t("Đã mở"))]


YEAR = Filter("year", text("Năm học"), years(ahead=1, back=2))
LISTING = Listing(
    "eligibility",
    (
        Column(
            *("name", text("Trường"), lambda one: one["school_name"]),
            href=lambda one: one["href"],
            order="school_name",
        ),
        Column("kind", text("Loại"), lambda one: one["kind"], "label", order="kind"),
        Column(
            "state",
            text("Đăng ký"),
            lambda one: one["eligibility_state"],
            "label",
            shape=lambda one: SHAPES[one["eligibility_state"]],
            order="eligibility_state",
        ),
        Column("month", text("Tháng"), lambda one: one["month_said"], order="month"),
        Column("by", text("Chậm nhất"), lambda one: one["register_by"], "day", order="register_by"),
        Column(
            *("expires", text("Công nhận đến"), lambda one: one["expires_on"], "day"),
            order="expires_on",
        ),
        Column("why", text("Còn thiếu"), lambda one: one["why"]),
        Column("rule", text("Quy định"), lambda one: one["rules"], in_files=True),
    ),
    (
        YEAR,
        Filter("q", text("Tên trường")),
        Filter("state", text("Đăng ký"), codes(*SHAPES)),
        Filter("month", text("Tháng"), _months),
        Filter("expiring", text("Công nhận hết hạn"), _rungs),
        Filter("begun", text("Tự đánh giá"), _begun),
        Filter("kind", text("Loại"), lambda visit: codes(*group("school_kind"))(visit)),
    ),
    order="name",
)
WORK = Listing(
    "workload",
    (
        Column("month", text("Tháng"), lambda one: one["month_said"], href=lambda one: one["href"]),
        Column(
            "planned", text("Trong danh sách dự kiến"), lambda one: one["planned_count"], "number"
        ),
        Column("due", text("Phải đăng ký lại"), lambda one: one["due_count"], "number"),
        Column("registered", text("Đã đăng ký"), lambda one: one["registered_count"], "number"),
        Column("teams", text("Số đoàn cần"), lambda one: one["team_count"], "number"),
        Column("people", text("Số người cần"), lambda one: one["person_count"], "number"),
    ),
    (YEAR,),
)


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show the schools that the visitor sees, each with how it stands and what it lacks."""
    asked = LISTING.asked(visit)
    year = int(asked["year"] or school_year(visit.today))
    here = f"/console/eligibility/{log}/{org}"
    wanted = _wanted(asked, year)
    sums = visit.calls.listed(log, "eligibility_sum", year=year)
    plain = wanted == {"year": year}
    of_these = sums if plain else visit.calls.listed(log, "eligibility_sum", **wanted)
    chips = [
        (visit.t("Tất cả"), {"year": str(year)}),
        *((str(visit.label(state)), {"year": str(year), "state": state}) for state in SHAPES),
    ]
    shown = in_order(
        LISTING,
        visit,
        (log, "eligibility", wanted),
        sum(one["school_count"] for one in of_these),
        lambda one: _row(visit, one, here),
        here,
        visit.t("Ai được, ai phải đăng ký đánh giá ngoài"),
        chips,
    )
    if shown.file:
        return shown.file
    figures = [
        (
            one["school_count"],
            f"{here}?year={year}&state={one['id']}#listing",
            str(visit.label(one["id"], begins=False)),
        )
        for one in sums
    ]
    late = sum(one["late_count"] for one in sums)
    return View(
        {
            "place": visit.names.office(log, org),
            "year": year,
            "figures": figures,
            "late": late,
            "shown": shown.read_as("year", str(year)),
            "work_at": f"{here}/workload?year={year}",
        }
    )


def _wanted(asked: Asked, year: int) -> Wire:
    """Return what the filters ask for."""
    said = {
        "name": asked["q"],
        "eligibility_state": asked["state"],
        "month": asked["month"],
        "expiring": asked["expiring"],
        "begun": asked["begun"],
        "kind": asked["kind"],
    }
    return {"year": year, **{name: value for name, value in said.items() if value is not None}}


def _row(visit: PersonVisit, one: Wire, here: str) -> Wire:
    missing = [each for each in one["reasons"] if not each["met"]]
    month = _month(one["month"])
    planned = visit.t("{month}, theo danh sách", month=month) if one["planned"] else month
    return {
        **one,
        "href": f"{here}/{one['school']}?year={one['school_year']}",
        "month_said": str(planned),
        "why": " ".join(each["said"] for each in missing),
        "rules": "; ".join(dict.fromkeys(each["rule"] for each in one["reasons"])),
    }


def _month(said: str | None) -> str:
    return "/".join(reversed(said.split("-"))) if said else ""


def show_school(visit: PersonVisit, log: str, org: str, school: str) -> Shown:
    """Show how one school stands: every condition, met or not, with its rule."""
    asked = visit.asked("year")
    year = int(asked) if asked.isdecimal() else school_year(visit.today)
    found = visit.calls.all(log, "eligibility", year=year, school=school)
    one = found[0] if found else None
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "year": year,
            "one": one,
            "shape": SHAPES[one["eligibility_state"]] if one else "",
            "month": _month(one["month"]) if one else "",
            "home": f"/console/eligibility/{log}/{org}?year={year}",
            "office": org != school,
        },
        template="school.html",
    )


def show_workload(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show how many evaluations each month brings and how many teams they need."""
    year = int(WORK.asked(visit)["year"] or school_year(visit.today))
    here = f"/console/eligibility/{log}/{org}"
    given = {
        name: n
        for name, most in (("schools_per_team", MOST_PER_TEAM), ("team_size", MOST_PEOPLE))
        if (said := visit.asked(name)).isdecimal() and FEWEST <= (n := int(said)) <= most
    }
    found = visit.calls.all(log, "workload", year=year, **given)
    rows = [
        {
            **one,
            "month_said": _month(one["month"]),
            "href": f"{here}?year={year}&month={one['month']}#listing",
        }
        for one in found
    ]
    kept = {name: str(n) for name, n in given.items()}
    shown = WORK.of(
        visit, rows, f"{here}/workload", visit.t("Khối lượng đánh giá ngoài theo tháng"), kept=kept
    )
    if shown.file:
        return shown.file
    assumed = found[0]
    most = max(one["team_count"] for one in found)
    return View(
        {
            "place": visit.names.office(log, org),
            "year": year,
            "shown": shown.read_as("year", str(year)),
            "assumed": assumed,
            "total": sum(one["planned_count"] + one["due_count"] for one in found),
            "most": most,
            "at": f"{here}/workload",
            "home": f"{here}?year={year}",
        },
        template="workload.html",
    )


PAGES = (
    Page(show, path="/{log}/{org}"),
    Page(show_workload, path="/{log}/{org}/workload"),
    Page(show_school, path="/{log}/{org}/{school}"),
)
