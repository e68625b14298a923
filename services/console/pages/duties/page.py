"""Duties of letters: of a school its own; of an office those of all it sees, in numbers.

Every number leads to the list behind it, and each line of a list to the duty itself: by when and
why, what fulfils it, what is still missing.
"""

from collections.abc import Mapping

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.lists import Column, Filter, Listing, Options, codes, words
from libs.web.page import Page, Shown, View, Visit
from services.console.deed import Deed, done
from services.console.offices import ACTING
from services.console.person import PersonVisit
from services.console.years import years

SHAPES = {
    "done": "done",
    "done_late": "closed",
    "due": "doing",
    "late": "stop",
    "not_begun": "todo",
}
COUNTED = {
    "late": text("quá hạn"),
    "due": text("đang làm"),
    "not_begun": text("chưa bắt đầu"),
    "done": text("đã xong"),
    "done_late": text("đã xong, trễ hạn"),
}
ACKNOWLEDGING = (*ACTING, "administrator", "principal", "council_member")
"""Who says by hand that a duty is done."""
WHO = ("school", "office", "department", "team")


def _states(visit: Visit) -> Options:
    return [(name, visit.label(name)) for name in group("duty_state")]


def _told(visit: Visit) -> Options:
    return [
        ("school", visit.t("Trễ từ ngày làm việc thứ nhất: nhắc đơn vị có nhiệm vụ")),
        ("owner", visit.t("Trễ lâu hơn: nhắc thêm cơ quan chủ quản")),
        ("department", visit.t("Trễ lâu nhất: nhắc thêm Sở")),
    ]


