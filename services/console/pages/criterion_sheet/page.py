"""A criterion's sheet: what it asks, how it is judged, by which evidence, what is written of it.

What is typed is kept as a draft until it is saved; who saves after somebody else sees both
versions side by side, and nothing of either is lost.
"""

import json
from collections.abc import Mapping
from typing import Any

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Go, Page, Shown, View
from services.console import sheet
from services.console.cycle import WORKING, Line, lines
from services.console.person import PersonVisit
from services.console.sheet import TEXTS, Fields, Parts

TRIES = 3
"""How often a save is tried that other criteria's sheets have overtaken."""


def show(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Shown:
    """Show the sheet: as it is being typed, else as the draft, else as it was recorded."""
    found, all_lines, line = _read(visit, log, cycle, criterion)
    parts = _parts(visit, line)
    recorded = sheet.of_sheet(line.criterion, line.sheet, parts)
    draft = _draft(visit, log, cycle, criterion)
    fields: Fields = recorded
    if visit.sent:
        fields = _typed(visit, line, parts)
    elif draft:
        fields = recorded | {k: v for k, v in draft["fields"].items() if k in recorded}
    at = all_lines.index(line)
    return View(
        {
            "log": log,
            "cycle": found,
            "line": line,
            "place": visit.names.school(log, found["school"]),
            "previous": all_lines[at - 1].code if at else "",
            "following": all_lines[at + 1].code if at + 1 < len(all_lines) else "",
            "fields": fields,
            "base": json.dumps(recorded, ensure_ascii=False),
            "described": parts.described,
            "figures": range(parts.figures if _figured(line, fields, parts) else 0),
            "levels": _levels(line, fields, parts.described),
            "evidence": _evidence(visit, log, found["school"], criterion),
            "draft": draft if draft and sheet.differing(recorded, fields) else None,
            "draft_url": f"/v1/{log}/draft/{_key(cycle, criterion)}",
            "draft_etag": draft["etag"] if draft else "",
            "working": found["state"] in WORKING,
            "may_write": found["state"] in WORKING and _at_school(visit, found),
            "saved": visit.asked("saved"),
        }
    )


def act(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Shown:
    """Save the sheet, keep the draft, or drop it."""
    here = f"/console/criterion-sheet/{log}/{cycle}/{criterion}"
    found, _, line = _read(visit, log, cycle, criterion)
    parts = _parts(visit, line)
    doing = visit.said("do")
    if doing == "drop":
        visit.calls.delete(f"/v1/{log}/draft/{_key(cycle, criterion)}")
        return Go(here)
    typed = _typed(visit, line, parts)
    if doing == "draft":
        _keep(visit, log, cycle, criterion, typed)
        return Go(f"{here}?saved=draft")
    base = _base(visit, typed)
    for tried in range(1, TRIES + 1):
        saved = sheet.of_sheet(line.criterion, line.sheet, parts)
        settled, clashes = sheet.settled(base, saved, typed)
        if clashes:
            _keep(visit, log, cycle, criterion, typed)
            return _both(visit, log, found, line, base, saved, settled, clashes)
        data, at = sheet.to_command(line.criterion, settled, parts)
        try:
            done = visit.calls.command(
                log, "cycle", cycle, "RecordSheet", data, key=visit.key, version=found["version"]
            )
        except Refused as refused:
            if refused.status == 412 and tried < TRIES:
                # Another criterion's sheet came first, or this one's: look again.
                found, _, line = _read(visit, log, cycle, criterion)
                continue
            if refused.status in (401, 403, 404) or refused.status >= 500:
                raise
            visit.refuse(refused, at)
            return visit.again(show(visit, log, cycle, criterion))
        visit.calls.delete(f"/v1/{log}/draft/{_key(cycle, criterion)}")
        return Go(f"{here}?saved=sheet", done.position)
    raise AssertionError("a save is tried at least once")


def _read(
    visit: PersonVisit, log: str, cycle: str, criterion: str
) -> tuple[Wire, list[Line], Line]:
    found = visit.calls.one(log, "cycle", cycle)
    all_lines = lines(visit, found)
    for line in all_lines:
        if line.code == criterion:
            return found, all_lines, line
    raise Refused(404, {"code": "criterion-unknown", "status": 404})


def _parts(visit: PersonVisit, line: Line) -> Parts:
    """Return what a sheet has besides judgements and texts."""
    return sheet.parts_of(visit.calls.api.schema("RecordSheet"), line.sheet)


def _figured(line: Line, fields: Fields, parts: Parts) -> bool:
    """Return whether figures are asked for: the set names some, or the sheet has one."""
    told = line.criterion["quantitative_indicators"] is not None
    return told or any(fields[f"q-{n}-what"] for n in range(parts.figures))


def _at_school(visit: PersonVisit, cycle: Wire) -> bool:
    return any(role.at_school and role.org == cycle["school"] for role in visit.roles)


def _typed(visit: PersonVisit, line: Line, parts: Parts) -> dict[str, str]:
    """Return the fields as they were typed; where two versions were shown, as was chosen."""
    found = {}
    for name in sheet.names(line.criterion, parts):
        chosen = visit.said(f"use-{name}")
        field = f"{chosen}-{name}" if chosen in ("saved", "typed", "merged") else name
        found[name] = visit.said(field)
    return found


def _base(visit: PersonVisit, typed: Fields) -> Fields:
    """Return the sheet as it was when the form was opened; `typed` if the form does not say."""
    try:
        found = json.loads(visit.said("base"))
        return {str(name): str(value) for name, value in found.items()}
    except (ValueError, AttributeError):
        return typed


def _both(
    visit: PersonVisit,
    log: str,
    cycle: Wire,
    line: Line,
    base: Fields,
    saved: Fields,
    mine: Fields,
    clashes: list[str],
) -> View:
    """Return both versions of what two people changed, side by side, to choose from."""
    differences = [
        {
            "name": name,
            "label": _label(visit, line, name),
            "long": name in TEXTS or name.startswith("d-"),
            "saved": saved[name],
            "typed": mine[name],
            "saved_marked": sheet.marked(_said(visit, name, saved), _said(visit, name, mine)),
            "typed_marked": sheet.marked(_said(visit, name, mine), _said(visit, name, saved)),
            "merged": sheet.merged(base.get(name, ""), saved[name], mine[name]),
        }
        for name in clashes
    ]
    values = {
        "log": log,
        "cycle": cycle,
        "line": line,
        "differences": differences,
        "same": {name: value for name, value in mine.items() if name not in clashes},
        "base": json.dumps(saved, ensure_ascii=False),
    }
    return View(values, 412, "newer.html")


def _said(visit: PersonVisit, name: str, fields: Fields) -> str:
    """Return what a field says, in words."""
    value = fields[name]
    if not name.startswith("m-"):
        return value
    return str(
        visit.t("Đạt")
        if value == sheet.MET
        else visit.t("Chưa đạt")
        if value == sheet.NOT_MET
        else visit.t("Chưa chọn")
    )


def _label(visit: PersonVisit, line: Line, name: str) -> str:
    """Return what a field is called."""
    texts = {
        "strengths": visit.t("Điểm mạnh"),
        "weaknesses": visit.t("Điểm yếu"),
        "improvement": visit.t("Kế hoạch cải tiến"),
    }
    if name in texts:
        return texts[name]
    if name.startswith("d-"):
        return visit.t("Mô tả hiện trạng, Mức {n}", n=name[2:])
    if name.startswith("q-"):
        _, n, part = name.split("-")
        said = {"what": visit.t("Số liệu"), "value": visit.t("Giá trị"), "day": visit.t("Ngày")}
        return f"{said[part]} {int(n) + 1}"
    indicator = next(one for _, one, end in sheet.indicators(line.criterion) if end == name[2:])
    if name.startswith("m-"):
        return visit.t("Chỉ báo {name}: đạt hay chưa", name=indicator["name"])
    return visit.t("Chỉ báo {name}: minh chứng", name=indicator["name"])


def _levels(line: Line, fields: Fields, described: bool) -> list[Wire]:
    """Return the levels as they are shown: a level is folded until the one below it is judged."""
    found, whole = [], True
    for level in line.criterion["levels"]:
        ends = [f"{level['level']}-{one['indicator'] or 'x'}" for one in level["indicators"]]
        begun = any(fields[f"m-{end}"] or fields[f"e-{end}"] for end in ends) or bool(
            described and fields[f"d-{level['level']}"]
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
                    ({**one, "lettered": one["indicator"].isalpha()}, end)
                    for one, end in zip(level["indicators"], ends, strict=True)
                ],
            }
        )
        whole = whole and all(one == sheet.MET for one in said)
    return found


