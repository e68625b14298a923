"""A package of what the services answer about a cycle, asked as whoever wants it: his rights hold.

A part that the asker may not see is left out, as an empty one is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from libs.kernel.problems import Forbidden, NotFound, Wire
from services.documents.case_asking import Asker
from services.gateway.exchange.package import FORMAT_VERSION, Package, load, ordered

PAGE = 200
SOFTWARE: Wire = {"name": "Kiemdinh"}
TEXTS = ("goal", "activities", "result_indicator", "resources", "supervision", "expected_evidence")
"""The texts of something to be done beside its solution."""
STANDARD = ("standard", "judgement", "strengths", "limits", "priorities")
"""What a package says of a standard."""


@dataclass(frozen=True, slots=True)
class Made:
    """A package, at `position` of the log; the views of cycle and school that it is made of.

    `items` are the items of the school's register of evidence by code, `numbers` those of the
    plan's items by their number in the package, `plan` its view, None while there is none.
    """

    package: Package
    position: int
    cycle: Wire
    school: Wire
    items: Mapping[str, Wire]
    plan: Wire | None
    numbers: Mapping[int, Wire]


def make(ask: Asker, id: str) -> Made:
    """Return the package of the cycle with this id; raises what the services raise."""
    cycle = ask.one("cycle", id)
    school = ask.one("school", cycle["school"])
    items = {item["code"]: item for item in every(ask, "evidence_item", school=school["id"])}
    plan = _plan(ask, cycle)
    of_plan = sorted(plan["items"], key=lambda item: item["item"]) if plan else []
    numbers = dict(enumerate(of_plan, 1))
    sheets = [_sheet(sheet, ask, school["id"], items) for sheet in cycle["sheets"]]
    cited = {code for s in sheets for each in s["judgements"] for code in each["evidence"]}
    figures = _figures(ask, cycle)
    heard = (cycle, school, *items.values(), *figures, *([plan] if plan else ()))
    wire: Wire = {
        "format": "kiemdinh-package",
        "format_version": FORMAT_VERSION,
        "software": SOFTWARE,
        "school": {
            "name": school["name"],
            "codes": _codes(school),
        },
        "cycle": {n: cycle[n] for n in ("year", "education_stage", "rule_set", "revision")},
        "sheets": [sheet for sheet in sheets if _says(sheet)],
        "standards": [{name: each[name] for name in STANDARD} for each in cycle["standards"]],
        "report_parts": [
            {"report_part": each["report_part"], "text": each["text"]}
            for each in cycle["report_parts"]
            if each["text"]
        ],
        "evidence": [_item(items[code]) for code in sorted(cited) if code in items],
        "figures": [each for row in figures for each in _values(row)],
        "plan": _of_plan(plan, numbers, cycle),
        "feedback": list(_feedback(ask, cycle, plan)),
    }
    position = max(each["position"] for each in heard)
    return Made(ordered(load(wire)), position, cycle, school, items, plan, numbers)


def every(ask: Asker, category: str, **asked: Any) -> Iterator[Wire]:
    """Yield the views of a list, page after page."""
    found = ask.many(category, **asked, limit=PAGE)
    yield from found
    while len(found) == PAGE:
        found = ask.many(category, **asked, limit=PAGE, after=found[-1]["id"])
        yield from found


def _codes(school: Wire) -> list[Wire]:
    told = ((each["scheme"], each["value"]) for each in school["identifiers"])
    return [{"scheme": scheme, "value": value} for scheme, value in dict.fromkeys(told)]


def _sheet(sheet: Wire, ask: Asker, school: str, items: Mapping[str, Wire]) -> Wire:
    judgements = [
        {**each, "evidence": [_present(code, ask, school, items) for code in each["evidence"]]}
        for each in sheet["judgements"]
    ]
    names = ("criterion", "strengths", "weaknesses", "improvement", "descriptions", "measures")
    return {**{name: sheet[name] for name in names}, "judgements": judgements}


def _present(code: str, ask: Asker, school: str, items: Mapping[str, Wire]) -> str:
    """Return the code that an item has now: it may be cited by one that it had before."""
    if code in items:
        return code
    found = ask.many("evidence_item", school=school, code=code, limit=1)
    return str(found[0]["code"]) if found else code


def _says(sheet: Wire) -> bool:
    return any(value for name, value in sheet.items() if name != "criterion")


def _item(item: Wire) -> Wire:
    names = ("code", "title", "obtained", "number", "dated", "issuer", "expires_on", "note")
    wire = {name: item[name] for name in names}
    wire["criterion"] = item["criterion"] or _criterion(item["code"])
    match item["kept"]:
        case "link":
            wire["link"] = {"url": item["url"], "seen_on": item["seen_on"]}
        case "place":
            wire["place"] = {name: item[name] for name in ("box", "shelf", "where")}
        case _:
            of_file = {"sha256": item["sha256"], "name": item["file_name"]}
            sizes = {name: item[name] for name in ("file_size", "media_type")}
            wire["file"] = {**of_file, **sizes}
    return wire


def _criterion(code: str) -> str:
    """Return the criterion that a code of the first register says, which kept none beside it."""
    return next((part for part in code.split("-") if "." in part), "1.1")


def _figures(ask: Asker, cycle: Wire) -> Sequence[Wire]:
    rows = ask.many("figure_row", school=cycle["school"], year=cycle["year"])
    return [row for row in rows if row["values"]]


def _values(row: Wire) -> Iterator[Wire]:
    for each in row["values"]:
        told = {name: each[name] for name in ("year", "value", "true_on")}
        yield {**told, "code": row["meaning"]["code"]}


def _plan(ask: Asker, cycle: Wire) -> Wire | None:
    """Return the plan that rests on the cycle's report: of the next school year, or of its own."""
    for year in (cycle["year"] + 1, cycle["year"]):
        try:
            found = ask.one("improvement_plan", f"{cycle['school']}_{year}")
        except (Forbidden, NotFound):
            continue
        if any(report["cycle"] == cycle["id"] for report in found["reports"]):
            return found
    return None