DUTY = Column("duty", text("Nhiệm vụ"), lambda one: one["duty"], href=lambda one: one["href"])
LETTER = Column("letter", text("Văn bản"), lambda one: one["letter"])
LAST = Column("last", text("Hạn cuối"), lambda one: one["last_good_day"], "day")
HOW = Column("how", text("Xong khi"), lambda one: one["fulfilment"], in_files=True)
CODE = Column("code", text("Mã"), lambda one: one["code"], in_files=True)
YEAR = Filter("year", text("Năm học"), years(ahead=1, back=2))
FIND = words("q", text("Có các chữ"), lambda one: one["duty"], lambda one: one["letter"])
COUNTS = Listing(
    "duties",
    (
        DUTY,
        LETTER,
        Column("actor", text("Ai làm"), lambda one: one["actor"], "label"),
        LAST,
        *(
            Column(
                state,
                said,
                lambda one, state=state: one[f"{state}_count"],  # type: ignore[misc]
                "number",
                href=lambda one, state=state: one["lists"][state],  # type: ignore[misc]
            )
            for state, said in (
                ("late", text("Quá hạn")),
                ("due", text("Đang làm")),
                ("not_begun", text("Chưa bắt đầu")),
                ("done", text("Đã xong")),
                ("done_late", text("Xong trễ")),
            )
        ),
        HOW,
        CODE,
    ),
    (
        YEAR,
        FIND,
        Filter("actor", text("Ai làm"), codes(*WHO), lambda one, who: one["actor"] == who),
    ),
    order="-late",
)
STATE = Column(
    "state",
    text("Tình trạng"),
    lambda one: one["duty_state"],
    "label",
    shape=lambda one: SHAPES[one["duty_state"]],
)
REACHED = Column("reached", text("Đã có"), lambda one: one["reached_said"])
DONE_ON = Column("done_on", text("Ngày xong"), lambda one: one["done_on"], "day")
BY_STATE = Filter("state", text("Tình trạng"), _states)
WHOSE = Column("subject", text("Ai làm"), lambda one: one["owner_name"])
LIST = Listing(
    "duty-list",
    (DUTY, WHOSE, STATE, LAST, REACHED, DONE_ON, LETTER, HOW, CODE),
    (
        YEAR,
        words("q", text("Tên trường, đơn vị"), lambda one: one["owner_name"]),
        BY_STATE,
        Filter("told", text("Đã nhắc đến ai"), _told),
        Filter("code", text("Mã nhiệm vụ")),
        Filter("letter", text("Mã văn bản")),
    ),
)
OWN = Listing(
    "duties", (DUTY, STATE, LAST, REACHED, DONE_ON, LETTER, HOW, CODE), (YEAR, BY_STATE, FIND)
)


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show the duties of a school, or how many are how far of all that an office sees."""
    asked = COUNTS.asked(visit)
    year = int(asked["year"] or school_year(visit.today))
    here = f"/console/duties/{log}/{org}"
    at_school = visit.calls.find(log, "school", org) is not None
    if at_school:
        return _own(visit, log, org, year, here)
    counts = visit.calls.all(log, "duty_count", year=year)
    rows = [_counted(one, here, year) for one in counts]
    shown = COUNTS.of(visit, rows, here, visit.t("Nhiệm vụ theo văn bản"))
    if shown.file:
        return shown.file
    figures = [
        (
            sum(one[f"{state}_count"] for one in counts),
            f"{here}/list?year={year}&state={state}#listing",
            visit.t(said),
        )
        for state, said in COUNTED.items()
    ]
    return View(
        {
            "place": visit.names.office(log, org),
            "year": year,
            "figures": figures,
            "shown": shown.read_as("year", str(year)),
            "late_at": f"{here}/list?year={year}&told=department#listing",
            "own_at": f"{here}/own?year={year}",
            "ladder": [said for _, said in _told(visit)],
        }
    )


def _own(visit: PersonVisit, log: str, org: str, year: int, here: str, own: str = "") -> Shown:
    """Show the duties of one school or one office."""
    wanted = OWN.asked(visit)["state"]
    asked = {"duty_state": wanted} if wanted else {}
    found = visit.calls.all(log, "duty_state", owner=org, year=year, **asked)
    rows = [_row(visit, one, here) for one in found]
    shown = OWN.of(visit, rows, here + own, visit.t("Nhiệm vụ theo văn bản"))
    if shown.file:
        return shown.file
    place = visit.names.office(log, org) if own else visit.names.school(log, org)
    late = sum(one["duty_state"] == "late" for one in found)
    next_day = min((one["last_good_day"] for one in found if _open(one)), default=None)
    shown = shown.read_as("year", str(year))
    values = {"place": place, "year": year, "shown": shown, "late": late, "next": next_day}
    return View(values, template="own.html")


def _open(one: Wire) -> bool:
    return one["duty_state"] in ("due", "not_begun") and one["last_good_day"] is not None


def show_own(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show the duties of an office itself."""
    year = int(OWN.asked(visit)["year"] or school_year(visit.today))
    return _own(visit, log, org, year, f"/console/duties/{log}/{org}", "/own")


