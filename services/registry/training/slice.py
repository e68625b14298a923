"""Training courses in accreditation, and who took part."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.training import questions, tables
from services.registry.training.events import TRAINING_EVENTS
from services.registry.training.procedure import PROCEDURE
from services.registry.training.rules import COMMANDS, TRAINING

SLICE = Slice(
    aggregate=Aggregate("training", TRAINING, COMMANDS, TRAINING_EVENTS, PROCEDURE),
    tables=(Tables(TRAINING_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
