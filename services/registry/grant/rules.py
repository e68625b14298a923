"""Which roles a person holds, at which school or office, from when to when, and in whose place.

Who may hand out which role is a right (`libs.rights.granting`), not decided here: an auditor asks
it again of the log.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Actor, Contract, Id, Line, Remark, given
from libs.kernel.periods import During, Period, Timeline
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show
from libs.rights import SCHOOL_ROLES, Right
from services.registry.grant.events import (
    CONFIRMER,
    DECLINER,
    GIVER,
    LENDER,
    LENDING_ENDER,
    PROPOSER,
    WITHDRAWER,
    DelegationEnded,
    GrantConfirmed,
    GrantDeclined,
    GrantEvent,
    GrantGiven,
    GrantProposed,
    GrantWithdrawn,
    Number,
    RightDelegated,
    Role,
    Scope,
)
from services.registry.shared.periods import ended, refuse_empty, told

RULE = "quyền theo vai trò, đơn vị và thời hạn"
NOT_GRANTABLE = ("operator", "system")
"""The operator and the services are known by how they sign in; no grant makes a person one."""


@dataclass(frozen=True, slots=True)
class GiveGrant:
    """Let the person have `role` at `org` from `starts` to the day before `ends`."""

    right: ClassVar[Right] = GIVER
    role: Role
    org: Id
    starts: date
    basis: Line
    ends: date | None = None
    scope: Scope = "own"


@dataclass(frozen=True, slots=True)
class ProposeGrant:
    """Ask that the person have `role` at `org`; it takes effect when somebody else confirms it."""

    right: ClassVar[Right] = PROPOSER
    role: Role
    org: Id
    starts: date
    basis: Line
    ends: date | None = None
    scope: Scope = "own"


@dataclass(frozen=True, slots=True)
class ConfirmGrant:
    """Let proposal number `proposal` take effect, from today on at the earliest."""

    right: ClassVar[Right] = CONFIRMER
    proposal: Number
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class DeclineGrant:
    """Say that proposal number `proposal` will not take effect."""

    right: ClassVar[Right] = DECLINER
    proposal: Number
    reason: Remark


@dataclass(frozen=True, slots=True)
class WithdrawGrant:
    """Take `role` at `org` from the person; `ends` is the first day without it."""

    right: ClassVar[Right] = WITHDRAWER
    role: Role
    org: Id
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class Delegate:
    """Let the person act in one's own `role` at `org` until the day before `ends`."""

    right: ClassVar[Right] = LENDER
    role: Role
    org: Id
    starts: date
    ends: date
    basis: Line
    holder: str = given("actor")


@dataclass(frozen=True, slots=True)
class EndDelegation:
    """Let the person no longer act for `holder`; `ends` is the first day without it."""

    right: ClassVar[Right] = LENDING_ENDER
    holder: Actor
    role: Role
    org: Id
    ends: date
    basis: Line


Command = (
    GiveGrant
    | ProposeGrant
    | ConfirmGrant
    | DeclineGrant
    | WithdrawGrant
    | Delegate
    | EndDelegation
)
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


Begun = GrantGiven | GrantConfirmed | RightDelegated
"""What a person holds a role by."""
Ended = GrantWithdrawn | DelegationEnded


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal and what became of it, None while nobody has said."""

    proposed: GrantProposed
    answer: GrantConfirmed | GrantDeclined | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Every role the person holds or held, and every proposal."""

    held: Timeline[Begun] = field(default_factory=Timeline)
    asked: tuple[Asked, ...] = ()


