"""What review hears from others, only the fields it reads, and what follows from its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from libs.contract import Contract, lifted
from libs.eventlog import Recorded
from services.review.domain.recognition import RecordRecognition
from services.review.events import (
    EVALUATION_EVENTS,
    AccreditationGranted,
    Kind,
    NationalStandardGranted,
)


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school; its kind and areas decide which windows and offices concern it."""

    kind: str
    areas: tuple[str, ...]
    opened_on: date | None = None
    cohorts_completed: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged:
    """Registry: from `starts` on a school lies in these areas."""

    areas: tuple[str, ...]
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """Registry: from `starts` on a school is of this kind."""

    kind: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolOperationRecorded:
    """Registry: since when a school operates and how many cohorts it has completed."""

    opened_on: date | None
    cohorts_completed: int | None


@dataclass(frozen=True, slots=True)
class FunctionAssigned:
    """Registry: who holds the function of an area (both in the stream's id)."""

    holder: str
    kinds: tuple[str, ...]
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class FunctionEnded:
    """Registry: whoever held a function lost it; `ends` is the first day without."""

    holder: str
    ends: date


@dataclass(frozen=True, slots=True)
class GrantGiven:
    """Registry: a person (in the stream's id) received a role, perhaps at a school."""

    role: str
    org: str


@dataclass(frozen=True, slots=True)
class InstructionRegistered:
    """Registry: a letter, as it was written."""

    issuer_name: str
    number: str | None = None
    symbol: str | None = None
    date_as_written: str = ""
    school_year: int | None = None


@dataclass(frozen=True, slots=True)
class ObligationCreated:
    """Registry: what a letter asks; review reads the monthly windows for filing."""

    code: str
    actor: str
    kind: str
    effect: str
    area: str
    kinds: tuple[str, ...]
    first_day: int | None = None
    last_day: int | None = None
    function: str | None = None

    @property
    def is_window(self) -> bool:
        """Whether it tells schools on which days of a month to file a registration."""
        return (
            (self.actor, self.kind) == ("school", "monthly_window")
            and self.effect != "none"
            and self.function in (None, "check_dossier", "appraise")
            and self.first_day is not None
            and self.last_day is not None
        )


@dataclass(frozen=True, slots=True)
class ObligationCorrected(ObligationCreated):
    """Registry: a slip of the letter was put right; so the duty counts from now on."""


@dataclass(frozen=True, slots=True)
class CycleOpened:
    """Assessment: a self-assessment began under a revision of a rule set."""

    rule_set: str
    revision: str
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class ReportApproved:
    """Assessment: the level that a report claims, and what blocks the next one."""

    level: int
    next_level: int | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    """Assessment: the approved report counts from this day."""

    submitted_on: date


Heard = (
    SchoolRegistered
    | SchoolAreasChanged
    | SchoolKindChanged
    | SchoolOperationRecorded
    | FunctionAssigned
    | FunctionEnded
    | GrantGiven
    | InstructionRegistered
    | ObligationCreated
    | ObligationCorrected
    | CycleOpened
    | ReportApproved
    | ReportSubmitted
)
HEARD: Contract[Heard] = Contract(Heard)


def react(event: Recorded) -> Iterable[tuple[str, RecordRecognition]]:
    """Yield, for a decision that grants, the certificate to record and its stream."""
    granted = EVALUATION_EVENTS.event(event.envelope)
    if isinstance(granted, AccreditationGranted):
        yield _certificate(event, granted, "accreditation", "accreditation")
    elif isinstance(granted, NationalStandardGranted):
        yield _certificate(event, granted, "national_standard", "national")


def _certificate(
    event: Recorded,
    granted: AccreditationGranted | NationalStandardGranted,
    kind: Kind,
    suffix: str,
) -> tuple[str, RecordRecognition]:
    evaluation = event.stream.partition("-")[2]
    school, _, year = evaluation.partition("_")
    command = RecordRecognition(
        kind=kind,
        grade=granted.grade,
        decision_number=granted.decision_number,
        certificate_number=granted.certificate_number,
        valid_from=granted.valid_from,
        valid_to=granted.valid_to,
        decided_by=str(event.envelope["org"]),
        decided_on=event.on,
        evaluation=evaluation,
        rule_set=granted.rule_set,
        revision=granted.revision,
        rules=granted.rules,
        school=school,
    )
    return f"recognition-{school}_{suffix}{year}", command
