"""The office ends a case that does not go on, so that none is stuck for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, Remark, given
from libs.rights import Right
from services.review.evaluation.events.filing import EvaluationDiscontinued
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.evaluation.registration import Looked
from services.review.evaluation.report import before_final
from services.review.evaluation.state import (
    Appraised,
    Appraising,
    Drafted,
    Evaluation,
    Filed,
    State,
    Surveying,
    within,
)
from services.review.shared.fields import DISCONTINUER

OPEN = (
    *(State.FILED, State.RETURNED, State.FORWARDED, State.ACCEPTED, State.SURVEYING),
    *(State.SURVEYED, State.DRAFT_SENT, State.ANSWERING, State.FINALISING),
    *(State.APPRAISING, State.APPRAISED),
)
"""From where a case may be ended without a decision: once there is a report, one is owed."""


@dataclass(frozen=True, slots=True)
class DiscontinueEvaluation:
    """End the case without a decision; the school may register again.

    `dated`: the day of its paper.
    """

    right: ClassVar[Right] = DISCONTINUER

    reason: Remark
    basis: Line
    dated: date | None = None
    on: date = given("on")


def discontinue(
    command: DiscontinueEvaluation, rules_number: int, evaluation: Evaluation
) -> Sequence[EvaluationDiscontinued]:
    """Return the end; none when it is ended so.

    Raises `Rejected`: wrong-state, date-in-future, date-before-last-act.
    """
    if evaluation.state is State.DISCONTINUED:
        return []
    case = within(evaluation, Filed, *OPEN)
    day = paper_day(command.dated, command.on, _before(case), rules_number)
    late = is_late(day, command.on)
    return [EvaluationDiscontinued(command.reason, command.basis, day, late)]


def _before(case: Filed) -> date | None:
    """Return the day of the last paper of the case, as far as one is known."""
    known = [case.registration.dated, case.last.dated if isinstance(case.last, Looked) else None]
    if isinstance(case, Surveying):
        known += [case.team.dated, case.survey.ended if case.survey else None]
    if isinstance(case, Drafted):
        known.append(before_final(case))
    if isinstance(case, Appraising):
        known.append(case.final.dated if isinstance(case, Appraised) else case.council.dated)
    return max((day for day in known if day is not None), default=None)
