"""What an act asks of the actor: a right, which is one of five things."""

from dataclasses import dataclass
from typing import Literal

Hands = Literal["give", "propose", "confirm", "decline", "withdraw", "delegate", "end_delegation"]
"""What an act in a grant stream does with the role that its data name."""
Register = Literal["owner", "above", "below", "in_charge", "party"]
"""Writes: the owner; an office above it, itself where none is; it or an office below it; the office
that is to answer, where the owner asked for help; the school or an office that sees its affairs."""
ANY_HOLDER = "case"
"""Stands for "whichever of `CASE_FUNCTIONS` the office holds for this very case"."""


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
    case its own holder counts. ANY_HOLDER: the office holds the case in any function, or the role
    is administrator.
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


Right = InRole | AtSchool | Holding | Handing | Keeping

SYSTEM = InRole(("system",))
"""Acts of a service itself: what follows from an event without anybody's choice."""
