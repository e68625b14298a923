"""One certificate (J3): recorded from a decision or from paper, who holds it since, how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, given
from libs.kernel.problems import Rejected, refused
from libs.law.standards.decision_changes import source_of
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import SYSTEM, Right
from services.review.recognition.certificates import Certificate
from services.review.recognition.changes import (
    CancelRecognition,
    CorrectRecognition,
    Term,
    cancel,
    correct,
)
from services.review.recognition.earlier import (
    Paper,
    RecordEarlierRecognition,
    StrikeEarlierRecognition,
    renewed,
    successor,
    written_down,
)
from services.review.recognition.entries import (
    SINCE,
    ConfirmEarlierRecognition,
    DeclineEarlierRecognition,
    confirm,
    decline,
    enter,
    strike,
)
from services.review.recognition.events import (
    EarlierRecognitionDeclined,
    EarlierRecognitionEntered,
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
    RecognitionCancelled,
    RecognitionCarriedOver,
    RecognitionCorrected,
    RecognitionEvent,
    RecognitionGranted,
    RecognitionLapsed,
    RecognitionReinstated,
    RecognitionReplaced,
)
from services.review.shared.fields import Kind, Number, Rules


@dataclass(frozen=True, slots=True)
class RecordRecognition:
    """Record the certificate that a decision granted; only review's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: Number
    certificate_number: Number
    valid_from: date
    valid_to: date
    decided_by: Id
    decided_on: date
    evaluation: Id
    rule_set: Line
    revision: Line
    rules: Rules
    school: str = given("school")


@dataclass(frozen=True, slots=True)
class CarryOverRecognition:
    """Let the school that succeeds hold the certificate; only review's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    successor: Id
    starts: date
    basis: Line
    sure: bool
    rule: Line | None = None


@dataclass(frozen=True, slots=True)
class LapseRecognition:
    """End the certificate with its school; only review's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    ends: date
    basis: Line
    rule: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class ReplaceRecognition:
    """Say that another certificate has come in its place; only review's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    replaced_by: Id
    ends: date


@dataclass(frozen=True, slots=True)
class ReinstateRecognition:
    """Let it hold again, what replaced it being struck; only review's own reaction does this."""

    right: ClassVar[Right] = SYSTEM

    struck: Id


