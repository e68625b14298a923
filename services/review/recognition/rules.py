"""One certificate (J3): recorded from the decision that granted it, and who holds it since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, given
from libs.kernel.problems import Rejected
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import SYSTEM, Right
from services.review.recognition.events import (
    RecognitionCarriedOver,
    RecognitionEvent,
    RecognitionGranted,
    RecognitionLapsed,
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


Command = RecordRecognition | CarryOverRecognition | LapseRecognition
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Recognition:
    """The certificate as recorded, None before it is; who took it over last; whether it lapsed."""

    granted: RecognitionGranted | None = None
    carried_over: RecognitionCarriedOver | None = None
    lapsed: RecognitionLapsed | None = None


def decide(command: Command, recognition: Recognition) -> Sequence[RecognitionEvent]:
    """Return the event `command` brings about; none when it holds already, or too late.

    Raises `Rejected`: already-recorded, when another certificate stands in its place.
    """
    if isinstance(command, RecordRecognition):
        return _record(command, recognition)
    if recognition.granted is None or recognition.lapsed is not None:
        return []
    match command:
        case CarryOverRecognition(successor, starts, basis, sure, rule):
            carried = RecognitionCarriedOver(successor, starts, basis, sure, rule)
            return [] if carried == recognition.carried_over else [carried]
        case LapseRecognition(ends, basis, rule_id, sure):
            return [RecognitionLapsed(ends, basis, rule_id, sure)]
    assert_never(command)


def _record(command: RecordRecognition, recognition: Recognition) -> Sequence[RecognitionGranted]:
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
        rules=command.rules,
    )
    if recognition.granted is None:
        return [granted]
    if recognition.granted == granted:
        return []
    detail = f"Hồ sơ công nhận này đã ghi quyết định số {recognition.granted.decision_number}."
    raise Rejected("already-recorded", detail, rule="một hồ sơ cho mỗi chứng nhận")


def evolve(recognition: Recognition, event: RecognitionEvent) -> Recognition:
    """Return the recognition after `event`."""
    match event:
        case RecognitionGranted():
            return Recognition(event)
        case RecognitionCarriedOver():
            return replace(recognition, carried_over=event)
        case RecognitionLapsed():
            return replace(recognition, lapsed=event)
    assert_never(event)


RECOGNITION: Decider[Command, Recognition, RecognitionEvent] = Decider(
    Recognition(), decide, evolve
)
