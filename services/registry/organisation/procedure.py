"""Offices: the one above must be in the register; one that ends holds nothing any more."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE
from services.registry.assignment.procedure import Functions
from services.registry.organisation import rules as organisation
from services.registry.organisation.events import (
    OrganisationEnded,
    OrganisationEvent,
    OrganisationPlaced,
    OrganisationRegistered,
    OrganisationRenamed,
)
from services.registry.organisation.rules import (
    Above,
    Command,
    EndOrganisation,
    Leaving,
    Organisation,
    PlaceOrganisation,
    RegisterOrganisation,
    RenameOrganisation,
)
from services.registry.shared.known_offices import above, heirs, offices
from services.registry.shared.offices import Offices


def parent(ask: Ask, act: Act, command: RegisterOrganisation) -> Offices:
    """Supply the office above."""
    return offices(ask, [command.parent])


def placing(ask: Ask, act: Act, command: PlaceOrganisation) -> Above:
    """Supply the office above, and all that stand above that one on the day of the change."""
    return Above(offices(ask, [command.parent]), above(ask, command.parent, command.starts))


def leaving(ask: Ask, act: Act, command: EndOrganisation) -> Leaving:
    """Supply the successors, all who succeeded these, and what the office still holds."""
    return Leaving(
        offices(ask, command.successors),
        heirs(ask, command.successors),
        ask.index(Functions).held(act.id, command.ends),
    )


PROCEDURE: Procedure[Command, Organisation, OrganisationEvent] = Procedure(
    {
        OrganisationRegistered: RegisterOrganisation,
        OrganisationRenamed: RenameOrganisation,
        OrganisationPlaced: PlaceOrganisation,
        OrganisationEnded: EndOrganisation,
    },
    needs=(
        Needs(RegisterOrganisation, parent, organisation.register),
        Needs(PlaceOrganisation, placing, organisation.place),
        Needs(EndOrganisation, leaving, organisation.end),
    ),
    asks=(OFFICE, Functions),
)
