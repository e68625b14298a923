"""A rating's procedure: the case that is rated, and the round in which its team is asked."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.rights import separation
from libs.rights.blind import case_of
from services.review.agreement.procedure import CASE
from services.review.agreement.state import AGREEMENT
from services.review.rating.events import CriterionRated, RatingEvent, RatingHandedIn
from services.review.rating.rules import (
    Command,
    HandInRating,
    RateCriterion,
    Round,
    hand_in,
    rate,
)
from services.review.rating.state import Rating
from services.review.team.rules import MADE


def round_of(ask: Ask, act: Act, command: Command) -> Round:
    """Supply the case, its round, and what was declared; raises `Forbidden` ("own-school")."""
    case, _ = case_of(act.id)
    stream = f"evaluation-{case}"
    separation.check_school("rate", act.actor, ask.read, act.school, ask.read(stream)[stream])
    agreement, made = ask.fold(AGREEMENT, case), ask.fold(MADE, case)
    return Round(case, ask.fold(CASE, case), agreement, rules_at(ask, act), made)


PROCEDURE: Procedure[Command, Rating, RatingEvent] = Procedure(
    {CriterionRated: RateCriterion, RatingHandedIn: HandInRating},
    needs=(Needs(RateCriterion, round_of, rate), Needs(HandInRating, round_of, hand_in)),
    asks=(CASE, AGREEMENT, RULES_ADOPTED, MADE),
)
