"""The offices of the register: what they are called, where they are, which stand above them."""

from dataclasses import dataclass
from datetime import date

from libs.rights.facts import (
    OrganisationEnded,
    OrganisationPlaced,
    OrganisationRegistered,
    OrganisationRenamed,
    Read,
    facts,
)
from libs.timeline import Since, value_on

HIGHEST = 8
"""How many offices above one another are looked at: a circle of parents ends here."""
PROVINCE = 2
"""The digits of a province's code; whatever lies in it has more (General Statistics Office)."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office on a day: `parent` is the office above it, `ended` whether it is no more."""

    id: str
    name: str
    area: str
    parent: str | None
    ended: bool

    @property
    def provincial(self) -> bool:
        """Whether its area is a whole province: Sở, Ủy ban nhân dân tỉnh."""
        return len(self.area) == PROVINCE

    def __str__(self) -> str:
        """Return how a refusal names it."""
        return f"{self.name} ('{self.id}')"


def office(read: Read, org: str, on: date) -> Office | None:
    """Return the office as it is on a day, None if `org` is none."""
    stream = f"organisation-{org}"
    area, ended = "", False
    names, parents = list[Since[str]](), list[Since[str | None]]()
    for fact in facts(read(stream)[stream]):
        match fact:
            case OrganisationRegistered(name, _, area, parent):
                names, parents = [Since(name)], [Since(parent)]
            case OrganisationRenamed(name, starts):
                names.append(Since(name, starts))
            case OrganisationPlaced(parent, starts):
                parents.append(Since(parent, starts))
            case OrganisationEnded(ends):
                ended = ends <= on
    if not area:
        return None
    return Office(org, value_on(names, on), area, value_on(parents, on), ended)


def below(read: Read, org: str, top: str, on: date) -> bool:
    """Return whether office `org` stands somewhere below `top` on a day."""
    at = office(read, org, on)
    for _ in range(HIGHEST):
        if at is None or at.parent is None:
            return False
        if at.parent == top:
            return True
        at = office(read, at.parent, on)
    return False


def named(read: Read, org: str, on: date) -> str:
    """Return how a refusal names an organisation: by its name where the register has one."""
    return str(office(read, org, on) or f"'{org}'")
