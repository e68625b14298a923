"""What follows in review: from its own events, and from what befalls schools of the registry."""

from dataclasses import dataclass
from datetime import date

from libs.engine.reactions import Reaction, Reactions, Told
from libs.law.recognitions import SUFFIX
from libs.law.standards.mergers import Party
from libs.log.entry import Recorded
from libs.rights.blind import case_of
from services.review.agreement.rules import OpenRatings
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    NationalStandardGranted,
)
from services.review.evaluation.events.survey import TeamChanged
from services.review.evaluation.succession import ContinueEvaluation, EndEvaluation
from services.review.rating.events import RatingHandedIn
from services.review.recognition.events import EarlierRecognitionRecorded
from services.review.recognition.renewal import RENEWALS, replaces
from services.review.recognition.rules import (
    CarryOverRecognition,
    LapseRecognition,
    RecordRecognition,
)
from services.review.shared.fields import Kind
from services.review.succession.closed import CLOSING
from services.review.succession.events import Form, SuccessionSettled
from services.review.succession.rules import SettleLater, SettleSuccession


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


def _merged(event: SchoolsMerged, entry: Recorded) -> Told:
    term = (event.predecessors, event.starts, event.basis)
    yield _settle(entry, event.form, "successor", (), *term)


def _split(event: SchoolSplit, entry: Recorded) -> Told:
    school = entry.stream.partition("-")[2]
    term = ((school,), event.starts, event.basis)
    yield _settle(entry, "split_off", "predecessor", event.successors, *term)


def _settle(
    entry: Recorded,
    form: Form,
    party: Party,
    successors: tuple[str, ...],
    parts: tuple[str, ...],
    starts: date,
    basis: str,
) -> tuple[str, SettleSuccession]:
    command = SettleSuccession(form, party, successors, parts, starts, basis)
    return f"succession-{entry.stream.partition('-')[2]}", command


def _recorded(event: EarlierRecognitionRecorded, entry: Recorded) -> Told:
    """Yield the end of what it replaces, then what its school's own end does to it."""
    yield from replaces(event, entry)
    id = entry.stream.partition("-")[2]
    yield f"succession-{event.school}", SettleLater(id)


def _settled(settled: SuccessionSettled, _: Recorded) -> Told:
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


def _accredited(granted: AccreditationGranted, entry: Recorded) -> Told:
    return _certificate(entry, granted, "accreditation")


def _recognised(granted: NationalStandardGranted, entry: Recorded) -> Told:
    return _certificate(entry, granted, "national_standard")


def _certificate(
    event: Recorded,
    granted: AccreditationGranted | NationalStandardGranted,
    kind: Kind,
) -> Told:
    """Yield the certificate, and who holds it if the case had gone on under a successor."""
    evaluation = event.stream.partition("-")[2]
    school, _, year = evaluation.partition("_")
    stream = f"recognition-{school}_{SUFFIX[kind]}{year}"
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
            decided_on=granted.dated or event.on,
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


def _handed_in(_: RatingHandedIn, entry: Recorded) -> Told:
    case, _round = case_of(entry.stream.partition("-")[2])
    yield f"agreement-{case}", OpenRatings()


def _changed(_: TeamChanged, entry: Recorded) -> Told:
    """Yield the opening of what only somebody who has left had not handed in."""
    yield f"agreement-{entry.stream.partition('-')[2]}", OpenRatings()


react = Reactions(
    Reaction(AccreditationGranted, _accredited),
    Reaction(NationalStandardGranted, _recognised),
    Reaction(EarlierRecognitionRecorded, _recorded),
    *RENEWALS,
    Reaction(RatingHandedIn, _handed_in),
    Reaction(TeamChanged, _changed),
    Reaction(SuccessionSettled, _settled),
    CLOSING,
    Reaction(SchoolsMerged, _merged),
    Reaction(SchoolSplit, _split),
)
"""From a decision that grants, the certificate; from a certificate, the end of what it renews; from
the last rating of a team, or who had not rated leaving it, the opening of all; from the end or
merger of a school, the settlement of all that it has; from a settlement, what it says of each
certificate and case."""