def _of_plan(plan: Wire | None, numbers: Mapping[int, Wire], cycle: Wire) -> Wire | None:
    if plan is None:
        return None
    issues = [_without(each, "cycle") for each in plan["issues"] if each["cycle"] == cycle["id"]]
    items = [
        _work(number, item)
        for number, item in numbers.items()
        if item["cycle"] in (None, cycle["id"])
    ]
    return {"year": plan["year"], "issues": issues, "items": items}


def _work(number: int, item: Wire) -> Wire:
    names = ("born_of", "criterion", "unmet", "issue", "previous_item", "solution", *TEXTS)
    wire = {name: item[name] for name in (*names, "starts", "complete_by", "budget")}
    evaluation = item["evaluation"]
    year = int(evaluation.rpartition("_")[2]) if evaluation else None
    return {**wire, "number": number, "evaluation_year": year}


def _feedback(ask: Asker, cycle: Wire, plan: Wire | None) -> Iterator[Wire]:
    offices: dict[str, str] = {}

    def office(id: str | None) -> str | None:
        if id and id not in offices:
            try:
                offices[id] = ask.one("organisation", id)["name"]
            except (Forbidden, NotFound):
                offices[id] = id
        return offices[id] if id else None

    for each in cycle["comments"]:
        told = {"criterion": each["criterion"], "dated": each["dated"]}
        yield _said("comment", each["comment"], **told, office=office(each["office"]))
    for case in every(ask, "evaluation", school=cycle["school"]):
        if case["cycle_year"] == cycle["year"]:
            by = office(case["checker"])
            for reason in case["return_reasons"]:
                text = f"{reason['item']}: {reason['detail']}"
                yield _said("return", text, dated=case["returned_on"], office=by)
            for each in every(ask, "plan_recommendation", evaluation=case["id"]):
                told = {"criterion": each["criterion"], "dated": each["told_on"]}
                yield _said("recommendation", each["text"], **told)
    for each in plan["supervisions"] if plan else ():
        for finding in each["findings"]:
            told = {"item": finding["item"], "dated": each["dated"]}
            yield _said("finding", finding["text"], **told, office=office(each["office"]))


def _said(kind: str, text: str, **told: Any) -> Wire:
    # What an office writes has its own limit, which is that of a text.
    return {"kind": kind, "text": text[:4000], **told}


def _without(wire: Wire, name: str) -> Wire:
    return {key: value for key, value in wire.items() if key != name}
