"""What this installation is, and what the words of its results mean."""

from libs.web.page import Page, Shown, View, Visit


def show(visit: Visit) -> Shown:
    """Show it."""
    return View({"provinces": visit.calls.get("/v1/installation").json["provinces"]})


PAGE = Page(show)
