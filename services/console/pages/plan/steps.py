"""A plan's steps that cannot be undone: each with a page that shows everything once more."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Fault, Go, Shown, View, faults_of
from services.console.pages.plan.board import address, frame, plan_of
from services.console.person import PersonVisit


def lacks(visit: PersonVisit, log: str, id: str, command: str, data: Wire) -> list[Fault] | None:
    """Return everything for which the command would be refused now.

    None where a page that was not led to by one of ours may not ask: it offers a button instead.
    """
    try:
        visit.calls.check(log, "improvement_plan", id, command, data)
    except Refused as refused:
        if refused.status in (401, 404) or refused.status >= 500:
            raise
        if refused.code == "request-cross-site":
            return None
        visit.refuse(refused)
        found, visit.faults[:] = list(visit.faults), []
        visit.problem = None
        return found or faults_of(visit.t, refused.problem, {})
    return []


def _dated(visit: PersonVisit) -> Wire:
    day = visit.said("dated")
    return {"dated": formats.read_day(day)} if day else {}


def show_approve(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show what would be approved, and all that is missing."""
    plan = plan_of(visit, log, id)
    values = {
        **frame(visit, log, plan),
        "lacks": lacks(visit, log, id, "ApproveImprovementPlan", {}),
        "loose": [one for one in plan["items"] if one["warnings"]],
        "decision_number": visit.said("decision_number"),
        "dated": visit.said("dated"),
    }
    return View(values, template="approve.html")


def approve(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look it over, or approve the plan."""
    if visit.said("do") == "check":
        return show_approve(visit, log, id)
    data = _dated(visit)
    if number := visit.said("decision_number"):
        data["decision_number"] = number
    visit.calls.command(log, "improvement_plan", id, "ApproveImprovementPlan", data, key=visit.key)
    return Go(f"{address(log, id)}?done=approved")


def show_submit(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show to whom the plan goes, and until when."""
    plan = plan_of(visit, log, id)
    values = {
        **frame(visit, log, plan),
        "lacks": lacks(visit, log, id, "SubmitImprovementPlan", {}),
        "dated": visit.said("dated"),
    }
    return View(values, template="submit.html")


def submit(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look it over, or hand the plan in."""
    if visit.said("do") == "check":
        return show_submit(visit, log, id)
    data = _dated(visit)
    visit.calls.command(log, "improvement_plan", id, "SubmitImprovementPlan", data, key=visit.key)
    return Go(f"{address(log, id)}?done=submitted")
