"""What is held for a time: roles at organisations, functions for kinds of school."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce

from libs.kernel.periods import Period, Timeline
from libs.log.entry import Recorded
from libs.rights.heard import (
    DelegationEnded,
    FunctionAssigned,
    FunctionEnded,
    GrantConfirmed,
    GrantDeclined,
    GrantGiven,
    GrantProposed,
    GrantWithdrawn,
    RightDelegated,
    heard,
)

SUBTREE = "subtree"
"""The scope of a grant that holds for the offices below its own too."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role at an organisation; `holder`: whose it is where it is lent, else empty."""

    name: str
    org: str
    scope: str = "own"
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation that has a function for these kinds of school."""

    org: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A role asked for by `by` (an actor), not yet confirmed or declined while `open`."""

    by: str
    asked: GrantProposed
    open: bool = True


def roles_of(events: Iterable[Recorded]) -> Timeline[Role]:
    """Return the roles that the person of a grant stream holds or held."""
    return reduce(_granted, heard(events), Timeline())


def holders_of(events: Iterable[Recorded]) -> Timeline[Holder]:
    """Return who holds or held the function of an assignment stream."""
    return reduce(_assigned, heard(events), Timeline())


def proposals_of(events: Iterable[Recorded]) -> list[Proposal]:
    """Return the proposals of a grant stream; the first is number 1."""
    found: list[Proposal] = []
    for event in events:
        for told in heard([event]):
            match told:
                case GrantProposed():
                    found.append(Proposal(str(event.envelope["actor"]), told))
                case GrantConfirmed(proposal=n) | GrantDeclined(n) if 0 < n <= len(found):
                    found[n - 1] = replace(found[n - 1], open=False)
    return found


def _granted(roles: Timeline[Role], told: object) -> Timeline[Role]:
    match told:
        case GrantGiven() | GrantConfirmed():
            role = Role(told.role, told.org, told.scope)
            return roles.begin(role, Period(told.starts, told.ends))
        case RightDelegated(holder, name, org, starts, ends):
            return roles.begin(Role(name, org, holder=holder), Period(starts, ends))
        case GrantWithdrawn(name, org, ends):
            return roles.end(_is("", name, org), ends)
        case DelegationEnded(holder, name, org, ends):
            return roles.end(_is(holder, name, org), ends)
    return roles


def _is(holder: str, name: str, org: str) -> Callable[[Role], bool]:
    return lambda role: (role.holder, role.name, role.org) == (holder, name, org)


def _assigned(holders: Timeline[Holder], told: object) -> Timeline[Holder]:
    match told:
        case FunctionAssigned(org, kinds, starts, ends):
            return holders.begin(Holder(org, kinds), Period(starts, ends))
        case FunctionEnded(org, ends):
            return holders.end(lambda holder: holder.org == org, ends)
    return holders
