"""Showing the second factor: a code of the app, or one of the recovery codes."""

from libs.web.client import Refused
from libs.web.guard import own_address
from libs.web.page import Page, Shown, View
from services.console.pages.resume.page import HOME
from services.console.pages.sign_in.page import onward
from services.console.person import PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Show the form."""
    wanted = own_address(visit.said("next") or visit.asked("next"), HOME)
    return View({"next": wanted, "kept": visit.said("kept")})


def act(visit: PersonVisit) -> Shown:
    """Show the second factor to the gateway."""
    code = visit.said("code").replace(" ", "")
    try:
        session = visit.calls.post("/v1/session/second-factor", {"code": code}).json
    except Refused as refused:
        if refused.code in ("session-ended", "credentials-missing") or refused.status >= 500:
            raise
        visit.refuse(refused, at="code")
        return visit.again(show(visit), refused.status)
    return onward(visit, session["second_factor"])


PAGE = Page(show, act, signed_in=False)
