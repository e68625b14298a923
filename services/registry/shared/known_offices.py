"""What commands must know of the offices they name, and of those above and after them."""

from collections.abc import Iterable
from datetime import date

from libs.engine.procedure import Ask
from libs.engine.register import OFFICE
from libs.kernel.periods import value_on
from services.registry.shared.offices import Office, Offices


def offices(ask: Ask, named: Iterable[str | None]) -> Offices:
    """Return those of the offices that are in the register, each under its latest name."""
    found: dict[str, Office] = {}
    for id in named:
        if id is not None and (office := ask.fold(OFFICE, id)).names:
            found[id] = Office(value_on(office.names, date.max), office.ends)
    return found


def above(ask: Ask, id: str | None, on: date) -> frozenset[str]:
    """Return an office and all that stand above it on a day."""
    found: set[str] = set()
    while id is not None and id not in found:
        found.add(id)
        parents = ask.fold(OFFICE, id).parents
        id = value_on(parents, on) if parents else None
    return frozenset(found)


def heirs(ask: Ask, successors: Iterable[str]) -> frozenset[str]:
    """Return these offices and all that have succeeded them."""
    found: set[str] = set()
    todo = [*successors]
    while todo:
        id = todo.pop()
        if id not in found:
            found.add(id)
            todo += ask.fold(OFFICE, id).successors
    return frozenset(found)