Unaided = DeclineEarlierRecognition | CarryOverRecognition | LapseRecognition | ReplaceRecognition
"""The commands that rest on the certificate's own stream."""
Command = (
    Unaided
    | RecordRecognition
    | RecordEarlierRecognition
    | ConfirmEarlierRecognition
    | StrikeEarlierRecognition
    | ReinstateRecognition
    | CorrectRecognition
    | CancelRecognition
)
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Others:
    """The other certificates of the kind that the school holds."""

    of_kind: Sequence[Certificate]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of the platform's rules; whether a new certificate number was given before.

    `before`: in whose place the certificate stands now: also what was written down after it.
    """

    rules: int
    used: bool = False
    before: tuple[str, ...] = ()

    def renews(self, recorded: tuple[str, ...]) -> tuple[str, ...]:
        """Return all in whose place it came, those that its record names first."""
        return tuple(dict.fromkeys((*recorded, *self.before)))


@dataclass(frozen=True, slots=True)
class Recognition:
    """A certificate, `granted` by a case or `earlier` from paper; neither before it is recorded.

    Who took it over last; what came in its place, from when; whether it lapsed, was taken back;
    what was corrected last, and its term since. `waiting` is what was entered
    from paper and not confirmed yet, `entries` how many entries there were, `declined` whether the
    last of them was.
    """

    granted: RecognitionGranted | None = None
    earlier: EarlierRecognitionRecorded | None = None
    carried_over: RecognitionCarriedOver | None = None
    replaced_by: str | None = None
    replaced_on: date | None = None
    lapsed: RecognitionLapsed | None = None
    cancelled: RecognitionCancelled | None = None
    corrected: RecognitionCorrected | None = None
    term: Term | None = None
    waiting: EarlierRecognitionEntered | None = None
    entries: int = 0
    declined: bool = False

    @property
    def stands(self) -> bool:
        """Whether there is a certificate that neither lapsed with its school nor was taken back."""
        return self.paper is not None and self.lapsed is None and self.cancelled is None

    @property
    def paper(self) -> RecognitionGranted | EarlierRecognitionRecorded | None:
        """The certificate as it was recorded, None before it is."""
        return self.granted or self.earlier


def decide(command: Unaided, recognition: Recognition) -> Sequence[RecognitionEvent]:
    """Return the event `command` brings about; none when it holds already, or too late.

    Raises `Rejected` as `entries.decline`.
    """
    if isinstance(command, DeclineEarlierRecognition):
        return decline(command, recognition.waiting, recognition.declined)
    if not recognition.stands:
        return []
    match command:
        case CarryOverRecognition(successor, starts, basis, sure, rule):
            carried = RecognitionCarriedOver(successor, starts, basis, sure, rule)
            return [] if carried == recognition.carried_over else [carried]
        case LapseRecognition(ends, basis, rule_id, sure):
            return [RecognitionLapsed(ends, basis, rule_id, sure)]
        case ReplaceRecognition(replaced_by, ends):
            same = (replaced_by, ends) == (recognition.replaced_by, recognition.replaced_on)
            return [] if same else [RecognitionReplaced(replaced_by, ends)]
    assert_never(command)


def record_earlier(
    command: RecordEarlierRecognition, known: Paper, recognition: Recognition
) -> Sequence[RecognitionEvent]:
    """Return what the paper says: as entered, before rules number 3 as recorded.

    Raises as `entries.enter`.
    """
    if known.rules_number < SINCE:
        return written_down(command, known, recognition.earlier)
    return enter(command, known, recognition.earlier, recognition.waiting, recognition.entries)


def confirm_earlier(
    command: ConfirmEarlierRecognition, known: Paper, recognition: Recognition
) -> Sequence[RecognitionEvent]:
    """Return the certificate that was entered; raises as `entries.confirm`."""
    return confirm(command, known, recognition.earlier, recognition.waiting, recognition.entries)


def strike_earlier(
    command: StrikeEarlierRecognition, known: Numbered, recognition: Recognition
) -> Sequence[RecognitionEvent]:
    """Return the striking; raises `Rejected`: nothing-to-change for what was taken back by a
    decision, which stays and is not written down anew; and as `entries.strike`."""
    taken = recognition.cancelled
    if taken is not None:
        detail = (
            f"Công nhận này đã bị thu hồi hoặc hủy bỏ theo quyết định {taken.decision_number}; "
            "không xóa tên."
        )
        raise refused("nothing-to-change", detail, source_of(taken.manner))
    granted = recognition.granted is not None
    events = strike(command, known.rules, recognition.earlier, granted)
    if known.rules < SINCE:
        return events
    return [replace(each, renews=known.renews(each.renews)) for each in events]


def reinstate(
    command: ReinstateRecognition, known: Others, recognition: Recognition
) -> Sequence[RecognitionEvent]:
    """Return that it holds again, or what has come in its place instead of what was struck."""
    term = recognition.term
    if term is None or not recognition.stands or recognition.replaced_by != command.struck:
        return []
    next = successor(term.valid_from, term.valid_to, known.of_kind)
    if next is not None:
        return [RecognitionReplaced(next.id, next.valid_from)]
    return [RecognitionReinstated(command.struck)]


def correct_it(
    command: CorrectRecognition, known: Numbered, recognition: Recognition
) -> Sequence[RecognitionEvent]:
    """Return the correction; raises as `changes.correct`."""
    paper = recognition.paper if recognition.stands else None
    rest = (paper, recognition.term, recognition.corrected)
    events = correct(command, known.used, known.rules, *rest)
    # What another one has replaced meanwhile keeps its end.
    return [replace(each, renews=known.before) for each in events]


def cancel_it(
    command: CancelRecognition, known: Numbered, recognition: Recognition
) -> Sequence[RecognitionEvent]:
    """Return that it is taken back, none when it was by just this; raises as `changes.cancel`."""
    before, paper = recognition.cancelled, recognition.paper
    if before and (before.manner, before.decision_number) == (
        command.manner,
        command.decision_number,
    ):
        return []
    stands = paper if recognition.stands else None
    events = cancel(command, known.rules, stands, recognition.term)
    if command.manner == "revoked":
        return events
    return [replace(each, renews=known.renews(each.renews)) for each in events]


def record(
    command: RecordRecognition, known: Others, recognition: Recognition
) -> Sequence[RecognitionEvent]:
    """Return the certificate and what it replaces; none when it is recorded already.

    One that was signed before another of its kind, and entered after it, is replaced at once.
    Raises `Rejected`: already-recorded, when another certificate stands in its place.
    """
    granted = RecognitionGranted(
        command.school,
        command.kind,
        command.accreditation_grade,
        command.national_grade,
        command.decision_number,
        command.certificate_number,
        command.valid_from,
        command.valid_to,
        command.decided_by,
        command.decided_on,
        command.evaluation,
        command.rule_set,
        command.revision,
        renewed(command.valid_from, known.of_kind),
        rules=command.rules,
    )
    if recognition.granted is None:
        next = successor(command.valid_from, command.valid_to, known.of_kind)
        return [granted, *([RecognitionReplaced(next.id, next.valid_from)] if next else [])]
    if replace(recognition.granted, renews=granted.renews) == granted:
        return []
    detail = f"Hồ sơ công nhận này đã ghi quyết định số {recognition.granted.decision_number}."
    raise Rejected("already-recorded", detail, rule="một hồ sơ cho mỗi chứng nhận")


def evolve(recognition: Recognition, event: RecognitionEvent) -> Recognition:
    """Return the recognition after `event`."""
    match event:
        case RecognitionGranted():
            return Recognition(event, term=_term(event))
        case EarlierRecognitionEntered(entry):
            return replace(recognition, waiting=event, entries=entry, declined=False)
        case EarlierRecognitionDeclined():
            return replace(recognition, waiting=None, declined=True)
        case EarlierRecognitionRecorded():
            counted = Recognition(entries=recognition.entries, term=_term(event))
            by, ends = event.replaced_by, event.ends
            return replace(counted, earlier=event, replaced_by=by, replaced_on=ends)
        case EarlierRecognitionStruck():
            return Recognition(entries=recognition.entries)
        case RecognitionReplaced(replaced_by, ends):
            return replace(recognition, replaced_by=replaced_by, replaced_on=ends)
        case RecognitionReinstated():
            return replace(recognition, replaced_by=None, replaced_on=None)
        case RecognitionCarriedOver():
            return replace(recognition, carried_over=event)
        case RecognitionLapsed():
            return replace(recognition, lapsed=event)
        case RecognitionCorrected(signed_on=signed, valid_to=to):
            term = Term(signed, signed, to) if signed and to else recognition.term
            return replace(recognition, corrected=event, term=term)
        case RecognitionCancelled():
            return replace(recognition, cancelled=event)
    assert_never(event)


def _term(paper: RecognitionGranted | EarlierRecognitionRecorded) -> Term:
    return Term(paper.decided_on, paper.valid_from, paper.valid_to)


RECOGNITION: Decider[Unaided, Recognition, RecognitionEvent] = Decider(
    Recognition(), decide, evolve
)
