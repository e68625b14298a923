"""What disclosure records: that a recognition is public, with all that the record shows."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, size
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import SYSTEM, Right, Visibility

Kind = Literal["accreditation", "national_standard"]
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
class PublicationCarriedOver:
    """The public record says from `starts` on that another school holds the certificate.

    `successor_name` is that school's name on the day this was recorded.
    """

    story: ClassVar[str] = "Công khai: {successor_name} kế thừa kết quả từ ngày {starts}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"

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

    ends: date
    basis: Line


PublicationEvent = RecognitionPublished | PublicationCarriedOver | PublicationLapsed
Event = PublicationEvent
EVENTS: Contract[PublicationEvent] = Contract(PublicationEvent)
