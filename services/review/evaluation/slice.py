"""A school's registration and external evaluation, from plan to decision (J2)."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables, adding
from libs.rights.held import ASSIGNMENTS
from libs.rights.schools import PLACINGS
from services.review.evaluation import (
    acts,
    appraisal_items,
    case_holders,
    forwarding_lists,
    planned_tables,
    questions,
    silence_tables,
    tables,
    team_report,
    team_sheets,
)
from services.review.evaluation.events import EVALUATION_EVENTS
from services.review.evaluation.planned import LISTING
from services.review.evaluation.procedure import PROCEDURE
from services.review.evaluation.rules import COMMANDS, EVALUATION

SLICE = Slice(
    aggregate=Aggregate("evaluation", EVALUATION, COMMANDS, EVALUATION_EVENTS, PROCEDURE),
    tables=(
        Tables(EVALUATION_EVENTS, tables.project),
        adding(PLACINGS, case_holders.place),
        Tables(ASSIGNMENTS, case_holders.assign),
        Tables(LISTING, planned_tables.list_line),
    ),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(team_sheets.Asked, team_sheets.answer),
        Questions(team_report.Asked, team_report.answer),
        Questions(acts.Asked, acts.answer),
        Questions(forwarding_lists.Asked, forwarding_lists.answer),
        Questions(appraisal_items.Asked, appraisal_items.answer),
    ),
    timers=silence_tables.due,
)
