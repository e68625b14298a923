"""Whose an event is: so that a test writes the event of another service as that one does."""

from typing import Any

from libs.engine.procedure import After
from libs.engine.service import Service
from libs.kernel.messages import Contract
from services.cli.catalogue import SERVICES


def owner_of(event: object) -> Contract[Any]:
    """Return the contract of the aggregate that records such events."""
    for service in SERVICES:
        for aggregate in service.aggregates:
            if type(event) in aggregate.events.types.values():
                return aggregate.events
    raise LookupError(type(event).__name__)


def heard_by(service: type[Service]) -> list[Contract[Any]]:
    """Return what a service hears: what suppliers ask, read tables, reactions."""
    asked = dict.fromkeys(a for of in service.aggregates for a in of.procedure.asks)
    shown = [tables.hears for part in service.slices.values() for tables in part.tables]
    follows = [service.react.heard] if service.react is not None else []
    heard = (each.heard for each in asked if not isinstance(each, After))
    return [*heard, *shown, *follows]


def of_others(service: type[Service]) -> set[str]:
    """Return the types of event that a service hears and does not record itself."""
    own = {name for aggregate in service.aggregates for name in aggregate.events.types}
    return {name for contract in heard_by(service) for name in contract.types} - own
