"""A view across aggregates: who holds a function for a school on a day."""

from libs.engine.slices import Questions, Slice, Tables
from services.registry.holder import questions, tables
from services.registry.school.events import SchoolRegistered

SLICE = Slice(
    tables=(Tables(tables.HEARD, tables.project, {SchoolRegistered: tables.register}),),
    questions=(Questions(questions.Asked, questions.answer),),
)
