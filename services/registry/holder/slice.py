"""A view across aggregates: who holds a function for a school on a day."""

from libs.engine.slices import Questions, Slice, Tables
from services.registry.holder import questions, tables

SLICE = Slice(
    tables=(Tables(tables.HEARD, tables.project, tables.TOGETHER),),
    questions=(Questions(questions.Asked, questions.answer),),
)
