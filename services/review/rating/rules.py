"""One member's rating of a case: recorded criterion by criterion, then handed in for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Never

from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Contract, Text, given
from libs.kernel.problems import Forbidden, refused
from libs.law.standards import sheets
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from libs.rights.blind import rating_id
from services.review.agreement.state import Agreement, require_waiting
from services.review.evaluation import declared
from services.review.evaluation.state import Evaluation, State, Surveying, within
from services.review.evaluation.survey import require_member
from services.review.rating.events import CriterionRated, RatingEvent, RatingHandedIn
from services.review.rating.state import Rating, evolve
from services.review.shared.fields import EVALUATOR, Verdicts
from services.review.shared.words import check_words
from services.review.team.rules import UNTOLD, Team

RULE = "mỗi thành viên chấm riêng phiếu của mình"


@dataclass(frozen=True, slots=True)
class RateCriterion:
    """Judge one criterion alone, in place of an earlier judgement of it."""

    right: ClassVar[Right] = EVALUATOR

    criterion: CriterionCode
    judgements: Verdicts
    text: Text = ""
    actor: str = given("actor")
    id: str = given("id")


@dataclass(frozen=True, slots=True)
class HandInRating:
    """Hand the rating in: it does not change any more, and opens with the last of the team's."""

    right: ClassVar[Right] = EVALUATOR

    actor: str = given("actor")
    id: str = given("id")


Command = RateCriterion | HandInRating
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Round:
    """What a rating rests on: the case (`id`), how far its team is with asking for ratings, the
    rules that hold, and what its members declared."""

    id: str
    case: Evaluation
    agreement: Agreement
    rules: int
    made: Team = UNTOLD


def rate(command: RateCriterion, known: Round, rating: Rating) -> Sequence[RatingEvent]:
    """Return what the member judged; none when that stands there.

    Raises `Rejected`: wrong-state, not-in-team, ratings-not-asked, declarations-missing,
    declared-tie, rating-handed-in, text-wordless and as `sheets.check`; `Forbidden`:
    rating-not-yours.
    """
    rated = CriterionRated(command.criterion, command.judgements, command.text)
    case = _require_own(command, known)
    if rating.sheets.get(rated.criterion) == rated:
        return []
    if rating.handed_in:
        detail = "Phiếu chấm riêng đã nộp nên không sửa được nữa."
        raise refused("rating-handed-in", detail, RULE)
    sheets.check(case.rules, command.criterion, command.judgements)
    check_words(command, ("text",), RULE)
    return [rated]


def hand_in(command: HandInRating, known: Round, rating: Rating) -> Sequence[RatingEvent]:
    """Return that the rating is handed in; none when it is.

    Raises as `rate`, and `Rejected`: criteria-unjudged.
    """
    case = _require_own(command, known)
    if rating.handed_in:
        return []
    sheets.require_judged(case.rules, rating.judgements)
    return [RatingHandedIn()]


def _require_own(command: Command, known: Round) -> Surveying:
    """Return the case under way; raises unless the stream is the member's for the round asked, and
    nothing that they declared, or have yet to, keeps them from working in the team."""
    case = within(known.case, Surveying, State.SURVEYING)
    require_member(case, command.actor)
    asked = require_waiting(known.agreement.of(case.registration.attempt))
    if command.id != rating_id(known.id, asked.round, command.actor):
        detail = "Phiếu này không phải phiếu chấm riêng của người gửi trong lượt chấm hiện nay."
        raise Forbidden("rating-not-yours", detail, rule=RULE)
    if known.rules >= declared.SINCE:
        declared.check_declared(known.made, [command.actor])
    return case


OWN_RATING: Decider[Never, Rating, RatingEvent] = Decider(Rating(), by_knowledge_alone, evolve)
