"""What becomes of a running case when its school merges, divides or closes: reactions of review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.messages import Id, Line
from libs.rights import SYSTEM, Right
from services.review.evaluation.events.succession import EvaluationContinued, EvaluationEnded
from services.review.evaluation.state import Evaluation


@dataclass(frozen=True, slots=True)
class ContinueEvaluation:
    """Let a running case go on under the school that succeeds its own."""

    right: ClassVar[Right] = SYSTEM
    successor: Id
    starts: date
    basis: Line
    rule: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class EndEvaluation:
    """End a running case with its school."""

    right: ClassVar[Right] = SYSTEM
    ends: date
    basis: Line
    rule: Line
    sure: bool


Command = ContinueEvaluation | EndEvaluation


def decide(
    command: Command, evaluation: Evaluation
) -> Sequence[EvaluationContinued | EvaluationEnded]:
    """Return the event `command` brings about; none when the case runs no more."""
    if evaluation.state is None or evaluation.state.over:
        return []
    match command:
        case ContinueEvaluation(successor, starts, basis, rule_id, sure):
            continued = EvaluationContinued(successor, starts, basis, rule_id, sure)
            return [] if continued == evaluation.continued else [continued]
        case EndEvaluation(ends, basis, rule_id, sure):
            return [EvaluationEnded(ends, basis, rule_id, sure)]
    assert_never(command)
