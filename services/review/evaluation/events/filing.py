"""What review records of one evaluation (J2) from the plan to the accepted registration."""

from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Id, Line, lifted
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.rights import Right, Visibility
from services.review.shared.fields import (
    APPRAISER,
    CHECKER,
    HOLDER,
    PRINCIPAL,
    CaseFunction,
    Checklist,
    EducationStage,
    Month,
    OpenDeadline,
    Purpose,
    Reasons,
    Year,
)


@dataclass(frozen=True, slots=True)
class EvaluationPlanned:
    """An office put the school on its list: the month, and the grades aimed at."""

    story: ClassVar[str] = (
        "Đưa vào kế hoạch đánh giá ngoài tháng {month}: cấp độ {accreditation_grade}, mức độ "
        "{national_grade}"
    )

    right: ClassVar[Right] = CHECKER
    visibility: ClassVar[Visibility] = "parties"

    month: Month
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    instruction: Id | None


@dataclass(frozen=True, slots=True)
class RegistrationSubmitted:
    """The school registered; `level` is what its report claims, `late`: a window was missed.

    `direct`: no office stands between school and Sở. `attempt` counts submissions from 1.
    `education_stage`: the report is of this one stage of a school of many, None: of the school.
    """

    story: ClassVar[str] = (
        "Nộp hồ sơ đăng ký đánh giá ngoài, lần {attempt}; đề nghị cấp độ "
        "{accreditation_grade}, mức độ {national_grade}"
    )

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"

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
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class CompletionRequested:
    """The office that checks dossiers sent it back to be completed."""

    story: ClassVar[str] = "Trả hồ sơ để bổ sung: {reasons}"

    right: ClassVar[Right] = CHECKER
    visibility: ClassVar[Visibility] = "parties"

    reasons: Reasons


@dataclass(frozen=True, slots=True)
class RegistrationForwarded:
    """The office that checks dossiers found it complete and forwarded it to the Sở."""

    story: ClassVar[str] = "Kiểm tra hồ sơ đầy đủ, chuyển Sở"

    right: ClassVar[Right] = CHECKER
    visibility: ClassVar[Visibility] = "parties"

    checked: Checklist


@dataclass(frozen=True, slots=True)
class ReturnedBySo:
    """The Sở sent the dossier back to the school."""

    story: ClassVar[str] = "Sở trả hồ sơ để bổ sung: {reasons}"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"

    reasons: Reasons


@dataclass(frozen=True, slots=True)
class RegistrationAccepted:
    """The Sở accepted the registration."""

    story: ClassVar[str] = "Sở chấp nhận hồ sơ đăng ký"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"

    checked: Checklist


@dataclass(frozen=True, slots=True)
class RegistrationWithdrawn:
    """The school took its registration back before the survey."""

    story: ClassVar[str] = "Rút hồ sơ đăng ký: {reason}"

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"

    reason: Line


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

    function: CaseFunction
    source: Id | None
    to: Id
    basis: Line
    deadlines: tuple[OpenDeadline, ...]
