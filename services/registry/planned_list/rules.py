"""The planned evaluations of an office's school year, `plannedlist-<office>_<year>`.

Lists come from letters, and letters have mistakes: what was written is kept with a warning, and a
line is corrected by adjusting it. No school stands twice in one month.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, Text, given, size
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import last_good_day, school_year
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import Right
from services.registry.instruction.events import Entry
from services.registry.planned_list.events import (
    LineAdjusted,
    LineWithdrawn,
    ListConfirmed,
    ListOpened,
    Number,
    PlannedListEvent,
    SchoolPlanned,
)
from services.registry.shared.fields import Month
from services.registry.shared.owned import Owned, year_of
from services.registry.shared.owners import ABOVE, OFFICE, Reason

RULE = "danh sách dự kiến đánh giá ngoài của năm học"


@dataclass(frozen=True, slots=True)
class Plan:
    """A school to be planned: by `month`, or by the day `before` which it files."""

    name: Line
    school: Id | None = None
    month: Month | None = None
    before: date | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    as_written: Text = ""


@dataclass(frozen=True, slots=True)
class OpenList(Owned):
    """Begin the list; `before` is the day before which it is due at the office above."""

    right: ClassVar[Right] = OFFICE

    basis: Line
    before: date | None = None


@dataclass(frozen=True, slots=True)
class PlanSchools(Owned):
    """Put schools onto the list; afterwards they are late and need a reason."""

    right: ClassVar[Right] = OFFICE

    schools: Annotated[tuple[Plan, ...], size(1, 300)]
    reason: Text = ""
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class PlanFromLetter(Owned):
    """Put the schools onto the list that obligation `code` of a registered letter names."""

    right: ClassVar[Right] = OFFICE

    instruction: Id
    code: Line
    reason: Text = ""
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class AdjustLine(Owned):
    """Replace a line's month or last day, its target and its school, all of them, and say why."""

    right: ClassVar[Right] = OFFICE

    line: Number
    reason: Reason
    school: Id | None = None
    month: Month | None = None
    before: date | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None


@dataclass(frozen=True, slots=True)
class WithdrawLine(Owned):
    """Take a school off the list, and say why."""

    right: ClassVar[Right] = OFFICE

    line: Number
    reason: Reason


@dataclass(frozen=True, slots=True)
class ConfirmList(Owned):
    """Accept the list; for an office above, or for its own office where there is none above."""

    right: ClassVar[Right] = ABOVE

    basis: Line


Plain = OpenList | PlanSchools | AdjustLine | WithdrawLine | ConfirmList
"""The commands that rest on the list alone."""
Command = Plain | PlanFromLetter
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class PlannedList:
    """The list: its lines by number as they stand, and the numbers of those taken off."""

    opened: ListOpened | None = None
    lines: Mapping[int, SchoolPlanned] = field(default_factory=dict)
    withdrawn: frozenset[int] = frozenset()
    confirmed: bool = False
    basis: str = ""


def plan_from_letter(
    command: PlanFromLetter, entries: Sequence[Entry], planned: PlannedList
) -> Sequence[SchoolPlanned]:
    """Return a line for each of `entries`, which the letter's duty names, that has none yet.

    Raises `Rejected`: year-missing, entries-missing, list-not-opened, reason-missing,
    school-planned-twice, month-missing.
    """
    year = year_of(command)
    if not entries:
        detail = "Văn bản không có nhiệm vụ mang mã này kèm danh sách trường."
        raise refused("entries-missing", detail, RULE, at="/code")
    return list(_plan(tuple(map(_of_entry, entries)), command, year, planned))


