"""What an auditor reads of the events that lead to a recognition: the fields the check needs."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class CycleOpened:
    """A self-assessment began under a rule set."""

    kind: str
    rule_set: str
    revision: str
    opened_on: date
    rules: str


@dataclass(frozen=True, slots=True)
class IndicatorJudged:
    """The school judged an indicator."""

    criterion: str
    level: int
    indicator: str
    met: bool


@dataclass(frozen=True, slots=True)
class ReportApproved:
    """The school's report gives a level."""

    level: int
    next_level: int | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class RegistrationSubmitted:
    """The school asks to be evaluated, on the report of a year."""

    purpose: str
    accreditation_grade: int | None
    national_grade: int | None
    cycle_year: int
    level: int
    rule_set: str
    revision: str
    rules: str


@dataclass(frozen=True, slots=True)
class RegistrationAccepted:
    """The Sở accepted the registration."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the evaluation team."""

    person: str
    post: str


@dataclass(frozen=True, slots=True)
class TeamFormed:
    """The team that evaluates."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The team's judgement of an indicator."""

    level: int
    indicator: str
    met: bool


@dataclass(frozen=True, slots=True)
class FindingRecorded:
    """The team judged a criterion; replaces what it found on it before."""

    criterion: str
    judgements: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class DraftSent:
    """The team's draft gives a level."""

    level: int
    next_level: int | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class FinalReported:
    """The team's report gives a level and the grades it earns."""

    level: int
    accreditation_grade: int | None
    national_grade: int | None
    next_level: int | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class NationalStandardProposed:
    """The Sở proposed a national grade."""

    national_grade: int


@dataclass(frozen=True, slots=True)
class AccreditationGranted:
    """A certificate of accreditation."""

    level: int
    accreditation_grade: int
    decision_number: str
    certificate_number: str
    valid_from: date
    valid_to: date
    rule_set: str
    revision: str
    rules: str
    holder: str | None


@dataclass(frozen=True, slots=True)
class NationalStandardGranted:
    """A certificate of the national standard."""

    level: int
    national_grade: int
    decision_number: str
    certificate_number: str
    valid_from: date
    valid_to: date
    rule_set: str
    revision: str
    rules: str
    holder: str | None


@dataclass(frozen=True, slots=True)
class AccreditationRefused:
    """The level earns no accreditation."""

    level: int
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class NationalStandardRefused:
    """The level earns no national-standard grade."""

    level: int
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class RecognitionGranted:
    """A certificate, recorded on the decision that granted it."""

    school: str
    kind: str
    accreditation_grade: int | None
    national_grade: int | None
    decision_number: str
    certificate_number: str
    valid_from: date
    valid_to: date
    decided_by: str
    decided_on: date
    evaluation: str
    rule_set: str
    revision: str
    rules: str


@dataclass(frozen=True, slots=True)
class RecognitionPublished:
    """A certificate in the public record."""

    recognition: str
    school: str
    kind: str
    accreditation_grade: int | None
    national_grade: int | None
    decision_number: str
    certificate_number: str
    valid_from: date
    valid_to: date
    authority: str
    authority_name: str
    school_name: str
    sample: bool


@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """A school ended, `ends` being the first day without it."""

    form: str
    ends: date
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecognitionCarriedOver:
    """Another school holds the certificate, by this row of the table or by its decision."""

    successor: str
    starts: date
    rule: str | None


@dataclass(frozen=True, slots=True)
class RecognitionLapsed:
    """The certificate ended with its school, by this row of the table."""

    ends: date
    rule: str


@dataclass(frozen=True, slots=True)
class PublicationCarriedOver:
    """The public record names the school that holds the certificate."""

    successor: str


@dataclass(frozen=True, slots=True)
class PublicationLapsed:
    """The public record says that the certificate ended."""

    ends: date


Granted = AccreditationGranted | NationalStandardGranted
Refused = AccreditationRefused | NationalStandardRefused
_OF: dict[str, tuple[type[Any], ...]] = {
    "cycle": (CycleOpened, IndicatorJudged, ReportApproved),
    "evaluation": (
        *(RegistrationSubmitted, RegistrationAccepted, TeamFormed, FindingRecorded, DraftSent),
        *(FinalReported, NationalStandardProposed, AccreditationGranted, NationalStandardGranted),
        *(AccreditationRefused, NationalStandardRefused),
    ),
    "recognition": (RecognitionGranted, RecognitionCarriedOver, RecognitionLapsed),
    "publication": (RecognitionPublished, PublicationCarriedOver, PublicationLapsed),
    "school": (SchoolClosed,),
}
_KINDS = {(category, kind.__name__): kind for category, kinds in _OF.items() for kind in kinds}


def fact(category: str, event: object) -> Any | None:
    """Return what an auditor reads of `event`, which its contract has loaded; None for nothing.

    Raises AttributeError if the event lacks a field that is read.
    """
    kind = _KINDS.get((category, type(event).__name__))
    if kind is None:
        return None
    return kind(**{each.name: getattr(event, each.name) for each in fields(kind)})
