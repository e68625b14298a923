"""The list of schools an office plans to evaluate in a year."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.planned_list import questions, tables
from services.registry.planned_list.events import PLANNED_LIST_EVENTS
from services.registry.planned_list.procedure import PROCEDURE
from services.registry.planned_list.rules import COMMANDS, PLANNED_LIST

SLICE = Slice(
    aggregate=Aggregate("plannedlist", PLANNED_LIST, COMMANDS, PLANNED_LIST_EVENTS, PROCEDURE),
    tables=(Tables(PLANNED_LIST_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
