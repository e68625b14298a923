"""A school's improvement plan of one year (J4), and what teams recommended to it."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.assessment.improvement_plan import (
    progress,
    questions,
    recommendations,
    sums,
    tables,
    year_report,
)
from services.assessment.improvement_plan.events import PLAN_EVENTS
from services.assessment.improvement_plan.procedure import PROCEDURE
from services.assessment.improvement_plan.rules import COMMANDS, PLAN

SLICE = Slice(
    aggregate=Aggregate("improvement_plan", PLAN, COMMANDS, PLAN_EVENTS, PROCEDURE),
    tables=(
        Tables(PLAN_EVENTS, tables.project),
        Tables(tables.RECOMMENDED, tables.recommend),
        Tables(tables.PLACED, tables.place, tables.TOGETHER),
    ),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(recommendations.Asked, recommendations.answer),
        Questions(progress.Asked, progress.answer),
        Questions(sums.Asked, sums.answer),
        Questions(year_report.Asked, year_report.answer),
    ),
)
