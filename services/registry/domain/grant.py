"""Which roles a person holds, at which school or office, from when to when, and in whose place.

Who may hand out which role is a right (`libs.rights.granting`), not decided here: an auditor asks
it again of the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, assert_never

from libs.calendar import show
from libs.contract import Actor, Contract, Id, Line, given
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import SCHOOL_ROLES, Right
from services.registry.domain.terms import Term, refuse_empty
from services.registry.events.grant import (
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
    Scope,
)

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
    reason: Line


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


@dataclass(frozen=True, slots=True)
class Held(Term):
    """A term of a role at an organisation; `holder`: whose it is, empty for the person's own."""

    role: str
    org: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal and what became of it, None while nobody has said."""

    proposed: GrantProposed
    answer: GrantConfirmed | GrantDeclined | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Every role the person holds or held, those ended with their true end; every proposal."""

    brought: tuple[GrantEvent, ...] = ()
    terms: tuple[Held, ...] = ()
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
            return _begin(given, Held(starts, ends, role, org), grant)
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
            return _end(GrantWithdrawn(role, org, ends, basis), ("", role, org), ends, grant)
        case Delegate(role, org, starts, ends, basis, holder=holder):
            lent = RightDelegated(holder, role, org, starts, ends, basis)
            return _begin(lent, Held(starts, ends, role, org, holder), grant)
        case EndDelegation(holder, role, org, ends, basis):
            ended = DelegationEnded(holder, role, org, ends, basis)
            return _end(ended, (holder, role, org), ends, grant)
    assert_never(command)


def evolve(grant: Grant, event: GrantEvent) -> Grant:
    """Return the grant after `event`."""
    match event:
        case GrantGiven(role, org, starts, _, ends):
            return _with(grant, event, Held(starts, ends, role, org))
        case GrantProposed():
            return replace(grant, asked=(*grant.asked, Asked(event)))
        case GrantConfirmed(number, role, org, starts, _, ends):
            held = _with(grant, event, Held(starts, ends, role, org))
            return replace(held, asked=_answer(grant, number, event))
        case GrantDeclined(number):
            return replace(grant, asked=_answer(grant, number, event))
        case GrantWithdrawn(role, org, ends):
            return _without(grant, ("", role, org), ends)
        case RightDelegated(holder, role, org, starts, ends):
            return _with(grant, event, Held(starts, ends, role, org, holder))
        case DelegationEnded(holder, role, org, ends):
            return _without(grant, (holder, role, org), ends)
    assert_never(event)


def _with(grant: Grant, event: GrantEvent, term: Held) -> Grant:
    return replace(grant, brought=(*grant.brought, event), terms=(*grant.terms, term))


def _without(grant: Grant, key: tuple[str, str, str], ends: date) -> Grant:
    terms = tuple(t.cut(ends) if (t.holder, t.role, t.org) == key else t for t in grant.terms)
    return replace(grant, terms=terms)


def _answer(grant: Grant, number: int, answer: GrantConfirmed | GrantDeclined) -> tuple[Asked, ...]:
    return tuple(
        replace(asked, answer=answer) if n == number else asked
        for n, asked in enumerate(grant.asked, 1)
    )


def _refuse_role(role: str, scope: Scope) -> None:
    if role in NOT_GRANTABLE:
        detail = f"Vai trò '{role}' không cấp cho người dùng được."
        error = FieldError("/role", "role-not-grantable", detail)
        raise Rejected("role-not-grantable", detail, RULE, [error])
    if scope == "subtree" and role in SCHOOL_ROLES:
        detail = f"Vai trò '{role}' thuộc một trường, không có đơn vị cấp dưới."
        error = FieldError("/scope", "scope-of-school", detail)
        raise Rejected("scope-of-school", detail, RULE, [error])


def _begin(event: GrantEvent, term: Held, grant: Grant) -> Sequence[GrantEvent]:
    """Return `event`, which begins `term`; none when that holds already."""
    refuse_empty(term.starts, term.ends)
    if event in grant.brought and term in grant.terms:
        return []
    _refuse_overlap(term, grant)
    return [event]


def _refuse_overlap(term: Held, grant: Grant) -> None:
    for other in grant.terms:
        same = (other.role, other.org, other.holder) == (term.role, term.org, term.holder)
        if same and other.meets(term):
            detail = f"Vai trò '{term.role}' tại '{term.org}' đã được cấp {other}."
            error = FieldError("/starts", "grant-overlaps", detail)
            raise Rejected("grant-overlaps", detail, RULE, [error])


def _propose(command: ProposeGrant, grant: Grant) -> Sequence[GrantEvent]:
    _refuse_role(command.role, command.scope)
    refuse_empty(command.starts, command.ends)
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
    _refuse_overlap(Held(command.starts, command.ends, command.role, command.org), grant)
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
    refuse_empty(starts, ends)
    _refuse_overlap(Held(starts, ends, role, org), grant)
    return [GrantConfirmed(number, role, org, starts, basis, ends, scope)]


def _answered(number: int) -> Rejected:
    detail = f"Đề nghị số {number} đã được trả lời."
    return Rejected("proposal-answered", detail, RULE)


def _end(
    event: GrantEvent, key: tuple[str, str, str], ends: date, grant: Grant
) -> Sequence[GrantEvent]:
    own = [term for term in grant.terms if (term.holder, term.role, term.org) == key]
    if any(term.holds(ends) for term in own):
        return [event]
    if any(term.ends == ends for term in own):
        return []
    detail = f"Người này không giữ vai trò '{key[1]}' tại '{key[2]}' đến ngày {show(ends)}."
    error = FieldError("/role", "grant-not-held", detail)
    raise Rejected("grant-not-held", detail, RULE, [error])


GRANT: Decider[Command, Grant, GrantEvent] = Decider(Grant(), decide, evolve)
