"""Where something stands in a package or workbook, and what is wrong there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from libs.kernel.problems import FieldError


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a workbook: the sheet's title, the row from 1, the column's heading."""

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong: the pointer into the package, code, sentence, the rule it rests on;
    of a workbook sheet, row and column. A mere `warning` holds nothing up.
    """

    pointer: str
    code: str
    detail: str
    rule: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    warning: bool = False

    def at(self, place: Place) -> "Fault":
        """Return the fault with its place in a workbook."""
        return replace(self, sheet=place.sheet, row=place.row, column=place.column)

    def error(self) -> FieldError:
        """Return the fault as a field's error, its place in words."""
        if self.sheet is None:
            return FieldError(self.pointer, self.code, self.detail)
        row = f", dòng {self.row}" if self.row else ""
        column = f", cột '{self.column}'" if self.column else ""
        told = f"Trang '{self.sheet}'{row}{column}: {self.detail}"
        return FieldError(self.pointer, self.code, told)


Places = Mapping[str, Place]
"""By pointer, where it stands in a workbook; empty for a package that was none."""


def placed(faults: Iterable[Fault], places: Places) -> list[Fault]:
    """Return the faults, each with the place of its pointer or of the nearest one above it.

    Of several in one cell the first is kept: who reads a cell wrongly finds everything missing.
    """
    found: list[Fault] = []
    seen: set[tuple[str, int, str]] = set()
    for fault in faults:
        place = _nearest(fault.pointer, places)
        told = fault.at(place) if place and fault.sheet is None else fault
        cell = (told.sheet or "", told.row or 0, told.column or "")
        if told.row and told.column and cell in seen:
            continue
        seen.add(cell)
        found.append(told)
    return sorted(found, key=lambda fault: fault.warning)


def _nearest(pointer: str, places: Places) -> Place | None:
    while pointer:
        if pointer in places:
            return places[pointer]
        pointer = pointer.rpartition("/")[0]
    return None
