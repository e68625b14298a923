"""A school's figures of three school years side by side, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.school_figures.values import shown
from libs.web import formats
from libs.web.page import Shown, View
from services.console.person import PersonVisit

YEARS = 3
FIRST_YEAR = 2000
SHAPES = {"figures_none": "todo", "figures_open": "doing", "figures_locked": "done"}


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of a school year: how far they are, how many, what does not agree."""

    year: int
    state: str
    shape: str
    count: int
    faults: Sequence[Wire]


def address(log: str, school: str, *more: object) -> str:
    """Return the address of one of the pages of a school's figures."""
    return "/".join(("/console/figures", log, school, *map(str, more)))


def figures(visit: PersonVisit, log: str, school: str, year: int | str) -> Wire:
    """Return the figures of a school year; raises `Refused`."""
    return visit.calls.one(log, "figures", f"{school}_{year}")


def parts(found: Sequence[Wire]) -> list[str]:
    """Return the parts that figures are in, in the order of the form."""
    return list(dict.fromkeys(one["meaning"]["group"] for one in found))


def may_write(visit: PersonVisit, school: str) -> bool:
    """Return whether the person records figures of the school."""
    return any(role.at_school and role.org == school for role in visit.roles)


def said(value: Wire | None) -> str:
    """Return a recorded value as people write it, empty for none."""
    return shown(value["value"]) if value else ""


def last_year(visit: PersonVisit) -> int:
    """Return the last of the years that the address asks for, this one if none."""
    asked = visit.said("year") or visit.asked("year")
    this = school_year(visit.today)
    return int(asked) if asked.isdecimal() and FIRST_YEAR < int(asked) <= this else this


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the figures of three years, those of one part."""
    last = last_year(visit)
    years = [_year(visit, log, school, year) for year in range(last - YEARS + 1, last + 1)]
    rows = visit.calls.listed(log, "figure_row", school=school, year=last)
    known = parts(rows)
    part = visit.asked("part") if visit.asked("part") in known else (known[0] if known else "")
    of_part = [one for one in rows if one["meaning"]["group"] == part]
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "years": years,
            "last": last,
            "this": school_year(visit.today),
            "parts": known,
            "part": part,
            "rows": [_row(visit, one, [each.year for each in years]) for one in of_part],
            "uses": sorted({one["meaning"]["use"] for one in of_part if one["meaning"]["use"]}),
            "sources": sorted({one["meaning"]["source_text"] for one in of_part}),
            "may_write": may_write(visit, school),
            "here": address(log, school),
            "done": visit.asked("done"),
            "left": visit.asked("left"),
        },
        template="years.html",
    )


def _year(visit: PersonVisit, log: str, school: str, year: int) -> Year:
    found = figures(visit, log, school, year)
    recorded = sum(one["recorded"] is not None for one in found["figures"])
    return Year(year, found["state"], SHAPES[found["state"]], recorded, found["faults"])


def _row(visit: PersonVisit, one: Wire, years: Sequence[int]) -> tuple[Wire, list[tuple[str, str]]]:
    """Return what a figure is, and of each year its value and where that is from."""
    known = {each["year"]: each for each in one["values"]}
    cells = []
    for year in years:
        value = known.get(year)
        source = (
            visit.t(
                "{origin}, ngày {day}",
                origin=visit.label(value["taken_from"], begins=False),
                day=formats.day(value["true_on"]),
            )
            if value
            else ""
        )
        cells.append((said(value), source))
    return one["meaning"], cells
