"""A table that is sent to be taken in: checked row by row, recorded once somebody confirms it."""

import time

from libs.files.tables import CSV, XLSX
from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault
from services.console.evidence import once
from services.console.person import PersonVisit

PATIENCE = 8.0
"""Seconds that a form waits for an import; a longer one is found again at its own address."""
PAUSE = 0.1
"""Seconds between two looks at an import."""
TOLD = 500
"""How many rows are shown."""


def begun(visit: PersonVisit, log: str, layout: str, **of: str) -> Wire | None:
    """Return the import of the table that was sent, checked if that was quick.

    None if there is none or it was not taken: the form is told why, at `file`.
    """
    sent = visit.files.get("file", ())
    if not sent:
        visit.faults.append(Fault("file", str(visit.t("Hãy chọn tệp xlsx hoặc csv."))))
        return None
    (file, *_) = sent
    kind = CSV if file.name.lower().endswith(".csv") else XLSX
    headers = {"Content-Type": kind, "Idempotency-Key": once(visit.key, file.name)}
    path, content = f"/v1/{log}/imports", file.content.read()
    try:
        found: Wire = visit.calls.raw("POST", path, content, headers, layout=layout, **of).json
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, {"": "file"}, "file")
        return None
    return waited(visit, log, found["id"], "checking")


def confirm(visit: PersonVisit, log: str, id: str) -> None:
    """Have an import recorded; again, it goes on where it was cut."""
    visit.calls.post(f"/v1/{log}/imports/{id}/confirm")
    visit.calls.wrote(log, waited(visit, log, id, "running")["position"])


def waited(visit: PersonVisit, log: str, id: str, *states: str, patience: float = PATIENCE) -> Wire:
    """Return an import once it is no longer in one of `states`, or after so many seconds."""
    until = time.monotonic() + patience
    while True:
        found: Wire = visit.calls.get(f"/v1/{log}/imports/{id}").json
        if found["state"] not in states or time.monotonic() > until:
            return found
        time.sleep(PAUSE)
