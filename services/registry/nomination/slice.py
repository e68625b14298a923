"""Whom an office proposes for training or teams."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.nomination import questions, tables
from services.registry.nomination.events import NOMINATION_EVENTS
from services.registry.nomination.procedure import PROCEDURE
from services.registry.nomination.rules import COMMANDS, NOMINATION

SLICE = Slice(
    aggregate=Aggregate("nomination", NOMINATION, COMMANDS, NOMINATION_EVENTS, PROCEDURE),
    tables=(Tables(NOMINATION_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
