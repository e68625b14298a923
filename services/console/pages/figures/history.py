"""How a school's figures came to be: what was recorded or taken back, by whom, why."""

from libs.kernel.problems import Wire
from libs.law.school_figures import catalogue, figures_of
from libs.law.school_figures.values import shown as number
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, Options, words
from libs.web.page import Shown, View, Visit
from services.console.pages.figures.years import address
from services.console.person import PersonVisit

WHY = "Xem ai đã ghi số liệu của trường"


def years(visit: Visit) -> Options:
    """Return the school years that figures may be of, this one first."""
    this = visit.today.year
    return [(str(year), f"{year}–{year + 1}") for year in range(this, this - 12, -1)]


LISTING = Listing(
    "figure-history",
    (
        Column("recorded_on", text("Ngày ghi"), lambda one: one["recorded_on"], "day"),
        Column("year", text("Năm học"), lambda one: one["year"], "year"),
        Column("title", text("Số liệu"), lambda one: one["title"]),
        Column("value", text("Giá trị"), lambda one: one["said"]),
        Column("taken_from", text("Nguồn"), lambda one: one["taken_from"], "label"),
        Column("true_on", text("Đúng ngày"), lambda one: one["true_on"], "day"),
        Column("who", text("Người ghi"), lambda one: one["who"]),
        Column("note", text("Ghi chú"), lambda one: one["note"]),
    ),
    (
        words("q", text("Có các chữ"), lambda one: one["title"], lambda one: one["note"]),
        Filter("year", text("Năm học"), years),
    ),
    order="-recorded_on",
)


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the acts as a list."""
    asked = LISTING.asked(visit)
    found = visit.calls.all(log, "figure_act", school=school, year=asked["year"])
    people = visit.people.opened(log, WHY, (one["actor"] for one in found))
    titles = _titles()
    rows: list[Wire] = [
        {
            **one,
            "title": titles.get(one["code"], one["code"]),
            "said": number(one["value"]) if one["value"] else visit.t("đã rút"),
            "who": people.name(log, one["actor"], visit.t("Người của trường")),
        }
        for one in found
    ]
    caption = visit.t("Lịch sử ghi số liệu")
    shown = LISTING.of(visit, rows, address(log, school, "history"), caption)
    if shown.file:
        return shown.file
    values = {
        "shown": shown,
        "here": address(log, school),
        "place": visit.names.school(log, school),
    }
    return View(values, template="history.html")


def _titles() -> dict[str, str]:
    """Return what each figure of any kind of school is called."""
    return {
        code: each.title_vi
        for kind in catalogue().indicator_sets
        for code, each in figures_of(kind).items()
    }
