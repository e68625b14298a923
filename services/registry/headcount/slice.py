"""How many people work at a school, by year."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.headcount import questions, tables
from services.registry.headcount.events import HEADCOUNT_EVENTS
from services.registry.headcount.procedure import PROCEDURE
from services.registry.headcount.rules import COMMANDS, HEADCOUNT

SLICE = Slice(
    aggregate=Aggregate("headcount", HEADCOUNT, COMMANDS, HEADCOUNT_EVENTS, PROCEDURE),
    tables=(Tables(HEADCOUNT_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
