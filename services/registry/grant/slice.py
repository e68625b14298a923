"""Who holds which role at which office, proposed, confirmed, lent."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.grant import questions, tables
from services.registry.grant.events import GRANT_EVENTS
from services.registry.grant.procedure import PROCEDURE
from services.registry.grant.rules import COMMANDS, GRANT

SLICE = Slice(
    aggregate=Aggregate("grant", GRANT, COMMANDS, GRANT_EVENTS, PROCEDURE),
    tables=(Tables(GRANT_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
