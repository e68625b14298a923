"""What an act asks of the actor: a right, which is one of seven things."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Hands = Literal["give", "propose", "confirm", "decline", "withdraw", "delegate", "end_delegation"]
"""What an act in a grant stream does with the role that its data name."""
Register = Literal["owner", "above", "below", "in_charge", "party"]
"""Writes: the owner; an office above it, itself where none is; it or an office below it; the office
that is to answer, where the owner asked for help; the school or an office that sees its affairs."""
ANY_HOLDER = "case"
"""Stands for "whichever of `CASE_FUNCTIONS` the office holds for this very case"."""

DECIDES = "decide"
"""Stands for "the function that decides on the kind of recognition that the stream's id names"."""
DECIDING: Mapping[str, str] = {
    "accreditation": "decide_accreditation",
    "national": "decide_national_standard",
}
"""By what the id of a recognition says of its kind, the function of who decides on it."""


@dataclass(frozen=True, slots=True)
class InRole:
    """One of `roles`, wherever it is held."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtSchool:
    """One of `roles`, held at the very school."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """One of `roles`, held at the office that holds `function` for the school.

    That is for the school's kind, in the smallest of its areas where anybody holds it; of a running
    case its own holder counts. DECIDES: the function follows from the stream. ANY_HOLDER: the
    office holds the case in any function, or the role is administrator.
    """

    roles: tuple[str, ...]
    function: str


@dataclass(frozen=True, slots=True)
class Handing:
    """One of `roles`, and it reaches the role that the act gives, takes or lends."""

    roles: tuple[str, ...]
    hands: Hands


@dataclass(frozen=True, slots=True)
class Keeping:
    """One of `roles`, held where the register of what the act is about is kept.

    An administrator's office keeps those of its area. Any other writes in the stream that is the
    `register` of the owner whom the stream's id names; None: nobody else is asked where.
    """

    roles: tuple[str, ...]
    register: Register | None = None


@dataclass(frozen=True, slots=True)
class Knowing:
    """One of `offices`, held at an office in whose reach the stream's person is; or of `beside`,
    held at a school in whose circle somebody is.

    In the reach of an office are who has or had a post or role at it, at one below it, at a school
    of its area or of its functions, and the circle of such a school; in that of an office of the
    whole province everybody (`libs.rights.staff.knows`).
    The circle of a school are those who hold or held a post or a role at it, or speak in a
    discussion of it; of the schools that went before it too. `schools` of the data name the
    schools in whose circle the person is.
    """

    offices: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """All of its roles."""
        return (*self.offices, *self.beside)


@dataclass(frozen=True, slots=True)
class Staffing:
    """One of `roles`, held where the person works whom the act enters, or whose post it is.

    A principal's school alone; an administrator's office, those that the grant reaches and the
    schools of its area; the office of a whole province: anybody. See `libs.rights.staff`.
    """

    roles: tuple[str, ...]


Right = InRole | AtSchool | Holding | Handing | Keeping | Knowing | Staffing

SYSTEM = InRole(("system",))
"""Acts of a service itself: what follows from an event without anybody's choice."""


def of_stream(right: Right, stream: str) -> Right:
    """Return a right with the function that it means in a stream, where the stream says which.

    The id of a recognition is `<school>_<kind>…`; one that names no kind leaves the right as it is.
    """
    if not isinstance(right, Holding) or right.function != DECIDES:
        return right
    said = stream.partition("_")[2]
    found = next((DECIDING[kind] for kind in DECIDING if said.startswith(kind)), DECIDES)
    return replace(right, function=found)
