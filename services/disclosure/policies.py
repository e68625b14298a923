"""What disclosure hears from others, only the fields it reads, and what it publishes on that."""

from dataclasses import dataclass
from datetime import date

from libs.engine.reactions import Reaction, Reactions, Told
from libs.kernel.messages import Contract
from libs.log.entry import Recorded
from services.disclosure.publication.events import Kind, Manner
from services.disclosure.publication.rules import (
    MarkCancelled,
    MarkCarriedOver,
    MarkCorrected,
    MarkLapsed,
    MarkReinstated,
    MarkReplaced,
    MarkStruck,
    PublishEarlierRecognition,
    PublishRecognition,
)


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
class EarlierRecognitionRecorded:
    """Review: a recognition from before the platform, written down from its paper."""

    school: str
    kind: Kind
    accreditation_grade: int | None
    national_grade: int | None
    decision_number: str
    certificate_number: str | None
    decided_on: date
    authority_name: str
    valid_from: date
    valid_to: date
    replaced_by: str | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class EarlierRecognitionStruck:
    """Review: what was written down was wrong."""

    reason: str


@dataclass(frozen=True, slots=True)
class RecognitionReplaced:
    """Review: another certificate came in its place."""

    replaced_by: str
    ends: date


@dataclass(frozen=True, slots=True)
class RecognitionReinstated:
    """Review: it holds again, what replaced it being struck."""

    struck: str


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


@dataclass(frozen=True, slots=True)
class RecognitionCorrected:
    """Review: a misprint in it was put right; a new day of signing begins its term."""

    document_number: str
    reason: str
    decision_number: str | None
    certificate_number: str | None
    signed_on: date | None
    misprint: str | None
    valid_to: date | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class RecognitionCancelled:
    """Review: it was revoked or annulled."""

    manner: Manner
    decision_number: str
    reason: str
    ends: date
    dated: date | None


Heard = (
    RecognitionGranted
    | EarlierRecognitionRecorded
    | EarlierRecognitionStruck
    | RecognitionReplaced
    | RecognitionReinstated
    | RecognitionCarriedOver
    | RecognitionLapsed
    | RecognitionCorrected
    | RecognitionCancelled
)
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


def _earlier(told: EarlierRecognitionRecorded, entry: Recorded) -> Told:
    command = PublishEarlierRecognition(
        recognition=entry.stream.partition("-")[2],
        kind=told.kind,
        accreditation_grade=told.accreditation_grade,
        national_grade=told.national_grade,
        certificate_number=told.certificate_number,
        decision_number=told.decision_number,
        decided_on=told.decided_on,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        authority_name=told.authority_name,
        replaced_by=told.replaced_by,
        ends=told.ends,
        school=told.school,
    )
    yield _stream(entry), command


def _struck(event: EarlierRecognitionStruck, entry: Recorded) -> Told:
    yield _stream(entry), MarkStruck(event.reason)


def _replaced(event: RecognitionReplaced, entry: Recorded) -> Told:
    yield _stream(entry), MarkReplaced(event.replaced_by, event.ends)


def _reinstated(event: RecognitionReinstated, entry: Recorded) -> Told:
    yield _stream(entry), MarkReinstated(event.struck)


def _carried_over(event: RecognitionCarriedOver, entry: Recorded) -> Told:
    yield _stream(entry), MarkCarriedOver(event.successor, event.starts, event.basis)


def _lapsed(event: RecognitionLapsed, entry: Recorded) -> Told:
    yield _stream(entry), MarkLapsed(event.ends, event.basis)


def _corrected(event: RecognitionCorrected, entry: Recorded) -> Told:
    yield (
        _stream(entry),
        MarkCorrected(
            event.document_number,
            event.reason,
            event.decision_number,
            event.certificate_number,
            event.signed_on,
            event.valid_to,
            event.misprint,
            event.dated,
        ),
    )


def _cancelled(event: RecognitionCancelled, entry: Recorded) -> Told:
    said = (event.manner, event.decision_number, event.reason, event.ends, event.dated)
    yield _stream(entry), MarkCancelled(*said)


def _stream(entry: Recorded) -> str:
    return f"publication-{entry.stream.partition('-')[2]}"


react = Reactions(
    Reaction(RecognitionGranted, _granted),
    Reaction(EarlierRecognitionRecorded, _earlier),
    Reaction(EarlierRecognitionStruck, _struck),
    Reaction(RecognitionReplaced, _replaced),
    Reaction(RecognitionReinstated, _reinstated),
    Reaction(RecognitionCarriedOver, _carried_over),
    Reaction(RecognitionLapsed, _lapsed),
    Reaction(RecognitionCorrected, _corrected),
    Reaction(RecognitionCancelled, _cancelled),
)
