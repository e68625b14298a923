"""A preparation's procedure: the case that a team gets ready for, and what its people declared."""

from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.rights import separation
from services.review.evaluation.events import EVALUATION_EVENTS
from services.review.evaluation.state import Empty, Evaluation, evolve
from services.review.preparation.events import (
    CriterionStudied,
    PreliminarySurveyHeld,
    PreparationEvent,
    TeamWorkPlanned,
)
from services.review.preparation.first_visit import RecordPreliminarySurvey, meet
from services.review.preparation.known import Known
from services.review.preparation.planning import PlanTeamWork, plan
from services.review.preparation.rules import Command
from services.review.preparation.state import Preparation
from services.review.preparation.studying import StudyCriterion, study
from services.review.team.rules import MADE

CASE: Fold[Evaluation] = Fold("evaluation", EVALUATION_EVENTS, Empty(), evolve)


def known(ask: Ask, act: Act, command: Command) -> Known:
    """Supply the case and what was declared; raises `Forbidden` ("own-school")."""
    stream = f"evaluation-{act.id}"
    separation.check_school("rate", act.actor, ask.read, act.school, ask.read(stream)[stream])
    return Known(ask.fold(CASE, act.id), rules_at(ask, act), ask.fold(MADE, act.id))


PROCEDURE: Procedure[Command, Preparation, PreparationEvent] = Procedure(
    {
        TeamWorkPlanned: PlanTeamWork,
        CriterionStudied: StudyCriterion,
        PreliminarySurveyHeld: RecordPreliminarySurvey,
    },
    needs=(
        Needs(PlanTeamWork, known, plan),
        Needs(StudyCriterion, known, study),
        Needs(RecordPreliminarySurvey, known, meet),
    ),
    asks=(CASE, RULES_ADOPTED, MADE),
)
