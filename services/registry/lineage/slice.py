"""Mergers, splits and closures of schools."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.lineage import questions, tables
from services.registry.lineage.events import LINEAGE_EVENTS
from services.registry.lineage.procedure import PROCEDURE
from services.registry.lineage.rules import COMMANDS, LINEAGE

SLICE = Slice(
    aggregate=Aggregate("lineage", LINEAGE, COMMANDS, LINEAGE_EVENTS, PROCEDURE),
    tables=(Tables(LINEAGE_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
