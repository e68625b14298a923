"""The offices of the register: what they are called, where they are, which stand above them."""

from dataclasses import dataclass
from datetime import date

from libs.rights.facts import OrganisationRegistered, Read, facts

HIGHEST = 8
"""How many offices above one another are looked at: a circle of parents ends here."""
PROVINCE = 2
"""The digits of a province's code; whatever lies in it has more (General Statistics Office)."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office on a day; `parent` is the office above it then."""

    id: str
    name: str
    area: str
    parent: str | None

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
    found: Office | None = None
    for fact in facts(read(stream)[stream]):
        match fact:
            case OrganisationRegistered(name, _, area, parent):
                found = Office(org, name, area, parent)
    return found


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
