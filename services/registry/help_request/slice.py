"""A school asks the office above it for help, and is answered."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.help_request import questions, tables
from services.registry.help_request.events import HELP_REQUEST_EVENTS
from services.registry.help_request.procedure import PROCEDURE
from services.registry.help_request.rules import COMMANDS, HELP_REQUEST

SLICE = Slice(
    aggregate=Aggregate("helprequest", HELP_REQUEST, COMMANDS, HELP_REQUEST_EVENTS, PROCEDURE),
    tables=(Tables(HELP_REQUEST_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