def decide(command: Command, grant: Grant) -> Sequence[GrantEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: role-not-grantable, scope-of-school, term-empty, grant-overlaps,
    grant-not-held, grant-proposed, proposal-answered.
    """
    match command:
        case GiveGrant(role, org, starts, basis, ends, scope):
            _refuse_role(role, scope)
            given = GrantGiven(role, org, starts, basis, ends, scope)
            return _begin(given, grant)
        case ProposeGrant():
            return _propose(command, grant)
        case ConfirmGrant(proposal, on=on):
            return _confirm(proposal, on, grant)
        case DeclineGrant(proposal, reason):
            declined = GrantDeclined(proposal, reason)
            answer = grant.asked[proposal - 1].answer
            if answer is None:
                return [declined]
            if answer == declined:
                return []
            raise _answered(proposal)
        case WithdrawGrant(role, org, ends, basis):
            return _end(GrantWithdrawn(role, org, ends, basis), grant)
        case Delegate(role, org, starts, ends, basis, holder=holder):
            lent = RightDelegated(holder, role, org, starts, ends, basis)
            return _begin(lent, grant)
        case EndDelegation(holder, role, org, ends, basis):
            return _end(DelegationEnded(holder, role, org, ends, basis), grant)
    assert_never(command)


def evolve(grant: Grant, event: GrantEvent) -> Grant:
    """Return the grant after `event`."""
    match event:
        case GrantGiven() | RightDelegated():
            return replace(grant, held=grant.held.begin(event, Period(event.starts, event.ends)))
        case GrantProposed():
            return replace(grant, asked=(*grant.asked, Asked(event)))
        case GrantConfirmed(number):
            held = grant.held.begin(event, Period(event.starts, event.ends))
            return replace(grant, held=held, asked=_answer(grant, number, event))
        case GrantDeclined(number):
            return replace(grant, asked=_answer(grant, number, event))
        case GrantWithdrawn() | DelegationEnded():
            return replace(grant, held=grant.held.end(_same(event), event.ends))
    assert_never(event)


def _role(event: Begun | GrantProposed | Ended) -> tuple[str, str, str]:
    """Return which role an event is about: what, where, and whose where it is lent."""
    holder = event.holder if isinstance(event, RightDelegated | DelegationEnded) else ""
    return event.role, event.org, holder


def _same(event: Begun | GrantProposed | Ended) -> Callable[[Begun], bool]:
    """Return whether something is about the role that `event` is about."""
    return lambda begun: _role(begun) == _role(event)


def _answer(grant: Grant, number: int, answer: GrantConfirmed | GrantDeclined) -> tuple[Asked, ...]:
    return tuple(
        replace(asked, answer=answer) if n == number else asked
        for n, asked in enumerate(grant.asked, 1)
    )


def _refuse_role(role: str, scope: Scope) -> None:
    if role in NOT_GRANTABLE:
        detail = f"Vai trò '{role}' không cấp cho người dùng được."
        raise refused("role-not-grantable", detail, RULE, at="/role")
    if scope == "subtree" and role in SCHOOL_ROLES:
        detail = f"Vai trò '{role}' thuộc một trường, không có đơn vị cấp dưới."
        raise refused("scope-of-school", detail, RULE, at="/scope")


def _begin(event: GrantGiven | RightDelegated, grant: Grant) -> Sequence[GrantEvent]:
    """Return `event`, by which a role begins; none when it is held by it already."""
    period = Period(event.starts, event.ends)
    refuse_empty(period)
    if During(event, period) in grant.held.told:
        return []
    _refuse_overlap(event, grant)
    return [event]


def _refuse_overlap(event: Begun | GrantProposed, grant: Grant) -> None:
    for other in grant.held.meeting(Period(event.starts, event.ends)):
        if _role(other.value) == _role(event):
            detail = f"Vai trò '{event.role}' tại '{event.org}' đã được cấp {told(other.period)}."
            raise refused("grant-overlaps", detail, RULE, at="/starts")


def _propose(command: ProposeGrant, grant: Grant) -> Sequence[GrantEvent]:
    _refuse_role(command.role, command.scope)
    refuse_empty(Period(command.starts, command.ends))
    proposed = GrantProposed(
        command.role, command.org, command.starts, command.basis, command.ends, command.scope
    )
    for asked in grant.asked:
        if asked.answer is not None:
            continue
        if asked.proposed == proposed:
            return []
        if (asked.proposed.role, asked.proposed.org) == (proposed.role, proposed.org):
            detail = f"Đã có đề nghị vai trò '{proposed.role}' tại '{proposed.org}' chờ xác nhận."
            raise Rejected("grant-proposed", detail, RULE)
    _refuse_overlap(proposed, grant)
    return [proposed]


def _confirm(number: int, on: date, grant: Grant) -> Sequence[GrantEvent]:
    """Return the confirmation; the right to it says that there is such a proposal."""
    asked = grant.asked[number - 1]
    if isinstance(asked.answer, GrantConfirmed):
        return []
    if asked.answer is not None:
        raise _answered(number)
    role, org, starts, basis, ends, scope = (
        getattr(asked.proposed, name)
        for name in ("role", "org", "starts", "basis", "ends", "scope")
    )
    starts = max(starts, on)
    refuse_empty(Period(starts, ends))
    confirmed = GrantConfirmed(number, role, org, starts, basis, ends, scope)
    _refuse_overlap(confirmed, grant)
    return [confirmed]


def _answered(number: int) -> Rejected:
    detail = f"Đề nghị số {number} đã được trả lời."
    return Rejected("proposal-answered", detail, RULE)


def _end(event: Ended, grant: Grant) -> Sequence[GrantEvent]:
    detail = (
        f"Người này không giữ vai trò '{event.role}' tại '{event.org}' đến ngày {show(event.ends)}."
    )
    refusal = refused("grant-not-held", detail, RULE, at="/role")
    return ended(event, grant.held.periods(_same(event)), event.ends, refusal)


GRANT: Decider[Command, Grant, GrantEvent] = Decider(Grant(), decide, evolve)
