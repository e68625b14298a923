"""What review records of one member's own rating of a case, in one round.

For the member alone until the ratings of the round are opened, then for the team
(`libs.rights.blind`). The log holds them in clear: who keeps its database or a whole bundle of it
could read them before.
"""

from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Contract, Text
from libs.law.standards.levels import CriterionCode
from libs.rights import Right, Visibility
from services.review.shared.fields import EVALUATOR, Verdicts


@dataclass(frozen=True, slots=True)
class CriterionRated:
    """A member judged one criterion alone; a later judgement of it replaces this one whole."""

    story: ClassVar[str] = "Một thành viên đoàn chấm riêng tiêu chí {criterion}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "blind"

    criterion: CriterionCode
    judgements: Verdicts
    text: Text


@dataclass(frozen=True, slots=True)
class RatingHandedIn:
    """The member handed the rating in: nothing of it changes any more."""

    story: ClassVar[str] = "Một thành viên đoàn nộp phiếu chấm riêng"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"


RatingEvent = CriterionRated | RatingHandedIn
RATING_EVENTS: Contract[RatingEvent] = Contract(RatingEvent)
