"""How a team comes to its judgement, from each member's own rating."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.review.agreement import questions, tables
from services.review.agreement.events import AGREEMENT_EVENTS
from services.review.agreement.procedure import PROCEDURE
from services.review.agreement.rules import AGREEING, COMMANDS

SLICE = Slice(
    aggregate=Aggregate("agreement", AGREEING, COMMANDS, AGREEMENT_EVENTS, PROCEDURE),
    tables=(Tables(AGREEMENT_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
