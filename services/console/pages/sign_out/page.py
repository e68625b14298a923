"""Signing out."""

import re

from libs.web.client import Refused
from libs.web.page import Go, Page, Shown, View
from services.console.person import PersonVisit

DEVICE = "kiemdinh_visit"
"""The cookie by which the visit form says what it keeps on the device: how much is not sent yet, of
which case."""
KEPT = re.compile(r"(\d{1,4})\.([a-z0-9]{1,16})\.([a-z0-9_]{1,64})")


def show(visit: PersonVisit) -> Shown:
    """Go home: only the button signs out."""
    return Go("/console")


def act(visit: PersonVisit) -> Shown:
    """End the session, and the one at the identity provider it came from.

    What a visit form keeps on the device goes with it; what it has not sent is asked about first.
    """
    kept = KEPT.fullmatch(visit.cookies.get(DEVICE, ""))
    if kept and int(kept[1]) and visit.said("unsent") != "remove":
        return View({"count": int(kept[1]), "at": f"/console/visit/{kept[2]}/{kept[3]}"})
    if kept:
        visit.clears_device = True
    try:
        ended = visit.calls.post("/v1/sign-out").json
    except Refused as refused:
        if refused.status != 401:
            raise
        return Go("/console/sign-in")
    return Go(ended["end_session"] or "/console/sign-in")


PAGE = Page(show, act, signed_in=False)
