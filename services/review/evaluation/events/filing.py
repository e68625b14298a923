"""What review records of one evaluation (J2) from the plan to the accepted registration.

From rules number 3 on an act says the day of its paper (`dated`);
`entered_late`: it was recorded after the working day that follows it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Id, Line, Remark, lifted, size
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.rights import Right, Visibility
from services.review.shared.fields import (
    APPRAISER,
    CHECKER,
    DESK,
    DISCONTINUER,
    HOLDER,
    PLANNER,
    PRINCIPAL,
    ActKind,
    CaseFunction,
    Checklist,
    DeskSource,
    Difference,
    EducationStage,
    Further,
    Month,
    Number,
    OpenDeadline,
    Purpose,
    Reasons,
    Year,
)


@dataclass(frozen=True, slots=True)
class EvaluationPlanned:
    """An office planned the school's evaluation: the month, and the grades aimed at.

    Written until rules number 3; since then the office's list in the registry is the one plan.
    """

    story: ClassVar[str] = (
        "Đưa vào kế hoạch đánh giá ngoài tháng {month}: cấp độ {accreditation_grade}, mức độ "
        "{national_grade}"
    )

    right: ClassVar[Right] = PLANNER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "planned"

    month: Month
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    instruction: Id | None


@dataclass(frozen=True, slots=True)
class RegistrationSubmitted:
    """The school registered; `level` is what its report claims, `late`: a window was missed.

    `direct`: no office stands between school and Sở. `attempt` counts submissions from 1.
    `education_stage`: the report is of this one stage of a school of many, None: of the school.
    `differs`: in what it is not as the office's list has it. `further`: purposes that the province
    adds, of which nothing follows in the case. `report_submitted_on`: the day of its report's
    paper, before which no office accepts the registration.
    """

    story: ClassVar[str] = (
        "Nộp hồ sơ đăng ký đánh giá ngoài, lần {attempt}; đề nghị cấp độ "
        "{accreditation_grade}, mức độ {national_grade}"
    )

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "filed"

    purpose: Purpose
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    address: Line
    phone: Line | None
    email: Line | None
    cycle_year: Year
    level: SchoolLevel
    rule_set: Line
    revision: Line
    late: bool
    direct: bool
    attempt: int
    education_stage: EducationStage | None = None
    dated: date | None = None
    entered_late: bool = False
    differs: Annotated[tuple[Difference, ...], size(0, 5)] = ()
    further: Further = ()
    report_submitted_on: date | None = None
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class DeskReceiptRecorded:
    """The one-stop desk gave the dossier a file number; a later receipt replaces it.

    `return_on`: the last day on which the result is to be returned, None where it names none.
    """

    story: ClassVar[str] = (
        "Bộ phận một cửa tiếp nhận hồ sơ số {number} ngày {received_on}, "
        "hẹn trả kết quả {return_on}"
    )

    right: ClassVar[Right] = DESK
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "receipt"

    number: Number
    received_on: date
    return_on: date | None
    receipt_source: DeskSource


@dataclass(frozen=True, slots=True)
class CompletionRequested:
    """The office that checks dossiers sent it back to be completed."""

    story: ClassVar[str] = "Trả hồ sơ để bổ sung: {reasons}"

    right: ClassVar[Right] = CHECKER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "returned"

    reasons: Reasons
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationForwarded:
    """The office that checks dossiers found it complete and forwarded it to the Sở.

    `list_number`: of the office's list, a paper of the day `dated` that names several schools.
    """

    story: ClassVar[str] = "Kiểm tra hồ sơ đầy đủ, chuyển Sở"

    right: ClassVar[Right] = CHECKER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "forwarded"

    checked: Checklist
    dated: date | None = None
    entered_late: bool = False
    list_number: Number | None = None


@dataclass(frozen=True, slots=True)
class ReturnedBySo:
    """The Sở sent the dossier back to the school."""

    story: ClassVar[str] = "Sở trả hồ sơ để bổ sung: {reasons}"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "returned"

    reasons: Reasons
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationAccepted:
    """The Sở accepted the registration."""

    story: ClassVar[str] = "Sở chấp nhận hồ sơ đăng ký"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "accepted"

    checked: Checklist
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationWithdrawn:
    """The school took its registration back before the survey."""

    story: ClassVar[str] = "Rút hồ sơ đăng ký: {reason}"

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "withdrawn"

    reason: Remark


@dataclass(frozen=True, slots=True)
class EvaluationDiscontinued:
    """The director of the office that appraises ended the case without a decision.

    The school may register again. `basis`: the document that says so.
    """

    story: ClassVar[str] = "Dừng hồ sơ, không quyết định: {reason}, theo {basis}"

    right: ClassVar[Right] = DISCONTINUER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "ended"

    reason: Remark
    basis: Line
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class CaseTransferred:
    """The running case passed from the office that held a function for it (`source`) to another.

    It stays where it stands, and `deadlines` go on as they were.
    """

    story: ClassVar[str] = (
        "Chuyển hồ sơ ({function}) từ {source} cho {to}, theo {basis}; thời hạn còn mở: {deadlines}"
    )

    right: ClassVar[Right] = HOLDER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "transferred"

    function: CaseFunction
    source: Id | None
    to: Id
    basis: Line
    deadlines: tuple[OpenDeadline, ...]
