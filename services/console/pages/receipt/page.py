"""The receipt of what was recorded: position, hash, signed checkpoint, and the proof to keep.

Whoever keeps the proof shows with the log's key alone that the act is in the log (C2SP tlog-proof).
"""

import hashlib
import json
import re

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console.person import PersonVisit

LEAF = re.compile("[0-9a-f]{64}")
UNSEALED = ("event-not-sealed", "checkpoint-unknown")


def show(visit: PersonVisit, log: str, position: str) -> Shown:
    """Show the receipt of the event at a position, as far as it is signed by now."""
    if not position.isdecimal() or not 0 < int(position) < 2**53:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    at, event = f"/v1/{log}/events/{position}/proof", _event(visit, log, int(position))
    asked = visit.query.get("leaf", "")
    leaf = _leaf(event) if event else asked if LEAF.fullmatch(asked) else ""
    values = {
        "log": log,
        "number": int(position),
        "here": f"/console/receipt/{log}/{position}?leaf={leaf}",
        "leaf": leaf,
        "day": formats.day(event["on"]) if event else "",
        "time": formats.moment(event["at"]) if event else "",
        "proof": at,
        "file": f"{log}-{position}.tlog-proof",
        "signed": None,
    }
    try:
        note = visit.calls.get(at).content.decode().partition("\n\n")[2]
    except Refused as refused:
        if refused.code not in UNSEALED:
            raise
    else:
        origin, size, root, *_ = note.splitlines()
        values["signed"] = {"origin": origin, "size": int(size), "root": root}
        values["key"] = visit.calls.get(f"/v1/{log}/key").content.decode().strip()
    return View(values)


def _event(visit: PersonVisit, log: str, position: int) -> Wire | None:
    """Return the event, None where the visitor may not see it."""
    found = visit.calls.get("/v1/events", log=log, after=position - 1, limit=1).json["events"]
    return found[0]["event"] if found and found[0]["position"] == position else None


def _leaf(event: Wire) -> str:
    """Return the event's leaf hash: of its canonical bytes, as they stand in the log."""
    text = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"\x00" + text.encode()).hexdigest()


PAGE = Page(show, path="/{log}/{position}")
