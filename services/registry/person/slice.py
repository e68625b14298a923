"""People behind pseudonyms: names in the vault, posts in the log."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.person import circle, names, questions, staff, tables
from services.registry.person.events import PERSON_EVENTS
from services.registry.person.procedure import PROCEDURE
from services.registry.person.rules import COMMANDS, PERSON

SLICE = Slice(
    aggregate=Aggregate("person", PERSON, COMMANDS, PERSON_EVENTS, PROCEDURE),
    tables=(
        Tables(PERSON_EVENTS, tables.project),
        Tables(circle.HEARD, circle.project),
    ),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(names.Asked, names.answer),
        Questions(staff.Asked, staff.answer),
    ),
)
