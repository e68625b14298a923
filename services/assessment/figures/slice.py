"""A school's figures of a school year: recorded, corrected, locked, quoted."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.assessment.figures import overview, questions, quoted, tables
from services.assessment.figures.events import FIGURES_EVENTS
from services.assessment.figures.procedure import PROCEDURE
from services.assessment.figures.rules import COMMANDS, FIGURES

SLICE = Slice(
    aggregate=Aggregate("figures", FIGURES, COMMANDS, FIGURES_EVENTS, PROCEDURE),
    tables=(
        Tables(FIGURES_EVENTS, tables.project),
        Tables(tables.HEARD, tables.hear, tables.TOGETHER),
    ),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(overview.Asked, overview.answer),
        Questions(quoted.Asked, quoted.answer),
    ),
)
