"""What a team does before its official survey."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.review.preparation import questions, tables
from services.review.preparation.events import PREPARATION_EVENTS
from services.review.preparation.procedure import PROCEDURE
from services.review.preparation.rules import COMMANDS, PREPARING

SLICE = Slice(
    aggregate=Aggregate("preparation", PREPARING, COMMANDS, PREPARATION_EVENTS, PROCEDURE),
    tables=(Tables(PREPARATION_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
