"""What disclosure hears from others, only the fields it reads, and what it publishes on that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from libs.contract import Contract
from libs.eventlog import Recorded
from services.disclosure.domain import Command, MarkCarriedOver, MarkLapsed, PublishRecognition
from services.disclosure.events import Kind


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school, its name and kind; `sample` marks what is no real school's data."""

    name: str
    kind: str
    sample: bool


@dataclass(frozen=True, slots=True)
class OrganisationRegistered:
    """Registry: an authority and its name."""

    name: str


@dataclass(frozen=True, slots=True)
class OrganisationRenamed:
    """Registry: from `starts` on an authority has another name."""

    name: str
    starts: date


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


@dataclass(frozen=True, slots=True)
class SchoolRenamed:
    """Registry: from `starts` on a school bears another name."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """Registry: from `starts` on a school is of another kind."""

    kind: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """Registry: the school is no more; `successors` go on for it."""

    successors: tuple[str, ...]
    ends: date


@dataclass(frozen=True, slots=True)
class SchoolFormed:
    """Registry: the school came out of `origin`."""

    origin: str
    starts: date


Heard = (
    SchoolRegistered
    | SchoolRenamed
    | SchoolKindChanged
    | SchoolClosed
    | SchoolFormed
    | OrganisationRegistered
    | OrganisationRenamed
    | RecognitionGranted
    | RecognitionCarriedOver
    | RecognitionLapsed
)
HEARD: Contract[Heard] = Contract(Heard)


def react(event: Recorded) -> Iterable[tuple[str, Command]]:
    """Yield, for what happens to a certificate, what the public record says of it."""
    recognition = event.stream.partition("-")[2]
    stream = f"publication-{recognition}"
    match HEARD.event(event.envelope):
        case RecognitionGranted() as granted:
            yield stream, _publish(recognition, granted)
        case RecognitionCarriedOver(successor, starts, basis):
            # The name is not known here: the service gives it when it carries this out.
            yield stream, MarkCarriedOver(successor, starts, basis, successor_name=None)
        case RecognitionLapsed(ends, basis):
            yield stream, MarkLapsed(ends, basis)


def _publish(recognition: str, granted: RecognitionGranted) -> PublishRecognition:
    return PublishRecognition(
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
        # Not known here: the service gives them from the register when it carries this out.
        school_name=None,
        school_kind=None,
        authority_name=None,
        sample=False,
    )
