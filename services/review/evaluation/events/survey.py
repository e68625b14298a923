"""What review records of one evaluation (J2): the team, and what it finds at the school.

From rules number 3 on an act of an office or a team says the day of its paper (`dated`);
`entered_late`: it was recorded after the working day that follows it.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, Remark, Text
from libs.law.standards.levels import CriterionCode
from libs.rights import Right, Visibility
from services.review.shared.fields import (
    EVALUATOR,
    TEAM_FORMER,
    ActKind,
    Members,
    Number,
    Verdicts,
)


@dataclass(frozen=True, slots=True)
class TeamFormed:
    """The director of the Sở set up the evaluation team."""

    story: ClassVar[str] = "Lập đoàn đánh giá ngoài theo quyết định {decision_number}"

    right: ClassVar[Right] = TEAM_FORMER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "team"

    decision_number: Number
    members: Members
    size_basis: Line | None = None
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class TeamChanged:
    """The director of the Sở changed the team, in part or whole; what it found stays."""

    story: ClassVar[str] = (
        "Thay đổi đoàn đánh giá ngoài theo quyết định {decision_number}: {reason}"
    )

    right: ClassVar[Right] = TEAM_FORMER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "team"

    decision_number: Number
    members: Members
    reason: Remark
    size_basis: Line | None = None
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class FindingRecorded:
    """The team judged one criterion; a later finding on the same criterion replaces it whole.

    For officers alone until the draft goes to the school.
    """

    story: ClassVar[str] = "Đoàn đánh giá tiêu chí {criterion}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "from_draft"
    act_kind: ClassVar[ActKind] = "finding"

    criterion: CriterionCode
    judgements: Verdicts
    strengths: Text
    weaknesses: Text
    recommendations: Text


@dataclass(frozen=True, slots=True)
class SurveyClosed:
    """The official survey ended, both days included; the draft is due before `draft_before`."""

    story: ClassVar[str] = "Kết thúc khảo sát chính thức từ {started} đến {ended}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "survey"

    started: date
    ended: date
    draft_before: date | None
