"""Whose an event is: so that a test writes the event of another service as that one does."""

from typing import Any

from libs.kernel.messages import Contract
from services.cli.catalogue import SERVICES


def owner_of(event: object) -> Contract[Any]:
    """Return the contract of the aggregate that records such events."""
    for service in SERVICES:
        for aggregate in service.aggregates:
            if type(event) in aggregate.events.types.values():
                return aggregate.events
    raise LookupError(type(event).__name__)
