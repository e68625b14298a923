"""The register of schools: names, codes, kind, areas, campuses, contacts."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.school import questions, tables
from services.registry.school.events import SCHOOL_EVENTS, SchoolRegistered
from services.registry.school.procedure import PROCEDURE
from services.registry.school.rules import COMMANDS, SCHOOL

SLICE = Slice(
    aggregate=Aggregate("school", SCHOOL, COMMANDS, SCHOOL_EVENTS, PROCEDURE),
    tables=(Tables(SCHOOL_EVENTS, tables.project, {SchoolRegistered: tables.register}),),
    questions=(Questions(questions.Asked, questions.answer),),
)
