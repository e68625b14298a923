"""What was typed before a session ended, to be sent once more; the sign-in pages lead here."""

import json

from libs.web.guard import own_address
from libs.web.page import Go, Page, Shown, View
from services.console.person import PersonVisit

HOME = "/console"


def show(visit: PersonVisit) -> Shown:
    """Go to the first page: there is nothing to send again."""
    return Go(HOME)


def act(visit: PersonVisit) -> Shown:
    """Show what was typed, with the button that sends it once more."""
    return resumed(visit.said("kept"))


def resumed(kept: str) -> Shown:
    """Return the page that sends what was typed once more, to the page that it was typed on."""
    try:
        found = json.loads(kept)
        fields = [(str(k), str(v)) for k, values in found["fields"].items() for v in values]
        address = own_address(str(found["address"]), HOME)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Go(HOME)
    return View({"address": address, "fields": fields}, template="pages/resume/page.html")


PAGE = Page(show, act)
