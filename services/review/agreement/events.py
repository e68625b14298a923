"""What review records of a team that rates blind: that it is asked to, what was alike, what was
settled.

For officers and the team; the school is told what the team found, never how it came to it.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from libs.kernel.messages import Actor, Contract, Remark, size
from libs.law.standards.levels import CriterionCode
from libs.rights import SYSTEM, Right, Visibility
from services.review.shared.fields import EVALUATOR, Names, Verdict

Settled = Annotated[tuple[Verdict, ...], size(0, 40)]
"""What a team came to of the indicators on which its members differed; one that is left out it
leaves unjudged."""


@dataclass(frozen=True, slots=True)
class RatingsAsked:
    """The leader asked each member to rate alone; `attempt` is the registration's."""

    story: ClassVar[str] = "Trưởng đoàn giao từng thành viên chấm riêng, lượt {round}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"

    round: int
    attempt: int


@dataclass(frozen=True, slots=True)
class RatingsGivenUp:
    """The team goes on without them: what was rated stays closed."""

    story: ClassVar[str] = "Trưởng đoàn dừng chấm riêng: {reason}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"

    reason: Remark


@dataclass(frozen=True, slots=True)
class RatingsOpened:
    """Everybody in the team (`raters`) has handed in: from now on the team sees the ratings.

    Of the indicators that anybody judged: `all_met` and `none_met` are what all judged alike,
    `differing` what they did not, or not all of them judged.
    """

    story: ClassVar[str] = "Mở phiếu chấm riêng của đoàn, lượt {round}"

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "officers"

    round: int
    raters: tuple[Actor, ...]
    all_met: Names
    none_met: Names
    differing: Names


@dataclass(frozen=True, slots=True)
class DifferenceSettled:
    """The team agreed on a criterion on which its members had differed, and why."""

    story: ClassVar[str] = "Đoàn thống nhất tiêu chí {criterion}: {reason}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "officers"

    criterion: CriterionCode
    judgements: Settled
    reason: Remark


AgreementEvent = RatingsAsked | RatingsGivenUp | RatingsOpened | DifferenceSettled
AGREEMENT_EVENTS: Contract[AgreementEvent] = Contract(AgreementEvent)
