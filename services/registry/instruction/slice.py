"""An official letter and the obligations and deadlines it creates."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.instruction import deadlines, questions, tables
from services.registry.instruction.events import INSTRUCTION_EVENTS
from services.registry.instruction.procedure import PROCEDURE
from services.registry.instruction.rules import COMMANDS, INSTRUCTION

SLICE = Slice(
    aggregate=Aggregate("instruction", INSTRUCTION, COMMANDS, INSTRUCTION_EVENTS, PROCEDURE),
    tables=(Tables(INSTRUCTION_EVENTS, tables.project),),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(deadlines.Asked, deadlines.answer),
    ),
)
