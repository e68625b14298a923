"""What a command must know of the offices it names: given by the server, judged in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from libs.calendar import show
from libs.errors import FieldError, Rejected


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
    Codes: office-unknown, office-ended.
    """
    for n, id in enumerate(named):
        pointer = field if len(named) == 1 and field != "/successors" else f"{field}/{n}"
        office = offices.get(id)
        if office is None:
            detail = f"Không có đơn vị '{id}' trong sổ đăng ký."
            error = FieldError(pointer, "office-unknown", detail)
            raise Rejected("office-unknown", detail, "sổ đăng ký đơn vị", [error])
        if office.ends is not None and office.ends <= on:
            detail = f"'{office.name}' không còn từ ngày {show(office.ends)}."
            error = FieldError(pointer, "office-ended", detail)
            raise Rejected("office-ended", detail, "sổ đăng ký đơn vị", [error])
