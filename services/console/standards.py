"""The standard sets as the API tells them, kept for a while: they are public and never change."""

import time
from collections.abc import Iterator, Mapping
from threading import Lock

from libs.kernel.problems import Wire
from libs.web.client import Api, Browser


class Standards:
    """Revisions of standard sets, whole, by set, revision and guidance."""

    def __init__(self, api: Api, seconds: float = 600) -> None:
        self._calls = api.calls(Browser())
        self._seconds = seconds
        self._known: dict[tuple[str, str, str], tuple[float, Wire]] = {}
        self._lock = Lock()

    def of(self, cycle: Wire) -> Wire:
        """Return the revision that a cycle is bound to, with the guidance that it pinned."""
        guidance = cycle.get("guidance") or ""
        key, now = (cycle["rule_set"], cycle["revision"], guidance), time.monotonic()
        with self._lock:
            kept = self._known.get(key)
        if kept and now - kept[0] < self._seconds:
            return kept[1]
        path = f"/v1/standards/{key[0]}/{key[1]}"
        found: Wire = self._calls.get(path, guidance=guidance).json
        with self._lock:
            self._known[key] = (now, found)
        return found


def criteria_of(revision: Wire) -> Iterator[tuple[Wire, Wire]]:
    """Yield each criterion of a revision, with its standard."""
    for standard in revision["standards"]:
        for criterion in standard["criteria"]:
            yield standard, criterion


def criterion_of(revision: Wire, code: str) -> tuple[Wire, Wire] | None:
    """Return a criterion and its standard; None if the set has none of that code."""
    for standard, criterion in criteria_of(revision):
        if criterion["code"] == code:
            return standard, criterion
    return None


def level_of(criterion: Wire, judged: Mapping[tuple[int, str], bool]) -> int | None:
    """Return the level that a criterion reaches by what was judged; None if nothing was.

    A criterion reaches a level when all indicators of it and of the levels below are met.
    """
    if not judged:
        return None
    reached = 0
    for level in criterion["levels"]:
        number = level["level"]
        if all(judged.get((number, one["indicator"])) for one in level["indicators"]):
            reached = number
        else:
            break
    return reached
