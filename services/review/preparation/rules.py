"""What a team does before its official survey."""

from typing import Never

from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Contract
from services.review.preparation.events import PreparationEvent
from services.review.preparation.first_visit import RecordPreliminarySurvey
from services.review.preparation.planning import PlanTeamWork
from services.review.preparation.state import Preparation, evolve
from services.review.preparation.studying import StudyCriterion

Command = PlanTeamWork | StudyCriterion | RecordPreliminarySurvey
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")

PREPARING: Decider[Never, Preparation, PreparationEvent] = Decider(
    Preparation(), by_knowledge_alone, evolve
)
"""How a team gets ready for its survey."""
