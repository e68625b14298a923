"""What somebody types into a sheet, kept by the gateway until it is saved: seen by nobody else."""

import json

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from services.console.person import PersonVisit
from services.console.sheet import Fields

BASE = "base"
"""The field that holds the sheet as it was when the form was opened."""


def address(log: str, cycle: str, criterion: str) -> str:
    """Return where the draft of a sheet is kept."""
    return f"/v1/{log}/draft/sheet-{cycle}-{criterion}"


def read(visit: PersonVisit, log: str, cycle: str, criterion: str) -> Wire | None:
    """Return the visitor's draft: its fields, ETag and when it was kept; None if there is none."""
    try:
        found = visit.calls.get(address(log, cycle, criterion))
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


def keep(
    visit: PersonVisit, log: str, cycle: str, criterion: str, typed: Fields, base: Fields
) -> None:
    """Keep what was typed, and what it began with, whatever another window has kept."""
    said = {**typed, BASE: json.dumps(dict(base), ensure_ascii=False)}
    body = {"fields": [{"name": name, "value": value} for name, value in said.items()]}
    visit.calls.put(address(log, cycle, criterion), body)


def drop(visit: PersonVisit, log: str, cycle: str, criterion: str) -> None:
    """Forget the draft."""
    visit.calls.delete(address(log, cycle, criterion))


def base_of(text: str, otherwise: Fields) -> Fields:
    """Return the sheet that a form or draft began with; `otherwise` if it does not say."""
    try:
        found = json.loads(text)
        return {str(name): str(value) for name, value in found.items()}
    except (ValueError, AttributeError):
        return otherwise
