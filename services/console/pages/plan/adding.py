"""What a plan may answer, and the form by which something to be done comes into it."""

from collections.abc import Iterator
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.law import vietnamese
from libs.web.page import Go, Shown, View
from services.console.pages.plan import work
from services.console.pages.plan.board import address, frame, plan_of
from services.console.person import PersonVisit

NAMED = ("born_of", "cycle", "criterion", "evaluation", "issue", "previous_item")


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show what the plan may answer: weaknesses, recommendations, what last year passed on."""
    plan = plan_of(visit, log, id)
    common = frame(visit, log, plan)
    taken = {(one["cycle"], one["criterion"]) for one in plan["items"]}
    return View(
        {
            **common,
            "weaknesses": list(_weaknesses(visit, log, plan, taken)),
            "recommended": list(_recommended(visit, log, plan)),
            "passed_on": list(_passed_on(visit, log, plan)),
            "own": _to(common["here"], born_of="own_initiative"),
        },
        template="add.html",
    )


def _to(here: str, **query: object) -> str:
    told = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{here}/new?{urlencode(told, doseq=True)}"


def _weaknesses(
    visit: PersonVisit, log: str, plan: Wire, taken: set[tuple[str, str]]
) -> Iterator[Wire]:
    """Yield what the reports say is to be put right, criterion by criterion."""
    here, several = address(log, plan["id"]), len(plan["reports"]) > 1
    for report in plan["reports"]:
        cycle = report["cycle"]
        found = visit.calls.find(log, "cycle_weakness", cycle)
        by: dict[str, list[Wire]] = {}
        for one in found["weak_points"] if found else ():
            if one["criterion"]:
                by.setdefault(one["criterion"], []).append(one)
        for criterion, those in sorted(by.items(), key=lambda one: vietnamese.sort_key(one[0])):
            unmet = [one["reference"] for one in those if one["origin"] in ("indicator", "element")]
            said = [one["text"] for one in those if one["origin"] != "indicator"]
            told = {"born_of": "weakness", "criterion": criterion, "unmet": unmet}
            yield {
                "criterion": criterion,
                "unmet": unmet,
                "texts": [text for text in said if text],
                "taken": (cycle, criterion) in taken,
                "href": _to(here, **told, cycle=cycle if several else None),
            }


def _priorities(visit: PersonVisit, log: str, plan: Wire) -> Iterator[Wire]:
    """Yield what the reports say of whole standards: limits, and what to put right first."""
    for report in plan["reports"]:
        cycle = visit.calls.one(log, "cycle", report["cycle"])
        known = visit.standards.of(cycle)["standards"]
        for told in cycle["standards"]:
            if told["priorities"].strip() or told["limits"].strip():
                standard = next(one for one in known if one["no"] == told["standard"])
                name = f"{cycle['id']}/{told['standard']}"
                href = address(log, plan["id"], "issues") + "?" + urlencode({"source": name})
                yield {**told, "source": name, "cycle": cycle["id"], "of": standard, "href": href}


def _recommended(visit: PersonVisit, log: str, plan: Wire) -> Iterator[Wire]:
    """Yield what teams recommended and is still open."""
    here = address(log, plan["id"])
    found = visit.calls.all(log, "plan_recommendation", school=plan["school"], state="open")
    for one in sorted(found, key=lambda one: vietnamese.sort_key(one["criterion"])):
        told = {"evaluation": one["evaluation"], "criterion": one["criterion"]}
        href = _to(here, born_of="recommendation", **told)
        yield {**one, "taken": plan["id"] in one["plans"], "href": href}


def _passed_on(visit: PersonVisit, log: str, plan: Wire) -> Iterator[Wire]:
    """Yield what the plan of the year before passed on."""
    before = visit.calls.find(log, "improvement_plan", f"{plan['school']}_{plan['year'] - 1}")
    taken = {one["previous_item"] for one in plan["items"]}
    for one in before["items"] if before else ():
        if one["outcome"] == "next_year":
            href = _to(address(log, plan["id"]), born_of="previous_plan", previous_item=one["item"])
            yield {**one, "taken": one["item"] in taken, "href": href}


def show_new(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the form, begun with what the source says."""
    plan = plan_of(visit, log, id)
    common = frame(visit, log, plan)
    told = _told(visit)
    begun = _begun(visit, log, plan, told)
    return View(
        {
            **common,
            "told": told,
            "source": visit.label(told["born_of"]) if told["born_of"] else "",
            "fields": work.fields(visit, plan, None)
            if begun is None
            else _filled(visit, plan, begun),
            "people": work.people(visit, log, plan, None),
            "chosen": work.chosen(visit, begun),
            "issue_options": [("", visit.t("Chưa thuộc vấn đề nào"))]
            + [
                (str(one["issue"]), f"{one['issue']}. {one['limitation']}"[:90])
                for one in plan["issues"]
            ],
            "reason": visit.said("reason"),
            "said": _said(visit, log, plan, told),
        },
        template="new.html",
    )


