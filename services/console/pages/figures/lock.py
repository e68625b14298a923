"""Before a year's figures are locked: everything once more, and what does not agree."""

from collections.abc import Mapping

from libs.kernel.problems import Wire
from libs.web.page import Go, Shown, View
from services.console.pages.figures.years import address, figures, parts
from services.console.person import PersonVisit


def show(visit: PersonVisit, log: str, school: str, year: int) -> Shown:
    """Show what would be locked, or that it is."""
    found = figures(visit, log, school, year)
    group = {one["meaning"]["code"]: one["meaning"]["group"] for one in found["figures"]}
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "year": year,
            "found": found,
            "against": [_against(log, school, year, group, one) for one in found["faults"]],
            "counts": [
                (part, *_counted(found, part), address(log, school, year, part))
                for part in parts(found["figures"])
            ],
            "recorded": sum(one["recorded"] is not None for one in found["figures"]),
            "principal": any(r.name == "principal" and r.org == school for r in visit.roles),
            "reason": visit.said("reason"),
            "here": address(log, school),
            "at": address(log, school, year, "lock"),
        },
        template="lock.html",
    )


def _counted(found: Wire, part: str) -> tuple[int, int]:
    own = [one for one in found["figures"] if one["meaning"]["group"] == part]
    return sum(one["recorded"] is not None for one in own), len(own)


def _against(log: str, school: str, year: int, group: Mapping[str, str], fault: Wire) -> Wire:
    """Return what does not agree as a task that leads to its field."""
    first = fault["codes"][0]
    at = address(log, school, year, group.get(first, ""))
    return {**fault, "href": f"{at}#{first}"}


def act(visit: PersonVisit, log: str, school: str, year: int) -> Shown:
    """Lock the figures, or open them again."""
    id = f"{school}_{year}"
    reopens = visit.said("do") == "reopen"
    data = {"reason": visit.said("reason")} if reopens else {}
    name = "ReopenFigures" if reopens else "LockFigures"
    version = visit.number_said("version")
    visit.calls.command(log, "figures", id, name, data, key=visit.key, version=version)
    told = "reopened" if reopens else "locked"
    return Go(f"{address(log, school)}?year={year}&done={told}")
