"""Signing in with login name and password, at an identity provider, or as a sample person."""

from urllib.parse import quote, urlencode

from libs.web.client import Refused
from libs.web.guard import own_address
from libs.web.page import Go, Page, Shown, View
from services.console.pages.resume.page import HOME, resumed
from services.console.person import PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Show the form, and what else this installation offers."""
    offered = visit.calls.get("/v1/sign-in").json
    onward = own_address(visit.said("next") or visit.asked("next"), HOME)
    return View(
        {
            "next": onward,
            "kept": visit.said("kept"),
            "samples": offered["samples"],
            "providers": [
                (one["title"], f"/v1/sign-in/{one['id']}?return_to={quote(onward, safe='')}")
                for one in offered["providers"]
            ],
            "login": visit.said("login"),
            "ended": bool(visit.asked("ended")) and not visit.sent,
        }
    )


def act(visit: PersonVisit) -> Shown:
    """Sign in; go on to the second factor if one is asked for."""
    password = (visit.form.get("password") or [""])[0]
    try:
        session = visit.calls.post(
            "/v1/sign-in", {"login": visit.said("login"), "password": password}
        ).json
    except Refused as refused:
        if refused.status >= 500:
            raise
        visit.refuse(refused, at="login")
        return visit.again(show(visit), refused.status)
    return onward(visit, session["second_factor"])


def onward(visit: PersonVisit, factor: str) -> Shown:
    """Go on from a step of signing in: to the next step, then to where the visitor wanted to be.

    What was typed before the session ended goes along, and is shown before it is sent again.
    """
    wanted = own_address(visit.said("next"), HOME)
    kept = visit.said("kept")
    step = {"needed": "second-factor", "missing": "second-factor-setup"}.get(factor)
    if not kept:
        return Go(f"{HOME}/{step}?{urlencode({'next': wanted})}" if step else wanted)
    if step is None:
        return resumed(kept)
    values = {"kept": kept, "next": wanted, "offer": None, "codes": None}
    return View(values, template=f"pages/{step.replace('-', '_')}/page.html")


PAGE = Page(show, act, signed_in=False)
