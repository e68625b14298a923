"""What a self-assessment cycle records; its stream is `cycle-<school>_<year>`.

Dates are Vietnamese calendar dates; a year is a school year by its first calendar year (2024 is
2024-2025).
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Actor, Contract, Id, Line, Text, lifted, size
from libs.law.standards.levels import CriterionCode, Indicator, IndicatorLevel, SchoolLevel
from libs.rights import Right, Visibility
from services.assessment.shared.fields import PRINCIPAL, BySchool, EvidenceCodes, Year


@dataclass(frozen=True, slots=True)
class CouncilMember:
    """A member of the self-assessment council (hội đồng tự đánh giá)."""

    person: Actor
    post: Literal["chair", "vice_chair", "secretary", "member"]


Members = Annotated[tuple[CouncilMember, ...], size(1, 100)]


class _ByPrincipal:
    __slots__ = ()
    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"


@dataclass(frozen=True, slots=True)
class CycleOpened(_ByPrincipal):
    """A self-assessment cycle began under one revision of one rule set, to which it stays fixed.

    `rules` (64 hexadecimal digits) is the hash of that revision; `warnings` are Vietnamese
    sentences on what in it is not verified.
    """

    story: ClassVar[str] = "Mở đợt tự đánh giá năm học {year} theo {rule_set}, bản {revision}"

    school: Id
    year: Year
    kind: str
    rule_set: str
    revision: str
    needs_verification: bool
    warnings: tuple[str, ...]
    opened_on: date
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class CouncilAppointed(_ByPrincipal):
    """The council consists of these persons from now on, by this decision of the principal."""

    story: ClassVar[str] = "Lập hội đồng tự đánh giá theo quyết định {decision_number}"

    decision_number: Line
    members: Members
    appointed_on: date


@dataclass(frozen=True, slots=True)
class IndicatorJudged(BySchool):
    """The school judged one indicator, say a of criterion "1.3" at level 2, met or not.

    `evidence` are the codes cited, `ev` the SHA-256 of each, in the same order.
    """

    story: ClassVar[str] = "Tự chấm chỉ báo của tiêu chí {criterion}"

    criterion: CriterionCode
    level: IndicatorLevel
    indicator: Indicator
    met: bool
    evidence: EvidenceCodes
    ev: tuple[str, ...] = lifted("ev")


@dataclass(frozen=True, slots=True)
class SheetRecorded(BySchool):
    """The texts of a criterion's sheet (phiếu đánh giá tiêu chí) are these from now on."""

    story: ClassVar[str] = "Ghi phiếu đánh giá tiêu chí {criterion}"

    criterion: CriterionCode
    strengths: Text
    weaknesses: Text
    improvement: Text


@dataclass(frozen=True, slots=True)
class ReportApproved(_ByPrincipal):
    """The council approved its report; the judgements are final and give this level, 0 to 4.

    `failed` and `unjudged` are what keeps the school from `next_level`, None at the highest.
    """

    story: ClassVar[str] = "Duyệt báo cáo tự đánh giá: đạt mức {level}"

    level: SchoolLevel
    next_level: SchoolLevel | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    approved_on: date
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class ReportSubmitted(_ByPrincipal):
    """The approved report went to the office above the school."""

    story: ClassVar[str] = "Nộp báo cáo tự đánh giá"

    submitted_on: date


CycleEvent = (
    CycleOpened
    | CouncilAppointed
    | IndicatorJudged
    | SheetRecorded
    | ReportApproved
    | ReportSubmitted
)
CYCLE_EVENTS: Contract[CycleEvent] = Contract(CycleEvent)
