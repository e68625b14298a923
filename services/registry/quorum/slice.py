"""What is asked of votes in self-assessment councils, where anything is."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.quorum import questions, tables
from services.registry.quorum.events import QUORUM_EVENTS
from services.registry.quorum.procedure import PROCEDURE
from services.registry.quorum.rules import COMMANDS, QUORUM

SLICE = Slice(
    aggregate=Aggregate("quorum", QUORUM, COMMANDS, QUORUM_EVENTS, PROCEDURE),
    tables=(Tables(QUORUM_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
