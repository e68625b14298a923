"""A view across aggregates: who holds a function for a school on a day."""

from libs.engine.slices import Questions, Slice, Tables, adding
from libs.rights.schools import PLACINGS
from services.registry.assignment.events import ASSIGNMENT_EVENTS
from services.registry.holder import questions, tables

SLICE = Slice(
    tables=(adding(PLACINGS, tables.place), Tables(ASSIGNMENT_EVENTS, tables.assign)),
    questions=(Questions(questions.Asked, questions.answer),),
)
