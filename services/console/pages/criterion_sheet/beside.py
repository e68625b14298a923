"""What stands beside the fields of a sheet: evidence, texts carried over, figures, weaknesses."""

from collections.abc import Mapping
from typing import Any

from libs.kernel.problems import Wire
from libs.web import formats
from services.console import evidence, sheet
from services.console.cycle import Line
from services.console.matching import FIGURE
from services.console.person import PersonVisit
from services.console.sheet import Fields

WHY = "Hiển thị ai đã xét nội hàm và ai ghi phiếu"
FIGURES_SHOWN = 40


def titles(visit: PersonVisit, log: str, school: str) -> dict[str, str]:
    """Return what each item of a school's evidence is called, by its present code."""
    known = visit.calls.find(log, "evidence", school)
    return {item["code"]: item["title"] for item in known["items"]} if known else {}


def cited(
    visit: PersonVisit, log: str, cycle: Wire, line: Line, fields: Fields, known: Mapping[str, str]
) -> dict[str, list[Wire]]:
    """Return the evidence that each indicator cites, by the end of its fields' names."""
    found = visit.calls.all(log, "evidence_entry", school=cycle["school"], cycle=cycle["id"])
    entries = {one["code"]: one for one in found}
    library = f"/console/evidence/{log}/{cycle['school']}?words="

    def told(code: str, level: int, indicator: str) -> Wire:
        plain = code.strip("[]")
        entry = entries.get(plain)
        place = (cycle["id"], line.criterion["code"], level, indicator)
        item = evidence.as_cited(log, entry["item"], *place) if entry else f"{library}{plain}"
        findings = {one["finding"] for one in entry["findings"]} if entry else set()
        return {
            "code": plain,
            "title": known.get(plain, ""),
            "known": plain in known,
            "changed": "changed" in findings,
            "expired": "expired" in findings,
            "href": item,
        }

    return {
        end: [told(code, level, one["indicator"]) for code in sheet.codes(fields[f"e-{end}"])]
        for level, one, end in sheet.indicators(line.criterion)
    }


def weak(visit: PersonVisit, line: Line, fields: Fields) -> list[str]:
    """Return what is not met, which is offered as a weakness when an improvement plan is made."""
    found = []
    for _, one, end in sheet.indicators(line.criterion):
        if fields[f"m-{end}"] == sheet.NOT_MET:
            found.append(str(visit.t("Chỉ báo {name} chưa đạt", name=one["name"])))
        found += [
            each["text_vi"]
            for each in one["elements"]
            if fields.get(f"t-{each['id']}") == "not_met"
        ]
    return found


def ticked(visit: PersonVisit, log: str, line: Line) -> dict[str, str]:
    """Return who looked at each content element and when, in words, by its id."""
    ticks = line.sheet["elements"] if line.sheet else ()
    people = visit.people.opened(log, WHY, [one["ticked_by"] for one in ticks])
    return {
        one["element"]: str(
            visit.t(
                "{who} xét ngày {day}",
                who=visit.t("Tôi")
                if one["ticked_by"] == visit.session["actor"]
                else people.name(log, one["ticked_by"], visit.label("council_member")),
                day=formats.day(one["ticked_on"]),
            )
        )
        for one in ticks
    }


def carried(visit: PersonVisit, log: str, cycle: Wire, line: Line) -> Wire | None:
    """Return from which cycle the texts were taken over, and what differs by words since."""
    source = line.sheet["carried_from"] if line.sheet else None
    if not source:
        return None
    found = visit.calls.find(log, "cycle_difference", cycle["id"], compared_with=source)
    differences = found["differences"] if found else []
    return {
        "year": int(source.split("_")[1]),
        "differences": [one for one in differences if one["criterion"] == line.code],
    }


def earlier(visit: PersonVisit, log: str, cycle: Wire, line: Line) -> Wire | None:
    """Return the cycle whose texts an empty sheet may begin with, None if there is none."""
    texts = ("strengths", "weaknesses", "improvement")
    if line.sheet and (line.sheet["descriptions"] or any(line.sheet[name] for name in texts)):
        return None
    found = [
        one
        for one in visit.calls.all(log, "cycle", school=cycle["school"])
        if (one["rule_set"], one["education_stage"])
        == (cycle["rule_set"], cycle["education_stage"])
        and one["year"] < cycle["year"]
        and one["state"] != "abandoned"
    ]
    return max(found, key=lambda one: int(one["year"]), default=None)


def sources(visit: PersonVisit, cycle: Wire, line: Line) -> Wire:
    """Return the sources of what is shown of a criterion, each with how sure it is, and the
    indicators whose words are not known."""
    criterion = line.criterion
    asked = [one for _, one, _ in sheet.indicators(criterion)]
    hints = [*criterion["suggested_evidence"], *criterion["notes"]]
    told = [*asked, *hints, *(criterion["quantitative_indicators"] or ())]
    told += [each for one in asked for each in one["elements"]]
    named = {one["source"] for one in told}
    known = visit.standards.of(cycle)["sources"]
    return {
        "sources": [one for one in known if one["code"] in named],
        "lacking": [one["name"] for one in asked if one["text_vi"] is None],
    }


def figures(visit: PersonVisit, log: str, cycle: Wire, criterion: str) -> list[Wire]:
    """Return the school's figures to be quoted, those that belong to the criterion alone if any."""
    found = visit.calls.find(log, "figures", f"{cycle['school']}_{cycle['year']}")
    recorded = [one for one in found["figures"] if one["recorded"]] if found else []
    own = [one for one in recorded if one["meaning"]["code"].startswith(f"QN.{criterion}.")]
    return [
        {
            "title": one["meaning"]["title_vi"],
            "unit": one["meaning"]["unit"],
            "value": one["recorded"]["value"],
            "day": one["recorded"]["true_on"],
            "quote": f"{{{{figure:{one['meaning']['code']}@{one['recorded']['year']}"
            f"={one['recorded']['value']}}}}}",
        }
        for one in (own or recorded)[:FIGURES_SHOWN]
    ]


def quoted(visit: PersonVisit, log: str, cycle: Wire, fields: Fields) -> dict[int, list[Wire]]:
    """Return what the description of each level quotes of the school's figures."""
    found: dict[int, list[Wire]] = {}
    for name, text in fields.items():
        if name.startswith("d-") and FIGURE in text:
            asked: dict[str, Any] = {"school": cycle["school"], "text": text[:4000]}
            found[int(name[2:])] = visit.calls.listed(log, "figure_quote", **asked)
    return found


def writers(visit: PersonVisit, cycle: Wire, criterion: str) -> Wire:
    """Return whose criterion it is, and the step of the plan that is under way."""
    groups = cycle["working_groups"]["groups"] if cycle["working_groups"] else []
    group = next((one["name"] for one in groups if criterion in one["criteria"]), "")
    steps = cycle["work_plan"]["steps"] if cycle["work_plan"] else []
    ahead = [one for one in steps if one["due_on"] >= visit.today.isoformat()]
    return {"group": group, "step": min(ahead, key=lambda one: str(one["due_on"]), default=None)}
