"""The evidence that a sheet cites: found in the school's, or added right here; for several
indicators at once. What is chosen goes into the draft of the sheet."""

from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import evidence, sheet, sheet_drafts
from services.console.cycle import Line, with_level_4
from services.console.person import PersonVisit
from services.console.sheet import Parts

SHOWN = 30
"""How many items are offered at once."""
FIELDS = {"/title": "title", "/criterion": "criterion", "/content/file": "file"}


def show(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Shown:
    """Show what may be cited."""
    found, line = _read(visit, log, cycle, criterion)
    return View(_values(visit, log, found, line, []))


def _values(
    visit: PersonVisit, log: str, cycle: Wire, line: Line, files: list[evidence.Received]
) -> Wire:
    words, everything = visit.asked("words"), visit.asked("all")
    # Without a search what bears the criterion's number is offered first.
    of = "" if words or everything else line.code
    school = cycle["school"]
    found = visit.calls.part(
        log, "evidence_entry", school=school, words=words, criterion=of, limit=SHOWN
    )
    here = f"/console/evidence-pick/{log}/{cycle['id']}/{line.code}"
    chosen = visit.all_said("at") or [visit.asked("for") or visit.said("for")]
    return {
        "log": log,
        "cycle": cycle,
        "line": line,
        "here": here,
        "sheet": f"/console/criterion-sheet/{log}/{cycle['id']}/{line.code}",
        "wanted": visit.asked("for") or visit.said("for"),
        "words": words,
        "all": everything,
        "entries": [
            {
                **one,
                "icon": evidence.icon(one),
                "is": evidence.kept(visit, one),
                "states": [s for s in evidence.states(visit, one) if s[0] == "warn"],
            }
            for one in found.rows
        ],
        "more": bool(found.after),
        "chosen": visit.all_said("code"),
        "at": chosen,
        "indicators": [
            (end, one["name"], one["text_vi"] or "")
            for _, one, end in sheet.indicators(line.criterion)
        ],
        "files": files,
        "typed": visit.said,
        "uploads": f"/v1/{log}/evidence/{school}/uploads",
    }


def act(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Shown:
    """Cite what was chosen and what was sent."""
    found, line = _read(visit, log, cycle, criterion)
    school = found["school"]
    files = evidence.received(visit, log, school)
    codes = visit.all_said("code")
    ends = visit.all_said("at")
    if not ends:
        visit.faults.append(Fault("at", str(visit.t("Hãy chọn ít nhất một chỉ báo."))))
    if not (files or codes or visit.faults):
        detail = visit.t("Hãy chọn một minh chứng có sẵn, hoặc thêm một tệp.")
        visit.faults.append(Fault("file", str(detail)))
    if visit.faults:
        return visit.again(View(_values(visit, log, found, line, files)))
    added: list[str] = []
    try:
        for _, item in evidence.add(visit, log, school, criterion, files):
            added.append(item["code"])
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, FIELDS, "file")
        return visit.again(View(_values(visit, log, found, line, files[len(added) :])))
    _cite(visit, log, found, line, [*codes, *added], ends)
    personal = any(one.warning for one in files)
    said = {"saved": "cited", **({"personal": "1"} if personal else {})}
    here = f"/console/criterion-sheet/{log}/{cycle}/{criterion}"
    return Go(f"{here}?{urlencode(said)}#at-{ends[0]}")


def _cite(
    visit: PersonVisit, log: str, cycle: Wire, line: Line, codes: list[str], ends: list[str]
) -> None:
    """Write codes into the draft, at each of these indicators once."""
    parts = _parts(visit, cycle, line)
    recorded = sheet.of_sheet(line.criterion, line.sheet, parts)
    draft = sheet_drafts.read(visit, log, cycle["id"], line.code)
    kept = draft["fields"] if draft else {}
    base = sheet_drafts.base_of(kept.get(sheet_drafts.BASE, "")) if draft else recorded
    typed = recorded | {name: value for name, value in kept.items() if name in recorded}
    for end in ends:
        if f"e-{end}" in typed:
            there = sheet.codes(typed[f"e-{end}"])
            typed[f"e-{end}"] = "; ".join(dict.fromkeys([*there, *codes]))
    sheet_drafts.keep(visit, log, cycle["id"], line.code, typed, base)


def _read(visit: PersonVisit, log: str, cycle: str, criterion: str) -> tuple[Wire, Line]:
    found = visit.calls.one(log, "cycle", cycle)
    for line in with_level_4(visit, found):
        if line.code == criterion and evidence.at_school(visit, log, found["school"]):
            return found, line
    raise Refused(404, {"code": "criterion-unknown", "status": 404})


def _parts(visit: PersonVisit, cycle: Wire, line: Line) -> Parts:
    schema = visit.calls.api.schema("RecordSheet")
    return sheet.parts_of(
        schema, line.sheet, bool(cycle["guidance"]), clauses=not line.standard["no"]
    )


PAGE = Page(show, act, path="/{log}/{cycle}/{criterion}", fields=FIELDS, files=True)
