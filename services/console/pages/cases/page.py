"""The cases of external evaluation that somebody sees, what waits for them first."""

from markupsafe import Markup

from libs.kernel.problems import Wire
from libs.law.labels import group
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, Options, codes, words
from libs.web.page import Page, Shown, View, Visit
from services.console import case as cases
from services.console.case import Case
from services.console.deadlines import last_day, last_day_in_lists, urgency
from services.console.person import PersonVisit
from services.console.places import communes, smallest
from services.console.years import years

ENOUGH = 400
"""How many cases a screen reads; who has more filters, a file has all of them."""
WHICH = {
    "mine": text("Chờ vai trò của tôi"),
    "running": text("Đang xử lý"),
    "late": text("Quá hạn"),
    "over": text("Đã kết thúc"),
}
"""Which cases, as chips and filter say it."""


def _which(visit: Visit) -> Options:
    return [(name, visit.t(said)) for name, said in WHICH.items()]


LISTING = Listing(
    "cases",
    (
        Column("name", text("Trường"), lambda one: one["name"], href=lambda one: one["href"]),
        Column(
            "state",
            text("Đang ở bước"),
            lambda one: one["state"],
            "label",
            shape=lambda one: one["shape"],
        ),
        Column("waits", text("Chờ ai"), lambda one: one["waits"]),
        Column("due", text("Hạn"), lambda one: one["due"], "day"),
        Column("target", text("Đăng ký đạt"), lambda one: one["target"]),
        Column("kind", text("Loại trường"), lambda one: one["kind"], "label"),
        Column("place", text("Xã, phường"), lambda one: one["place"]),
        Column("filed", text("Ngày nộp"), lambda one: one["filed"], "day"),
        Column("year", text("Năm học"), lambda one: one["year"], "year", in_files=True),
        Column("step", text("Việc có hạn"), lambda one: one["step"], in_files=True),
    ),
    (
        words("q", text("Tên trường"), lambda one: one["name"]),
        Filter("which", text("Hồ sơ"), _which, lambda one, which: which in one["which"]),
        Filter("year", text("Năm học"), years(ahead=1, back=3)),
        Filter(
            "state",
            text("Đang ở bước"),
            codes(*group("evaluation_state")),
            lambda one, state: one["state"] == state,
        ),
        Filter(
            "kind",
            text("Loại trường"),
            codes(*group("school_kind")),
            lambda one, kind: one["kind"] == kind,
        ),
        Filter("area", text("Xã, phường"), communes, lambda one, area: area in one["areas"]),
        Filter(
            "month",
            text("Tháng nộp"),
            lambda visit: [(f"{n:02}", visit.t("Tháng {n}", n=n)) for n in range(1, 13)],
            lambda one, month: str(one["filed"] or "")[5:7] == month,
        ),
    ),
    order="due",
)


def show(visit: PersonVisit, log: str) -> Shown:
    """Show the cases."""
    asked = LISTING.asked(visit)
    over = asked["which"] == "over" or asked["state"] in ("decided", "withdrawn", "discontinued")
    wanted: Wire = {"year": asked["year"], "school": _own(visit, log)}
    if asked["which"] and not over:
        wanted["running"] = True
    found = _found(visit, log, wanted, bool(asked.ending))
    rows = [_row(visit, log, one) for one in found]
    here = f"/console/cases/{log}"
    chips = [(visit.t("Tất cả"), {}), *((said, {"which": name}) for name, said in _which(visit))]
    shown = LISTING.of(visit, rows, here, visit.t("Hồ sơ đánh giá ngoài"), chips)
    if shown.file:
        return shown.file
    return View(
        {
            "place": visit.as_whom.place if visit.role else "",
            "shown": shown,
            "counts": [
                (
                    sum(name in row["which"] for row in rows),
                    f"{here}?which={name}#listing",
                    visit.t(said).lower(),
                )
                for name, said in WHICH.items()
                if name != "over"
            ],
            "plain": not asked.values,
            "forwards": _forwards(visit, log),
            "mine": [row for row in rows if "mine" in row["which"]][:10],
        }
    )


def _own(visit: PersonVisit, log: str) -> str | None:
    """Return the school alone whose cases are shown; None: all that the visitor sees."""
    role = visit.role
    return role.org if role and role.at_school and role.log == log else None


def _forwards(visit: PersonVisit, log: str) -> str:
    """Return where an officer forwards registrations by a list, empty for anybody else."""
    role = visit.role
    officer = role is not None and role.name == "officer" and role.log == log
    return f"/console/forwarding/{log}/{role.org}" if role and officer else ""


def _found(visit: PersonVisit, log: str, wanted: Wire, whole: bool) -> list[Wire]:
    found: list[Wire] = []
    for part in visit.calls.parts(log, "evaluation", **wanted):
        found += [one for one in part if one["filed_on"]]
        if not whole and len(found) >= ENOUGH:
            break
    return found


def _row(visit: PersonVisit, log: str, one: Wire) -> Wire:
    case = Case(visit, log, one)
    owed = min(one["open_deadlines"], key=lambda each: each["before"], default=None)
    last = last_day(owed["before"]) if owed else None
    mine = any(act in case.mine for act in case.onward)
    late = last is not None and last < visit.today
    told = {"mine": mine, "running": one["running"], "late": late, "over": not one["running"]}
    step = visit.label(owed["step"]) if owed else ""
    return {
        "id": one["id"],
        "name": case.place,
        "href": case.at,
        "state": one["state"],
        "shape": "warn" if late else "todo" if mine else case.shape,
        "waits": Markup(", ").join(case.waits_for()),
        "due": last_day_in_lists(owed["before"]) if owed else None,
        "step": step,
        "target": cases.grades(
            visit, one["target_accreditation_grade"], one["target_national_grade"]
        ),
        "kind": one["school_kind"],
        "areas": one["areas"],
        "place": smallest(visit, one["areas"]),
        "filed": one["filed_on"],
        "year": case.year,
        "which": [name for name, on in told.items() if on],
        "todo": {
            "name": visit.t(
                "{school}: {state}",
                school=case.place,
                state=visit.label(one["state"], begins=False),
            ),
            "href": case.at,
            "kind": "todo" if last is None else urgency(visit, last)[0],
            "state": visit.t("Chờ vai trò của tôi")
            if last is None
            else visit.t("{step}: {left}", step=step, left=urgency(visit, last)[1]),
            "more": cases.called(
                visit, (act["command"] for act in case.onward if act in case.mine)
            ),
        },
    }


PAGE = Page(show, path="/{log}")
