"""Which roles a person holds, at which school or office, from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, assert_never

from libs.calendar import show
from libs.contract import Contract, Id, Line
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import Right
from services.registry.domain.terms import Term, refuse_empty
from services.registry.events.common import ADMIN
from services.registry.events.grant import GrantEvent, GrantGiven, GrantWithdrawn

RULE = "quyền theo vai trò, đơn vị và thời hạn"
Role = Literal[
    "administrator",
    "principal",
    "council_member",
    "officer",
    "director",
    "chair",
    "evaluator",
    "operator",
    "system",
]
NOT_GRANTABLE = ("operator", "system")
"""The operator and the services are known by how they sign in; no grant makes a person one."""


@dataclass(frozen=True, slots=True)
class GiveGrant:
    """Let the person have `role` at `org` from `starts` to the day before `ends`."""

    right: ClassVar[Right] = ADMIN
    role: Role
    org: Id
    starts: date
    basis: Line
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class WithdrawGrant:
    """Take `role` at `org` from the person; `ends` is the first day without it."""

    right: ClassVar[Right] = ADMIN
    role: Role
    org: Id
    ends: date
    basis: Line


Command = GiveGrant | WithdrawGrant
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Held(Term):
    """A term of a role at an organisation."""

    role: str
    org: str


@dataclass(frozen=True, slots=True)
class Grant:
    """Every role the person holds or held, those withdrawn with their true end."""

    given: tuple[GrantGiven, ...] = ()
    terms: tuple[Held, ...] = ()


def decide(command: Command, grant: Grant) -> Sequence[GrantEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: role-not-grantable, term-empty, grant-overlaps, grant-not-held.
    """
    match command:
        case GiveGrant():
            return _give(command, grant)
        case WithdrawGrant(role, org, ends, basis):
            own = [term for term in grant.terms if (term.role, term.org) == (role, org)]
            if any(term.holds(ends) for term in own):
                return [GrantWithdrawn(role, org, ends, basis)]
            if any(term.ends == ends for term in own):
                return []
            detail = f"Người này không giữ vai trò '{role}' tại '{org}' đến ngày {show(ends)}."
            error = FieldError("/role", "grant-not-held", detail)
            raise Rejected("grant-not-held", detail, RULE, [error])
    assert_never(command)


def evolve(grant: Grant, event: GrantEvent) -> Grant:
    """Return the grant after `event`."""
    match event:
        case GrantGiven(role, org, starts, _, ends):
            return Grant((*grant.given, event), (*grant.terms, Held(starts, ends, role, org)))
        case GrantWithdrawn(role, org, ends):
            return replace(
                grant,
                terms=tuple(
                    t.cut(ends) if (t.role, t.org) == (role, org) else t for t in grant.terms
                ),
            )
    assert_never(event)


def _give(command: GiveGrant, grant: Grant) -> Sequence[GrantEvent]:
    if command.role in NOT_GRANTABLE:
        detail = f"Vai trò '{command.role}' không cấp cho người dùng được."
        error = FieldError("/role", "role-not-grantable", detail)
        raise Rejected("role-not-grantable", detail, RULE, [error])
    refuse_empty(command.starts, command.ends)
    given = GrantGiven(command.role, command.org, command.starts, command.basis, command.ends)
    term = Held(command.starts, command.ends, command.role, command.org)
    if given in grant.given and term in grant.terms:
        return []
    for other in grant.terms:
        if (other.role, other.org) == (term.role, term.org) and other.meets(term):
            detail = f"Vai trò '{command.role}' tại '{command.org}' đã được cấp {other}."
            error = FieldError("/starts", "grant-overlaps", detail)
            raise Rejected("grant-overlaps", detail, RULE, [error])
    return [given]


GRANT: Decider[Command, Grant, GrantEvent] = Decider(Grant(), decide, evolve)
