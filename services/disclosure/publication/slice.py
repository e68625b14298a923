"""The public record of a recognition (J5)."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.disclosure.publication import predecessors, questions, tables
from services.disclosure.publication.events import EVENTS
from services.disclosure.publication.procedure import PROCEDURE
from services.disclosure.publication.rules import COMMANDS, PUBLICATION

SLICE = Slice(
    aggregate=Aggregate("publication", PUBLICATION, COMMANDS, EVENTS, PROCEDURE),
    tables=(
        Tables(EVENTS, tables.project),
        Tables(predecessors.HEARD, predecessors.project),
    ),
    questions=(Questions(questions.Asked, questions.answer),),
)
