"""What review hears from others, only the fields it reads, and what follows from its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from libs.contract import Contract, lifted
from libs.eventlog import Recorded
from libs.standards.lineage import Party
from services.review.domain.recognition import (
    CarryOverRecognition,
    LapseRecognition,
    RecordRecognition,
)
from services.review.domain.succession import (
    ContinueEvaluation,
    EndEvaluation,
    SettleSuccession,
)
from services.review.events import EVENTS
from services.review.events.decisions import AccreditationGranted, NationalStandardGranted
from services.review.events.lineage import Form, SuccessionSettled
from services.review.events.terms import Kind

Command = (
    RecordRecognition
    | CarryOverRecognition
    | LapseRecognition
    | SettleSuccession
    | ContinueEvaluation
    | EndEvaluation
)
"""What review tells itself to do."""


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
class SchoolClosed:
    """Registry: the school is no more; `parts` ended with it, `successors` go on for it."""

    form: Form
    ends: date
    successors: tuple[str, ...]
    parts: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class SchoolsMerged:
    """Registry: the school took others up."""

    predecessors: tuple[str, ...]
    form: Form
    starts: date
    basis: str


@dataclass(frozen=True, slots=True)
class SchoolSplit:
    """Registry: a part of the school became others; it goes on."""

    successors: tuple[str, ...]
    starts: date
    basis: str


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
    """Registry: a mistake of the letter was corrected; so the duty counts from now on."""


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
    SchoolClosed
    | SchoolsMerged
    | SchoolSplit
    | SchoolRegistered
    | SchoolAreasChanged
    | SchoolKindChanged
    | SchoolOperationRecorded
    | FunctionAssigned
    | FunctionEnded
    | InstructionRegistered
    | ObligationCreated
    | ObligationCorrected
    | CycleOpened
    | ReportApproved
    | ReportSubmitted
)
HEARD: Contract[Heard] = Contract(Heard)


def react(event: Recorded) -> Iterable[tuple[str, Command]]:
    """Yield what follows from an event: review's own commands, and the stream of each.

    From a decision that grants, the certificate; from the end or merger of a school, the settlement
    of all that it has; from a settlement, what it says of each certificate and case.
    """
    own = EVENTS.event(event.envelope)
    match own:
        case AccreditationGranted():
            yield from _certificate(event, own, "accreditation", "accreditation")
        case NationalStandardGranted():
            yield from _certificate(event, own, "national_standard", "national")
        case SuccessionSettled():
            yield from _settled(own)
        case None:
            yield from _reorganised(event)


def _reorganised(event: Recorded) -> Iterable[tuple[str, Command]]:
    school = event.stream.partition("-")[2]
    match HEARD.event(event.envelope):
        case SchoolClosed(form, ends, successors, parts, basis):
            yield _settle(school, form, "predecessor", successors, parts, ends, basis)
        case SchoolsMerged(predecessors, form, starts, basis):
            yield _settle(school, form, "successor", (), predecessors, starts, basis)
        case SchoolSplit(successors, starts, basis):
            yield _settle(school, "split_off", "predecessor", successors, (school,), starts, basis)


def _settle(
    school: str,
    form: Form,
    party: Party,
    successors: tuple[str, ...],
    parts: tuple[str, ...],
    starts: date,
    basis: str,
) -> tuple[str, SettleSuccession]:
    command = SettleSuccession(
        form,
        party,
        successors,
        parts,
        starts,
        basis,
        # Not known here: the service gives them from its read tables when it carries this out.
        held=(),
        running=(),
        held_by_all=frozenset(),
    )
    return f"succession-{school}", command


def _settled(settled: SuccessionSettled) -> Iterable[tuple[str, Command]]:
    """Yield what is to be recorded of each certificate and case; what stays needs nothing."""
    starts, basis = settled.starts, settled.basis
    for certificate in settled.certificates:
        stream = f"recognition-{certificate.recognition}"
        if certificate.outcome == "carried_over":
            (heir,) = settled.successors
            yield (
                stream,
                CarryOverRecognition(heir, starts, basis, certificate.sure, certificate.rule),
            )
        elif certificate.outcome == "lapses":
            yield stream, LapseRecognition(starts, basis, certificate.rule, certificate.sure)
    for case in settled.cases:
        stream = f"evaluation-{case.evaluation}"
        if case.outcome == "continues":
            (heir,) = settled.successors
            yield stream, ContinueEvaluation(heir, starts, basis, case.rule, case.sure)
        elif case.outcome == "ends":
            yield stream, EndEvaluation(starts, basis, case.rule, case.sure)


def _certificate(
    event: Recorded,
    granted: AccreditationGranted | NationalStandardGranted,
    kind: Kind,
    suffix: str,
) -> Iterable[tuple[str, Command]]:
    """Yield the certificate, and who holds it if the case had gone on under a successor."""
    evaluation = event.stream.partition("-")[2]
    school, _, year = evaluation.partition("_")
    stream = f"recognition-{school}_{suffix}{year}"
    yield (
        stream,
        RecordRecognition(
            kind=kind,
            accreditation_grade=(
                granted.accreditation_grade if isinstance(granted, AccreditationGranted) else None
            ),
            national_grade=(
                granted.national_grade if isinstance(granted, NationalStandardGranted) else None
            ),
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
        ),
    )
    if granted.holder is not None:
        yield (
            stream,
            CarryOverRecognition(
                granted.holder, granted.valid_from, granted.decision_number, sure=True
            ),
        )