def show_list(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show of whom the numbers speak."""
    asked = LIST.asked(visit)
    year = int(asked["year"] or school_year(visit.today))
    here = f"/console/duties/{log}/{org}"
    names = {"state": "duty_state", "told": "told", "code": "code", "letter": "instruction"}
    query = {to: asked[name] for name, to in names.items() if asked[name]}
    found = visit.calls.all(log, "duty_state", year=year, **query)
    rows = [_row(visit, one, f"/console/duties/{log}/{one['owner']}") for one in found]
    shown = LIST.of(
        visit, rows, f"{here}/list", visit.t("Ai ở tình trạng nào"), _chips(visit, year)
    )
    if shown.file:
        return shown.file
    values = {
        "place": visit.names.office(log, org),
        "home": f"{here}?year={year}",
        "year": year,
        "shown": shown.read_as("year", str(year)),
    }
    return View(values, template="list.html")


def _chips(visit: PersonVisit, year: int) -> list[tuple[str, Mapping[str, str]]]:
    of_year = {"year": str(year)}
    states = [(str(said), {**of_year, "state": name}) for name, said in _states(visit)]
    late = (str(visit.t("Trễ lâu, đã nhắc Sở")), {**of_year, "told": "department"})
    return [(str(visit.t("Tất cả")), of_year), *states, late]


def _counted(one: Wire, here: str, year: int) -> Wire:
    of = f"{here}/list?year={year}&code={one['code']}&letter={one['instruction']}"
    lists = {
        state: f"{of}&state={state}#listing" if one[f"{state}_count"] else "" for state in COUNTED
    }
    name = f" ({one['name']})" if one["name"] else ""
    return {**one, "duty": f"{one['duty']}{name}", "href": f"{of}#listing", "lists": lists}


def _row(visit: PersonVisit, one: Wire, here: str) -> Wire:
    at = f"{here}/{one['school_year']}/{one['instruction']}/{one['code']}"
    needed = one["needed"]
    said = visit.t("{n} trên {of}", n=one["reached"], of="?" if needed is None else needed)
    name = f" ({one['name']})" if one["name"] and not one["school"] else ""
    return {
        **one,
        "duty": f"{one['duty']}{name}",
        "href": at,
        "reached_said": "" if needed == 1 or one["by_hand"] else said,
    }


def show_one(
    visit: PersonVisit, log: str, org: str, year: int, instruction: str, code: str
) -> Shown:
    """Show a duty of a school or an office: by when and why, what fulfils it, what is missing."""
    found = _of(visit, log, org, year, instruction, code)
    first = found[0]
    may = any(role.org == org and role.name in ACKNOWLEDGING for role in visit.roles)
    return View(
        {
            "log": log,
            "one": first,
            "found": [
                {
                    **one,
                    "shape": SHAPES[one["duty_state"]],
                    "said": _row(visit, one, "")["reached_said"],
                }
                for one in found
            ],
            "place": first["owner_name"],
            "at": f"/console/duties/{log}/{org}/{year}/{instruction}/{code}",
            "home": f"/console/duties/{log}/{org}?year={year}",
            "may": may and first["by_hand"],
            "given": {name: visit.said(name) for name in ("done_on", "paper", "reason")},
            "effect": visit.label(first["effect"]),
        },
        template="one.html",
    )


def _of(
    visit: PersonVisit, log: str, org: str, year: int, instruction: str, code: str
) -> list[Wire]:
    query = {"owner": org, "year": year, "instruction": instruction, "code": code}
    found = visit.calls.all(log, "duty_state", **query)
    if not found:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    return found


def act_one(
    visit: PersonVisit, log: str, org: str, year: int, instruction: str, code: str
) -> Shown:
    """Look over or record that a duty is done by a paper, or that this was not so."""
    (one, *_) = _of(visit, log, org, year, instruction, code)
    at = f"/console/duties/{log}/{org}/{year}/{instruction}/{code}"
    of: Wire = {"instruction": instruction, "code": code}
    if visit.said("act") == "withdraw":
        command, title = "WithdrawAcknowledgement", visit.t("Rút ghi nhận")
        data = {**of, "reason": visit.said("reason")}
        rows = [(visit.t("Lý do"), visit.said("reason"))]
    else:
        command, title = "AcknowledgeDuty", visit.t("Ghi nhận nhiệm vụ đã làm")
        done_on, paper = visit.said("done_on"), visit.said("paper")
        data = {**of, "done_on": formats.read_day(done_on), "paper": paper}
        rows = [(visit.t("Ngày làm xong"), done_on), (visit.t("Văn bản, tài liệu"), paper)]
    deed = Deed(
        *(log, "duty", f"{org}_{year}", command, data),
        title=title,
        here=at,
        back=at,
        rows=[
            (visit.t("Ai làm"), one["owner_name"]),
            (visit.t("Nhiệm vụ"), one["duty"]),
            (visit.t("Văn bản giao"), one["letter"]),
            *rows,
        ],
        rule=visit.t("Việc mà hệ thống không tự biết thì ghi nhận kèm văn bản."),
        public=visit.t("Trường và cơ quan quản lý."),
    )
    return done(visit, deed, lambda: show_one(visit, log, org, year, instruction, code))


PAGES = (
    Page(show, path="/{log}/{org}"),
    Page(show_list, path="/{log}/{org}/list"),
    Page(show_own, path="/{log}/{org}/own"),
    Page(show_one, act_one, path="/{log}/{org}/{year:int}/{instruction}/{code}"),
)
