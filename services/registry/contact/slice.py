"""Whom schools of an office ask."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from services.registry.contact import questions, tables
from services.registry.contact.events import CONTACT_EVENTS
from services.registry.contact.procedure import PROCEDURE
from services.registry.contact.rules import COMMANDS, CONTACT

SLICE = Slice(
    aggregate=Aggregate("contact", CONTACT, COMMANDS, CONTACT_EVENTS, PROCEDURE),
    tables=(Tables(CONTACT_EVENTS, tables.project),),
    questions=(Questions(questions.Asked, questions.answer),),
)
