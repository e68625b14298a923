"""One item of evidence: what it is, its versions, who cites it, what may be changed about it."""

from collections.abc import Sequence
from typing import Any

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import evidence, talk
from services.console.person import PersonVisit

FRAMED = ("application/pdf", "text/plain")
"""What a browser shows in a frame."""
PLACE = ("cycle", "criterion", "level", "indicator")
"""What an address says of the citation whose version is wanted."""
OPENED = 10
"""How many openings by others are shown."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the item."""
    return View(_values(visit, log, visit.calls.one(log, "evidence_item", id)))


def _values(visit: PersonVisit, log: str, item: Wire) -> dict[str, Any]:
    school = item["school"]
    own = evidence.at_school(visit, log, school)
    content = f"/v1/{log}/evidence_file/{school}/content?code={item['code']}"
    cited = _cited(visit, item)
    shown = {**item, **cited, "kept": _kept(cited)} if cited else item
    media = shown["media_type"] or ""
    cycle = evidence.running_cycle(visit, log, school) if own else None
    return {
        "log": log,
        "item": item,
        "place": visit.names.school(log, school),
        "here": f"/console/evidence-item/{log}/{item['id']}",
        "library": f"/console/evidence/{log}/{school}",
        "icon": evidence.icon(shown),
        "is": evidence.kept(visit, shown),
        "shown": shown,
        "cited": cited,
        "asked": "".join(f"{name}={visit.asked(name)}&" for name in PLACE) if cited else "",
        "asked_criterion": visit.asked("criterion"),
        "picture": media in evidence.SHOWN,
        "framed": media in FRAMED,
        # Whoever does not belong to the school opens a file by an act of their own: it is noted.
        "preview": own or bool(visit.asked("preview")),
        "content": content,
        "current": f"{content}&item_version={cited['item_version']}" if cited else content,
        "versions": [_version(visit, item, one) for one in reversed(item["versions"])],
        "citations": _citations(visit, log, item),
        "threads": talk.about(visit, log, school, matter="evidence", code=item["code"]),
        "old_codes": [code for code in item["codes"] if code != item["code"]],
        "openings": _openings(visit, log, item) if own else [],
        "may_write": own and not item["withdrawn_for"],
        "own": own,
        "kind": visit.said("kind") or item["kept"],
        "kinds": evidence.KINDS,
        "doing": visit.said("do"),
        "criteria": evidence.criteria(visit, log, school, cycle) if own else [],
        "typed": visit.said,
        "details": evidence.typed_details(visit, item),
        "obtained": evidence.OBTAINED,
        "files": [],
        "done": visit.asked("done"),
    }


def _version(visit: PersonVisit, item: Wire, one: Wire) -> Wire:
    told = {**item, **one, "kept": "file" if one["file_name"] else item["kept"]}
    return {**one, "is": evidence.kept(visit, told), "mine": one["added_by"] == _me(visit)}


def _me(visit: PersonVisit) -> str:
    return str(visit.session["actor"])


def _citations(visit: PersonVisit, log: str, item: Wire) -> list[Wire]:
    """Return who cites the item, by the version that it was then."""
    versions = {one["sha256"]: one["item_version"] for one in item["versions"]}
    return [
        {
            **one,
            "href": f"/console/criterion-sheet/{log}/{one['cycle']}/{one['criterion']}",
            "year": int(one["cycle"].split("_")[1]),
            "of": versions.get(one["sha256"]),
        }
        for one in item["cited_by"]
    ]


def _cited(visit: PersonVisit, item: Wire) -> Wire | None:
    """Return the version that the sheet cites from whose page one comes, None for the present."""
    asked = {name: visit.asked(name) for name in PLACE}
    hashes = {
        one["sha256"]
        for one in item["cited_by"]
        if one["changed"] and {name: str(one[name]) for name in PLACE} == asked
    }
    found = (one for one in reversed(item["versions"]) if one["sha256"] in hashes)
    return next(found, None)


def _kept(version: Wire) -> str:
    """Return as what a version is kept."""
    ways = (("file_name", "file"), ("url", "link"), ("box", "place"))
    return next((way for field, way in ways if version[field]), "hash_only")


def _openings(visit: PersonVisit, log: str, item: Wire) -> Sequence[Wire]:
    """Return when which office opened the item from outside the school, the newest first."""
    path = f"/v1/{log}/evidence_file/{item['school']}/openings"
    found = visit.calls.get(path, limit=200).json["items"]
    return [
        {**one, "who": [visit.names.office(log, office) for office in one["offices"]]}
        for one in found
        if one["code"] in item["codes"]
    ][:OPENED]


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Change the item."""
    item = visit.calls.one(log, "evidence_item", id)
    doing = visit.said("do")
    if doing == "withdraw" and not visit.said("reason"):
        visit.faults.append(Fault("reason", str(visit.t("Hãy nói vì sao rút."))))
        return visit.again(View(_values(visit, log, item)))
    if doing == "withdraw":
        return View({"log": log, "item": item, "reason": visit.said("reason")}, 200, "check.html")
    try:
        name, data = _command(visit, log, item, doing)
        if visit.faults:
            return visit.again(View(_values(visit, log, item)))
        key = f"{visit.key} {name}"
        visit.calls.command(log, "evidence", item["school"], name, data, key=key)
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, {"/content/file": "file", "/code": doing}, doing)
        return visit.again(View(_values(visit, log, item)))
    return Go(f"/console/evidence-item/{log}/{id}?done={doing}")


def _command(visit: PersonVisit, log: str, item: Wire, doing: str) -> tuple[str, Wire]:
    """Return name and data of the command that a form asks for; faults stand in the visit."""
    code = {"code": item["code"]}
    if doing == "describe":
        told = {"title": visit.said("title"), "details": evidence.details(visit)}
        return "DescribeEvidence", code | told
    if doing == "renumber":
        cycle = evidence.running_cycle(visit, log, item["school"])
        told = {"criterion": visit.said("criterion"), **({"cycle": cycle["id"]} if cycle else {})}
        new_code = visit.said("new_code")
        return "RenumberEvidence", code | told | ({"new_code": new_code} if new_code else {})
    if doing == "withdraw-now":
        return "WithdrawEvidence", code | {"reason": visit.said("reason")}
    if visit.said("kind") in ("link", "place"):
        return "ReviseEvidence", code | {"content": evidence.content(visit, visit.said("kind"))}
    files = evidence.received(visit, log, item["school"])
    if len(files) != 1 and not visit.faults:
        visit.faults.append(Fault("file", str(visit.t("Hãy chọn đúng một tệp cho bản mới."))))
    content = {"file": files[0].sha256} if files else {}
    return "ReviseEvidence", code | {"content": content}


PAGE = Page(show, act, path="/{log}/{id}", files=True)
