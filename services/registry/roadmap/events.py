"""Roadmaps (lộ trình): what a plan wants schools to have reached by which year, and how far it is.

Years here are calendar years: "đến năm 2025" holds until 31 December 2025.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, Text, between, pattern, size
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import Right
from services.registry.shared.fields import AnyKinds, AnyOwnerships, Area, Year
from services.registry.shared.owners import BELOW, OfficePublic, Reason

State = Literal["not_eligible", "under_way", "reached", "lost"]
"""How far a school is with what a roadmap asks of it."""
Measure = Literal[
    "uses_software", "self_assessed", "evaluated", "accredited", "national_standard", "trained"
]
"""Dùng phần mềm, tự đánh giá, đánh giá ngoài, đạt KĐCLGD, đạt chuẩn quốc gia, tập huấn."""
Percent = Annotated[int, between(1, 100)]
Schools = Annotated[tuple[Id, ...], size(0, 500)]
Code = Annotated[str, pattern(r"[0-9a-z_]{1,32}", "ngoai_cong_lap")]


@dataclass(frozen=True, slots=True)
class RoadmapRegistered(OfficePublic):
    """A plan with a roadmap came into the register of the office that keeps it.

    `issuer_name` is who issued it, as written; `first_year` is None where the plan states none.
    `parent` is the roadmap it follows, in the same log: a district's that of the province.
    """

    story: ClassVar[str] = "Ghi lộ trình {number} của {issuer_name}: {title}, đến năm {last_year}"

    issuer_name: Line
    title: Line
    number: Line | None
    dated: date | None
    first_year: Year | None
    last_year: Year
    parent: Id | None = None
    as_written: Text = ""


@dataclass(frozen=True, slots=True)
class TargetSet(OfficePublic):
    """By the end of `by_year`, `percent` of the schools meant shall have reached `measure`.

    Meant are `schools`, or, if none is named, those in `area` of `kinds` and `ownerships` (none
    named: any). `accreditation_grade` and `national_grade` are the least that count.
    """

    story: ClassVar[str] = "Đặt chỉ tiêu {code}: {percent}% trường đạt {measure} đến năm {by_year}"

    code: Code
    measure: Measure
    by_year: Year
    percent: Percent
    schools: Schools
    area: Area | None
    kinds: AnyKinds
    ownerships: AnyOwnerships
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    as_written: Text = ""


@dataclass(frozen=True, slots=True)
class TargetAdjusted(OfficePublic):
    """A target asks another share, by another year."""

    story: ClassVar[str] = "Điều chỉnh chỉ tiêu {code}: {percent}% đến năm {by_year}; {reason}"

    code: Code
    percent: Percent
    by_year: Year
    reason: Reason


@dataclass(frozen=True, slots=True)
class TargetDropped(OfficePublic):
    """A target no longer stands."""

    story: ClassVar[str] = "Bỏ chỉ tiêu {code}: {reason}"

    code: Code
    reason: Reason


@dataclass(frozen=True, slots=True)
class ProgressReported(OfficePublic):
    """So it stood with a school on `as_of`, as an office reported.

    `not_eligible`: the school does not count in the share. `lost`: it no longer has what it had.
    """

    right: ClassVar[Right] = BELOW
    story: ClassVar[str] = "Ghi tiến độ ngày {as_of}: {school}, {measure}: {state}"

    school: Id
    measure: Measure
    state: State
    as_of: date
    basis: Line
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None


@dataclass(frozen=True, slots=True)
class RoadmapClosed(OfficePublic):
    """The plan came to its end, or another took its place."""

    story: ClassVar[str] = "Kết thúc lộ trình: {reason}"

    reason: Reason


RoadmapEvent = (
    RoadmapRegistered
    | TargetSet
    | TargetAdjusted
    | TargetDropped
    | ProgressReported
    | RoadmapClosed
)
ROADMAP_EVENTS: Contract[RoadmapEvent] = Contract(RoadmapEvent)
