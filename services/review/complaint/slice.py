"""Complaints of schools against decisions on their recognition."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.review.complaint import questions, tables
from services.review.complaint.events import COMPLAINT_EVENTS
from services.review.complaint.procedure import PROCEDURE
from services.review.complaint.rules import COMMANDS, COMPLAINT

SLICE = Slice(
    aggregate=Aggregate("complaint", COMPLAINT, COMMANDS, COMPLAINT_EVENTS, PROCEDURE),
    tables=(Tables(COMPLAINT_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
