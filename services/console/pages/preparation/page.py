"""How a team gets ready for its survey: the leader plans its work, the school is told its days."""

from collections.abc import Mapping, Sequence

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.page import Page, Shown, View
from services.console import case as cases
from services.console import preparation
from services.console.cycle import Line
from services.console.deed import Deed, done
from services.console.pages.preparation import first_visit, study
from services.console.person import PersonVisit
from services.console.preparation import Preparation

STEPS = (
    *("dossier_study", "preliminary_survey", "official_survey"),
    *("draft_report", "school_opinion", "final_report"),
)
"""The steps of the plan, in their order."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the plan, and to the leader the form that makes it; to the school the visits."""
    case = cases.read(visit, log, id)
    own = preparation.read(case)
    one = own.found
    # The form is long: where a plan stands it comes when it is asked for.
    again = visit.sent or visit.asked("again")
    planning = own.plans and bool(again or not (one and one["phases"]))
    lines = preparation.lines(own) if own.plans or (one and one["charges"]) else []
    return View(
        {
            "case": case,
            "own": own,
            "one": one,
            "steps": [_shown(own, each) for each in one["phases"]] if one else [],
            "charges": [(own.names.get(e["person"], ""), e["criteria"]) for e in one["charges"]]
            if one
            else [],
            "planning": planning,
            "lines": lines,
            "names": list(own.names.items()),
            "typed": _typed(visit, own, lines) if planning else [],
            "given": _given(visit, own),
            "studied": _studied(own, lines),
        }
    )


def _studied(own: Preparation, lines: Sequence[Line]) -> list[Wire]:
    """Return how far the study of each criterion is, for the list that leads to it."""
    visit = own.case.visit
    found = []
    for line in lines if own.found and own.found["charges"] else ():
        said = own.studies.get(line.code)
        person = own.in_charge(line.code)
        kind, state = "todo", visit.t("Chưa nghiên cứu")
        if said:
            lacking = [name for name in preparation.LACKING if said[name]]
            kind = "warn" if lacking else "done"
            state = visit.t("Còn thiếu sót") if lacking else visit.t("Đúng và đủ")
        found.append(
            {
                "name": f"{line.code}. {line.criterion['title_vi']}",
                "href": f"{own.at}/criterion/{line.code}",
                "kind": kind,
                "state": state,
                "more": own.names.get(person, "") if person else "",
            }
        )
    return found


def _shown(own: Preparation, phase: Wire) -> Wire:
    """Return a step as the time line shows it."""
    visit, today = own.case.visit, own.case.visit.today.isoformat()
    first, last = formats.day(phase["starts_on"]), formats.day(phase["due_on"])
    kind = "todo" if today < phase["starts_on"] else "done" if today > phase["due_on"] else "doing"
    who = ", ".join(own.names.get(each, "") for each in phase["doers"]) or visit.t("Cả đoàn")
    activity = f". {phase['activity']}" if phase["activity"] else ""
    when = first if first == last else f"{first} – {last}"
    name = visit.label(phase["phase"], begins=True)
    return {"kind": kind, "name": name, "when": when, "text": f"{who}{activity}"}


def _typed(visit: PersonVisit, own: Preparation, lines: Sequence[Line]) -> list[Wire]:
    """Return the steps of the form: as typed, or as they stand."""
    stands = {each["phase"]: each for each in (own.found or {})["phases"]}
    found = []
    for n, code in enumerate(STEPS):
        before = stands.get(code, {})
        said = {
            "starts_on": formats.day(before["starts_on"]) if before else "",
            "due_on": formats.day(before["due_on"]) if before else "",
            "activity": before.get("activity") or "",
        }
        people = before.get("doers", [])
        if visit.sent:
            said = {name: visit.said(f"phases-{n}-{name}") for name in said}
            people = visit.all_said(f"phases-{n}-doers")
        found.append({"phase": code, **said, "doers": people})
    return found


def _given(visit: PersonVisit, own: Preparation) -> Mapping[str, str]:
    """Return who is in charge of each criterion: as typed, or as it stands."""
    if visit.sent:
        return {name: visit.said(name) for name in visit.form if name.startswith("charge-")}
    charges = own.found["charges"] if own.found else []
    return {_field(code): each["person"] for each in charges for code in each["criteria"]}


def _field(criterion: str) -> str:
    return f"charge-{criterion.replace('.', '-')}"


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over the plan, or record it."""
    case = cases.read(visit, log, id)
    own = preparation.read(case)
    if not own.plans:
        return visit.again(show(visit, log, id))
    lines = preparation.lines(own)
    typed = _typed(visit, own, lines)
    charges, fields = _charges(visit, own, lines)
    phases = [
        {
            "phase": each["phase"],
            **{name: formats.read_day(each[name]) for name in ("starts_on", "due_on")},
            **({"activity": each["activity"]} if each["activity"] else {}),
            **({"doers": each["doers"]} if each["doers"] else {}),
        }
        for each in typed
    ]
    deed = Deed(
        *(log, "preparation", id, "PlanTeamWork", {"phases": phases, "charges": charges}),
        title=visit.label("PlanTeamWork"),
        here=own.at,
        back=own.at,
        rows=[
            (visit.t("Trường"), case.place),
            *(
                (visit.label(one["phase"], begins=True), f"{one['starts_on']} – {one['due_on']}")
                for one in typed
            ),
            *((own.names.get(one["person"], ""), ", ".join(one["criteria"])) for one in charges),
        ],
        rule=visit.t("Sáu bước theo thứ tự; mỗi tiêu chí một người phụ trách."),
        public=visit.t("Đoàn và cơ quan giữ hồ sơ; trường chỉ được báo các ngày đoàn đến trường."),
        after=visit.t("Sửa được bằng một kế hoạch mới, mọi bản đều còn trong sổ."),
        onward=[
            (visit.t("Chuẩn bị của đoàn"), own.at),
            (visit.t("Hồ sơ của trường"), case.at),
        ],
        fields=fields,
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _charges(
    visit: PersonVisit, own: Preparation, lines: Sequence[Line]
) -> tuple[list[Wire], dict[str, str]]:
    """Return who was put in charge of what, and the fields of the form by pointer."""
    given: dict[str, list[str]] = {}
    for line in lines:
        person = visit.said(_field(line.code))
        if person:
            given.setdefault(person, []).append(line.code)
    fields = {"/phases": "phases-0-starts_on", "/charges": "charges"}
    for n in range(len(STEPS)):
        for name in ("starts_on", "due_on", "activity", "doers"):
            fields[f"/phases/{n}/{name}"] = f"phases-{n}-{name}"
    charges = [{"person": person, "criteria": codes} for person, codes in given.items()]
    for n, one in enumerate(charges):
        fields[f"/charges/{n}"] = _field(one["criteria"][0])
    return charges, fields


PAGES = (
    Page(show, act, path="/{log}/{id}"),
    Page(study.show, study.act, path="/{log}/{id}/criterion/{criterion}"),
    Page(first_visit.show, first_visit.act, path="/{log}/{id}/preliminary-survey"),
)
