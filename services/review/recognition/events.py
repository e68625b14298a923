"""What review records of a recognition (J3): the certificate and its term."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Contract, Id, Line, lifted
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import SYSTEM, Right, Visibility
from services.review.shared.fields import Kind, Number
from services.review.shared.succession import Followed


@dataclass(frozen=True, slots=True)
class RecognitionGranted:
    """One certificate: what was recognised, by whom, on which evaluation, from when to when.

    Of the two grades the one that `kind` names is stated, the other is None.
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
    rules: str = lifted("rules")


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


RecognitionEvent = RecognitionGranted | RecognitionCarriedOver | RecognitionLapsed


RECOGNITION_EVENTS: Contract[RecognitionEvent] = Contract(RecognitionEvent)
