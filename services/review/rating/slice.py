"""A member's own rating of a case, seen by nobody else until the team's are opened."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.review.rating import questions, tables
from services.review.rating.events import RATING_EVENTS
from services.review.rating.procedure import PROCEDURE
from services.review.rating.rules import COMMANDS, OWN_RATING

SLICE = Slice(
    aggregate=Aggregate("rating", OWN_RATING, COMMANDS, RATING_EVENTS, PROCEDURE),
    tables=(Tables(RATING_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
