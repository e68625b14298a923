"""Who visits the console: their session, their roles, and as whom they work."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock

from libs.kernel.problems import Wire
from libs.law.labels import labels
from libs.web.catalogue import text
from libs.web.client import Api, Browser, Refused
from libs.web.page import Visit
from services.console.people import CODE, People
from services.console.standards import Standards

AS_WHOM = "kiemdinh_as"
"""The cookie that keeps as whom a person works."""
AT_SCHOOL = ("principal", "council_member")
ONESELF = text("người đang đăng nhập")
"""What somebody is called in a refusal of what they asked for themselves."""
UNIT = text("đơn vị khác")
"""What a school or office is called whose name nobody knows."""
BESIDE = re.compile(r" \('[0-9a-z_]{1,64}'\)")
"""The id of a school or office beside its name, in a sentence of the API."""
ID = re.compile(r"'([0-9a-f]{32})'")
"""The id of a school or office alone, in a sentence of the API."""
QUOTED = re.compile(r"'([a-z_]{3,64})'")
"""A code in a sentence of the API."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role that the person has today: in which log, at which office or school."""

    log: str
    name: str
    org: str
    place: str
    lent: bool = False

    @property
    def mark(self) -> str:
        """What stands for the role in a form."""
        return f"{self.log}.{self.name}.{self.org}"

    @property
    def at_school(self) -> bool:
        """Whether it is held at a school."""
        return self.name in AT_SCHOOL


class Names:
    """What schools and offices are called, kept for a while: names are public and seldom change."""

    def __init__(self, api: Api, seconds: float = 300, most: int = 20_000) -> None:
        self._calls = api.calls(Browser())
        self._seconds = seconds
        self._most = most
        self._known: dict[tuple[str, str, str], tuple[float, str]] = {}
        self._lock = Lock()

    def school(self, log: str, id: str) -> str:
        """Return the name of a school; its id if nobody knows it."""
        return self._name(log, "school", id)

    def office(self, log: str, id: str) -> str:
        """Return the name of an office; its id if nobody knows it."""
        return self._name(log, "organisation", id)

    def _name(self, log: str, category: str, id: str) -> str:
        key, now = (log, category, id), time.monotonic()
        with self._lock:
            kept = self._known.get(key)
        if kept and now - kept[0] < self._seconds:
            return kept[1]
        found = self._calls.find(log, category, id)
        name = str(found["name"]) if found else id
        with self._lock:
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[key] = (now, name)
        return name


@dataclass
class PersonVisit(Visit):
    """A visit of somebody who may be signed in."""

    names: Names = field(kw_only=True)
    standards: Standards = field(kw_only=True)

    @cached_property
    def session(self) -> Wire:
        """The session; raises `Refused` for nobody's, or one that has ended."""
        found: Wire = self.calls.get("/v1/session").json
        return found

    @cached_property
    def roles(self) -> list[Role]:
        """What the person is today, by the log, the one they chose first."""
        found = [
            Role(one["log"], one["role"], one["org"], self._place(one), bool(one["lent_by"]))
            for one in self.calls.get("/v1/roles").json["items"]
        ]
        wanted = self.given_cookies.get(AS_WHOM) or self.cookies.get(AS_WHOM, "")
        return sorted(found, key=lambda role: role.mark != wanted)

    @cached_property
    def people(self) -> People:
        """What the people on the page are called."""
        return People(self.calls, self.t, self.label)

    def refuse(
        self, refused: Refused, fields: Mapping[str, str] | None = None, at: str = ""
    ) -> None:
        """Take a refusal as any visit does, people by their names."""
        super().refuse(refused, fields, at)
        self.faults = [replace(fault, text=self.plain(fault.text)) for fault in self.faults]

    def plain(self, sentence: str) -> str:
        """Return a refusal of the API in words: people and roles by name, no ids of offices."""
        found = BESIDE.sub("", sentence)
        found = QUOTED.sub(lambda code: labels().get(code.group(1), code.group(0)), found)
        if ID.search(found) and self.role:
            found = ID.sub(lambda id: self._named(self.as_whom.log, id.group(1)), found)
        if CODE.search(found) and self.role:
            own = str(self.session["actor"])
            found = CODE.sub(
                lambda code: str(self.t(ONESELF)) if code.group(1) == own else code.group(0), found
            )
            found = self.people.told(self.role.log, found, "Hiển thị tên trong lời từ chối")
        return found[:1].upper() + found[1:]

    @property
    def role(self) -> Role | None:
        """As whom the person works; None for somebody without any role."""
        return self.roles[0] if self.roles else None

    @property
    def as_whom(self) -> Role:
        """As whom the person works; raises `ValueError` for somebody without any role."""
        if self.role is None:
            raise ValueError("a page for who has a role was shown to somebody without one")
        return self.role

    def called(self, role: Role) -> str:
        """Return what a role is called in the language of the visit."""
        name = self.label(role.name)
        return self.t("{role} (được ủy quyền)", role=name) if role.lent else name

    def _named(self, log: str, id: str) -> str:
        """Return what a school or an office is called, or what it is where nobody knows it."""
        found = (names(log, id) for names in (self.names.office, self.names.school))
        return next((name for name in found if name != id), str(self.t(UNIT)))

    def _place(self, one: Wire) -> str:
        names = self.names.school if one["role"] in AT_SCHOOL else self.names.office
        return names(one["log"], one["org"])
