"""What review records of one evaluation (J2): its appraisal by a council of the Sở (TT 57/2026).

`dated` is the day of an act's paper; `entered_late`: it was recorded after the working day that
follows it.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Actor, Line, Remark, Text, lifted
from libs.law.standards.levels import CriterionCode, NationalGrade, SchoolLevel
from libs.rights import Right, Visibility
from services.review.shared.fields import (
    APPRAISER,
    EVALUATOR,
    TEAM_FORMER,
    ActKind,
    ConditionCode,
    CouncilMembers,
    FigureCode,
    Names,
    Number,
    Persons,
    Votes,
    Year,
)


@dataclass(frozen=True, slots=True)
class CouncilFormed:
    """The director of the Sở set up the appraisal council, or with a `reason` set it up anew."""

    story: ClassVar[str] = "Lập hội đồng thẩm định theo quyết định {decision_number}"

    right: ClassVar[Right] = TEAM_FORMER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "council"

    decision_number: Number
    members: CouncilMembers
    size_basis: Line | None
    reason: Remark | None
    dated: date | None
    entered_late: bool


@dataclass(frozen=True, slots=True)
class FigureCompared:
    """A figure of a school year was compared with the sector's data (`data_source`)."""

    story: ClassVar[str] = "Đối chiếu số liệu {figure} năm học {school_year}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "from_decision"
    act_kind: ClassVar[ActKind] = "appraisal"

    figure: FigureCode
    school_year: Year
    stated: Line
    found: Line
    data_source: Line
    agrees: bool
    remark: Text


@dataclass(frozen=True, slots=True)
class CriterionAppraised:
    """A criterion was found at a level by data and evidence; a later word replaces it."""

    story: ClassVar[str] = "Thẩm định tiêu chí {criterion}: mức {level}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "from_decision"
    act_kind: ClassVar[ActKind] = "appraisal"

    criterion: CriterionCode
    level: SchoolLevel
    remark: Text


@dataclass(frozen=True, slots=True)
class ConditionChecked:
    """A condition of the national standard was found met or not; a later word replaces it."""

    story: ClassVar[str] = "Kiểm tra điều kiện {condition} (đạt: {met})"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "from_decision"
    act_kind: ClassVar[ActKind] = "appraisal"

    condition: ConditionCode
    met: bool
    remark: Text


@dataclass(frozen=True, slots=True)
class SiteCheckOrdered:
    """Data and evidence do not suffice: the council looks at the school itself on `day`."""

    story: ClassVar[str] = "Định ngày kiểm tra thực tế tại trường: {day}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "site"

    reason: Remark
    day: date


@dataclass(frozen=True, slots=True)
class SiteChecked:
    """The council looked at the school, both days included; what it found stands in minutes."""

    story: ClassVar[str] = "Kiểm tra thực tế từ {started} đến {ended}, biên bản {minutes_number}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "site"

    minutes_number: Number
    started: date
    ended: date
    remark: Remark


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """A member of the council gave an opinion (Mẫu 3); a later one replaces it."""

    story: ClassVar[str] = "{member} cho ý kiến trong hội đồng (đề nghị công nhận: {agrees})"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"
    act_kind: ClassVar[ActKind] = "opinion"

    member: Actor
    agrees: bool
    remark: Text


@dataclass(frozen=True, slots=True)
class AppraisalConcluded:
    """The council met and concluded (Mẫu 5): the level, and the grade that follows from it.

    The grade is never above the one asked for, and none where a condition is not met or the council
    did not vote in favour.
    """

    story: ClassVar[str] = (
        "Hội đồng thẩm định kết luận theo biên bản {minutes_number}: mức {level}, mức độ "
        "{national_grade}"
    )

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "from_decision"
    act_kind: ClassVar[ActKind] = "minutes"

    minutes_number: Number
    dated: date
    present: Persons
    in_favour: Votes
    against: Votes
    remark: Text
    level: SchoolLevel
    national_grade: NationalGrade | None
    failed: Names
    unjudged: Names
    unmet_conditions: tuple[ConditionCode, ...]
    entered_late: bool
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class ResultNotified:
    """The Sở told the school the result (Mẫu 4)."""

    story: ClassVar[str] = (
        "Thông báo kết quả thẩm định số {document_number}: mức {level}, mức độ {national_grade}"
    )

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "notice"

    document_number: Number
    level: SchoolLevel
    national_grade: NationalGrade | None
    dated: date | None
    entered_late: bool
