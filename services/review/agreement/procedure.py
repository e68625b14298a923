"""An agreement's procedure: the case as it stands, and what its team's members have handed in."""

from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.rights.blind import rating_id
from services.review.agreement.events import (
    AgreementEvent,
    DifferenceSettled,
    RatingsAsked,
    RatingsGivenUp,
)
from services.review.agreement.rules import (
    AskForRatings,
    ByLeader,
    Command,
    GiveUpRatings,
    HandedIn,
    OpenRatings,
    SettleDifference,
    ask,
    give_up,
    open_,
    settle,
)
from services.review.agreement.state import AGREEMENT, Agreement
from services.review.evaluation.events import EVALUATION_EVENTS
from services.review.evaluation.state import Empty, Evaluation, Surveying, evolve
from services.review.rating.state import RATING

CASE: Fold[Evaluation] = Fold("evaluation", EVALUATION_EVENTS, Empty(), evolve)
"""The case that a team judges: all of it."""


def case(ask: Ask, act: Act, command: ByLeader) -> Evaluation:
    """Supply the case."""
    return ask.fold(CASE, act.id)


def handed_in(ask: Ask, act: Act, command: OpenRatings) -> HandedIn:
    """Supply the case, and the ratings of the round that its team was asked for last."""
    found = ask.fold(CASE, act.id)
    members = found.team.members if isinstance(found, Surveying) else ()
    rounds = ask.fold(AGREEMENT, act.id).rounds
    ids = {each.person: rating_id(act.id, rounds, each.person) for each in members}
    return HandedIn(found, {person: ask.fold(RATING, id) for person, id in ids.items()})


PROCEDURE: Procedure[Command, Agreement, AgreementEvent] = Procedure(
    {
        RatingsAsked: AskForRatings,
        RatingsGivenUp: GiveUpRatings,
        DifferenceSettled: SettleDifference,
    },
    needs=(
        Needs(AskForRatings, case, ask),
        Needs(GiveUpRatings, case, give_up),
        Needs(OpenRatings, handed_in, open_),
        Needs(SettleDifference, case, settle),
    ),
    asks=(CASE, AGREEMENT, RATING),
)
