"""What review records: the way of one evaluation (J2) and the recognitions it ends in (J3).

Every date is a Vietnamese calendar date. A date named `..._before` is exclusive: the day before it
is the last good one. Indicators are named as `libs.standards.levels.name` writes them ("1.1/2a").
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.contract import Actor, Contract, Id, Line, Text, between, lifted, pattern, size
from libs.rights import ANY_HOLDER, SYSTEM, Right
from services.review.lineage_events import (
    EvaluationContinued,
    EvaluationEnded,
    RecognitionCarriedOver,
    RecognitionLapsed,
    SuccessionSettled,
)

Visibility = Literal["public", "parties", "officers"]

PRINCIPAL = Right(("principal",), at_school=True)
CHECKER = Right(("officer",), function="check_dossier")
APPRAISER = Right(("officer",), function="appraise")
HOLDER = Right(("officer", "administrator", "operator"), function=ANY_HOLDER)
"""Whoever holds the case itself, or keeps the register."""
TEAM_FORMER = Right(("director",), function="form_team")
EVALUATOR = Right(("evaluator",))
ACCREDITER = Right(("director",), function="decide_accreditation")
PROPOSER = Right(("director",), function="propose_national_standard")
RECOGNISER = Right(("chair", "director"), function="decide_national_standard")
"""The chair of the provincial People's Committee; from TT 57/2026 on the director of the Sở."""

