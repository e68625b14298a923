"""What disclosure records: that a recognition is public, with all that the record shows."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, Remark, size
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import SYSTEM, Listed, Right, Visibility

Kind = Literal["accreditation", "national_standard"]
Manner = Literal["revoked", "annulled"]
Number = Annotated[str, size(1, 80)]


@dataclass(frozen=True, slots=True)
class RecognitionPublished:
    """A recognition became public, names as they stood that day; valid on both days it names.

    Of the two grades the one that `kind` names is stated, the other is None. `sample` says that the
    school, and so its certificate, is sample data.
    """

    story: ClassVar[str] = "Công khai kết quả: số {certificate_number}, giá trị đến {valid_to}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = (
        "recognitions",
        (
            *("recognition", "school", "school_name", "kind"),
            *("accreditation_grade", "national_grade", "decision_number", "certificate_number"),
            *("valid_from", "valid_to", "authority", "authority_name", "sample"),
        ),
    )

    recognition: Id
    school: Id
    school_name: Line
    school_kind: Line
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: Number
    certificate_number: Number
    valid_from: date
    valid_to: date
    authority: Id
    authority_name: Line
    sample: bool


@dataclass(frozen=True, slots=True)
class EarlierRecognitionPublished:
    """A recognition from before the platform became public, as written down from its paper.

    `authority_name` is as written on the decision of `decided_on`; `ends` is the first day without
    it where another certificate of its kind, `replaced_by`, had come in its place.
    """

    story: ClassVar[str] = (
        "Công khai kết quả ghi lại từ giấy: quyết định {decision_number}, giá trị đến {valid_to}"
    )

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = (
        "from_paper",
        (
            *("recognition", "school", "school_name", "kind"),
            *("accreditation_grade", "national_grade", "decision_number", "certificate_number"),
            *("decided_on", "valid_from", "valid_to", "authority_name", "sample"),
            *("replaced_by", "ends"),
        ),
    )

    recognition: Id
    school: Id
    school_name: Line
    school_kind: Line
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: Number
    certificate_number: Number | None
    decided_on: date
    valid_from: date
    valid_to: date
    authority_name: Line
    sample: bool
    replaced_by: Id | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class PublicationReplaced:
    """The public record says that another certificate came in its place from `ends` on."""

    story: ClassVar[str] = "Công khai: có công nhận mới thay từ ngày {ends}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = ("replaced", ("replaced_by", "ends"))

    replaced_by: Id
    ends: date


@dataclass(frozen=True, slots=True)
class PublicationReinstated:
    """The public record says that it holds again: what had replaced it was struck."""

    story: ClassVar[str] = "Công khai: có hiệu lực trở lại"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = ("reinstated", ("struck",))

    struck: Id


@dataclass(frozen=True, slots=True)
class PublicationStruck:
    """The public record says that what was written down from paper was wrong."""

    story: ClassVar[str] = "Công khai: đã xóa tên, {reason}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = ("struck", ("reason",))

    reason: Remark


@dataclass(frozen=True, slots=True)
class PublicationCarriedOver:
    """The public record says from `starts` on that another school holds the certificate.

    `successor_name` is that school's name on the day this was recorded.
    """

    story: ClassVar[str] = "Công khai: {successor_name} kế thừa kết quả từ ngày {starts}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = ("carried_over", ("successor", "successor_name", "starts"))

    successor: Id
    successor_name: Line
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class PublicationLapsed:
    """The public record says that the certificate ended with its school, `ends` being the day."""

    story: ClassVar[str] = "Công khai: kết quả hết giá trị từ ngày {ends}, theo {basis}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = ("lapsed", ("ends",))

    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class PublicationCorrected:
    """The public record says what a paper corrected; each field stated is what holds since."""

    story: ClassVar[str] = "Công khai: đính chính theo văn bản {document_number}, {reason}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = (
        "corrected",
        (
            *("document_number", "decision_number", "certificate_number"),
            *("valid_from", "valid_to", "misprint"),
        ),
    )

    document_number: Number
    reason: Remark
    decision_number: Number | None
    certificate_number: Number | None
    valid_from: date | None
    valid_to: date | None
    misprint: Remark | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class PublicationCancelled:
    """The public record says that it was taken back, `ends` being the first day without it."""

    story: ClassVar[str] = "Công khai: thu hồi hoặc hủy bỏ theo quyết định {decision_number}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    listed: ClassVar[Listed] = ("cancelled", ("manner", "decision_number", "ends"))

    manner: Manner
    decision_number: Number
    reason: Remark
    ends: date
    dated: date | None


PublicationEvent = (
    RecognitionPublished
    | EarlierRecognitionPublished
    | PublicationReplaced
    | PublicationReinstated
    | PublicationStruck
    | PublicationCarriedOver
    | PublicationLapsed
    | PublicationCorrected
    | PublicationCancelled
)
Event = PublicationEvent
EVENTS: Contract[PublicationEvent] = Contract(PublicationEvent)
