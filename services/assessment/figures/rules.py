"""A school's figures of one school year: recorded in batches, corrected, locked, reopened.

What does not agree is shown as a warning while figures come in, and refuses the lock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel import canonical
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Text, given
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.calendar import school_year, school_year_days, show, year_name
from libs.law.school_figures import checks, figures_of
from libs.law.school_figures.values import misfit
from libs.rights import Right
from services.assessment.figures.events import (
    FigureCodes,
    FigureOrigin,
    FiguresEvent,
    FiguresLocked,
    FiguresRecorded,
    FiguresReopened,
    FiguresWithdrawn,
    FigureValue,
    FigureValues,
)
from services.assessment.shared.fields import PRINCIPAL, SCHOOL, Reason

RULE = "số liệu của trường theo năm học"


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfYear:
    id: str = given("id")
    school: str = given("school")

    @property
    def year(self) -> int:
        """The school year of the stream; raises `Rejected` ("year-missing")."""
        school, _, year = self.id.rpartition("_")
        if school != self.school or not (year.isdecimal() and 2000 <= int(year) <= 2100):
            detail = f"Mã '{self.id}' phải ghép từ mã trường và năm bắt đầu năm học."
            raise Rejected("year-missing", detail, RULE)
        return int(year)


@dataclass(frozen=True, slots=True)
class RecordFigures(_OfYear):
    """Record figures as they were on a day, today where none is named.

    Those that are known so already are passed over; so is an unchanged value without a day.
    """

    right: ClassVar[Right] = SCHOOL

    figures: FigureValues
    taken_from: FigureOrigin = "typed"
    true_on: date | None = None
    note: Text = ""
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class WithdrawFigures:
    """Take back figures that should not have been recorded."""

    right: ClassVar[Right] = SCHOOL

    codes: FigureCodes
    reason: Reason


@dataclass(frozen=True, slots=True)
class LockFigures(_OfYear):
    """Let the figures of the year stand; refused with all that does not agree in them."""

    right: ClassVar[Right] = PRINCIPAL


@dataclass(frozen=True, slots=True)
class ReopenFigures:
    """Let the figures of the year be changed again."""

    right: ClassVar[Right] = PRINCIPAL

    reason: Reason


Plain = WithdrawFigures | ReopenFigures
"""The commands that rest on the figures alone."""
Command = Plain | RecordFigures | LockFigures
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class SchoolKind:
    """Of which kind the school is or was in the year: it says which figures it has."""

    kind: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure as it was recorded last."""

    value: str
    true_on: date


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the year as they stand."""

    standing: Mapping[str, Standing] = field(default_factory=dict)
    locked: bool = False

    @property
    def values(self) -> dict[str, str]:
        """The value of each figure, by code."""
        return {code: each.value for code, each in self.standing.items()}

    def open(self) -> None:
        """Raise `Rejected` ("figures-locked") if the figures are locked."""
        if self.locked:
            detail = "Số liệu của năm học này đã khóa; hiệu trưởng mở lại rồi mới sửa được."
            raise Rejected("figures-locked", detail, RULE)


def record_figures(
    command: RecordFigures, known: SchoolKind, figures: Figures
) -> Sequence[FiguresEvent]:
    """Return one event with what is new; none when all of it is known so already.

    Raises `Rejected`: year-missing, year-in-future, figures-locked; figures-refused, with an error
    for each thing that is wrong: figure-twice, figure-unknown, figure-misfit, date-in-future,
    date-before-school-year.
    """
    year = command.year
    if year > school_year(command.on):
        detail = f"Năm học {year_name(year)} chưa bắt đầu."
        raise Rejected("year-in-future", detail, RULE)
    figures.open()
    true_on = command.true_on or command.on
    errors = [*_date_errors(true_on, command.on, year), *_figure_errors(command, known.kind)]
    if errors:
        detail = " ".join(error.detail for error in errors)
        raise Rejected("figures-refused", detail, RULE, errors)
    new = tuple(each for each in command.figures if _is_new(each, command.true_on, figures))
    return [FiguresRecorded(new, command.taken_from, true_on, command.note)] if new else []


def _is_new(told: FigureValue, true_on: date | None, figures: Figures) -> bool:
    known = figures.standing.get(told.code)
    return known is None or known != Standing(told.value, true_on or known.true_on)


def _date_errors(true_on: date, on: date, year: int) -> Iterator[FieldError]:
    first, _ = school_year_days(year)
    if true_on > on:
        detail = f"Ngày {show(true_on)} sau ngày ghi vào sổ, {show(on)}."
        yield FieldError("/true_on", "date-in-future", detail)
    if true_on < first:
        detail = f"Ngày {show(true_on)} trước năm học {year_name(year)}, bắt đầu {show(first)}."
        yield FieldError("/true_on", "date-before-school-year", detail)


def _figure_errors(command: RecordFigures, kind: str) -> Iterator[FieldError]:
    own = figures_of(kind)
    seen = set[str]()
    for n, each in enumerate(command.figures):
        if each.code in seen:
            detail = f"Số liệu '{each.code}' có hai lần."
            yield FieldError(f"/figures/{n}/code", "figure-twice", detail)
        seen.add(each.code)
        if each.code not in own:
            detail = f"Trường loại này không có số liệu '{each.code}'."
            yield FieldError(f"/figures/{n}/code", "figure-unknown", detail)
        elif why := misfit(own[each.code], each.value):
            yield FieldError(f"/figures/{n}/value", "figure-misfit", why)


def lock_figures(
    command: LockFigures, known: SchoolKind, figures: Figures
) -> Sequence[FiguresEvent]:
    """Return the lock; nothing when it is locked.

    Raises `Rejected`: figures-missing; figures-contradict, with an error for each
    thing that does not agree (`checks.Fault`).
    """
    if figures.locked:
        return []
    values = figures.values
    if not values:
        raise Rejected("figures-missing", "Chưa có số liệu nào của năm học này.", RULE)
    errors = [FieldError("", each.fault, each.detail) for each in checks.faults(known.kind, values)]
    if errors:
        detail = " ".join(error.detail for error in errors)
        raise Rejected("figures-contradict", detail, RULE, errors)
    return [FiguresLocked(len(values), figures_hash(values))]


def figures_hash(values: Mapping[str, str]) -> str:
    """Return the SHA-256 of the canonical bytes of figures by code, 64 hexadecimal digits."""
    return canonical.digest(dict(values))


def decide(command: Plain, figures: Figures) -> Sequence[FiguresEvent]:
    """Return the events `command` brings about.

    Raises `Rejected`: figures-locked, figure-not-recorded, figures-not-locked.
    """
    match command:
        case WithdrawFigures(codes, reason):
            figures.open()
            for n, code in enumerate(codes):
                if code not in figures.standing or code in codes[:n]:
                    detail = f"Năm học này không có số liệu '{code}' để rút."
                    raise refused("figure-not-recorded", detail, RULE, at=f"/codes/{n}")
            return [FiguresWithdrawn(codes, reason)]
        case ReopenFigures(reason):
            if not figures.locked:
                raise Rejected("figures-not-locked", "Số liệu của năm học này chưa khóa.", RULE)
            return [FiguresReopened(reason)]
    assert_never(command)


def evolve(figures: Figures, event: FiguresEvent) -> Figures:
    """Return the figures after `event`."""
    match event:
        case FiguresRecorded(recorded, _, true_on):
            new = {each.code: Standing(each.value, true_on) for each in recorded}
            return replace(figures, standing={**figures.standing, **new})
        case FiguresWithdrawn(codes):
            left = {code: each for code, each in figures.standing.items() if code not in codes}
            return replace(figures, standing=left)
        case FiguresLocked():
            return replace(figures, locked=True)
        case FiguresReopened():
            return replace(figures, locked=False)
    assert_never(event)


FIGURES: Decider[Plain, Figures, FiguresEvent] = Decider(Figures(), decide, evolve)
