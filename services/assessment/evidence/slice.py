"""A school's register of evidence."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.assessment.evidence import entries, questions, tables
from services.assessment.evidence.events import EVIDENCE_EVENTS
from services.assessment.evidence.procedure import PROCEDURE
from services.assessment.evidence.rules import COMMANDS, EVIDENCE

SLICE = Slice(
    aggregate=Aggregate("evidence", EVIDENCE, COMMANDS, EVIDENCE_EVENTS, PROCEDURE),
    tables=(Tables(EVIDENCE_EVENTS, tables.project), Tables(tables.CITING, tables.cite)),
    questions=(
        Questions(questions.Asked, questions.answer),
        Questions(entries.Asked, entries.answer),
    ),
)
