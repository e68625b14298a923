"""The offices, their names, their places in the order, their successors."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.organisation import questions, tables
from services.registry.organisation.events import ORGANISATION_EVENTS
from services.registry.organisation.procedure import PROCEDURE
from services.registry.organisation.rules import COMMANDS, ORGANISATION

SLICE = Slice(
    aggregate=Aggregate("organisation", ORGANISATION, COMMANDS, ORGANISATION_EVENTS, PROCEDURE),
    tables=(Tables(ORGANISATION_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
