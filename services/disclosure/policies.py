"""What disclosure hears from others, only the fields it reads, and what it publishes on that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from libs.contract import Contract
from libs.eventlog import Recorded
from services.disclosure.domain import PublishRecognition
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
class RecognitionGranted:
    """Review: a certificate."""

    school: str
    kind: Kind
    grade: int
    decision_number: str
    certificate_number: str
    valid_from: date
    valid_to: date
    decided_by: str


Heard = SchoolRegistered | OrganisationRegistered | RecognitionGranted
HEARD: Contract[Heard] = Contract(Heard)


def react(event: Recorded) -> Iterable[tuple[str, PublishRecognition]]:
    """Yield, for a certificate, the command that publishes it and its stream."""
    granted = HEARD.event(event.envelope)
    if not isinstance(granted, RecognitionGranted):
        return
    recognition = event.stream.partition("-")[2]
    yield (
        f"publication-{recognition}",
        PublishRecognition(
            recognition=recognition,
            kind=granted.kind,
            grade=granted.grade,
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
        ),
    )
