"""How a team is put together: declarations and draws."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.review.team import questions, tables
from services.review.team.events import TEAM_EVENTS
from services.review.team.procedure import PROCEDURE
from services.review.team.rules import COMMANDS, TEAM

SLICE = Slice(
    aggregate=Aggregate("team", TEAM, COMMANDS, TEAM_EVENTS, PROCEDURE),
    tables=(Tables(TEAM_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
