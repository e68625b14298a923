"""One certificate (J3): recorded once, from the decision that granted it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.contract import Id, Line, given
from libs.decider import Decider
from libs.errors import Rejected
from libs.rights import SYSTEM, Right
from services.review.events import (
    AccreditationGrade,
    Kind,
    Number,
    RecognitionEvent,
    RecognitionGranted,
    Rules,
)


@dataclass(frozen=True, slots=True)
class RecordRecognition:
    """Record the certificate that a decision granted; review's own reaction alone does."""

    right: ClassVar[Right] = SYSTEM

    kind: Kind
    grade: AccreditationGrade
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


Command = RecordRecognition


@dataclass(frozen=True, slots=True)
class Recognition:
    """The certificate as recorded, None before it is."""

    granted: RecognitionGranted | None = None


def decide(command: Command, state: Recognition) -> Sequence[RecognitionEvent]:
    """Return the certificate; none when it is recorded already.

    Raises `Rejected`: already-recorded, when another one stands in its place.
    """
    granted = RecognitionGranted(
        command.school,
        command.kind,
        command.grade,
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
    if state.granted is None:
        return [granted]
    if state.granted == granted:
        return []
    detail = f"Hồ sơ công nhận này đã ghi quyết định số {state.granted.decision_number}."
    raise Rejected("already-recorded", detail, rule="một hồ sơ cho mỗi chứng nhận")


def evolve(state: Recognition, event: RecognitionEvent) -> Recognition:
    """Return the recognition after `event`."""
    match event:
        case RecognitionGranted():
            return Recognition(event)
    assert_never(event)


RECOGNITION: Decider[Command, Recognition, RecognitionEvent] = Decider(
    Recognition(), decide, evolve
)
