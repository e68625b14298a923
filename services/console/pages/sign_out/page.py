"""Signing out."""

from libs.web.client import Refused
from libs.web.page import Go, Page, Shown
from services.console.person import PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Go home: only the button signs out."""
    return Go("/console")


def act(visit: PersonVisit) -> Shown:
    """End the session, and the one at the identity provider it came from."""
    try:
        ended = visit.calls.post("/v1/sign-out").json
    except Refused as refused:
        if refused.status != 401:
            raise
        return Go("/console/sign-in")
    return Go(ended["end_session"] or "/console/sign-in")


PAGE = Page(show, act, signed_in=False)
