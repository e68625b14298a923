"""The offices of the register: what they are called, where they are, which stand above them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from libs.periods import Since, value_on
from libs.rights.facts import (
    OrganisationEnded,
    OrganisationPlaced,
    OrganisationRegistered,
    OrganisationRenamed,
    Read,
    facts,
)
from libs.rights.functions import school_in

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


def above(read: Read, org: str, on: date) -> Iterator[str]:
    """Yield the offices above `org` on a day, the nearest first; none above a school."""
    for _ in range(HIGHEST):
        at = office(read, org, on)
        if at is None or at.parent is None:
            return
        yield at.parent
        org = at.parent


def below(read: Read, org: str, top: str, on: date) -> bool:
    """Return whether office `org` stands somewhere below `top` on a day."""
    return top in above(read, org, on)


def named(read: Read, org: str, on: date) -> str:
    """Return how a refusal names an organisation: by its name where the register has one."""
    found = office(read, org, on)
    if found is not None:
        return str(found)
    school = school_in(read, org)
    return f"{school.name_on(on)} ('{org}')" if school else f"'{org}'"
