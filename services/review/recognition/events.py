"""What review records of a recognition (J3): the certificate and its term."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Actor, Contract, Id, Line, Remark, between, lifted, pattern, size
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import SYSTEM, Right, Visibility
from services.review.shared.fields import APPRAISER, DECIDER, Grounds, Kind, Number
from services.review.shared.succession import Followed

Papers = Annotated[tuple[Annotated[str, pattern(r"\S{1,40}", "H1-1.1-01")], ...], size(0, 10)]
"""Codes of the school's evidence under which a decision's file is kept."""
Manner = Literal["revoked", "annulled"]
"""Thu hồi, hủy bỏ: how a certificate is taken back."""
Entry = Annotated[int, between(1, 9999)]
"""The number of an entry from paper in the stream of its certificate."""


@dataclass(frozen=True, slots=True)
class RecognitionGranted:
    """One certificate: what was recognised, by whom, on which evaluation, from when to when.

    Of the two grades the one that `kind` names is stated, the other is None. `renews` are the
    certificates of that kind in whose place it comes.
    """

    story: ClassVar[str] = (
        "Ghi sổ công nhận: số {certificate_number}, giá trị từ {valid_from} đến {valid_to}"
    )

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"

    school: Id
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: Number
    certificate_number: Number
    valid_from: date
    valid_to: date
    decided_by: Id
    decided_on: date
    evaluation: Id
    rule_set: Line
    revision: Line
    renews: tuple[Id, ...] = ()
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class EarlierRecognitionEntered:
    """What somebody typed in from a decision's paper; it counts once another person confirms it.

    `evidence` names the decision's file in the school's evidence; `entered_by` is who may not
    confirm it.
    """

    story: ClassVar[str] = (
        "Nhập từ giấy, chờ người khác xác nhận: quyết định {decision_number} của {authority_name}"
    )

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"

    entry: Entry
    entered_by: Actor
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: Number
    certificate_number: Number | None
    decided_on: date
    authority_name: Line
    valid_from: date
    valid_to: date
    evidence: Papers


@dataclass(frozen=True, slots=True)
class EarlierRecognitionDeclined:
    """What was typed in is not what the paper says; it never counted."""

    story: ClassVar[str] = "Không xác nhận công nhận nhập từ giấy: {reason}"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "parties"

    entry: Entry
    reason: Remark


@dataclass(frozen=True, slots=True)
class EarlierRecognitionRecorded:
    """A recognition that was decided before the school came to the platform, as its paper says.

    From rules number 3 on it is recorded by who confirms what somebody else entered. Of the two
    grades the one that `kind` names is stated, the other is None. `authority_name` is as written on
    the decision; `evidence` names its file in the school's evidence, `ev` the hashes of that.
    `renews` are the certificates of the kind in whose place it came; `replaced_by` is the one that
    has come in its own, from `ends` on.
    """

    story: ClassVar[str] = (
        "Ghi lại từ giấy: quyết định {decision_number} của {authority_name}, giá trị đến {valid_to}"
    )

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "public"

    school: Id
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: Number
    certificate_number: Number | None
    decided_on: date
    authority_name: Line
    valid_from: date
    valid_to: date
    evidence: Papers
    rule_set: Line
    revision: Line
    renews: tuple[Id, ...]
    replaced_by: Id | None
    ends: date | None
    rules: str = lifted("rules")
    ev: tuple[str, ...] = lifted("ev")


@dataclass(frozen=True, slots=True)
class EarlierRecognitionStruck:
    """What was recorded from paper was wrong, and counts as if it had never been.

    `renews` are the certificates that it had come in the place of.
    """

    story: ClassVar[str] = "Xóa tên công nhận đã ghi lại từ giấy: {reason}"

    right: ClassVar[Right] = APPRAISER
    visibility: ClassVar[Visibility] = "public"

    reason: Remark
    renews: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class RecognitionReplaced:
    """Another certificate of the kind has come in its place: `ends` is the first day without it."""

    story: ClassVar[str] = "Có công nhận mới thay từ ngày {ends}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"

    replaced_by: Id
    ends: date


@dataclass(frozen=True, slots=True)
class RecognitionReinstated:
    """What had come in its place was struck: it holds again as its paper says."""

    story: ClassVar[str] = "Có hiệu lực trở lại: công nhận thay nó đã bị xóa tên"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"

    struck: Id


@dataclass(frozen=True, slots=True)
class RecognitionCarriedOver(Followed):
    """From `starts` on `successor` holds the certificate, its grade and dates as printed.

    Without `rule`: the decision itself was taken when the case had gone on under `successor`.
    """

    visibility: ClassVar[Visibility] = "public"
    story: ClassVar[str] = "Chứng nhận do {successor} kế thừa từ ngày {starts}, theo {basis}"

    successor: Id
    starts: date
    basis: Line
    sure: bool
    rule: Line | None = None


@dataclass(frozen=True, slots=True)
class RecognitionLapsed(Followed):
    """The certificate holds no more, `ends` being the first day without it."""

    visibility: ClassVar[Visibility] = "public"
    story: ClassVar[str] = (
        "Chứng nhận hết giá trị từ ngày {ends} do tổ chức lại trường, theo {basis}"
    )

    ends: date
    basis: Line
    rule: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class RecognitionCorrected:
    """A misprint in the decision or its certificate was put right by the paper `document_number`.

    What is stated is what it says from now on. From `signed_on`, where that is stated, its term
    runs to `valid_to`; `renews` are the certificates in whose place it came.
    """

    story: ClassVar[str] = "Đính chính theo văn bản {document_number}: {reason}"

    right: ClassVar[Right] = DECIDER
    visibility: ClassVar[Visibility] = "public"

    document_number: Number
    reason: Remark
    decision_number: Number | None
    certificate_number: Number | None
    signed_on: date | None
    misprint: Remark | None
    valid_to: date | None
    renews: tuple[Id, ...]
    dated: date | None
    entered_late: bool


@dataclass(frozen=True, slots=True)
class RecognitionCancelled:
    """The certificate was taken back by a decision; `ends` is the first day without it.

    `manner`: "revoked" (thu hồi) from the day of the paper on; "annulled" (hủy bỏ): it counts as
    never having been, and what it had come in the place of (`renews`) holds again.
    """

    story: ClassVar[str] = (
        "Thu hồi hoặc hủy bỏ công nhận theo quyết định {decision_number}: {reason}"
    )

    right: ClassVar[Right] = DECIDER
    visibility: ClassVar[Visibility] = "public"

    manner: Manner
    decision_number: Number
    reason: Remark
    grounds: Grounds
    ends: date
    renews: tuple[Id, ...]
    dated: date | None
    entered_late: bool


RecognitionEvent = (
    RecognitionGranted
    | EarlierRecognitionEntered
    | EarlierRecognitionDeclined
    | EarlierRecognitionRecorded
    | EarlierRecognitionStruck
    | RecognitionReplaced
    | RecognitionReinstated
    | RecognitionCarriedOver
    | RecognitionLapsed
    | RecognitionCorrected
    | RecognitionCancelled
)
RECOGNITION_EVENTS: Contract[RecognitionEvent] = Contract(RecognitionEvent)
