"""Choosing as whom to work, for a person with several roles."""

from libs.web.guard import own_address
from libs.web.page import Go, Page, Shown
from services.console.person import AS_WHOM, PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Go home: the choice stands in the header of each page."""
    return Go("/console")


def act(visit: PersonVisit) -> Shown:
    """Keep the choice, if it is one of the person's roles."""
    if visit.said("as") in {role.mark for role in visit.roles}:
        visit.given_cookies[AS_WHOM] = visit.said("as")
        return Go("/console")
    return Go(own_address(visit.said("back"), "/console"))


PAGE = Page(show, act)
