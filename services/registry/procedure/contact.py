"""Contacts of offices: every act rests on the office's own stream; others ask who is there."""

from libs.engine.procedure import Fold, Procedure
from services.registry.domain.contact import (
    CONTACT,
    Command,
    Contacts,
    EndContact,
    NameContact,
)
from services.registry.events.contact import (
    CONTACT_EVENTS,
    ContactEnded,
    ContactEvent,
    ContactNamed,
)

CONTACTS: Fold[Contacts] = Fold("contact", CONTACT_EVENTS, CONTACT.initial, CONTACT.evolve)

PROCEDURE: Procedure[Command, Contacts, ContactEvent] = Procedure(
    {ContactNamed: NameContact, ContactEnded: EndContact}
)
