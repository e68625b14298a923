"""An improvement plan at one glance: what is to be done by state and due day, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.law.labels import group
from libs.web import formats
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, codes, words
from libs.web.page import Shown, View
from services.console.offices import acts_for_holder
from services.console.person import PersonVisit

WHY = "Xem ai phụ trách việc của kế hoạch cải tiến"
STATES = {"not_completed": "todo", "under_way": "doing", "completed": "done"}
CHARGED = ("check_dossier", "appraise")
"""The functions whose holder may end a plan of which the school never reports."""
SOON = 7
"""From how many days on something counts as soon due."""
TITLES = {
    "add": text("Thêm việc từ điểm yếu, khuyến nghị"),
    "issues": text("Nêu vấn đề ưu tiên"),
    "approve": text("Kiểm tra và phê duyệt"),
    "submit": text("Nộp kế hoạch"),
    "reviews": text("Rà soát, giám sát"),
    "recommendations": text("Theo dõi khuyến nghị"),
    "report": text("Báo cáo năm"),
}
LISTING = Listing(
    "plan-items",
    (
        Column("item", text("Việc số"), lambda one: one["item"], "number"),
        Column("solution", text("Việc"), lambda one: one["solution"], href=lambda one: one["href"]),
        Column("born_of", text("Nguồn"), lambda one: one["born_of"], "label"),
        Column("criterion", text("Tiêu chí"), lambda one: one["criterion"]),
        Column("who", text("Người phụ trách"), lambda one: one["who"]),
        Column("complete_by", text("Hạn"), lambda one: one["complete_by"], "day"),
        Column(
            "state",
            text("Tình trạng"),
            lambda one: one["state"],
            "label",
            shape=lambda one: "warn" if one["overdue"] else STATES[one["state"]],
        ),
        Column("budget", text("Kinh phí dự kiến"), lambda one: one["budget"], "money"),
        Column("spent", text("Đã chi"), lambda one: one["spent"], "money"),
    ),
    (
        words("q", text("Có các chữ"), lambda one: one["solution"], lambda one: one["who"]),
        Filter(
            "state",
            text("Tình trạng"),
            codes(*group("item_state")),
            lambda one, value: one["state"] == value,
        ),
        Filter(
            "born_of",
            text("Nguồn"),
            codes(*group("plan_origin")),
            lambda one, value: one["born_of"] == value,
        ),
    ),
    order="complete_by",
)


@dataclass(frozen=True, slots=True)
class Card:
    """Something to be done on the board."""

    item: Wire
    href: str
    who: str
    due: str
    kind: str
    left: str
    loose: int


def address(log: str, id: str, *more: object) -> str:
    """Return the address of one of the pages of a plan."""
    return "/".join(("/console/plan", log, id, *map(str, more)))


def plan_of(visit: PersonVisit, log: str, id: str) -> Wire:
    """Return a plan; raises `Refused`."""
    return visit.calls.one(log, "improvement_plan", id)


def frame(visit: PersonVisit, log: str, plan: Wire) -> Wire:
    """Return what every page of a plan shows: where it belongs, who looks at it."""
    school = plan["school"]
    own = [role for role in visit.roles if role.org == school]
    return {
        "log": log,
        "plan": plan,
        "place": visit.names.school(log, school),
        "home": f"/console/plans/{log}/{school if own else visit.as_whom.org}",
        "here": address(log, plan["id"]),
        "principal": any(role.name == "principal" for role in own),
        "member": bool(own),
        "priorities": plan["coverage"] == "priority_issues",
    }


def persons(plan: Wire) -> set[str]:
    """Return everybody whom a plan names."""
    return {
        who for one in plan["items"] for who in (one["responsible"], *one["participants"]) if who
    }


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the board, or with `view=list` the same as a list."""
    plan = plan_of(visit, log, id)
    people = visit.people.opened(log, WHY, persons(plan))
    me, wanted = visit.session["actor"], visit.asked("only")
    items = [one for one in plan["items"] if _matches(one, wanted, me)]
    here = address(log, id)
    common = frame(visit, log, plan)
    names = {who: people.name(log, who, visit.t("Người của trường")) for who in persons(plan)}
    if visit.asked("view") == "list":
        rows = [
            {
                **one,
                "who": names.get(one["responsible"], ""),
                "href": f"{here}/item/{one['item']}",
            }
            for one in plan["items"]
        ]
        caption = visit.t("Việc của kế hoạch cải tiến")
        shown = LISTING.of(visit, rows, here, caption, kept={"view": "list"})
        return shown.file or View({**common, "shown": shown}, template="list.html")
    cards = [_card(visit, here, one, names) for one in items]
    cards.sort(key=lambda one: (one.item["complete_by"] or "9999", one.item["item"]))
    chips = [
        (visit.t("Tất cả"), here, wanted == ""),
        (visit.t("Việc của tôi"), f"{here}?only=mine", wanted == "mine"),
        (visit.t("Quá hạn"), f"{here}?only=overdue", wanted == "overdue"),
        (visit.t("Chưa có người phụ trách"), f"{here}?only=nobody", wanted == "nobody"),
        (visit.t("Còn chung chung"), f"{here}?only=loose", wanted == "loose"),
    ]
    return View(
        {
            **common,
            "columns": [
                (state, shape, [card for card in cards if card.item["state"] == state])
                for state, shape in STATES.items()
            ],
            "count": len(cards),
            "chips": chips,
            "steps": _steps(visit, plan, common),
            "rests_on": [
                (_cycle_name(one["cycle"]), f"/console/cycle/{log}/{one['cycle']}")
                for one in plan["reports"]
            ],
        },
        template="board.html",
    )


