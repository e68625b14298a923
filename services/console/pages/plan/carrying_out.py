"""How a plan goes: the school's reviews, what an office finds, what became of recommendations."""

from libs.kernel.problems import Wire
from libs.law import vietnamese
from libs.law.labels import group
from libs.web import formats
from libs.web.page import Go, Shown, View
from services.console.offices import acts_for_holder
from services.console.pages.plan.board import address, frame, plan_of
from services.console.pages.plan.item import progress
from services.console.person import PersonVisit

SUPERVISING = ("supervise_plan",)
FOLLOWED = {"open": "doing", "addressed": "done", "declined": "closed"}


def show_reviews(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the reviews and what offices found, with the forms for who may."""
    plan = plan_of(visit, log, id)
    there = {one["period"] for one in plan["reviews"]}
    names = ("period", "text", "dated", "item", "finding", "before")
    return View(
        {
            **frame(visit, log, plan),
            "missing": [one for one in plan["reviews_required"] if one not in there],
            "periods": [(name, visit.label(name)) for name in group("review_period")],
            "found": [
                {**one, "office": visit.names.office(log, one["office"])}
                for one in plan["supervisions"]
            ],
            "items": [("", visit.t("Cả kế hoạch"))]
            + [
                (str(one["item"]), f"{one['item']}. {one['solution']}"[:90])
                for one in plan["items"]
            ],
            "typed": {name: visit.said(name) for name in names},
            "may_supervise": plan["state"] != "drafting"
            and acts_for_holder(visit, log, plan["school"], SUPERVISING),
        },
        template="reviews.html",
    )


def act_reviews(visit: PersonVisit, log: str, id: str) -> Shown:
    """Record a review of the school, or what the office finds."""
    dated = visit.said("dated")
    data: Wire = {"dated": formats.read_day(dated)} if dated else {}
    if visit.said("do") == "supervise":
        item, before = visit.number_said("item"), visit.said("before")
        finding: Wire = {"item": item or None, "text": visit.said("finding")}
        if before:
            finding["before"] = formats.read_day(before)
        data["findings"] = [finding]
        name = "SuperviseImprovementPlan"
    else:
        data |= {"period": visit.said("period"), "text": visit.said("text")}
        name = "ReviewImprovementPlan"
    visit.calls.command(log, "improvement_plan", id, name, data, key=visit.key)
    return Go(address(log, id, "reviews"))


def show_recommendations(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show each recommendation to the school, and how it stands with it."""
    plan = plan_of(visit, log, id)
    found = visit.calls.all(log, "plan_recommendation", school=plan["school"])
    chosen = visit.said("of") or visit.asked("of")
    rows = [
        {
            **one,
            "shape": FOLLOWED[one["state"]],
            "taken": plan["id"] in one["plans"],
            "open": one["id"] == chosen,
        }
        for one in found
    ]
    rows.sort(key=lambda one: (one["state"] != "open", vietnamese.sort_key(one["criterion"])))
    names = ("state", "note", "evidence")
    return View(
        {
            **frame(visit, log, plan),
            "rows": rows,
            "states": [(name, visit.label(name)) for name in FOLLOWED],
            "typed": {name: visit.said(name) for name in names},
        },
        template="recommendations.html",
    )


def act_recommendations(visit: PersonVisit, log: str, id: str) -> Shown:
    """Say how it stands with a recommendation."""
    told = progress(visit)
    data: Wire = {name: told[name] for name in ("state", "note", "evidence")}
    data |= {name: visit.said(name) for name in ("evaluation", "criterion")}
    visit.calls.command(log, "improvement_plan", id, "FollowRecommendation", data, key=visit.key)
    return Go(address(log, id, "recommendations"))
