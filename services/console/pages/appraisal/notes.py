"""What an appraiser has found so far, kept until the dossier goes back or on: theirs alone."""

from collections.abc import Mapping

from libs.web.client import Refused
from services.console.person import PersonVisit


def _address(log: str, case: str) -> str:
    return f"/v1/{log}/draft/appraisal-{case}"


def read(visit: PersonVisit, log: str, case: str) -> dict[str, str]:
    """Return what was noted, by the names of the form's fields."""
    try:
        kept = visit.calls.get(_address(log, case)).json
    except Refused as refused:
        if refused.status == 404:
            return {}
        raise
    return {one["name"]: one["value"] for one in kept["fields"]}


def keep(visit: PersonVisit, log: str, case: str, said: Mapping[str, str]) -> None:
    """Keep what was noted in place of what was kept before."""
    fields = [{"name": name, "value": value} for name, value in said.items() if value]
    visit.calls.put(_address(log, case), {"fields": fields})


def drop(visit: PersonVisit, log: str, case: str) -> None:
    """Forget what was noted."""
    try:
        visit.calls.delete(_address(log, case))
    except Refused as refused:
        if refused.status != 404:
            raise
