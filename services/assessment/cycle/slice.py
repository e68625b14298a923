"""A school's self-assessment of one year (J1)."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables, adding
from services.assessment.cycle import (
    days,
    findings,
    known_schools,
    letters,
    people,
    progress,
    questions,
    standings,
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
        adding(known_schools.HEARD, known_schools.add),
        Tables(
            known_schools.HEARD,
            known_schools.project_listed,
            known_schools.TOGETHER,
            late="listed_school",
        ),
    ),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(findings.Asked, findings.answer),
        Questions(days.Asked, days.answer),
        Questions(progress.Asked, progress.answer),
    ),
    after=standings.keep,
)
