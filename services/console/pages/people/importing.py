"""People from a table: checked row by row, all faults at once, recorded once somebody confirms."""

import time

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault, Go, Shown, View
from services.console.pages.people.keeping import Keeping
from services.console.person import PersonVisit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = 8.0
"""Seconds that a form waits for an import; a longer one is found again at its own address."""
TOLD = 500
"""How many rows are shown."""


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show how a table is made and sent."""
    return _sending(visit, Keeping(visit, log, org))


def _sending(visit: PersonVisit, keeping: Keeping) -> View:
    values: Wire = {"at": keeping.at, "place": keeping.place, "enters": keeping.enters}
    return View({**values, "school": keeping.school}, template="import.html")


def act(visit: PersonVisit, log: str, org: str) -> Shown:
    """Have a table checked; nothing is recorded."""
    keeping = Keeping(visit, log, org)
    sent = visit.files.get("file", ())
    if not sent:
        visit.faults.append(Fault("file", str(visit.t("Hãy chọn tệp xlsx hoặc csv."))))
        return visit.again(_sending(visit, keeping))
    (file, *_) = sent
    kind = "text/csv" if file.name.lower().endswith(".csv") else XLSX
    headers = {"Content-Type": kind, "Idempotency-Key": visit.key}
    content = file.content.read()
    try:
        path = f"/v1/{log}/imports"
        begun = visit.calls.raw("POST", path, content, headers, layout="staff", org=org).json
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, {"": "file"}, "file")
        return visit.again(_sending(visit, keeping))
    _wait(visit, log, begun["id"], "checking")
    return Go(f"{keeping.at}/import/{begun['id']}")


def _wait(visit: PersonVisit, log: str, id: str, state: str) -> Wire:
    """Return an import once it is no longer in a state, or after `PATIENCE`."""
    until = time.monotonic() + PATIENCE
    while True:
        found: Wire = visit.calls.get(f"/v1/{log}/imports/{id}").json
        if found["state"] != state or time.monotonic() > until:
            return found
        time.sleep(0.1)


def show_one(visit: PersonVisit, log: str, org: str, id: str) -> Shown:
    """Show what is told of the rows."""
    keeping = Keeping(visit, log, org)
    found = visit.calls.get(f"/v1/{log}/imports/{id}").json
    report = visit.calls.get(f"/v1/{log}/imports/{id}/report", limit=TOLD).json
    counts = found["counts"]
    return View(
        {
            "at": keeping.at,
            "place": keeping.place,
            "one": found,
            "counts": counts,
            "coming": counts.get("new", 0) + counts.get("changed", 0),
            "right": not counts.get("wrong", 0),
            "rows": [line[:5] for line in report["lines"]],
            "more": report["next"],
            # The rows are under the key of the process that read them.
            "forgotten": found["state"] == "checked" and not report["lines"],
            "here": f"{keeping.at}/import/{id}",
            "report": f"/v1/{log}/imports/{id}/report.xlsx",
        },
        template="imported.html",
    )


def confirm(visit: PersonVisit, log: str, org: str, id: str) -> Shown:
    """Record what the table stands for; again, to go on where it was cut."""
    here = f"{Keeping(visit, log, org).at}/import/{id}"
    if visit.said("do") == "confirm":
        visit.calls.post(f"/v1/{log}/imports/{id}/confirm")
        found = _wait(visit, log, id, "running")
        return Go(here, found["position"])
    return Go(here)