def _told(visit: PersonVisit) -> Wire:
    source = visit.said if visit.sent else visit.asked
    found: Wire = {name: source(name) for name in NAMED}
    if visit.sent:
        found["unmet"] = visit.all_said("unmet")
    else:
        parts = (part.partition("=") for part in visit.address.partition("?")[2].split("&"))
        found["unmet"] = [value.replace("%2F", "/") for name, _, value in parts if name == "unmet"]
    return found


def _begun(visit: PersonVisit, log: str, plan: Wire, told: Wire) -> Wire | None:
    """Return the work of last year that goes on, if this is such."""
    if visit.sent or told["born_of"] != "previous_plan":
        return None
    return next(
        (
            dict(one)
            for one in _passed_on(visit, log, plan)
            if str(one["item"]) == told["previous_item"]
        ),
        None,
    )


def _filled(visit: PersonVisit, plan: Wire, begun: Wire) -> Wire:
    return dict(work.fields(visit, plan, begun))


def _said(visit: PersonVisit, log: str, plan: Wire, told: Wire) -> list[str]:
    """Return what the source says, as its writer put it."""
    if told["born_of"] == "weakness":
        found = _weaknesses(visit, log, plan, set())
        return [t for one in found if one["criterion"] == told["criterion"] for t in one["texts"]]
    if told["born_of"] == "recommendation":
        return [
            one["text"]
            for one in _recommended(visit, log, plan)
            if (one["evaluation"], one["criterion"]) == (told["evaluation"], told["criterion"])
        ]
    return []


def act_new(visit: PersonVisit, log: str, id: str) -> Shown:
    """Add it."""
    data: Wire = {"work": work.read(visit), "unmet": visit.all_said("unmet")}
    for name in NAMED:
        if value := visit.said(name):
            data[name] = visit.number_said(name) if name in ("issue", "previous_item") else value
    if reason := visit.said("reason"):
        data["reason"] = reason
    visit.calls.command(log, "improvement_plan", id, "AddPlanItem", data, key=visit.key)
    plan = visit.calls.one(log, "improvement_plan", id)
    last = max((one["item"] for one in plan["items"]), default=1)
    return Go(f"{address(log, id, 'item', last)}?done=added")


def show_issues(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the priority issues, and the form that names one."""
    plan = plan_of(visit, log, id)
    asked = visit.asked("issue")
    chosen = next((one for one in plan["issues"] if str(one["issue"]) == asked), None)
    names = ("criterion", "limitation", "current_state", "cause", "cycle")
    told = list(_priorities(visit, log, plan))
    source = next((one for one in told if one["source"] == visit.asked("source")), None)
    begun = chosen or {}
    if source and not chosen:
        # Their order in a report is the other way round: limits come with their causes.
        first = source["priorities"].strip() or source["limits"]
        begun = {"limitation": first, "current_state": source["limits"], "cycle": source["cycle"]}
    given = {n: visit.said(n) if visit.sent else str(begun.get(n, "") or "") for n in names}
    weaknesses = list(_weaknesses(visit, log, plan, set()))
    named = {one["criterion"] for one in weaknesses}
    named |= {c["code"] for one in told for c in one["of"]["criteria"]}
    used = {one["issue"] for one in plan["items"]}
    numbers = [one["issue"] for one in plan["issues"]]
    return View(
        {
            **frame(visit, log, plan),
            "given": given,
            "number": chosen["issue"] if chosen else max(numbers, default=0) + 1,
            "chosen": chosen,
            "used": used,
            "cycles": [(one["cycle"], one["cycle"].rpartition("_")[2]) for one in plan["reports"]],
            "criteria": sorted(named, key=vietnamese.sort_key),
            "told": told,
        },
        template="issues.html",
    )


def act_issues(visit: PersonVisit, log: str, id: str) -> Shown:
    """Name a priority issue, or take one out."""
    at = address(log, id, "issues")
    if visit.said("drop"):
        data: Wire = {"issue": visit.number_said("drop")}
        name = "DropPriorityIssue"
    else:
        names = ("criterion", "limitation", "current_state", "cause")
        data = {"issue": visit.number_said("issue"), **{n: visit.said(n) for n in names}}
        if visit.said("cycle"):
            data["cycle"] = visit.said("cycle")
        name = "NamePriorityIssue"
    visit.calls.command(log, "improvement_plan", id, name, data, key=visit.key)
    return Go(at)
