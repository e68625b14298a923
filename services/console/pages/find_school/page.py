"""Finding a school: by words of its name, code or address, or in the list of a province."""

from libs.law.labels import group
from libs.law.vietnamese import sort_key
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, codes
from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit
from services.console.places import communes, smallest

MOST_FOUND = 50
"""How many schools a search answers with."""


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
        {
            **one,
            "place": smallest(visit, one["areas"]),
            "href": f"/console/school/{log}/{one['id']}",
        }
        for one in found
    ]
    shown = LISTING.of(visit, rows, f"/console/find-school/{log}", visit.t("Các trường"))
    return shown.file or View({"shown": shown, "q": asked["q"] or ""})


PAGE = Page(show, path="/{log}")
