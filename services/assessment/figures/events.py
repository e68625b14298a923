"""What is recorded of a school's figures in a school year, `figures-<school>_<year>`.

Numbers are texts, each with one spelling (`libs.law.school_figures.values`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Text, pattern, size
from libs.law.school_figures.quotes import CODE
from libs.law.school_figures.values import VALUE
from libs.rights import Right, Visibility
from services.assessment.shared.fields import PRINCIPAL, BySchool, Reason, Sha256

FigureCode = Annotated[str, pattern(CODE, "pupils.total")]
"""What a figure is recorded under: a code of the catalogue, or the id of an indicator."""
Value = Annotated[str, pattern(VALUE, "412")]
FigureOrigin = Literal["typed", "imported", "sector_database"]
"""Nhập tay, nhập từ tệp, lấy từ cơ sở dữ liệu ngành; as who recorded it says."""


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure and what it is."""

    code: FigureCode
    value: Value


FigureValues = Annotated[tuple[FigureValue, ...], size(1, 300)]
FigureCodes = Annotated[tuple[FigureCode, ...], size(1, 300)]


class _ByPrincipal:
    __slots__ = ()
    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"


@dataclass(frozen=True, slots=True)
class FiguresRecorded(BySchool):
    """These figures were so on the day `true_on`; one recorded before is so no longer.

    `note` says where they are from or why they changed.
    """

    story: ClassVar[str] = "Ghi số liệu của trường, đúng ngày {true_on} ({taken_from})"

    figures: FigureValues
    taken_from: FigureOrigin
    true_on: date
    note: Text


@dataclass(frozen=True, slots=True)
class FiguresWithdrawn(BySchool):
    """These figures should not have been recorded; they have no value any more."""

    story: ClassVar[str] = "Rút số liệu của trường: {reason}"

    codes: FigureCodes
    reason: Reason


@dataclass(frozen=True, slots=True)
class FiguresLocked(_ByPrincipal):
    """The figures of the year stand, so many; `figures_hash` is the SHA-256 of code and value of
    each, canonical."""

    story: ClassVar[str] = "Khóa số liệu năm học của trường: {figure_count} số liệu"

    figure_count: int
    figures_hash: Sha256


@dataclass(frozen=True, slots=True)
class FiguresReopened(_ByPrincipal):
    """The figures of the year may be changed again, and why."""

    story: ClassVar[str] = "Mở lại số liệu năm học của trường: {reason}"

    reason: Reason


FiguresEvent = FiguresRecorded | FiguresWithdrawn | FiguresLocked | FiguresReopened
FIGURES_EVENTS: Contract[FiguresEvent] = Contract(FiguresEvent)