def _evidence(visit: PersonVisit, log: str, school: str, criterion: str) -> Mapping[str, Any]:
    """Return the school's evidence: that which bears this criterion's number first."""
    known = visit.calls.find(log, "evidence", school)
    items = known["items"] if known else []
    own = [
        item
        for item in items
        if f"-{criterion}-" in item["code"] or f".{criterion}." in item["code"]
    ]
    return {"own": own, "others": len(items) - len(own)}


def _key(cycle: str, criterion: str) -> str:
    return f"sheet-{cycle}-{criterion}"


def _draft(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Wire | None:
    """Return the visitor's draft of this sheet, with its ETag and when it was kept."""
    try:
        found = visit.calls.get(f"/v1/{log}/draft/{_key(cycle, criterion)}")
    except Refused as refused:
        if refused.status == 404:
            return None
        raise
    kept = found.json
    return {
        "fields": {one["name"]: one["value"] for one in kept["fields"]},
        "etag": found.headers["etag"],
        "kept": formats.moment(kept["changed_at"]),
    }


def _keep(visit: PersonVisit, log: str, cycle: str, criterion: str, typed: Fields) -> None:
    """Keep what was typed, whatever another window has kept."""
    body = {"fields": [{"name": name, "value": value} for name, value in typed.items()]}
    visit.calls.put(f"/v1/{log}/draft/{_key(cycle, criterion)}", body)


PAGE = Page(show, act, path="/{log}/{cycle}/{criterion}")
