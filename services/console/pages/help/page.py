"""Help: what a role does here, in short, and words of the law explained."""

from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Show the help, what is for the visitor's own role first."""
    try:
        role = visit.role.name if visit.role else ""
    except Exception:
        role = ""
    return View({"role": role})


PAGE = Page(show, signed_in=False)
