"""A school's self-assessment of one year (J1)."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.assessment.cycle import (
    days,
    findings,
    known_schools,
    letters,
    people,
    progress,
    questions,
    tables,
)
from services.assessment.cycle.events import CYCLE_EVENTS
from services.assessment.cycle.procedure import PROCEDURE
from services.assessment.cycle.rules import COMMANDS, CYCLE
from services.assessment.shared.duties import Duties

SLICE = Slice(
    aggregate=Aggregate("cycle", CYCLE, COMMANDS, CYCLE_EVENTS, PROCEDURE),
    tables=(
        Tables(CYCLE_EVENTS, tables.project),
        Tables(people.HEARD, people.project),
        Tables(Duties.heard, letters.project),
        Tables(known_schools.HEARD, known_schools.project),
    ),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(findings.Asked, findings.answer),
        Questions(days.Asked, days.answer),
        Questions(progress.Asked, progress.answer),
    ),
)
