"""The criteria that a person writes: how far each is, what it lacks, until when."""

from collections import defaultdict

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.page import Page, Shown, View
from services.console import evidence
from services.console.cycle import Line, lacks_plan, with_level_4
from services.console.pages.cycle.page import STATES
from services.console.person import PersonVisit

DONE = ("written", "confirmed")
TOLD = 3
"""How many things that a sheet lacks are told of it."""


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the criteria of the running cycle, all of them where nobody owns any yet."""
    cycles = evidence.running_cycles(visit, log, school)
    wanted = visit.asked("cycle")
    running = next((one for one in cycles if one["id"] == wanted), cycles[0] if cycles else None)
    values: Wire = {
        "log": log,
        "school": school,
        "place": visit.names.school(log, school),
        "cycle": None,
        "wanted": visit.asked("state"),
        "here": f"/console/my-criteria/{log}/{school}",
        "at": "?",
    }
    if running is None:
        return View(values)
    cycle = visit.calls.one(log, "cycle", running["id"])
    if wanted:
        values["at"] = f"?cycle={running['id']}&"
    groups = _groups(visit, log, cycle)
    mine = [
        line
        for line in with_level_4(visit, cycle, begun=not groups["all"])
        if not groups["all"] or line.code in groups["own"]
    ]
    faults = _faults(visit, log, cycle)
    counts = {state: sum(line.state == state for line in mine) for state in STATES}
    steps = cycle["work_plan"]["steps"] if cycle["work_plan"] else []
    ahead = [one for one in steps if one["due_on"] >= visit.today.isoformat()]
    step = min(ahead, key=lambda one: str(one["due_on"]), default=None)
    shown = [line for line in mine if _matches(line, values["wanted"])]
    return View(
        {
            **values,
            "cycle": cycle,
            "tabs": _tabs(visit, values["here"], cycles, running),
            "shared": not groups["all"],
            "unplanned": lacks_plan(cycle),
            "groups": groups["names"],
            "count": len(mine),
            "left": sum(line.state not in DONE for line in mine),
            "counts": [(s, counts[s], visit.t(said)) for s, (_, said) in STATES.items()],
            "step": step,
            "left_days": formats.days_left(step["due_on"], visit.today) if step else 0,
            "tasks": [_task(visit, log, cycle, line, faults.get(line.code, [])) for line in shown],
        }
    )


def _tabs(
    visit: PersonVisit, here: str, cycles: list[Wire], running: Wire
) -> list[tuple[str, str, bool]]:
    """Return the cycles to choose from, where a school of several stages has more than one."""
    if len(cycles) < 2:
        return []
    return [
        (
            str(visit.label(one["education_stage"] or one["kind"])),
            f"{here}?cycle={one['id']}",
            one["id"] == running["id"],
        )
        for one in cycles
    ]


def _groups(visit: PersonVisit, log: str, cycle: Wire) -> Wire:
    """Return which criteria somebody owns at all, which of them the visitor's groups own, and the
    groups' names."""
    person, school = visit.session["actor"], cycle["school"]
    own = [
        one
        for one in visit.calls.all(log, "owned_criterion", person=person, school=school)
        if one["cycle"] == cycle["id"]
    ]
    told = cycle["working_groups"]
    return {
        "all": [code for one in told["groups"] for code in one["criteria"]] if told else [],
        "own": [one["criterion"] for one in own],
        "names": list(dict.fromkeys(one["group"] for one in own)),
    }


def _faults(visit: PersonVisit, log: str, cycle: Wire) -> dict[str, list[str]]:
    """Return what keeps each criterion from being complete, by its code."""
    found = visit.calls.find(log, "cycle_fault", cycle["id"])
    told: dict[str, list[str]] = defaultdict(list)
    for one in found["faults"] if found else ():
        # That the council has not confirmed a sheet is nothing its writers can put right.
        if one["criterion"] and one["code"] != "criterion-unconfirmed":
            told[one["criterion"]].append(one["detail"])
    return told


def _matches(line: Line, wanted: str) -> bool:
    if wanted == "left":
        return line.state not in DONE
    return wanted in ("", line.state)


def _task(visit: PersonVisit, log: str, cycle: Wire, line: Line, lacks: list[str]) -> Wire:
    """Return a row of the list."""
    kind, said = STATES[line.state]
    # What is not begun lacks everything.
    more = " ".join(lacks[:TOLD]) if line.state in ("doing", "written") else ""
    if len(lacks) > TOLD and more:
        more += " " + str(visit.t("Và {n} điều nữa.", n=len(lacks) - TOLD))
    carried = line.state == "doing" and bool(line.sheet and line.sheet["carried_from"])
    return {
        "name": visit.t(
            "Tiêu chí {code}. {title}", code=line.code, title=line.criterion["title_vi"]
        ),
        "href": f"/console/criterion-sheet/{log}/{cycle['id']}/{line.code}",
        "kind": "warn" if carried else kind,
        "state": visit.t("Chữ đợt trước, chưa sửa") if carried else visit.t(said),
        "more": more,
    }


PAGE = Page(show, path="/{log}/{school}")
