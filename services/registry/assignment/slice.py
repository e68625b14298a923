"""Which office holds which function, where, from when to when."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.assignment import questions, tables
from services.registry.assignment.events import ASSIGNMENT_EVENTS
from services.registry.assignment.procedure import PROCEDURE
from services.registry.assignment.rules import ASSIGNMENT, COMMANDS

SLICE = Slice(
    aggregate=Aggregate("assignment", ASSIGNMENT, COMMANDS, ASSIGNMENT_EVENTS, PROCEDURE),
    tables=(Tables(ASSIGNMENT_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
