"""What somebody types into a sheet or another text of the report, kept until it is saved.

The gateway keeps it; nobody else sees it. A text is named by its criterion or by the end of its
address.
"""

import json
from collections.abc import Iterable

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from services.console.person import PersonVisit
from services.console.sheet import Fields

BASE = "base"
"""The field that holds the sheet as it was when the form was opened."""


def address(log: str, cycle: str, of: str) -> str:
    """Return where the draft of a text is kept."""
    return f"/v1/{log}/draft/sheet-{cycle}-{of}"


def read(visit: PersonVisit, log: str, cycle: str, of: str) -> Wire | None:
    """Return the visitor's draft: its fields, ETag and when it was kept; None if there is none."""
    try:
        found = visit.calls.get(address(log, cycle, of))
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


def keep(visit: PersonVisit, log: str, cycle: str, of: str, typed: Fields, base: Fields) -> None:
    """Keep what was typed, and what it began with, whatever another window has kept."""
    said = {**typed, BASE: json.dumps(dict(base), ensure_ascii=False)}
    body = {"fields": [{"name": name, "value": value} for name, value in said.items()]}
    visit.calls.put(address(log, cycle, of), body)


def drop(visit: PersonVisit, log: str, cycle: str, of: str) -> None:
    """Forget the draft."""
    visit.calls.delete(address(log, cycle, of))


def base_of(text: str) -> Fields:
    """Return the sheet that a form or draft began with; nothing if it does not say.

    Whoever began with nothing is shown whatever stands there already before it is replaced.
    """
    try:
        return {str(name): str(value) for name, value in json.loads(text).items()}
    except (ValueError, AttributeError):
        return {}


def typed(visit: PersonVisit, names: Iterable[str]) -> dict[str, str]:
    """Return fields as they were typed; where two versions were shown, as was chosen."""
    found = {}
    for name in names:
        chosen = visit.said(f"use-{name}")
        field = f"{chosen}-{name}" if chosen in ("saved", "merged") else name
        found[name] = visit.said(field)
    return found
