"""What a school or an office has asked the office in charge, and the form for another question."""

from libs.kernel.problems import Wire
from libs.law.labels import group
from libs.web import formats
from libs.web.page import Fault, Go, Page, Shown, View
from services.console.person import PersonVisit

SHAPES = {"open": "doing", "answered": "done", "closed": "closed"}
ASKING = ("principal", "council_member", "officer", "director", "chair", "administrator")
"""The roles in which somebody asks for their school or office."""


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show the questions, the newest first, and the form."""
    found = visit.calls.all(log, "helprequest", asker=org)
    found.sort(key=lambda one: (one["asked_on"], one["position"]), reverse=True)
    at_school = any(role.at_school and role.org == org for role in visit.roles)
    names = visit.names.school if at_school else visit.names.office
    return View(
        {
            "here": f"/console/help-requests/{log}/{org}",
            "place": names(log, org),
            "may_ask": _may_ask(visit, log, org),
            "office": not at_school,
            "questions": [_shown(visit, log, one) for one in found],
            "topics": [(name, visit.label(name)) for name in group("topic")],
            "kinds": [(name, visit.label(name)) for name in group("school_kind")],
            "typed": {name: visit.said(name) for name in ("topic", "subject", "text", "kind")},
            "suspected": bool(visit.problem and visit.problem.code == "personal-data-suspected"),
        }
    )


def _may_ask(visit: PersonVisit, log: str, org: str) -> bool:
    return any((r.log, r.org) == (log, org) and r.name in ASKING for r in visit.roles)


def _shown(visit: PersonVisit, log: str, one: Wire) -> Wire:
    asked = visit.t("Hỏi ngày {day}", day=formats.day(one["asked_on"]))
    to = visit.names.office(log, one["office"])
    return {
        "name": one["subject"],
        "href": f"/console/help-request/{log}/{one['id']}",
        "kind": "warn" if one["overdue_days"] else SHAPES[one["state"]],
        "state": visit.label(one["state"]),
        "more": f"{asked}, {to}",
    }


def act(visit: PersonVisit, log: str, org: str) -> Shown:
    """Ask."""
    needed = {
        "subject": visit.t("Hãy ghi câu hỏi là về việc gì."),
        "text": visit.t("Hãy ghi câu hỏi."),
    }
    for name, told in needed.items():
        if not visit.said(name):
            visit.faults.append(Fault(name, str(told)))
    if visit.faults:
        return visit.again(show(visit, log, org))
    data: Wire = {name: visit.said(name) for name in ("topic", "subject", "text")}
    data["confirmed"] = bool(visit.said("confirmed"))
    if visit.said("kind"):
        data["kind"] = visit.said("kind")
    id = f"{org}_{visit.key[:16]}"
    visit.calls.command(log, "helprequest", id, "AskForHelp", data, key=visit.key)
    return Go(f"/console/help-request/{log}/{id}")


PAGE = Page(show, act, path="/{log}/{org}")
