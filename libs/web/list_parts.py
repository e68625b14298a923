"""Lists that are long: the question gives them in order, a page of rows at a time.

A list that a province makes long is never read as a whole to be shown: what filters it and what
sorts it goes into the question, and how many rows there are is asked beside it. Where a page begins
stands in its address: the mark of a row, and how many rows there were before it when it was made.
"""

from collections.abc import Callable
from dataclasses import replace

from libs.kernel.problems import Wire
from libs.web.client import Calls, Part, Refused
from libs.web.list_order import ROWS
from libs.web.lists import FROM, Asked, Chips, Listing, Shown
from libs.web.page import Visit


def in_order(
    listing: Listing,
    visit: Visit,
    asks: tuple[str, str, Wire],
    count: int,
    row: Callable[[Wire], Wire],
    at: str,
    caption: str,
    chips: Chips = (),
) -> Shown:
    """Return of a list what the address asks for: a page of it, or as a file the whole.

    `asks` is what is asked: the log, the category, which things; `count` how many those are; `row`
    makes of what is answered a row of the list. Columns without an order of the question do not
    sort.
    """
    log, category, wanted = asks
    asked = listing.asked(visit)
    query = {**wanted, "sort": listing.order_of(asked)}
    if asked.ending:
        part, start = Part(visit.calls.all(log, category, **query), "", ""), 0
    else:
        part = _part(visit.calls, log, category, query, asked)
        start = _start(visit, part, asked, count)
    rows = [row(one) for one in part.rows]
    return listing.of_part(visit, replace(part, rows=rows), count, start, at, caption, chips)


def _part(calls: Calls, log: str, category: str, query: Wire, asked: Asked) -> Part:
    """Return a page of rows; the first one for a mark that is none, or that has less than a page
    before it or nothing behind it."""
    mark = {"after": asked.after} if asked.after else {"back_from": asked.before}
    if any(mark.values()):
        try:
            found = calls.part(log, category, **query, **mark, limit=ROWS)
        except Refused as refused:
            if refused.code != "parameter-malformed":
                raise
        else:
            if len(found.rows) == ROWS or (found.rows and asked.after):
                return found
    return calls.part(log, category, **query, limit=ROWS)


def _start(visit: Visit, part: Part, asked: Asked, count: int) -> int:
    """Return how many rows stand before these, of which there are `count` with all others."""
    rows, first = len(part.rows), visit.asked(FROM)
    if not part.back_from:
        return 0
    if not part.after:
        return max(0, count - rows)
    said = int(first) - 1 if first.isdecimal() and len(first) < 10 else 0
    start = said if asked.after else said - rows
    return max(0, min(start, count - rows))
