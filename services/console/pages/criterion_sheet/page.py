"""A criterion's sheet: what it asks, how it is judged, by which evidence, what is written of it.

What is typed is kept as a draft until it is saved; who saves after somebody else sees both
versions side by side, and nothing of either is lost.
"""

import json

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Go, Page, Shown, View
from services.console import matching, saving, sheet, sheet_drafts, talk
from services.console.cycle import WORKING, Line, lacks_plan, with_level_4, writes
from services.console.pages.criterion_sheet import beside, called
from services.console.person import PersonVisit
from services.console.saving import Writing
from services.console.sheet import Fields, Parts

PICK = "pick-"
"""What a button says that leads to the evidence, followed by the indicator it is for."""


def show(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Shown:
    """Show the sheet: as it is being typed, else as the draft, else as it was recorded."""
    found, all_lines, line = _read(visit, log, cycle, criterion)
    parts = _parts(visit, found, line)
    recorded = sheet.of_sheet(line.criterion, line.sheet, parts)
    draft = sheet_drafts.read(visit, log, cycle, criterion)
    fields: Fields = recorded
    base: Fields = recorded
    if visit.sent:
        fields, base = saving.sent(visit, sheet.names(line.criterion, parts))
    elif draft:
        fields = recorded | {k: v for k, v in draft["fields"].items() if k in recorded}
        base = sheet_drafts.base_of(draft["fields"].get(sheet_drafts.BASE, ""))
    at = all_lines.index(line)
    school = found["school"]
    here_at_school = _at_school(visit, found)
    heads, unplanned = _heads(visit, found), lacks_plan(found)
    writes_it = writes(found, criterion, visit.session["actor"]) or (heads and not unplanned)
    may_write = found["state"] in WORKING and here_at_school and writes_it
    known = beside.titles(visit, log, school)
    matching_wanted = visit.asked("view") == "match" and not visit.sent
    return View(
        {
            "log": log,
            "cycle": found,
            "line": line,
            "here": f"/console/criterion-sheet/{log}/{cycle}/{criterion}",
            "place": visit.names.school(log, school),
            "previous": all_lines[at - 1].code if at else "",
            "following": all_lines[at + 1].code if at + 1 < len(all_lines) else "",
            "fields": fields,
            "texts": [
                name
                for name in sheet.TEXTS
                if fields[name] or (name in found["texts_of_criterion"] and not parts.clauses)
            ],
            "clauses": parts.clauses,
            "base": json.dumps(dict(base), ensure_ascii=False),
            "described": parts.described,
            "ticked": parts.ticked,
            "who_ticked": beside.ticked(visit, log, line),
            "figures": range(parts.figures if _figured(line, fields, parts) else 0),
            "levels": _levels(line, fields, parts),
            "own": [(c, known[c]) for c in known if f"-{criterion}-" in c or f".{criterion}." in c],
            "evidence_count": len(known),
            "cited": beside.cited(visit, log, found, line, fields, known),
            "weak": beside.weak(visit, line, fields),
            "carried": beside.carried(visit, log, found, line),
            "earlier": beside.earlier(visit, log, found, line) if may_write else None,
            **beside.sources(visit, found, line),
            "offered": beside.figures(visit, log, found, criterion) if may_write else [],
            "quoted": beside.quoted(visit, log, found, fields),
            "writers": beside.writers(visit, found, criterion),
            "threads": talk.about(
                visit, log, school, matter="sheet", cycle=cycle, criterion=criterion
            ),
            "matched": matching.matched(line.criterion, fields, known) if matching_wanted else [],
            "matching": matching_wanted,
            "draft": draft if draft and sheet.differing(recorded, fields) else None,
            "draft_url": sheet_drafts.address(log, cycle, criterion),
            "draft_etag": draft["etag"] if draft else "",
            "working": found["state"] in WORKING,
            "may_write": may_write,
            "of_others": here_at_school and not writes_it,
            "unplanned": unplanned,
            "heads": heads,
            "may_pin": may_write and not found["guidance"] and heads,
            "saved": visit.asked("saved"),
            "personal": visit.asked("personal"),
        }
    )


def act(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Shown:
    """Save the sheet, keep the draft and go on to the evidence, or drop the draft."""
    here = f"/console/criterion-sheet/{log}/{cycle}/{criterion}"
    doing = visit.said("do")
    if doing in ("pin", "carry"):
        return _begin(visit, log, cycle, criterion, here, doing)

    def read() -> Writing:
        return _writing(visit, log, cycle, criterion, here)

    if doing.startswith(PICK):
        saving.keep(visit, log, read())
        wanted = doing.removeprefix(PICK)
        return Go(f"/console/evidence-pick/{log}/{cycle}/{criterion}?for={wanted}")
    return saving.act(visit, log, read, lambda: show(visit, log, cycle, criterion), "sheet")


def _writing(visit: PersonVisit, log: str, cycle: str, criterion: str, here: str) -> Writing:
    """Return the sheet as what several people write."""
    found, _, line = _read(visit, log, cycle, criterion)
    parts = _parts(visit, found, line)
    return Writing(
        cycle=found,
        of=criterion,
        called=visit.t("Tiêu chí {code}", code=criterion),
        here=here,
        names=sheet.names(line.criterion, parts),
        recorded=sheet.of_sheet(line.criterion, line.sheet, parts),
        command="RecordSheet",
        to_command=lambda fields: sheet.to_command(line.criterion, fields, parts),
        label=lambda name: called.label(visit, line, name),
        said=lambda name, value: called.said(visit, name, value),
        long=called.long,
    )


def _begin(
    visit: PersonVisit, log: str, cycle: str, criterion: str, here: str, doing: str
) -> Shown:
    """Choose the guidance of the cycle, or begin the sheet with the texts of an earlier one."""
    name, data = "CarryOver", {"source": visit.said("source"), "criteria": [criterion]}
    if doing == "pin":
        # The newest of the set: the cycle has not chosen one.
        found = visit.calls.one(log, "cycle", cycle)
        newest = visit.standards.of({**found, "guidance": None})["head"]["guidance"]
        name, data = "PinGuidance", {"guidance": newest}
    try:
        visit.calls.command(log, "cycle", cycle, name, data, key=visit.key)
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused)
        visit.form = {}
        return visit.again(show(visit, log, cycle, criterion))
    return Go(f"{here}?saved={doing}")


def _read(
    visit: PersonVisit, log: str, cycle: str, criterion: str
) -> tuple[Wire, list[Line], Line]:
    found = visit.calls.one(log, "cycle", cycle)
    all_lines = with_level_4(visit, found)
    for line in all_lines:
        if line.code == criterion:
            return found, all_lines, line
    raise Refused(404, {"code": "criterion-unknown", "status": 404})


def _parts(visit: PersonVisit, cycle: Wire, line: Line) -> Parts:
    """Return what a sheet has besides judgements and texts."""
    pinned = bool(cycle["guidance"])
    schema = visit.calls.api.schema("RecordSheet")
    return sheet.parts_of(schema, line.sheet, pinned, clauses=not line.standard["no"])


def _figured(line: Line, fields: Fields, parts: Parts) -> bool:
    """Return whether figures are asked for: the set names some, or the sheet has one."""
    told = line.criterion["quantitative_indicators"] is not None
    return told or any(fields[f"q-{n}-what"] for n in range(parts.figures))


def _at_school(visit: PersonVisit, cycle: Wire) -> bool:
    return any(role.at_school and role.org == cycle["school"] for role in visit.roles)


def _heads(visit: PersonVisit, cycle: Wire) -> bool:
    return any((role.name, role.org) == ("principal", cycle["school"]) for role in visit.roles)


def _levels(line: Line, fields: Fields, parts: Parts) -> list[Wire]:
    """Return the levels as they are shown: a level is folded until the one below it is judged."""
    found, whole = [], True
    for level in line.criterion["levels"]:
        ends = [f"{level['level']}-{one['indicator'] or 'x'}" for one in level["indicators"]]
        begun = any(fields[f"m-{end}"] or fields[f"e-{end}"] for end in ends) or bool(
            parts.described and fields[f"d-{level['level']}"]
        )
        said = [fields[f"m-{end}"] for end in ends]
        found.append(
            {
                **level,
                "open": whole or begun,
                "met": all(one == sheet.MET for one in said),
                "failed": any(one == sheet.NOT_MET for one in said),
                "rows": [
                    # A set without letters has one requirement a level.
                    (
                        {
                            **one,
                            "lettered": one["indicator"].isalpha(),
                            "seen": sum(bool(fields.get(f"t-{e['id']}")) for e in one["elements"]),
                        },
                        end,
                    )
                    for one, end in zip(level["indicators"], ends, strict=True)
                ],
            }
        )
        whole = whole and all(one == sheet.MET for one in said)
    return found


PAGE = Page(show, act, path="/{log}/{cycle}/{criterion}")
