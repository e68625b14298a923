"""A list of evidence from a table: checked row by row, recorded once somebody confirms it."""

import time

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import evidence
from services.console.person import PersonVisit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = 8.0
"""Seconds that a form waits for an import; a longer one is found again at its own address."""
TOLD = 500
"""How many rows are shown."""


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show how a table is made and sent."""
    return View(_values(visit, log, school))


def _values(visit: PersonVisit, log: str, school: str) -> Wire:
    found = visit.calls.one(log, "school", school)
    # What a table calls the school by; one that the register knows by no code cannot be called.
    known = [one for one in found["identifiers"] if not one["ends"]]
    return {"log": log, "school": school, "place": found["name"], "known": known}


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Have a table checked; nothing is recorded."""
    sent = visit.files.get("file", ())
    if not sent:
        visit.faults.append(Fault("file", str(visit.t("Hãy chọn tệp xlsx hoặc csv."))))
        return visit.again(View(_values(visit, log, school)))
    (file, *_) = sent
    kind = "text/csv" if file.name.lower().endswith(".csv") else XLSX
    key = evidence.once(visit.key, file.name)
    headers = {"Content-Type": kind, "Idempotency-Key": key}
    path = f"/v1/{log}/imports"
    try:
        begun = visit.calls.raw("POST", path, file.content.read(), headers, layout="evidence").json
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, {"": "file"}, "file")
        return visit.again(View(_values(visit, log, school)))
    _wait(visit, log, begun["id"], "checking")
    return Go(f"/console/evidence-import/{log}/{school}/{begun['id']}")


def _wait(visit: PersonVisit, log: str, id: str, state: str) -> Wire:
    """Return an import once it is no longer in a state, or after `PATIENCE`."""
    until = time.monotonic() + PATIENCE
    while True:
        found: Wire = visit.calls.get(f"/v1/{log}/imports/{id}").json
        if found["state"] != state or time.monotonic() > until:
            return found
        time.sleep(0.1)


def show_one(visit: PersonVisit, log: str, school: str, id: str) -> Shown:
    """Show what is told of the rows."""
    found = visit.calls.get(f"/v1/{log}/imports/{id}").json
    report = visit.calls.get(f"/v1/{log}/imports/{id}/report", limit=TOLD).json
    counts = found["counts"]
    return View(
        {
            **_values(visit, log, school),
            "one": found,
            "counts": counts,
            # The register of a school is changed by an item, or new with its first.
            "coming": counts.get("new", 0) + counts.get("changed", 0),
            "right": not counts.get("wrong", 0),
            "rows": [[line[0], *line[1:5]] for line in report["lines"]],
            "more": report["next"],
            "here": f"/console/evidence-import/{log}/{school}/{id}",
            "report": f"/v1/{log}/imports/{id}/report.xlsx",
            "library": f"/console/evidence/{log}/{school}",
        },
        template="report.html",
    )


def confirm(visit: PersonVisit, log: str, school: str, id: str) -> Shown:
    """Record what the table stands for; again, to go on where it was cut."""
    if visit.said("do") == "confirm":
        visit.calls.post(f"/v1/{log}/imports/{id}/confirm")
        found = _wait(visit, log, id, "running")
        return Go(f"/console/evidence-import/{log}/{school}/{id}", found["position"])
    return Go(f"/console/evidence-import/{log}/{school}/{id}")


PAGES = (
    Page(show, act, path="/{log}/{school}", files=True),
    Page(show_one, confirm, path="/{log}/{school}/{id}"),
)
