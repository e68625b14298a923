"""Finding a school: by words of its name, code or address, or in the list of a province."""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.law import areas
from libs.law.labels import group
from libs.law.vietnamese import sort_key
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, codes
from libs.web.page import Page, Shown, View, Visit
from services.console.person import PersonVisit

MOST_FOUND = 50
"""How many schools a search answers with."""


def communes(visit: Visit) -> Sequence[tuple[str, str]]:
    """Return code and name of each unit below the province whose log the address ends with."""
    log = visit.address.partition("?")[0].rpartition("/")[2]
    found = [(unit.code, unit.name) for unit in areas.below(log, visit.today)]
    return sorted(found, key=lambda one: sort_key(one[1]))


LISTING = Listing(
    "schools",
    (
        Column("name", text("Tên trường"), lambda one: one["name"], href=lambda one: one["href"]),
        Column("kind", text("Loại trường"), lambda one: one["kind"], "label"),
        Column("place", text("Xã, phường"), lambda one: one["place"]),
        Column("address", text("Địa chỉ"), lambda one: one["address"]),
    ),
    (
        Filter("q", text("Tên trường, mã trường hoặc địa chỉ"), suggests=True),
        Filter("kind", text("Loại trường"), codes(*group("school_kind"))),
        Filter("area", text("Xã, phường"), communes),
    ),
)


def show(visit: PersonVisit, log: str) -> Shown:
    """Show the schools that match, the closest first; without words all of them, by name."""
    asked = LISTING.asked(visit)
    within = {"kind": asked["kind"], "area": asked["area"]}
    if asked["q"]:
        found = visit.calls.listed(log, "search", text=asked["q"], limit=MOST_FOUND, **within)
    else:
        found = visit.calls.all(log, "school", living=True, **within)
        found.sort(key=lambda one: sort_key(one["name"]))
    rows = [
        {**one, "place": _place(visit, one), "href": f"/console/school/{log}/{one['id']}"}
        for one in found
    ]
    shown = LISTING.of(visit, rows, f"/console/find-school/{log}", visit.t("Các trường"))
    return shown.file or View({"shown": shown, "q": asked["q"] or ""})


def _place(visit: PersonVisit, school: Wire) -> str:
    """Return the name of the smallest unit in the province that a school lies in, if known."""
    units = (areas.unit(code, visit.today) for code in school["areas"])
    return next((unit.name for unit in units if unit and unit.tier != "province"), "")


PAGE = Page(show, path="/{log}")
