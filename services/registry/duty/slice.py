"""Duties of letters: how they stand by the log, and what is acknowledged by hand."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.duty import facts, questions, tables
from services.registry.duty.events import DUTY_EVENTS
from services.registry.duty.procedure import PROCEDURE
from services.registry.duty.rules import COMMANDS, DUTY

SLICE = Slice(
    aggregate=Aggregate("duty", DUTY, COMMANDS, DUTY_EVENTS, PROCEDURE),
    tables=(
        Tables(DUTY_EVENTS, tables.project),
        Tables(facts.FACTS, facts.project, late="duty_fact"),
    ),
    questions=(Questions(questions.Asked, questions.answer),),
)
