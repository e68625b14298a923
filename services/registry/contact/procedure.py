"""Contacts of offices: every act rests on the office's own stream; others ask who is there."""

from libs.engine.procedure import Fold, Procedure
from services.registry.contact.events import (
    CONTACT_EVENTS,
    ContactEnded,
    ContactEvent,
    ContactNamed,
)
from services.registry.contact.rules import CONTACT, Command, Contacts, EndContact, NameContact

CONTACTS: Fold[Contacts] = Fold("contact", CONTACT_EVENTS, CONTACT.initial, CONTACT.evolve)

PROCEDURE: Procedure[Command, Contacts, ContactEvent] = Procedure(
    {ContactNamed: NameContact, ContactEnded: EndContact}
)
