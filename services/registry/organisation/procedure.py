"""Offices: the one above must be in the register; one that ends holds nothing any more."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE
from libs.engine.rules import rules_at
from libs.rights.reading import STRICT
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
    Founding,
    Leaving,
    Organisation,
    PlaceOrganisation,
    RegisterOrganisation,
    RenameOrganisation,
)
from services.registry.shared import ids
from services.registry.shared.known_offices import above, heirs, offices


def founding(ask: Ask, act: Act, command: RegisterOrganisation) -> Founding:
    """Supply the office above and its area, and whether the id is free."""
    return Founding(
        ids.new_id(ask, act), offices(ask, [command.parent]), _area(ask, act, command.parent)
    )


def placing(ask: Ask, act: Act, command: PlaceOrganisation) -> Above:
    """Supply the office above, its area, and all that stand above it on the day of the change."""
    return Above(
        offices(ask, [command.parent]),
        above(ask, command.parent, command.starts),
        _area(ask, act, command.parent),
    )


def _area(ask: Ask, act: Act, office: str | None) -> str | None:
    """Return the area in which an office below this one lies, None where it is not asked for."""
    if office is None or rules_at(ask, act) < STRICT:
        return None
    return ask.fold(OFFICE, office).area or None


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
        Needs(RegisterOrganisation, founding, organisation.register),
        Needs(PlaceOrganisation, placing, organisation.place),
        Needs(EndOrganisation, leaving, organisation.end),
    ),
    asks=(OFFICE, Functions, *ids.ASKS),
)