def decide(command: Plain, planned: PlannedList) -> Sequence[PlannedListEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: year-missing, list-opened, list-not-opened, reason-missing,
    school-planned-twice, month-missing, line-unknown, line-withdrawn, list-empty.
    """
    if isinstance(command, ConfirmList):
        return _confirm(command, _opened(planned))
    year = year_of(command)
    match command:
        case OpenList(basis, before):
            return _open(ListOpened(basis, before), planned)
        case PlanSchools():
            return list(_plan(command.schools, command, year, planned))
        case AdjustLine():
            return _adjust(command, year, planned)
        case WithdrawLine(line, reason):
            if line in planned.withdrawn:
                return []
            _line(line, _opened(planned))
            return [LineWithdrawn(line, reason)]
    assert_never(command)


def evolve(planned: PlannedList, event: PlannedListEvent) -> PlannedList:
    """Return the list after `event`."""
    match event:
        case ListOpened():
            return replace(planned, opened=event)
        case SchoolPlanned(line):
            return replace(planned, lines={**planned.lines, line: event})
        case LineAdjusted(line):
            adjusted = replace(
                planned.lines[line],
                warnings=event.warnings,
                school=event.school,
                month=event.month,
                before=event.before,
                accreditation_grade=event.accreditation_grade,
                national_grade=event.national_grade,
            )
            return replace(planned, lines={**planned.lines, line: adjusted})
        case LineWithdrawn(line):
            rest = {n: planned_ for n, planned_ in planned.lines.items() if n != line}
            return replace(planned, lines=rest, withdrawn=planned.withdrawn | {line})
        case ListConfirmed(basis):
            return replace(planned, confirmed=True, basis=basis)
    assert_never(event)


def month_of(month: str | None, before: date | None) -> str | None:
    """Return the month a line falls into: `month`, or that of the last good day before `before`."""
    if month is not None or before is None:
        return month
    return f"{last_good_day(before):%Y-%m}"


def same_place(one: Plan | SchoolPlanned, other: Plan | SchoolPlanned) -> bool:
    """Return whether both are one school in one month; by name where an id is missing."""
    if month_of(one.month, one.before) != month_of(other.month, other.before):
        return False
    if one.school and other.school:
        return one.school == other.school
    return _plain(one.name) == _plain(other.name)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _open(opened: ListOpened, planned: PlannedList) -> Sequence[PlannedListEvent]:
    if planned.opened == opened:
        return []
    if planned.opened is not None:
        detail = f"Danh sách này đã mở theo {planned.opened.basis}."
        raise Rejected("list-opened", detail, rule=RULE)
    return [opened]


def _plan(
    plans: Sequence[Plan],
    command: PlanSchools | PlanFromLetter,
    year: int,
    planned: PlannedList,
) -> Iterator[SchoolPlanned]:
    opened = _opened(planned)
    letter = command if isinstance(command, PlanFromLetter) else None
    instruction = letter.instruction if letter else None
    due = opened.opened.before if opened.opened is not None else None
    late = planned.confirmed or (due is not None and command.on >= due)
    new = [plan for plan in plans if not _stands(plan, instruction, planned)]
    if new and late and not command.reason:
        detail = "Danh sách đã chốt hoặc đã quá hạn nộp; bổ sung phải nêu lý do."
        raise refused("reason-missing", detail, RULE, at="/reason")
    taken: list[Plan | SchoolPlanned] = [*planned.lines.values()]
    number = max((*planned.lines, *planned.withdrawn), default=0)
    for plan in new:
        at = "/code" if letter else f"/schools/{plans.index(plan)}"
        _require_month(at if letter else f"{at}/month", plan.month, plan.before)
        _refuse_twice(at, plan, taken)
        taken.append(plan)
        number += 1
        yield SchoolPlanned(
            line=number,
            name=plan.name,
            late=late,
            warnings=_warnings(plan, year),
            school=plan.school,
            month=plan.month,
            before=plan.before,
            accreditation_grade=plan.accreditation_grade,
            national_grade=plan.national_grade,
            instruction=instruction,
            obligation=letter.code if letter else None,
            as_written=plan.as_written,
            reason=command.reason if late else "",
        )


def _adjust(command: AdjustLine, year: int, planned: PlannedList) -> Sequence[PlannedListEvent]:
    line = _line(command.line, _opened(planned))
    school = command.school or line.school
    grades = command.accreditation_grade, command.national_grade
    wanted = (school, command.month, command.before, *grades)
    stated = line.accreditation_grade, line.national_grade
    if wanted == (line.school, line.month, line.before, *stated):
        return []
    _require_month("/month", command.month, command.before)
    plan = Plan(line.name, *wanted)
    _refuse_twice("", plan, [other for n, other in planned.lines.items() if n != command.line])
    return [LineAdjusted(command.line, _warnings(plan, year), command.reason, *wanted)]


def _confirm(command: ConfirmList, planned: PlannedList) -> Sequence[PlannedListEvent]:
    if planned.confirmed and planned.basis == command.basis:
        return []
    if not planned.lines:
        raise Rejected("list-empty", "Danh sách chưa có trường nào.", rule=RULE)
    return [ListConfirmed(command.basis)]


def _of_entry(entry: Entry) -> Plan:
    return Plan(
        name=entry.name,
        school=entry.school,
        month=entry.month,
        before=None if entry.month else entry.before,
        accreditation_grade=entry.accreditation_grade,
        national_grade=entry.national_grade,
        as_written=entry.as_written,
    )


def _stands(plan: Plan, instruction: str | None, planned: PlannedList) -> bool:
    """Return whether a line says this of the school already."""
    wanted = (
        *(plan.name, plan.school, plan.month, plan.before),
        *(plan.accreditation_grade, plan.national_grade, instruction),
    )
    return any(
        wanted
        == (
            *(line.name, line.school, line.month, line.before),
            *(line.accreditation_grade, line.national_grade, line.instruction),
        )
        for line in planned.lines.values()
    )


def _warnings(plan: Plan, year: int) -> tuple[str, ...]:
    month = month_of(plan.month, plan.before)
    outside = month is not None and school_year(date.fromisoformat(f"{month}-01")) != year
    return tuple(
        code
        for code, holds in (
            ("month-outside-school-year", outside),
            ("target-not-stated", plan.accreditation_grade is None and plan.national_grade is None),
            ("school-not-registered", plan.school is None),
        )
        if holds
    )


def _require_month(at: str, month: str | None, before: date | None) -> None:
    if (month is None) == (before is None):
        detail = "Mỗi dòng có tháng đánh giá ngoài, hoặc hạn nộp đăng ký: một trong hai."
        raise refused("month-missing", detail, RULE, at=at)


def _refuse_twice(at: str, plan: Plan, others: Iterable[Plan | SchoolPlanned]) -> None:
    if any(same_place(plan, other) for other in others):
        year, _, month = (month_of(plan.month, plan.before) or "").partition("-")
        detail = f"'{plan.name}' đã có trong danh sách tháng {month}/{year}."
        raise refused("school-planned-twice", detail, RULE, at=at)


def _line(number: int, planned: PlannedList) -> SchoolPlanned:
    if number in planned.lines:
        return planned.lines[number]
    if number in planned.withdrawn:
        raise Rejected("line-withdrawn", f"Dòng {number} đã rút khỏi danh sách.", rule=RULE)
    detail = f"Danh sách không có dòng {number}."
    raise refused("line-unknown", detail, RULE, at="/line")


def _opened(planned: PlannedList) -> PlannedList:
    if planned.opened is None:
        raise Rejected("list-not-opened", "Danh sách này chưa mở.", rule=RULE)
    return planned


PLANNED_LIST: Decider[Plain, PlannedList, PlannedListEvent] = Decider(PlannedList(), decide, evolve)
