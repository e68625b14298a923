"""What a command must know of the offices it names: given by the server, judged in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from libs.rights import offices as judged


@dataclass(frozen=True, slots=True)
class Office:
    """An office in the register; `ends` is its first day without it, None while nothing is said."""

    name: str
    ends: date | None = None


Offices = Mapping[str, Office]
"""The offices that a command names, by id; one that is missing is not in the register."""


def require(offices: Offices, named: Sequence[str], field: str, on: date) -> None:
    """Raise `Rejected` unless each of `named` is an office that is still there on `on`.

    `field` is the pointer of the field that names them: "/holder", or "/successors" for a list.
    Codes: those of `libs.rights.offices.require`.
    """
    for n, id in enumerate(named):
        listed = len(named) > 1 or field == "/successors"
        judged.require(offices.get(id), id, on, f"{field}/{n}" if listed else field)
