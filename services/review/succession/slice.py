"""What becomes of certificates and running cases when a school merges, splits or closes."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.review.succession import questions, tables
from services.review.succession.events import SUCCESSION_EVENTS
from services.review.succession.procedure import PROCEDURE
from services.review.succession.rules import COMMANDS, SUCCESSION

SLICE = Slice(
    aggregate=Aggregate("succession", SUCCESSION, COMMANDS, SUCCESSION_EVENTS, PROCEDURE),
    tables=(Tables(SUCCESSION_EVENTS, tables.project),),
    questions=(Questions(questions.GetSuccession, questions.answer),),
)
