"""What is held for a time: roles at organisations, functions for kinds of school."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from libs.kernel.messages import Contract
from libs.kernel.periods import Period, Timeline
from libs.log.entry import Recorded
from libs.rights.reading import folded, heard

SUBTREE = "subtree"
"""The scope of a grant that holds for the offices below its own too."""


@dataclass(frozen=True, slots=True)
class GrantGiven:
    """A person received a role at an organisation; `scope`: it alone, or those below it too."""

    role: str
    org: str
    starts: date
    ends: date | None = None
    scope: str = "own"


@dataclass(frozen=True, slots=True)
class GrantProposed:
    """Somebody asked for a role for the person; nothing holds yet. Numbered from 1 by stream."""

    role: str
    org: str
    starts: date
    ends: date | None = None
    scope: str = "own"


@dataclass(frozen=True, slots=True)
class GrantConfirmed:
    """Somebody else confirmed the `proposal`-th one; from `starts` on the role is held."""

    proposal: int
    role: str
    org: str
    starts: date
    ends: date | None = None
    scope: str = "own"


@dataclass(frozen=True, slots=True)
class GrantDeclined:
    """The `proposal`-th one will not be confirmed."""

    proposal: int


@dataclass(frozen=True, slots=True)
class GrantWithdrawn:
    """A role ended on a date, `ends` being the first day without it."""

    role: str
    org: str
    ends: date


@dataclass(frozen=True, slots=True)
class RightDelegated:
    """`holder` lets the person act in the holder's role there, until `ends`."""

    holder: str
    role: str
    org: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class DelegationEnded:
    """The person no longer acts for `holder`, `ends` being the first day without it."""

    holder: str
    role: str
    org: str
    ends: date


Granting = (
    GrantGiven
    | GrantProposed
    | GrantConfirmed
    | GrantDeclined
    | GrantWithdrawn
    | RightDelegated
    | DelegationEnded
)
GRANTS: Contract[Granting] = Contract(Granting)


@dataclass(frozen=True, slots=True)
class FunctionAssigned:
    """An organisation received the function of this stream for some kinds of school."""

    holder: str
    kinds: tuple[str, ...]
    starts: date
    ends: date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class FunctionEnded:
    """An organisation lost the function, `ends` being the first day without it."""

    holder: str
    ends: date


Assigning = FunctionAssigned | FunctionEnded
ASSIGNMENTS: Contract[Assigning] = Contract(Assigning)


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


def roles_of(events: Sequence[Recorded]) -> Timeline[Role]:
    """Return the roles that the person of a grant stream holds or held."""
    return folded(events, Timeline, _granted_by)


def holders_of(events: Sequence[Recorded]) -> Timeline[Holder]:
    """Return who holds or held the function of an assignment stream."""
    return folded(events, Timeline, _assigned_by)


def proposals_of(events: Sequence[Recorded]) -> list[Proposal]:
    """Return the proposals of a grant stream; the first is number 1."""
    return folded(events, list, _proposed)


def _proposed(found: list[Proposal], event: Recorded) -> list[Proposal]:
    for told in heard([event], GRANTS):
        match told:
            case GrantProposed():
                found.append(Proposal(str(event.envelope["actor"]), told))
            case GrantConfirmed(proposal=n) | GrantDeclined(n) if 0 < n <= len(found):
                found[n - 1] = replace(found[n - 1], open=False)
    return found


def _granted_by(roles: Timeline[Role], event: Recorded) -> Timeline[Role]:
    return reduce(_granted, heard([event], GRANTS), roles)


def _assigned_by(holders: Timeline[Holder], event: Recorded) -> Timeline[Holder]:
    return reduce(_assigned, heard([event], ASSIGNMENTS), holders)


def _granted(roles: Timeline[Role], told: Granting) -> Timeline[Role]:
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


def _assigned(holders: Timeline[Holder], told: Assigning) -> Timeline[Holder]:
    match told:
        case FunctionAssigned(org, kinds, starts, ends):
            return holders.begin(Holder(org, kinds), Period(starts, ends))
        case FunctionEnded(org, ends):
            return holders.end(lambda holder: holder.org == org, ends)
    return holders
