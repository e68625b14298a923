"""What people are called on a page: one question for all of them, with the reason it is asked for.

Each page states its own fixed reason, which is kept with who looked at whom. Whoever may not be
known to the reader, or was erased, is called by what they are; no code is ever shown.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.law.labels import labels
from libs.law.vietnamese import sort_key
from libs.web.catalogue import Text, text
from libs.web.client import Calls, Refused

CODE = re.compile(r"'?\b(u:[0-9a-z_]{1,64})\b'?")
"""The code of a person as it stands in a sentence of the API."""
SYSTEM = text("Hệ thống")
ERASED = text("Người đã xóa danh tính")
OUTSIDE = text("Người ngoài trường")
MOST = 100
"""How many people a question names at most."""


@dataclass(frozen=True, slots=True)
class Known:
    """A person of a school: what they are called, what they are there, whether today."""

    person: str
    name: str
    ties: Sequence[Wire]

    def at(self, org: str) -> list[str]:
        """Return what the person is today at a school or office: codes of posts and roles."""
        return [one["tie"] for one in self.ties if one["org"] == org and one["current"]]


class People:
    """The people of one page; `opened` asks for them, `name` says what one is called."""

    def __init__(self, calls: Calls, t: Text, label: Callable[[str], str]) -> None:
        self._calls = calls
        self._t = t
        self._label = label
        self._known: dict[tuple[str, str], Wire] = {}

    def opened(self, log: str, why: str, persons: Iterable[str | None]) -> "People":
        """Ask what these are called, all at once; `why` is a sentence in Vietnamese."""
        ids = {one[2:] for one in persons if one and one.startswith("u:")}
        wanted = sorted(id for id in ids if (log, f"u:{id}") not in self._known)
        for start in range(0, len(wanted), MOST):
            some = wanted[start : start + MOST]
            for one in self._asked(log, why, ids=some, limit=MOST):
                self._known[log, one["person"]] = one
        return self

    def of(self, log: str, why: str, org: str) -> list[Known]:
        """Return the people of a school or office today, in the order of their names."""
        found = list(self._asked(log, why, org=org, current=True, limit=200))
        for one in found:
            self._known[log, one["person"]] = one
        known = [
            Known(one["person"], self.name(log, one["person"]), one["ties"])
            for one in found
            if one["erased_at"] is None
        ]
        return sorted(known, key=lambda one: name_order(one.name))

    def name(self, log: str, person: str | None, otherwise: str = "") -> str:
        """Return what a person is called; `otherwise` what they are, for whom one may not know."""
        if not person or person.startswith("s:"):
            return self._t(SYSTEM)
        found = self._known.get((log, person))
        if found is not None and found["name"]:
            return str(found["name"])
        if found is not None and found["erased_at"] is not None:
            return self._t(ERASED)
        if otherwise:
            return otherwise
        ties = [one["tie"] for one in found["ties"]] if found else []
        titles = [tie for tie in ties if tie in labels()]
        return self._label(titles[0]) if titles else self._t(OUTSIDE)

    def told(self, log: str, sentence: str, why: str) -> str:
        """Return a sentence of the API with names in place of the codes of people in it."""
        codes = [found.group(1) for found in CODE.finditer(sentence)]
        if codes:
            self.opened(log, why, codes)
        return CODE.sub(lambda found: self.name(log, found.group(1)), sentence)

    def _asked(self, log: str, why: str, **which: object) -> list[Wire]:
        try:
            return self._calls.listed(log, "person_name", why=why, **which)
        except Refused as refused:
            # Who may know nobody reads the page all the same.
            if refused.status in (403, 404):
                return []
            raise


def name_order(name: str) -> tuple[str, str]:
    """Return what sorts people as lists of schools do: by the given name, then by the whole."""
    return sort_key(name.split()[-1] if name.split() else ""), sort_key(name)