def _matches(one: Wire, wanted: str, me: str) -> bool:
    match wanted:
        case "mine":
            return me in (one["responsible"], *one["participants"])
        case "overdue":
            return bool(one["overdue"])
        case "nobody":
            return one["responsible"] is None
        case "loose":
            return bool(one["warnings"])
    return True


def _card(visit: PersonVisit, here: str, one: Wire, names: Wire) -> Card:
    due, kind, left = one["complete_by"], "doing", ""
    if due and one["state"] != "completed":
        days = formats.days_left(due, visit.today)
        if one["overdue"]:
            kind, left = "warn", visit.t("Quá hạn {n} ngày", n=-days)
        elif days <= SOON:
            kind, left = "warn", visit.t("Còn {n} ngày", n=days)
    href = f"{here}/item/{one['item']}"
    who = names.get(one["responsible"], "")
    return Card(one, href, who, formats.day(due), kind, left, len(one["warnings"]))


def _steps(visit: PersonVisit, plan: Wire, common: Wire) -> Sequence[tuple[str, str]]:
    """Return what can be done now, text and address; the first is what comes next."""
    state, here = plan["state"], common["here"]
    names: list[str] = []
    if state == "drafting" and common["member"]:
        names = ["add"]
        if common["priorities"]:
            names.insert(0 if not plan["issues"] else 1, "issues")
        if common["principal"]:
            names.insert(0 if plan["items"] else len(names), "approve")
    elif state == "approved":
        if common["principal"]:
            names = ["report"] if plan["submitted_on"] else ["submit", "report"]
        if common["member"]:
            names.append("add")
    elif common["principal"]:
        names = ["report"]
    names += ["reviews", "recommendations"] if state != "drafting" else ["recommendations"]
    found = [(visit.t(TITLES[name]), f"{here}/{name}") for name in names]
    if state == "approved" and acts_for_holder(
        visit, common["log"], plan["school"], CHARGED, ["officer"]
    ):
        found.append((visit.t("Trường không báo cáo năm"), f"{here}/report"))
    return found


def _cycle_name(cycle: str) -> str:
    year = next((part for part in cycle.split("_") if part.isdecimal() and len(part) == 4), "")
    return f"{year}–{int(year) + 1}" if year else ""
