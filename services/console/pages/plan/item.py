"""Something to be done in a plan: what, how far it is, what happened to it, how it is changed."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Go, Shown, View
from services.console import talk
from services.console.pages.plan import work
from services.console.pages.plan.board import STATES, WHY, address, frame, plan_of
from services.console.person import PersonVisit

COMMANDS = {
    "edit": "EditPlanItem",
    "adjust": "AdjustPlanItem",
    "progress": "ReportPlanItem",
    "remove": "RemovePlanItem",
}


def item_of(plan: Wire, number: int) -> Wire:
    """Return something to be done by its number; raises `Refused` (404)."""
    for one in plan["items"]:
        if one["item"] == number:
            return dict(one)
    raise Refused(404, {"code": "page-unknown", "status": 404})


def show(visit: PersonVisit, log: str, id: str, number: int) -> Shown:
    """Show it, with the forms that its state allows."""
    plan = plan_of(visit, log, id)
    found, common = item_of(plan, number), frame(visit, log, plan)
    acts: list[Wire] = next((one["acts"] for one in plan["history"] if one["item"] == number), [])
    people = visit.people.opened(log, WHY, [found["responsible"], *found["participants"]])
    mine = visit.session["actor"] in (found["responsible"], *found["participants"])
    state, doing = plan["state"], visit.said("do")
    editing = state == "drafting" and common["member"]
    adjusting = state == "approved" and common["principal"]
    return View(
        {
            **common,
            "item": found,
            "number": number,
            "at": address(log, id, "item", number),
            "shape": "warn" if found["overdue"] else STATES[found["state"]],
            "who": people.name(log, found["responsible"], visit.t("Người của trường"))
            if found["responsible"]
            else "",
            "others": [
                people.name(log, one, visit.t("Người của trường")) for one in found["participants"]
            ],
            "source": source(visit, log, found),
            "acts": [_act(visit, one) for one in reversed(acts)],
            "editing": editing,
            "adjusting": adjusting,
            "reporting": state == "approved" and (common["principal"] or mine),
            "fields": work.fields(visit, plan, found) if editing or adjusting else {},
            "people": work.people(visit, log, plan, found) if editing or adjusting else [],
            "chosen": work.chosen(visit, found),
            "doing": doing,
            "typed": _typed(visit, found, doing),
            "done": visit.asked("done"),
            "talk": talk.about(
                visit, log, plan["school"], matter="plan_item", plan=id, item=number
            ),
        },
        template="item.html",
    )


def _typed(visit: PersonVisit, found: Wire, doing: str) -> Wire:
    """Return what the form of progress holds."""
    if doing == "progress":
        return {name: visit.said(name) for name in ("state", "note", "spent", "evidence", "dated")}
    spent = found["spent"]
    return {
        "state": found["state"],
        "note": "",
        "spent": formats.number(spent) if spent is not None else "",
        "evidence": ", ".join(found["evidence"]),
        "dated": "",
    }


def _act(visit: PersonVisit, one: Wire) -> Wire:
    """Return something that happened as a step of a time line."""
    told = [one["note"]] if one["note"] else []
    if one["spent"] is not None:
        told.append(visit.t("Đã chi {sum}", sum=formats.money(one["spent"])))
    if one["evidence"]:
        told.append(visit.t("Minh chứng: {codes}", codes=", ".join(one["evidence"])))
    name = visit.label(one["state"]) if one["state"] else visit.t("Điều chỉnh việc")
    shape = STATES.get(one["state"], "doing")
    return {"kind": shape, "name": name, "when": formats.day(one["dated"]), "text": ". ".join(told)}


def source(visit: PersonVisit, log: str, item: Wire) -> list[tuple[str, str]]:
    """Return where something to be done comes from: texts, each with an address or none."""
    found = [(str(visit.label(item["born_of"])), "")]
    if item["criterion"]:
        told = visit.t("Tiêu chí {code}", code=item["criterion"])
        at = f"/console/criterion-sheet/{log}/{item['cycle']}/{item['criterion']}"
        found.append((told, at if item["cycle"] else ""))
    if item["unmet"]:
        found.append((visit.t("Chưa đạt: {codes}", codes=", ".join(item["unmet"])), ""))
    if item["evaluation"]:
        at = f"/console/school/{log}/{item['school']}#evaluations"
        found.append((visit.t("Đợt đánh giá ngoài"), at))
    if item["previous_item"]:
        told = visit.t("Việc {n} của kế hoạch năm trước", n=item["previous_item"])
        before = address(log, f"{item['school']}_{item['year'] - 1}", "item", item["previous_item"])
        found.append((told, before))
    if item["issue"]:
        found.append((visit.t("Vấn đề ưu tiên {n}", n=item["issue"]), ""))
    if item["reason"]:
        found.append((visit.t("Thêm sau khi duyệt: {why}", why=item["reason"]), ""))
    return found


def act(visit: PersonVisit, log: str, id: str, number: int) -> Shown:
    """Change it, say how far it is, or take it out of the draft."""
    doing = visit.said("do")
    if doing not in COMMANDS:
        return Go(address(log, id, "item", number))
    data: Wire = {"item": number}
    if doing in ("edit", "adjust"):
        data["work"] = work.read(visit)
    if doing == "adjust":
        data["reason"] = visit.said("reason")
    if doing == "progress":
        data |= progress(visit)
    key = visit.key
    visit.calls.command(log, "improvement_plan", id, COMMANDS[doing], data, key=key)
    if doing == "remove":
        return Go(address(log, id))
    return Go(f"{address(log, id, 'item', number)}?done={doing}")


def progress(visit: PersonVisit) -> Wire:
    """Return how far something is, as a form says it."""
    codes = visit.said("evidence").replace(";", ",").replace("\n", ",").split(",")
    data: Wire = {
        "state": visit.said("state"),
        "note": visit.said("note"),
        "evidence": [code.strip() for code in codes if code.strip()],
    }
    if spent := visit.said("spent").removesuffix("đ").strip():
        data["spent"] = formats.read_number(spent)
    if dated := visit.said("dated"):
        data["dated"] = formats.read_day(dated)
    return data
