"""Certificates of accreditation and of the national standard (J3)."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.review.recognition import entry_questions, questions, tables
from services.review.recognition.events import RECOGNITION_EVENTS
from services.review.recognition.procedure import PROCEDURE
from services.review.recognition.rules import COMMANDS, RECOGNITION

SLICE = Slice(
    aggregate=Aggregate("recognition", RECOGNITION, COMMANDS, RECOGNITION_EVENTS, PROCEDURE),
    tables=(Tables(RECOGNITION_EVENTS, tables.project),),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(entry_questions.Asked, entry_questions.answer),
    ),
)
