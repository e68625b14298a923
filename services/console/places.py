"""Units of a province as a list's filter and as a word in its column."""

from collections.abc import Sequence

from libs.law import areas
from libs.law.vietnamese import sort_key
from libs.web.lists import Options
from libs.web.page import Visit


def communes(visit: Visit) -> Options:
    """Return code and name of each unit below the province whose log the address names."""
    log = visit.address.partition("?")[0].split("/")[3]
    found = [(unit.code, unit.name) for unit in areas.below(log, visit.today)]
    return sorted(found, key=lambda one: sort_key(one[1]))


def smallest(visit: Visit, codes: Sequence[str]) -> str:
    """Return the name of the first of the units, small to large, below the province; "": unknown.

    A unit that has ended since is called as it was.
    """
    for code in codes:
        unit = areas.unit(code, visit.today) or areas.unit(code, areas.LAST_BEFORE)
        if unit and unit.tier != "province":
            return unit.name
    return ""
