"""Forwarding several registrations: a command for each case, all looked over before the first."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from services.console.case import Case
from services.console.person import PersonVisit

COMMAND = "ForwardRegistration"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one command: what refuses it, None for nothing; its position once recorded."""

    problem: Wire | None
    position: int = 0


def send(
    visit: PersonVisit, log: str, given: Mapping[str, Wire], *, dry: bool
) -> Mapping[str, Answer]:
    """Carry out the command of each case; return what came of it, by case.

    `dry`: they are decided and nothing is recorded. Sent again, none is done a second time.
    """
    body = {"commands": [_order(visit.key, *one) for one in given.items()], "dry": dry}
    results = visit.calls.post(f"/v1/{log}/batch", body).json["results"]
    found = {}
    for id, result in zip(given, results, strict=True):
        position = 0 if dry else int(result.get("answer", {}).get("position", 0))
        visit.calls.wrote(log, position)
        found[id] = Answer(result.get("problem"), position)
    return found


def _order(key: str, id: str, data: Wire) -> Wire:
    content = json.dumps([key, id, data], sort_keys=True).encode()
    return {
        "category": "evaluation",
        "id": id,
        "command": kebab(COMMAND),
        "key": hashlib.sha256(content).hexdigest()[:32],
        "data": data,
    }


def gone(visit: PersonVisit, log: str) -> list[Case]:
    """Return the cases that were sent and wait no more: a form that is sent twice names them."""
    found = (visit.calls.find(log, "evaluation", id) for id in visit.all_said("case"))
    return [Case(visit, log, one) for one in found if one and one["state"] != "filed"]
