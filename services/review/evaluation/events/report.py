"""What review records of one evaluation (J2): the team's report, from draft to final.

From rules number 3 on an act says the day of its paper (`dated`);
`entered_late`: it was recorded after the working day that follows it.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, lifted
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.rights import SYSTEM, Right, Visibility
from services.review.shared.fields import (
    APPRAISER,
    EVALUATOR,
    PRINCIPAL,
    ActKind,
    Answers,
    Names,
    Points,
    TermStep,
)


@dataclass(frozen=True, slots=True)
class DraftSent:
    """The draft report went to the school; silence until `reply_before` means that it agrees."""

    story: ClassVar[str] = (
        "Gửi dự thảo báo cáo đánh giá ngoài: mức {level}; trường phản hồi trước ngày {reply_before}"
    )

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "draft"

    level: SchoolLevel
    next_level: SchoolLevel | None
    failed: Names
    unjudged: Names
    reply_before: date | None
    dated: date | None = None
    entered_late: bool = False
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class TermSet:
    """The office set the days for a step that is owed, where no text gives them for sure.

    `before` is the first day on which the step is overdue; `sure`: whether the office takes its
    `basis` for certain.
    """

    story: ClassVar[str] = "Ấn định thời hạn ({step}) trước ngày {before}, theo {basis}"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "term"

    step: TermStep
    before: date
    basis: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class SchoolReplied:
    """The school answered the draft; with points, the team owes an answer to each."""

    story: ClassVar[str] = "Phản hồi dự thảo (đồng ý: {agreed})"

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "reply"

    agreed: bool
    points: Points
    answer_before: date | None
    final_before: date | None
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class DeemedAgreed:
    """The time for a reply passed in silence."""

    story: ClassVar[str] = "Hết hạn phản hồi, coi như trường đồng ý"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "silence"

    final_before: date | None


@dataclass(frozen=True, slots=True)
class SilenceRecorded:
    """The clock: `before`, the first day on which silence agrees, came without a reply.

    `sure`: whether what the days rest on, the office's term or the rule set, is certain of them.
    """

    story: ClassVar[str] = (
        "Đến ngày {before} trường không phản hồi dự thảo: coi như nhất trí, hệ thống ghi theo lịch"
    )

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "silence"

    before: date
    sure: bool
    final_before: date | None


@dataclass(frozen=True, slots=True)
class ReplyReopened:
    """A reply on paper had come in time, and silence was recorded: the school enters it now.

    `received_on` is the day on which the office received the paper, by `basis`, its entry in the
    book of what comes in; the school enters it before `before`.
    """

    story: ClassVar[str] = (
        "Mở lại phản hồi: bản giấy của trường đến ngày {received_on}, theo {basis}; ghi vào hệ "
        "thống trước ngày {before}"
    )

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "term"

    received_on: date
    before: date
    basis: Line


@dataclass(frozen=True, slots=True)
class ReplyAnswered:
    """The team answered the school's points, one answer for each, in their order."""

    story: ClassVar[str] = "Đoàn trả lời các ý kiến của trường"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "parties"
    act_kind: ClassVar[ActKind] = "answers"

    answers: Answers
    final_before: date | None
    dated: date | None = None
    entered_late: bool = False


@dataclass(frozen=True, slots=True)
class FinalReported:
    """The final report: the level found, and the grades it earns, never above those asked for.

    For officers alone until the decision announces it.
    """

    story: ClassVar[str] = (
        "Nộp báo cáo đánh giá ngoài: mức {level}, đề nghị cấp độ {accreditation_grade}, "
        "mức độ {national_grade}"
    )

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "from_decision"
    act_kind: ClassVar[ActKind] = "final"

    level: SchoolLevel
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    next_level: SchoolLevel | None
    failed: Names
    unjudged: Names
    decide_before: date | None
    propose_before: date | None
    dated: date | None = None
    entered_late: bool = False
    rules: str = lifted("rules")
