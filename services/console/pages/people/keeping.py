"""Of a school or office whose people are shown: what it is called, and what the visitor may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from libs.kernel.problems import Wire
from services.console.person import PersonVisit

WHY = "Xem và quản lý danh sách nhân sự của đơn vị"
SCHOOL_POSTS = ("principal", "deputy_principal", "head_teacher", "teacher", "staff", "other")
OFFICE_POSTS = (
    *("director", "deputy_director", "head_of_office", "deputy_head_of_office"),
    *("specialist", "other"),
)
OFFICE_ROLES = ("officer", "director", "chair", "evaluator", "administrator")
"""Roles at an office, which one administrator proposes and another confirms."""
PROVINCE = 2
"""The digits of the code of a province."""


@dataclass
class Keeping:
    """Whose people they are, and as what the visitor looks at them."""

    visit: PersonVisit
    log: str
    org: str

    @property
    def at(self) -> str:
        """The address of the list."""
        return f"/console/people/{self.log}/{self.org}"

    @cached_property
    def school(self) -> Wire | None:
        """The school; None of an office."""
        return self.visit.calls.find(self.log, "school", self.org)

    @cached_property
    def place(self) -> str:
        """What it is called."""
        if self.school:
            return str(self.school["name"])
        return self.visit.names.office(self.log, self.org)

    @cached_property
    def principal(self) -> bool:
        """Whether the visitor is the school's principal."""
        held = self.visit.roles
        return any((r.name, r.log, r.org) == ("principal", self.log, self.org) for r in held)

    @cached_property
    def administers(self) -> bool:
        """Whether the visitor administers an office that keeps this register."""
        return any(self._reaches(office) for office in self._offices)

    @cached_property
    def everybody(self) -> bool:
        """Whether the visitor administers the office of the whole province."""
        return any(len(office["area"]) == PROVINCE for office in self._offices)

    @property
    def enters(self) -> bool:
        """Whether the visitor adds people here."""
        return self.principal or self.administers

    @property
    def posts(self) -> Sequence[str]:
        """The posts that the visitor may enter; the head of a school is not its own to name."""
        if not self.school:
            return OFFICE_POSTS
        return SCHOOL_POSTS if self.administers else SCHOOL_POSTS[1:]

    @property
    def gives(self) -> Sequence[str]:
        """The roles that the visitor gives and takes back at once."""
        if not self.school:
            return ()
        if self.administers:
            return ("council_member", "principal")
        return ("council_member",) if self.principal else ()

    @property
    def proposes(self) -> Sequence[str]:
        """The roles that the visitor proposes, which another confirms."""
        own = any(
            (r.name, r.log, r.org) == ("administrator", self.log, self.org)
            for r in self.visit.roles
        )
        return OFFICE_ROLES if own and not self.school else ()

    @cached_property
    def _offices(self) -> list[Wire]:
        """The offices that the visitor administers."""
        found = [
            self.visit.calls.find(self.log, "organisation", role.org)
            for role in self.visit.roles
            if (role.name, role.log) == ("administrator", self.log)
        ]
        return [office for office in found if office]

    def _reaches(self, office: Wire) -> bool:
        area = office["area"]
        here = self.school["areas"] if self.school else ()
        return len(area) == PROVINCE or office["id"] == self.org or area in here

    def listed(self) -> list[Wire]:
        """Return everybody who has or had a post or a role here, with names."""
        found = self.visit.calls.all(self.log, "staff", org=self.org, why=WHY)
        return [{**each, "called": self.called(each)} for each in found]

    def called(self, person: Wire) -> str:
        """Return what somebody of the list is called."""
        if person["erased_at"] is not None:
            return str(self.visit.t("Người đã xóa danh tính"))
        return str(person["name"] or self.visit.t("Người chưa rõ tên"))

    def accounts(self, persons: Sequence[str]) -> dict[str, Wire]:
        """Return the accounts of these persons, of an administrator's reach, by person."""
        found: dict[str, Wire] = {}
        for start in range(0, len(persons), 100):
            some = ",".join(persons[start : start + 100])
            answer = self.visit.calls.get("/v1/accounts", actors=some, limit=200)
            found |= {each["actor"]: each for each in answer.json["items"]}
        return found

    def trained(self) -> dict[str, str]:
        """Return since when somebody here is trained for self-assessment, by person."""
        found = self.visit.calls.all(
            self.log, "trained_person", org=self.org, subject="self_assessment"
        )
        return {
            each["person"]: max(one["held_on"] for one in each["records"] if one["valid"])
            for each in found
            if any(one["valid"] for one in each["records"])
        }


def said_terms(visit: PersonVisit, terms: Sequence[Wire], current: bool = True) -> str:
    """Return posts or roles of somebody in words, those of today or all."""
    names = dict.fromkeys(one["name"] for one in terms if one["current"] or not current)
    words = [str(visit.label(name, not n)) for n, name in enumerate(names)]
    return ", ".join(words)
