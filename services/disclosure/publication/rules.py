"""The public record of one recognition: published once, under the names of that day.

When schools merge or end it says so beside what was published, which itself is never changed.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, Remark, given
from libs.kernel.problems import NotFound, Rejected
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import SYSTEM, Right
from services.disclosure.publication.events import (
    EarlierRecognitionPublished,
    Kind,
    Manner,
    Number,
    PublicationCancelled,
    PublicationCarriedOver,
    PublicationCorrected,
    PublicationEvent,
    PublicationLapsed,
    PublicationReinstated,
    PublicationReplaced,
    PublicationStruck,
    RecognitionPublished,
)


@dataclass(frozen=True, slots=True)
class PublishRecognition:
    """Show a recognition to the public; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    recognition: Id
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    certificate_number: Number
    decision_number: Number
    valid_from: date
    valid_to: date
    decided_by: Id
    school: str = given("school")


@dataclass(frozen=True, slots=True)
class PublishEarlierRecognition:
    """Show what was written down from paper; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    recognition: Id
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    certificate_number: Number | None
    decision_number: Number
    decided_on: date
    valid_from: date
    valid_to: date
    authority_name: Line
    replaced_by: Id | None
    ends: date | None
    school: str = given("school")


@dataclass(frozen=True, slots=True)
class MarkReplaced:
    """Say that another certificate came in its place; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    replaced_by: Id
    ends: date


@dataclass(frozen=True, slots=True)
class MarkReinstated:
    """Say that it holds again; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    struck: Id


@dataclass(frozen=True, slots=True)
class MarkStruck:
    """Say that it was written down wrongly; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    reason: Remark


@dataclass(frozen=True, slots=True)
class MarkCorrected:
    """Say what a paper corrected in it; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    document_number: Number
    reason: Remark
    decision_number: Number | None
    certificate_number: Number | None
    valid_from: date | None
    valid_to: date | None
    misprint: Remark | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class MarkCancelled:
    """Say that it was revoked or annulled; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    manner: Manner
    decision_number: Number
    reason: Remark
    ends: date
    dated: date | None


@dataclass(frozen=True, slots=True)
class MarkCarriedOver:
    """Say that another school holds the certificate; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    successor: Id
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class MarkLapsed:
    """Say that the certificate ended with its school; only disclosure's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    ends: date
    basis: Line


Unaided = MarkLapsed | MarkReplaced | MarkReinstated | MarkStruck | MarkCorrected | MarkCancelled
"""The commands that rest on the publication's own stream."""
Command = PublishRecognition | PublishEarlierRecognition | MarkCarriedOver | Unaided
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Names:
    """What publishing rests on: the register as of the day; None for what it does not know."""

    school_name: str | None
    school_kind: str | None
    authority_name: str | None
    sample: bool


