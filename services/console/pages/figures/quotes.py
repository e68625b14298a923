"""Which texts of a school quote its figures, and which quotes are no longer what the writer saw."""

from collections.abc import Iterator

from libs.kernel.problems import Wire
from libs.law.school_figures import quotes
from libs.law.school_figures.values import shown as number
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, Options
from libs.web.page import Shown, View, Visit
from services.console.pages.figures.years import address
from services.console.person import PersonVisit

TEXTS = {
    "strengths": text("điểm mạnh"),
    "weaknesses": text("điểm yếu"),
    "improvement": text("kế hoạch cải tiến"),
    "judgement": text("nhận định chung"),
    "limits": text("hạn chế và nguyên nhân"),
    "priorities": text("vấn đề ưu tiên"),
}
STATES = {
    "outdated": text("Đã đổi sau khi viết"),
    "unbound": text("Chưa gắn giá trị"),
    "same": text("Còn đúng"),
}
SHAPES = {"outdated": "warn", "unbound": "todo", "same": "done"}
MOST_QUOTES = 300


def _states(visit: Visit) -> Options:
    return [(name, visit.t(said)) for name, said in STATES.items()]


LISTING = Listing(
    "figure-quotes",
    (
        Column("where", text("Chỗ trích"), lambda one: one["where"], href=lambda one: one["href"]),
        Column("title", text("Số liệu"), lambda one: one["title"]),
        Column("year", text("Năm học"), lambda one: one["year"], "year"),
        Column("was", text("Khi viết"), lambda one: one["was"]),
        Column("now", text("Hiện nay"), lambda one: one["now"]),
        Column(
            "state",
            text("Tình trạng"),
            lambda one: one["said"],
            shape=lambda one: SHAPES[one["state"]],
        ),
    ),
    (Filter("state", text("Tình trạng"), _states, lambda one, state: one["state"] == state),),
)


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the quotes as a list, those that have changed first."""
    places = list(_texts(visit, log, school))
    written = dict.fromkeys(str(q) for _, _, told in places for q in quotes.quotes(told))
    asked = " ".join(list(written)[:MOST_QUOTES])
    found = visit.calls.listed(log, "figure_quote", school=school, text=asked) if asked else []
    known = {one["written"]: one for one in found}
    rows = [
        _row(visit, n, where, href, known[str(quote)])
        for n, (where, href, quote) in enumerate(
            (where, href, quote) for where, href, told in places for quote in quotes.quotes(told)
        )
        if str(quote) in known
    ]
    rows.sort(key=lambda one: list(STATES).index(one["state"]))
    chips = [(visit.t("Tất cả"), {}), (visit.t(STATES["outdated"]), {"state": "outdated"})]
    at, caption = address(log, school, "quotes"), visit.t("Số liệu được trích trong bài viết")
    shown = LISTING.of(visit, rows, at, caption, chips)
    if shown.file:
        return shown.file
    values = {
        "shown": shown,
        "outdated": sum(one["state"] == "outdated" for one in rows),
        "here": address(log, school),
        "place": visit.names.school(log, school),
    }
    return View(values, template="quotes.html")


def _row(visit: PersonVisit, n: int, where: str, href: str, quote: Wire) -> Wire:
    state = "outdated" if quote["outdated"] else "unbound" if quote["was"] is None else "same"
    return {
        "id": f"{n:05}",
        "where": where,
        "href": href,
        "title": quote["title_vi"] or quote["code"],
        "year": quote["year"],
        "was": number(quote["was"]) if quote["was"] else "",
        "now": number(quote["now"]) if quote["now"] else "",
        "state": state,
        "said": visit.t(STATES[state]),
    }


def _texts(visit: PersonVisit, log: str, school: str) -> Iterator[tuple[str, str, str]]:
    """Yield (what it is, where it is written, the text) of each text of the school's cycles."""
    for listed in visit.calls.all(log, "cycle", school=school):
        cycle = visit.calls.one(log, "cycle", listed["id"])
        year = f"{cycle['year']}–{cycle['year'] + 1}"
        for sheet in cycle["sheets"]:
            at = f"/console/criterion-sheet/{log}/{cycle['id']}/{sheet['criterion']}"
            for name in ("strengths", "weaknesses", "improvement"):
                yield _where(visit, sheet["criterion"], name, year), at, sheet[name]
            for each in sheet.get("descriptions", ()):
                where = visit.t(
                    "Tiêu chí {code}, mô tả Mức {level}, {year}",
                    code=sheet["criterion"],
                    level=each["of_level"],
                    year=year,
                )
                yield where, at, each["text"]
        beside = f"/console/report-text/{log}/{cycle['id']}"
        for told in cycle.get("standards", ()):
            at = f"{beside}/standard-{told['standard']}"
            for name in ("judgement", "strengths", "limits", "priorities"):
                where = visit.t(
                    "Tiêu chuẩn {no}, {field}, {year}",
                    no=told["standard"],
                    field=visit.t(TEXTS[name]),
                    year=year,
                )
                yield where, at, told.get(name) or ""
        for part in cycle.get("report_parts", ()):
            at = f"{beside}/{part['report_part']}"
            yield f"{part['title']}, {year}", at, part["text"]


def _where(visit: PersonVisit, criterion: str, name: str, year: str) -> str:
    return visit.t(
        "Tiêu chí {code}, {field}, {year}", code=criterion, field=visit.t(TEXTS[name]), year=year
    )
