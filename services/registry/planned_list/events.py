"""The schools an office plans to have evaluated in a school year (dự kiến đánh giá ngoài)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Contract, Id, Line, Text, between, size
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import Right
from services.registry.shared.fields import Month
from services.registry.shared.owners import ABOVE, OfficePublic, Reason

Number = Annotated[int, between(1, 10_000)]
"""A line's number in its list, in the order of entry; never used again."""


@dataclass(frozen=True, slots=True)
class ListOpened(OfficePublic):
    """The office began its list of the stream's school year; it is due before `before`."""

    story: ClassVar[str] = "Mở danh sách dự kiến đánh giá ngoài, theo {basis}"

    basis: Line
    before: date | None = None


@dataclass(frozen=True, slots=True)
class SchoolPlanned(OfficePublic):
    """A school came onto the list.

    Planned for `month`, or to file before `before` (exclusive), as the letter has it. Both grades
    are None where no target is stated, `school` where the school named is not in the
    register. `instruction` and `obligation` are the letter that names it and the code of its duty,
    None where an office planned it by itself. `late`: after the list was due or confirmed.
    `warnings`: month-outside-school-year, target-not-stated, school-not-registered; what was
    written stays.
    """

    story: ClassVar[str] = (
        "Dự kiến đánh giá ngoài: {name}, cấp độ {accreditation_grade}, mức độ {national_grade}"
    )

    line: Number
    name: Line
    late: bool
    warnings: Annotated[tuple[Line, ...], size(0, 5)]
    school: Id | None = None
    month: Month | None = None
    before: date | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    instruction: Id | None = None
    obligation: Line | None = None
    as_written: Text = ""
    reason: Text = ""


@dataclass(frozen=True, slots=True)
class LineAdjusted(OfficePublic):
    """A line has another month or last day, target, or school's id: all as they are now."""

    story: ClassVar[str] = "Điều chỉnh dòng {line}: {reason}"

    line: Number
    warnings: Annotated[tuple[Line, ...], size(0, 5)]
    reason: Reason
    school: Id | None = None
    month: Month | None = None
    before: date | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None


@dataclass(frozen=True, slots=True)
class LineWithdrawn(OfficePublic):
    """A school is no longer planned for."""

    story: ClassVar[str] = "Rút dòng {line} khỏi danh sách: {reason}"

    line: Number
    reason: Reason


@dataclass(frozen=True, slots=True)
class ListConfirmed(OfficePublic):
    """The office above (the office itself, if none is) accepted the list as it stands."""

    right: ClassVar[Right] = ABOVE
    story: ClassVar[str] = "Chốt danh sách dự kiến đánh giá ngoài, theo {basis}"

    basis: Line


PlannedListEvent = ListOpened | SchoolPlanned | LineAdjusted | LineWithdrawn | ListConfirmed
PLANNED_LIST_EVENTS: Contract[PlannedListEvent] = Contract(PlannedListEvent)
