"""Finding a school by words of its name, code or address."""

from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit


def show(visit: PersonVisit, log: str) -> Shown:
    """Show the schools that match."""
    asked = visit.asked("q")
    found = visit.calls.listed(log, "search", text=asked[:300], limit=50) if asked else []
    return View({"log": log, "q": asked, "found": found})


PAGE = Page(show, path="/{log}")
