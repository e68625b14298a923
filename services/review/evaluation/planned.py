"""The offices' lists of planned evaluations, with which registrations are compared.

An office puts a school on its list once, by itself or from a letter (registry, `planned_list`).
What was planned in the case itself, under older rules, counts where no list has the school.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from libs.law.calendar import add_months, school_year
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from services.review.evaluation.events.filing import EvaluationPlanned
from services.review.shared.fields import Difference


@dataclass(frozen=True, slots=True)
class SchoolPlanned:
    """Registry: a school came onto an office's list."""

    line: int
    school: str | None = None
    month: str | None = None
    before: date | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    instruction: str | None = None
    obligation: str | None = None


@dataclass(frozen=True, slots=True)
class LineAdjusted:
    """Registry: a line as it is now."""

    line: int
    school: str | None = None
    month: str | None = None
    before: date | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None


@dataclass(frozen=True, slots=True)
class LineWithdrawn:
    """Registry: a line stands no more."""

    line: int


@dataclass(frozen=True, slots=True)
class ListedDuty:
    """Registry: what follows where a school misses the day that a letter's list gives it."""

    code: str
    effect: str


@dataclass(frozen=True, slots=True)
class ObligationCreated(ListedDuty):
    """Registry: a duty of a letter."""


@dataclass(frozen=True, slots=True)
class ObligationCorrected(ListedDuty):
    """Registry: a duty of a letter, as it counts from now on."""


Listing = SchoolPlanned | LineAdjusted | LineWithdrawn
LISTING: Contract[Listing] = Contract(Listing)
"""What read tables hear of lists."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says of a line, as read tables keep it; `gone`: the line stands no more.

    `new`: the line, with its letter, came onto the list.
    """

    line: int
    new: bool = False
    gone: bool = False
    school: str | None = None
    month: str | None = None
    before: date | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    instruction: str | None = None


def told(event: Listing) -> Told:
    """Return what an event says of a line."""
    if isinstance(event, LineWithdrawn):
        return Told(event.line, gone=True)
    said = (event.school, event.month, event.before)
    grades = (event.accreditation_grade, event.national_grade)
    if isinstance(event, SchoolPlanned):
        return Told(event.line, True, False, *said, *grades, event.instruction)
    return Told(event.line, False, False, *said, *grades)


@dataclass(frozen=True, slots=True)
class Planned:
    """A school is planned for `month`, or to file before `before`, with the grades aimed at.

    `effect` is what its letter says of who files later: mark_late, refuse, none.
    """

    month: str | None = None
    before: date | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    effect: str = "none"

    @property
    def over(self) -> date | None:
        """The first day after what was planned."""
        if self.month is not None:
            return add_months(date.fromisoformat(f"{self.month}-01"), 1)
        return self.before


def compared(
    planned: Sequence[Planned], grades: tuple[int | None, int | None], on: date
) -> tuple[Planned, tuple[Difference, ...]]:
    """Return which line a registration of a day follows, and in what it differs from it.

    Of several the one with the fewest differences: a school may be planned twice in a year.
    """
    found = ((each, _differences(each, grades, on)) for each in planned)
    return min(found, key=lambda each: len(each[1]))


def _differences(
    planned: Planned, grades: tuple[int | None, int | None], on: date
) -> tuple[Difference, ...]:
    over, wanted = planned.over, (planned.accreditation_grade, planned.national_grade)
    found: list[Difference] = []
    if over is not None and on >= over:
        found.append("after-planned-month" if planned.month else "after-planned-day")
    # A line that states no target leaves it to the school.
    if wanted != (None, None) and grades[0] != wanted[0]:
        found.append("other-accreditation-grade")
    if wanted != (None, None) and grades[1] != wanted[1]:
        found.append("other-national-grade")
    return tuple(found)


@dataclass(slots=True)
class _Line:
    school: str | None
    year: int
    planned: Planned
    duty: tuple[str | None, str | None]


class PlannedSchools:
    """The lines that stand for each school, and which offices have a list of a year."""

    heard: Contract[Any] = Contract(
        SchoolPlanned
        | LineAdjusted
        | LineWithdrawn
        | ObligationCreated
        | ObligationCorrected
        | EvaluationPlanned
    )

    def __init__(self) -> None:
        self._lines: dict[tuple[str, int], _Line] = {}
        self._of: dict[tuple[str, int], dict[tuple[str, int], None]] = {}
        self._lists: dict[str, int] = {}
        self._effects: dict[tuple[str, str], str] = {}
        self._cases: dict[str, Planned] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in a line, what a letter says of missing its day, or the older plan of a case."""
        match event:
            case EvaluationPlanned(month, accreditation_grade, national_grade):
                self._cases[act.id] = Planned(month, None, accreditation_grade, national_grade)
            case ListedDuty(code, effect):
                self._effects[act.id, code] = effect
            case SchoolPlanned():
                duty = (event.instruction, event.obligation)
                self._put(act.id, event.line, _Line(event.school, _year(act), _said(event), duty))
            case LineAdjusted(line):
                before = self._take(act.id, line)
                school = event.school or before.school
                self._put(act.id, line, _Line(school, before.year, _said(event), before.duty))
            case LineWithdrawn(line):
                self._take(act.id, line)

    def of(self, school: str, year: int) -> tuple[Planned, ...]:
        """Return what is planned for a school in a school year."""
        found = [self._lines[key] for key in self._of.get((school, year), ())]
        if not found:
            return self.of_case(f"{school}_{year}")
        return tuple(replace(each.planned, effect=self._effect(each.duty)) for each in found)

    def of_case(self, case: str) -> tuple[Planned, ...]:
        """Return what was planned in the case itself."""
        return (self._cases[case],) if case in self._cases else ()

    def listed(self, office: str | None, year: int) -> bool:
        """Return whether an office has planned anything for a school year."""
        return self._lists.get(f"{office}_{year}", 0) > 0

    def _effect(self, duty: tuple[str | None, str | None]) -> str:
        letter, code = duty
        return self._effects.get((letter or "", code or ""), "none")

    def _put(self, planned_list: str, number: int, line: _Line) -> None:
        self._lines[planned_list, number] = line
        self._lists[planned_list] = self._lists.get(planned_list, 0) + 1
        if line.school is not None:
            self._of.setdefault((line.school, line.year), {})[planned_list, number] = None

    def _take(self, planned_list: str, number: int) -> _Line:
        line = self._lines.pop((planned_list, number))
        self._lists[planned_list] -= 1
        if line.school is not None:
            del self._of[line.school, line.year][planned_list, number]
        return line


def _said(event: SchoolPlanned | LineAdjusted) -> Planned:
    return Planned(event.month, event.before, event.accreditation_grade, event.national_grade)


def _year(act: Act) -> int:
    year = act.id.rpartition("_")[2]
    return int(year) if year.isdecimal() else school_year(act.on)
