"""What to do when somebody cannot sign in."""

from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Show the ways back in."""
    return View()


PAGE = Page(show, signed_in=False)