@dataclass(frozen=True, slots=True)
class Successor:
    """What naming a new holder rests on: its name on the day, None for an unknown school."""

    name: str | None


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published, None before it is and once it is struck, and what was said beside it."""

    published: RecognitionPublished | EarlierRecognitionPublished | None = None
    carried_over: PublicationCarriedOver | None = None
    replaced_by: str | None = None
    replaced_on: date | None = None
    lapsed: PublicationLapsed | None = None
    corrected: PublicationCorrected | None = None
    cancelled: PublicationCancelled | None = None


def decide(command: Unaided, state: Publication) -> Sequence[PublicationEvent]:
    """Return the event `command` brings about; none when it stands there already.

    Raises `Rejected` ("not-published").
    """
    _require_published(state)
    match command:
        case MarkLapsed(ends, basis):
            lapsed = PublicationLapsed(ends, basis)
            return [] if lapsed == state.lapsed else [lapsed]
        case MarkReplaced(replaced_by, ends):
            same = (replaced_by, ends) == (state.replaced_by, state.replaced_on)
            return [] if same else [PublicationReplaced(replaced_by, ends)]
        case MarkReinstated(struck):
            return [PublicationReinstated(struck)] if state.replaced_by == struck else []
        case MarkStruck(reason):
            return [PublicationStruck(reason)]
        case MarkCorrected():
            corrected = PublicationCorrected(**asdict(command))
            return [] if corrected == state.corrected else [corrected]
        case MarkCancelled():
            cancelled = PublicationCancelled(**asdict(command))
            return [] if cancelled == state.cancelled else [cancelled]
    assert_never(command)


def mark_carried_over(
    command: MarkCarriedOver, known: Successor, state: Publication
) -> Sequence[PublicationCarriedOver]:
    """Return the note of who holds the certificate now; none when it was the last one.

    Raises `Rejected` (not-published) and `NotFound` (school-unknown).
    """
    _require_published(state)
    name = _known(known.name, command.successor)
    carried = PublicationCarriedOver(command.successor, name, command.starts, command.basis)
    before = state.carried_over
    if before is not None and (before.successor, before.starts) == (
        command.successor,
        command.starts,
    ):
        return []
    return [carried]


def _require_published(state: Publication) -> None:
    if state.published is None:
        detail = "Kết quả này chưa được công khai."
        raise Rejected("not-published", detail, rule="TT 09/2024")


def _known(name: str | None, school: str) -> str:
    if name is None:
        detail = f"Không có trường '{school}' trong sổ đăng ký."
        raise NotFound("school-unknown", detail, rule="TT 09/2024")
    return name


def publish(
    command: PublishRecognition, known: Names, state: Publication
) -> Sequence[RecognitionPublished]:
    """Return what the public is shown; none when it is shown already.

    Raises `Rejected` (already-published, office-unknown) and `NotFound` (school-unknown).
    """
    if state.published is not None:
        if isinstance(state.published, RecognitionPublished) and _same(command, state.published):
            return []
        detail = f"Mục công khai này đã dành cho quyết định số {state.published.decision_number}."
        raise Rejected("already-published", detail, rule="một mục cho mỗi chứng nhận")
    school_name = _known(known.school_name, command.school)
    school_kind = _known(known.school_kind, command.school)
    if known.authority_name is None:
        detail = f"Không có cơ quan '{command.decided_by}' (trường decided_by) trong sổ đăng ký."
        raise Rejected("office-unknown", detail, rule="TT 09/2024")
    return [
        RecognitionPublished(
            recognition=command.recognition,
            school=command.school,
            school_name=school_name,
            school_kind=school_kind,
            kind=command.kind,
            accreditation_grade=command.accreditation_grade,
            national_grade=command.national_grade,
            decision_number=command.decision_number,
            certificate_number=command.certificate_number,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            authority=command.decided_by,
            authority_name=known.authority_name,
            sample=known.sample,
        )
    ]


def publish_earlier(
    command: PublishEarlierRecognition, known: Names, state: Publication
) -> Sequence[EarlierRecognitionPublished]:
    """Return what the public is shown; none when something is shown already.

    Raises `NotFound` (school-unknown).
    """
    if state.published is not None:
        return []
    return [
        EarlierRecognitionPublished(
            recognition=command.recognition,
            school=command.school,
            school_name=_known(known.school_name, command.school),
            school_kind=_known(known.school_kind, command.school),
            kind=command.kind,
            accreditation_grade=command.accreditation_grade,
            national_grade=command.national_grade,
            decision_number=command.decision_number,
            certificate_number=command.certificate_number,
            decided_on=command.decided_on,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            authority_name=command.authority_name,
            sample=known.sample,
            replaced_by=command.replaced_by,
            ends=command.ends,
        )
    ]


def _same(command: PublishRecognition, published: RecognitionPublished) -> bool:
    """Whether it is the same certificate; names may have changed since it was published."""
    names = (
        "recognition",
        "kind",
        "accreditation_grade",
        "national_grade",
        "certificate_number",
        "decision_number",
        "valid_from",
        "valid_to",
    )
    return published.authority == command.decided_by and all(
        getattr(command, name) == getattr(published, name) for name in names
    )


def evolve(state: Publication, event: PublicationEvent) -> Publication:
    """Return the publication after `event`."""
    match event:
        case RecognitionPublished():
            return Publication(event)
        case EarlierRecognitionPublished():
            return Publication(event, replaced_by=event.replaced_by, replaced_on=event.ends)
        case PublicationStruck():
            return Publication()
        case PublicationReplaced(replaced_by, ends):
            return replace(state, replaced_by=replaced_by, replaced_on=ends)
        case PublicationReinstated():
            return replace(state, replaced_by=None, replaced_on=None)
        case PublicationCorrected():
            return replace(state, corrected=event)
        case PublicationCancelled():
            return replace(state, cancelled=event)
        case PublicationCarriedOver():
            return replace(state, carried_over=event)
        case PublicationLapsed():
            return replace(state, lapsed=event)
    assert_never(event)


PUBLICATION: Decider[Unaided, Publication, PublicationEvent] = Decider(
    Publication(), decide, evolve
)
