"""A certificate: found by its number, and what it says today."""

from libs.web.certificates import in_force
from libs.web.client import Refused
from libs.web.page import Page, Shown, View, Visit
from services.portal.pages.school.page import what


def show(visit: Visit, log: str = "", id: str = "") -> Shown:
    """Show one certificate, or the form that asks for its number."""
    if log:
        one = visit.calls.one(log, "publication", id)
        today = visit.today.isoformat()
        return View(
            {
                "record": one,
                "log": log,
                "valid": in_force(one, today),
                "what": what(visit, one),
                "key_url": f"/v1/{log}/key",
                "checkpoint": f"/v1/{log}/checkpoint",
            },
            template="record.html",
        )
    number = visit.asked("number")
    found = []
    for province in visit.calls.get("/v1/installation").json["provinces"] if number else []:
        try:
            records = visit.calls.listed(province["log"], "publication", certificate=number[:300])
        except Refused as refused:
            if refused.status not in (400, 422):
                raise
            records = []
        found += [{**one, "log": province["log"], "what": what(visit, one)} for one in records]
    return View({"number": number, "found": found})


PAGES = (Page(show), Page(show, path="/{log}/{id}"))
