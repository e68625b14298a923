"""A school's registration and external evaluation, from plan to decision (J2)."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.review.evaluation import case_holders, questions, tables
from services.review.evaluation.events import EVALUATION_EVENTS
from services.review.evaluation.procedure import PROCEDURE
from services.review.evaluation.rules import COMMANDS, EVALUATION

SLICE = Slice(
    aggregate=Aggregate("evaluation", EVALUATION, COMMANDS, EVALUATION_EVENTS, PROCEDURE),
    tables=(
        Tables(EVALUATION_EVENTS, tables.project),
        Tables(case_holders.HEARD, case_holders.project, case_holders.TOGETHER),
    ),
    questions=(Questions(questions.Asked, questions.answer),),
)
