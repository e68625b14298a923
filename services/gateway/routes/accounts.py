"""Accounts, kept by the operator and by administrators: made, reset, disabled, linked, erased.

An account's id is its person's, without `u:`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from libs.kernel.messages import Means, pattern
from libs.rights import OPERATOR
from services.gateway.problems import Refusal
from services.gateway.routes.pages import Page
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import KEEPER
from services.gateway.sign_in.access_log import Act
from services.gateway.sign_in.accounts import AccountView, Invitation
from services.gateway.sign_in.messages import (
    CreateAccount,
    CreateSampleAccount,
    LinkAccount,
    Nothing,
    UnlinkAccount,
)

routes = Routes("accounts")


@dataclass(frozen=True, slots=True)
class AccountInvited:
    """The invitation of a person, shown in this answer only."""

    actor: str
    login: str
    invitation: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """Whose account it is."""

    actor: str


@dataclass(frozen=True, slots=True)
class Which(Page):
    """A part of the list, or the accounts of some persons, a comma between two."""

    actors: Annotated[
        str,
        pattern(r"(u:[0-9a-z_]{1,64}(,u:[0-9a-z_]{1,64}){0,199})?", "u:5f0c2a"),
        Means("Chỉ tài khoản của những người này, cách nhau bằng dấu phẩy."),
    ] = ""


@routes("GET", "/v1/accounts", KEEPER, sends=("Link",))
def list_accounts(call: Call, query: Which) -> list[AccountView]:
    """List accounts: all for the operator, those in reach for an administrator."""
    gateway, caller = call.gateway, call.caller.actor
    today = gateway.today()
    if caller != OPERATOR and not gateway.roles.is_administrator(caller, today):
        raise Refusal("keeper-only")
    actors = query.actors.split(",") if query.actors else None
    found = gateway.flows.accounts.list(f"u:{query.last}", query.limit, actors)
    query.answer(call, [one.actor.removeprefix("u:") for one in found])
    return [
        one
        for one in found
        if caller == OPERATOR or gateway.roles.administers(caller, one.actor, today)
    ]


@routes("POST", "/v1/accounts", KEEPER, status=201, refuses=(409,))
def create_account(call: Call, body: CreateAccount) -> AccountInvited:
    """Give a person a login name; the invitation is shown in this answer only."""
    _check(call, body.actor, takes=True)
    invitation = call.gateway.flows.accounts.create(body.actor, body.login, call.caller.actor)
    _note(call, "account-created", body.actor)
    return _invited(invitation)


@routes("POST", "/v1/sample-accounts", KEEPER, refuses=(409,))
def create_sample_account(call: Call, body: CreateSampleAccount) -> AccountChanged:
    """Give a sample person a login name; of a demonstration alone, by the operator."""
    if call.caller.actor != OPERATOR:
        raise Refusal("operator-only")
    call.gateway.flows.create_sample(body.actor, body.login, body.title, OPERATOR)
    return _changed(call, "account-created", body.actor)


@routes("POST", "/v1/accounts/{id}/reset", KEEPER)
def reset_account(call: Call, body: Nothing) -> AccountInvited:
    """Take password, second factor, sessions and API keys away and invite anew."""
    actor = _kept(call, takes=True)
    invitation = call.gateway.flows.accounts.reset(actor, call.caller.actor)
    _note(call, "account-reset", actor)
    return _invited(invitation)


@routes("POST", "/v1/accounts/{id}/disable", KEEPER)
def disable_account(call: Call, body: Nothing) -> AccountChanged:
    """End sessions and API keys, and let nobody sign in any more."""
    actor = _kept(call)
    call.gateway.flows.accounts.disable(actor)
    return _changed(call, "account-disabled", actor)


@routes("POST", "/v1/accounts/{id}/link", KEEPER, refuses=(409,))
def link_account(call: Call, body: LinkAccount) -> AccountChanged:
    """Let who an identity provider knows by a value sign in as this person."""
    actor = _kept(call, takes=True)
    flows = call.gateway.flows
    provider = flows.providers.provider(body.provider)
    flows.accounts.link(actor, provider.issuer, provider.claim, body.value, call.caller.actor)
    return _changed(call, "account-linked", actor)


@routes("POST", "/v1/accounts/{id}/unlink", KEEPER)
def unlink_account(call: Call, body: UnlinkAccount) -> AccountChanged:
    """End what links the person to an identity provider."""
    actor = _kept(call)
    flows = call.gateway.flows
    flows.accounts.unlink(actor, flows.providers.provider(body.provider).issuer)
    return _changed(call, "account-unlinked", actor)


@routes("POST", "/v1/accounts/{id}/erase", KEEPER)
def erase_account(call: Call, body: Nothing) -> AccountChanged:
    """Remove the account and what names its owner; the operator alone may."""
    if call.caller.actor != OPERATOR:
        raise Refusal("operator-only")
    actor = f"u:{call.id}"
    call.gateway.flows.accounts.erase(actor)
    return _changed(call, "account-erased", actor)


def _kept(call: Call, takes: bool = False) -> str:
    """Return whose account the path names; raises `Refusal` as `_check`."""
    actor = f"u:{call.id}"
    _check(call, actor, takes)
    return actor


def _check(call: Call, actor: str, takes: bool = False) -> None:
    """Raise `Refusal` (keeper-only, account-elsewhere) unless the caller keeps the account.

    What `takes` it into the caller's hand is for the operator alone where the account's person
    gives roles or decides (account-of-operator): four eyes would be two.
    """
    caller, roles = call.caller.actor, call.gateway.roles
    if caller == OPERATOR:
        return
    today = call.gateway.today()
    if not roles.is_administrator(caller, today):
        raise Refusal("keeper-only")
    if not roles.administers(caller, actor, today):
        raise Refusal("account-elsewhere")
    if takes and roles.decides(actor, today):
        raise Refusal("account-of-operator")


def _note(call: Call, act: Act, actor: str) -> None:
    call.gateway.flows.access.write(act, call.client, call.caller.actor, actor)


def _changed(call: Call, act: Act, actor: str) -> AccountChanged:
    _note(call, act, actor)
    return AccountChanged(actor)


def _invited(invitation: Invitation) -> AccountInvited:
    return AccountInvited(
        invitation.actor, invitation.login, invitation.token, invitation.expires_at
    )
