"""What people of a school and of its offices say about its work, and ask each other for."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.assessment.discussion import questions, tables
from services.assessment.discussion.events import DISCUSSION_EVENTS
from services.assessment.discussion.groups import GROUPS_HEARD
from services.assessment.discussion.procedure import PROCEDURE
from services.assessment.discussion.rules import COMMANDS, DISCUSSION

SLICE = Slice(
    aggregate=Aggregate("discussion", DISCUSSION, COMMANDS, DISCUSSION_EVENTS, PROCEDURE),
    tables=(Tables(DISCUSSION_EVENTS, tables.project), Tables(GROUPS_HEARD, tables.regroup)),
    questions=(Questions(questions.Asked, questions.answer),),
)
