"""What a school or office aims at over several years."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.roadmap import questions, recognitions, tables
from services.registry.roadmap.events import ROADMAP_EVENTS
from services.registry.roadmap.procedure import PROCEDURE
from services.registry.roadmap.rules import COMMANDS, ROADMAP

SLICE = Slice(
    aggregate=Aggregate("roadmap", ROADMAP, COMMANDS, ROADMAP_EVENTS, PROCEDURE),
    tables=(
        Tables(ROADMAP_EVENTS, tables.project),
        Tables(recognitions.HEARD, recognitions.project, late="roadmap_recognition"),
    ),
    questions=(Questions(questions.Asked, questions.answer),),
)
