"""Names that somebody opened of many people in a short time, for those who lead an office."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.lists import Column, Listing, words
from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit

SCHOOL_ROLES = ("principal", "council_member")
"""Roles that are held at a school."""
WHY = "Xem ai đã mở tên nhiều người"
LISTING = Listing(
    "name-openings",
    (
        Column("name", text("Người mở"), lambda one: one["name"]),
        Column("role", text("Vai trò"), lambda one: one["role"], "label"),
        Column("place", text("Nơi giữ vai trò"), lambda one: one["place"]),
        Column("people", text("Số người"), lambda one: one["people"], "number"),
        Column("day", text("Ngày"), lambda one: one["day"], "day"),
        Column("time", text("Khoảng thời gian"), lambda one: one["time"]),
        Column("reasons", text("Lý do đã nêu"), lambda one: one["reasons"]),
    ),
    (words("q", text("Có các chữ"), lambda one: one["name"], lambda one: one["reasons"]),),
    order="-day",
)


def show(visit: PersonVisit, log: str) -> Shown:
    """Show who opened the names of many people."""
    found = visit.calls.all(log, "name_openings")
    visit.people.opened(log, WHY, (one["actor"] for one in found))
    rows = [_row(visit, log, one) for one in found]
    title = visit.t("Mở tên nhiều người")
    shown = LISTING.of(visit, rows, f"/console/name-openings/{log}", title)
    return shown.file or View({"shown": shown})


def _row(visit: PersonVisit, log: str, one: Wire) -> Wire:
    since, until = formats.moment(one["first_at"]), formats.moment(one["last_at"])
    if since[:10] == until[:10]:
        since, until = since[11:], until[11:]
    return {
        "id": one["id"],
        "name": visit.people.name(log, one["actor"], visit.t("Người chưa có trong sổ nhân sự")),
        "role": one["role"],
        "place": _place(visit, log, one),
        "people": one["people"],
        "day": formats.day_of(one["last_at"]),
        "time": visit.t("{since} đến {until}", since=since, until=until),
        "reasons": "; ".join(each["why"] for each in one["reasons"]),
    }


def _place(visit: PersonVisit, log: str, one: Wire) -> str:
    if one["role"] in SCHOOL_ROLES:
        return visit.names.school(log, one["org"])
    return visit.names.office(log, one["org"])


PAGE = Page(show, path="/{log}")
