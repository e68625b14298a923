"""What the lists of plans are filtered by, and the shapes of a plan's states."""

from libs.law.calendar import school_year
from libs.web import formats
from libs.web.catalogue import text
from libs.web.lists import Options
from libs.web.page import Visit

SHAPES = {"drafting": "doing", "approved": "doing", "year_reported": "done", "closed": "closed"}
YES = {"true": text("Có"), "false": text("Không")}
BACK = 8
"""How many school years back one may choose."""


def years(visit: Visit) -> Options:
    """Return the school years as options, the next one first."""
    this = school_year(visit.today)
    return [(str(year), formats.year(year)) for year in range(this + 1, this - BACK, -1)]


def yes_or_no(visit: Visit) -> Options:
    """Return the two answers."""
    return [(value, visit.t(said)) for value, said in YES.items()]
