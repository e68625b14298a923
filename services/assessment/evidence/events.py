"""What a school's register of evidence records; its stream is `evidence-<school>`."""

from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Contract, Line
from services.assessment.shared.fields import BySchool, Code, Sha256


@dataclass(frozen=True, slots=True)
class EvidenceRegistered(BySchool):
    """An item of evidence (minh chứng) has this code; `sha256` is the hash of its bytes."""

    story: ClassVar[str] = "Đăng ký minh chứng {code} {title}"

    code: Code
    title: Line
    sha256: Sha256
    sample: bool


EvidenceEvent = EvidenceRegistered
EVIDENCE_EVENTS: Contract[EvidenceEvent] = Contract(EvidenceEvent)