Purpose = Literal["accreditation", "national_standard", "both"]
Kind = Literal["accreditation", "national_standard"]
Month = Annotated[str, pattern(r"20[0-9]{2}-(0[1-9]|1[0-2])", "2024-10")]
Year = Annotated[int, between(2000, 2100)]
"""The year in which a school year begins: 2024 for 2024-2025."""
SchoolLevel = Annotated[int, between(0, 4)]
AccreditationGrade = Annotated[int, between(1, 4)]
"""Cấp độ kiểm định chất lượng giáo dục."""
NationalGrade = Annotated[int, between(1, 2)]
"""Mức độ đạt chuẩn quốc gia."""
Criterion = Annotated[str, pattern(r"\d{1,2}(\.\d{1,2})?", "1.1")]
Indicator = Annotated[str, pattern(r"[a-z0-9-]", "a")]
Number = Annotated[str, size(1, 80)]
"""The number of an official document as written on it, e.g. "1234/QĐ-SGDĐT"."""
Rules = Annotated[str, pattern(r"[0-9a-f]{64}", "9f" * 32)]
CaseFunction = Literal["check_dossier", "appraise"]
"""Kiểm tra hồ sơ, thẩm định: the functions of which a running case keeps the holder."""
Step = Literal["survey", "draft", "reply", "answer", "final", "decide", "propose"]
"""What a running case owes: khảo sát, dự thảo, phản hồi, trả lời, báo cáo, quyết định, đề nghị."""
Point = Annotated[str, size(1, 4000)]
Names = tuple[Annotated[str, size(1, 20)], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a dossier goes back: the part of it, and what is wrong with that part."""

    item: Line
    detail: Line


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of an evaluation team (đoàn đánh giá ngoài)."""

    person: Actor
    post: Literal["leader", "secretary", "member"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The team's judgement of one indicator; `indicator` is "-" where the level has no letters."""

    level: Annotated[int, between(1, 4)]
    indicator: Indicator
    met: bool


@dataclass(frozen=True, slots=True)
class OpenDeadline:
    """A step that is still owed, and the first day on which it is overdue."""

    step: Step
    before: date


@dataclass(frozen=True, slots=True)
class EvaluationPlanned:
    """An office put the school on its list: month, level (cấp độ) and grade (mức độ) aimed at."""

    story: ClassVar[str] = (
        "Đưa vào kế hoạch đánh giá ngoài tháng {month}: cấp độ {level}, mức độ {grade}"
    )

    right: ClassVar[Right] = CHECKER
    visibility: ClassVar[Visibility] = "parties"

    month: Month
    level: AccreditationGrade | None
    grade: NationalGrade | None
    instruction: Id | None


@dataclass(frozen=True, slots=True)
class RegistrationSubmitted:
    """The school registered; `level` is what its report claims, `late`: a window was missed.

    `direct`: no office stands between school and Sở. `attempt` counts submissions from 1.
    """

    story: ClassVar[str] = (
        "Nộp hồ sơ đăng ký đánh giá ngoài, lần {attempt}; đề nghị cấp độ {target_level}, mức "
        "độ {target_grade}"
    )

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"

    purpose: Purpose
    target_level: AccreditationGrade | None
    target_grade: NationalGrade | None
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
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class CompletionRequested:
    """The first level sent the dossier back to be completed."""

    story: ClassVar[str] = "Trả hồ sơ để bổ sung: {reasons}"

    right: ClassVar[Right] = CHECKER
    visibility: ClassVar[Visibility] = "parties"

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class FirstLevelAccepted:
    """The first level found the dossier complete and forwarded it to the Sở."""

    story: ClassVar[str] = "Kiểm tra hồ sơ đầy đủ, chuyển Sở"

    right: ClassVar[Right] = CHECKER
    visibility: ClassVar[Visibility] = "parties"

    checked: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ReturnedBySo:
    """The Sở sent the dossier back to the school."""

    story: ClassVar[str] = "Sở trả hồ sơ để bổ sung: {reasons}"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RegistrationAccepted:
    """The Sở accepted the registration."""

    story: ClassVar[str] = "Sở chấp nhận hồ sơ đăng ký"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"

    checked: tuple[Line, ...]


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


@dataclass(frozen=True, slots=True)
class TeamFormed:
    """The director of the Sở set up the evaluation team."""

    story: ClassVar[str] = "Lập đoàn đánh giá ngoài theo quyết định {decision_number}"

    right: ClassVar[Right] = TEAM_FORMER
    visibility: ClassVar[Visibility] = "parties"

    decision_number: Number
    members: tuple[TeamMember, ...]


@dataclass(frozen=True, slots=True)
class FindingRecorded:
    """The team judged one criterion; a later finding on the same criterion replaces it whole.

    For officers alone: what the team thinks is confidential until the draft goes to the school.
    """

    story: ClassVar[str] = "Đoàn đánh giá tiêu chí {criterion}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"

    criterion: Criterion
    judgements: tuple[Verdict, ...]
    strengths: Text
    weaknesses: Text
    recommendations: Text


@dataclass(frozen=True, slots=True)
class SurveyClosed:
    """The official survey ended, both days included; the draft is due before `draft_before`."""

    story: ClassVar[str] = "Kết thúc khảo sát chính thức từ {started} đến {ended}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"

    started: date
    ended: date
    draft_before: date | None


@dataclass(frozen=True, slots=True)
class DraftSent:
    """The draft report went to the school; silence until `reply_before` means that it agrees."""

    story: ClassVar[str] = (
        "Gửi dự thảo báo cáo đánh giá ngoài: mức {level}; trường phản hồi trước ngày {reply_before}"
    )

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"

    level: SchoolLevel
    next_level: SchoolLevel | None
    failed: Names
    unjudged: Names
    reply_before: date | None
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class SchoolReplied:
    """The school answered the draft; with points, the team owes an answer to each."""

    story: ClassVar[str] = "Phản hồi dự thảo (đồng ý: {agreed})"

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"

    agreed: bool
    points: tuple[Point, ...]
    answer_before: date | None
    final_before: date | None


@dataclass(frozen=True, slots=True)
class DeemedAgreed:
    """The time for a reply passed in silence."""

    story: ClassVar[str] = "Hết hạn phản hồi, coi như trường đồng ý"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"

    final_before: date | None


@dataclass(frozen=True, slots=True)
class ReplyAnswered:
    """The team answered the school's points, one answer for each, in their order."""

    story: ClassVar[str] = "Đoàn trả lời các ý kiến của trường"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"

    answers: tuple[Point, ...]
    final_before: date | None


@dataclass(frozen=True, slots=True)
class FinalReported:
    """The final report: the level found, and the grades it earns, never above those asked for.

    For officers alone until the decision announces it.
    """

    story: ClassVar[str] = (
        "Nộp báo cáo đánh giá ngoài: mức {level}, đề nghị cấp độ {grade}, mức độ {national_grade}"
    )

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"

    level: SchoolLevel
    grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    next_level: SchoolLevel | None
    failed: Names
    unjudged: Names
    decide_before: date | None
    propose_before: date | None
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class AccreditationGranted:
    """The school is accredited at a grade (cấp độ); valid on both `valid_from` and `valid_to`.

    `holder` is the school that succeeded it while the case ran, None where none did.
    """

    story: ClassVar[str] = (
        "Công nhận đạt kiểm định chất lượng giáo dục cấp độ {grade}: quyết định "
        "{decision_number}, chứng nhận {certificate_number}, giá trị đến {valid_to}"
    )

    right: ClassVar[Right] = ACCREDITER
    visibility: ClassVar[Visibility] = "public"

    level: SchoolLevel
    grade: AccreditationGrade
    decision_number: Number
    certificate_number: Number
    valid_from: date
    valid_to: date
    rule_set: Line
    revision: Line
    holder: Id | None = None
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class AccreditationRefused:
    """The level found earns no accreditation."""

    story: ClassVar[str] = (
        "Không công nhận đạt kiểm định chất lượng giáo dục: quyết định {decision_number}"
    )

    right: ClassVar[Right] = ACCREDITER
    visibility: ClassVar[Visibility] = "parties"

    level: SchoolLevel
    decision_number: Number
    failed: Names
    unjudged: Names
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class NationalStandardProposed:
    """The director of the Sở proposed to recognise the school at a national grade (mức độ)."""

    story: ClassVar[str] = (
        "Đề nghị công nhận đạt chuẩn quốc gia mức độ {grade}: tờ trình {document_number}"
    )

    right: ClassVar[Right] = PROPOSER
    visibility: ClassVar[Visibility] = "parties"

    grade: NationalGrade
    document_number: Number


@dataclass(frozen=True, slots=True)
class NationalStandardGranted:
    """The school meets the national standard; valid on both `valid_from` and `valid_to`.

    `holder` is the school that succeeded it while the case ran, None where none did.
    """

    story: ClassVar[str] = (
        "Công nhận đạt chuẩn quốc gia mức độ {grade}: quyết định {decision_number}, bằng "
        "{certificate_number}, giá trị đến {valid_to}"
    )

    right: ClassVar[Right] = RECOGNISER
    visibility: ClassVar[Visibility] = "public"

    level: SchoolLevel
    grade: NationalGrade
    decision_number: Number
    certificate_number: Number
    valid_from: date
    valid_to: date
    rule_set: Line
    revision: Line
    holder: Id | None = None
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class NationalStandardRefused:
    """The level found earns no national-standard grade."""

    story: ClassVar[str] = "Không công nhận đạt chuẩn quốc gia: quyết định {decision_number}"

    right: ClassVar[Right] = RECOGNISER
    visibility: ClassVar[Visibility] = "parties"

    level: SchoolLevel
    decision_number: Number
    failed: Names
    unjudged: Names
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class RecognitionGranted:
    """One certificate: what was recognised, by whom, on which evaluation, from when to when."""

    story: ClassVar[str] = (
        "Ghi sổ công nhận: số {certificate_number}, giá trị từ {valid_from} đến {valid_to}"
    )

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"

    school: Id
    kind: Kind
    grade: AccreditationGrade
    decision_number: Number
    certificate_number: Number
    valid_from: date
    valid_to: date
    decided_by: Id
    decided_on: date
    evaluation: Id
    rule_set: Line
    revision: Line
    rules: str = lifted("rules")


EvaluationEvent = (
    EvaluationPlanned
    | RegistrationSubmitted
    | CompletionRequested
    | FirstLevelAccepted
    | ReturnedBySo
    | RegistrationAccepted
    | RegistrationWithdrawn
    | CaseTransferred
    | TeamFormed
    | FindingRecorded
    | SurveyClosed
    | DraftSent
    | SchoolReplied
    | DeemedAgreed
    | ReplyAnswered
    | FinalReported
    | AccreditationGranted
    | AccreditationRefused
    | NationalStandardProposed
    | NationalStandardGranted
    | NationalStandardRefused
    | EvaluationContinued
    | EvaluationEnded
)
RecognitionEvent = RecognitionGranted | RecognitionCarriedOver | RecognitionLapsed
Event = EvaluationEvent | RecognitionEvent | SuccessionSettled

EVALUATION_EVENTS: Contract[EvaluationEvent] = Contract(EvaluationEvent)
RECOGNITION_EVENTS: Contract[RecognitionEvent] = Contract(RecognitionEvent)
SUCCESSION_EVENTS: Contract[SuccessionSettled] = Contract(SuccessionSettled)
EVENTS: Contract[Event] = Contract(Event)
