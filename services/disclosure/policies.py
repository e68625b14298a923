"""What disclosure hears from others, only the fields it reads, and what it publishes on that."""

from dataclasses import dataclass
from datetime import date

from libs.engine.reactions import Reaction, Reactions, Told
from libs.kernel.messages import Contract
from libs.log.entry import Recorded
from services.disclosure.publication.events import Kind
from services.disclosure.publication.rules import MarkCarriedOver, MarkLapsed, PublishRecognition


@dataclass(frozen=True, slots=True)
class RecognitionGranted:
    """Review: a certificate."""

    school: str
    kind: Kind
    accreditation_grade: int | None
    national_grade: int | None
    decision_number: str
    certificate_number: str
    valid_from: date
    valid_to: date
    decided_by: str


@dataclass(frozen=True, slots=True)
class RecognitionCarriedOver:
    """Review: another school holds the certificate from `starts` on."""

    successor: str
    starts: date
    basis: str


@dataclass(frozen=True, slots=True)
class RecognitionLapsed:
    """Review: the certificate ended with its school."""

    ends: date
    basis: str


Heard = RecognitionGranted | RecognitionCarriedOver | RecognitionLapsed
HEARD: Contract[Heard] = Contract(Heard)


def _granted(granted: RecognitionGranted, entry: Recorded) -> Told:
    recognition = entry.stream.partition("-")[2]
    command = PublishRecognition(
        recognition=recognition,
        kind=granted.kind,
        accreditation_grade=granted.accreditation_grade,
        national_grade=granted.national_grade,
        certificate_number=granted.certificate_number,
        decision_number=granted.decision_number,
        valid_from=granted.valid_from,
        valid_to=granted.valid_to,
        decided_by=granted.decided_by,
        school=granted.school,
    )
    yield _stream(entry), command


def _carried_over(event: RecognitionCarriedOver, entry: Recorded) -> Told:
    yield _stream(entry), MarkCarriedOver(event.successor, event.starts, event.basis)


def _lapsed(event: RecognitionLapsed, entry: Recorded) -> Told:
    yield _stream(entry), MarkLapsed(event.ends, event.basis)


def _stream(entry: Recorded) -> str:
    return f"publication-{entry.stream.partition('-')[2]}"


react = Reactions(
    Reaction(RecognitionGranted, _granted),
    Reaction(RecognitionCarriedOver, _carried_over),
    Reaction(RecognitionLapsed, _lapsed),
)
