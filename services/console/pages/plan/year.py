"""The year's report of a plan: filled from it, looked over, sent; and the plan's end."""

from libs.kernel.problems import Wire
from libs.law import vietnamese
from libs.web import formats
from libs.web.page import Go, Shown, View
from services.console.deed import Deed, day_said, day_shown, done
from services.console.offices import acts_for_holder
from services.console.pages.plan.board import (
    CHARGED,
    STATES,
    WHY,
    address,
    frame,
    persons,
    plan_of,
)
from services.console.pages.plan.steps import lacks
from services.console.person import PersonVisit

OUTCOMES = ("next_year", "given_up")


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the report as it is, or as it would be."""
    plan = plan_of(visit, log, id)
    report = visit.calls.one(log, "plan_report", id)
    report["followed"].sort(key=lambda one: vietnamese.sort_key(one["criterion"]))
    people = visit.people.opened(log, WHY, persons(plan))
    checking = visit.said("do") == "check"
    data = _data(visit, report) if visit.sent else {}
    lines = [
        {
            **one,
            "who": people.name(log, one["responsible"], visit.t("Người của trường"))
            if one["responsible"]
            else "",
            "shape": STATES[one["state"]],
            "chosen": visit.said(f"outcome-{one['item']}"),
            "why": visit.said(f"note-{one['item']}") if visit.sent else "",
        }
        for one in report["lines"]
    ]
    ready = checking and not visit.faults
    return View(
        {
            **frame(visit, log, plan),
            "report": report,
            "lines": lines,
            "lacks": lacks(visit, log, id, "ReportImprovementYear", data) if ready else [],
            "checking": ready,
            "options": [(name, visit.label(name)) for name in OUTCOMES],
            "text": visit.said("text"),
            "dated": visit.said("dated"),
            "next_year": [one["item"] for one in report["lines"] if one["outcome"] == "next_year"],
            "receiver": _office(visit, log, report["report_receiver"]),
            "at": address(log, id, "report"),
            "may_leave": plan["state"] == "approved"
            and acts_for_holder(visit, log, plan["school"], CHARGED, ["officer"]),
            "left_by": _office(visit, log, plan["unreported_by"]),
            "typed": {name: visit.said(name) for name in ("reason", "basis")},
        },
        template="report.html",
    )


def _office(visit: PersonVisit, log: str, id: str | None) -> str:
    return visit.names.office(log, id) if id else ""


def _data(visit: PersonVisit, report: Wire) -> Wire:
    """Return the command that the form stands for."""
    outcomes = [
        {
            "item": one["item"],
            "outcome": visit.said(f"outcome-{one['item']}"),
            "note": visit.said(f"note-{one['item']}"),
        }
        for one in report["lines"]
        if one["state"] != "completed" and visit.said(f"outcome-{one['item']}")
    ]
    data: Wire = {"outcomes": outcomes, "text": visit.said("text")}
    if dated := visit.said("dated"):
        data["dated"] = formats.read_day(dated)
    return data


def _left(visit: PersonVisit, log: str, id: str) -> Deed:
    """Return how the office ends a plan without a report of its year."""
    plan, at = plan_of(visit, log, id), address(log, id, "report")
    said = {name: visit.said(name) for name in ("reason", "basis")}
    return Deed(
        *(log, "improvement_plan", id, "LeavePlanUnreported", {**said, **day_said(visit)}),
        title=visit.t("Kết thúc kế hoạch không có báo cáo năm"),
        here=at,
        back=at,
        rows=[
            (visit.t("Trường"), visit.names.school(log, plan["school"])),
            (visit.t("Năm học"), formats.year(plan["year"])),
            (visit.t("Vì sao kết thúc"), said["reason"]),
            (visit.t("Văn bản làm căn cứ"), said["basis"]),
            (visit.t("Ngày của văn bản"), day_shown(visit)),
        ],
        rule=visit.t("Chỉ khi công văn không nhận báo cáo muộn và đã quá hạn, hoặc hết năm học."),
        public=visit.t("Trường và các cơ quan quản lý trường."),
        after=visit.t("Trường không báo cáo năm của kế hoạch này được nữa."),
        danger=True,
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look it over, report the year, or close the plan; an office ends it without a report."""
    if visit.said("basis") or visit.said("leave"):
        return done(visit, _left(visit, log, id), lambda: show(visit, log, id))
    doing, report = visit.said("do"), visit.calls.one(log, "plan_report", id)
    if doing in ("check", "change"):
        return show(visit, log, id)
    if doing == "close":
        moved = [one["item"] for one in report["lines"] if one["outcome"] == "next_year"]
        name, data = "CloseImprovementPlan", {"next_year": moved}
    else:
        name, data = "ReportImprovementYear", _data(visit, report)
    visit.calls.command(log, "improvement_plan", id, name, data, key=visit.key)
    return Go(address(log, id, "report"))
