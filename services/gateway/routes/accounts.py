"""Accounts, kept by the operator and by administrators: made, reset, disabled, linked, erased."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import falcon

from libs.errors import Wire
from libs.rights import OPERATOR
from services.gateway import reading
from services.gateway.auth import Caller
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal
from services.gateway.routes.answers import (
    Get,
    Routes,
    accept,
    answer_json,
    answer_page,
    instant,
    message,
    page,
)
from services.gateway.sign_in.access import Act
from services.gateway.sign_in.accounts import Invitation, Listed
from services.gateway.sign_in.messages import MESSAGES


def routes(gateway: Gateway) -> Routes:
    """Return the paths about accounts; an account's id is its person's, without `u:`."""
    return [
        ("/v1/accounts", _Accounts(gateway)),
        *(
            (f"/v1/accounts/{{id}}/{kind.verb}", kind(gateway))
            for kind in (_Reset, _Disable, _Link, _Unlink, _Erase)
        ),
    ]


def _check(gateway: Gateway, caller: Caller, actor: str) -> None:
    """Raise `Refusal` (keeper-only, account-elsewhere) unless a caller keeps the account."""
    if caller.actor == OPERATOR:
        return
    today = gateway.today()
    if not gateway.authority.is_administrator(caller.actor, today):
        raise Refusal("keeper-only")
    if not gateway.authority.administers(caller.actor, actor, today):
        raise Refusal("account-elsewhere")


def _invited(invitation: Invitation) -> Wire:
    return {
        "actor": invitation.actor,
        "login": invitation.login,
        "invitation": invitation.token,
        "expires_at": instant(invitation.expires_at),
    }


class _Accounts(Get):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        caller = gateway.keeper(req)
        after, limit = page(req)
        today = gateway.today()
        if caller.actor != OPERATOR and not gateway.authority.is_administrator(caller.actor, today):
            raise Refusal("keeper-only")
        found = gateway.desk.accounts.list(f"u:{after}", limit)
        kept = [
            one
            for one in found
            if caller.actor == OPERATOR
            or gateway.authority.administers(caller.actor, one.actor, today)
        ]
        last = found[-1].actor.removeprefix("u:") if len(found) == limit else ""
        answer_page(req, resp, [_shown(one) for one in kept], limit, last)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        caller = gateway.keeper(req)
        asked = message(req, MESSAGES, "CreateAccount")
        _check(gateway, caller, asked.actor)
        invitation = gateway.desk.accounts.create(asked.actor, asked.login, caller.actor)
        client = gateway.callers.client(req)
        gateway.desk.access.write("account-created", client, caller.actor, asked.actor)
        resp.status = 201
        answer_json(resp, _invited(invitation))


class _Kept(ABC):
    """Something done to one account; `verb` ends the path, `said` is the body's message."""

    verb: ClassVar[str]
    said: ClassVar[str] = "Nothing"
    act: ClassVar[Act]

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def on_post(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        caller = gateway.keeper(req)
        reading.segment("id", id, reading.ID)
        asked = message(req, MESSAGES, self.said)
        actor = f"u:{id}"
        self.check(caller, actor)
        answer = self.do(caller, actor, asked)
        gateway.desk.access.write(self.act, gateway.callers.client(req), caller.actor, actor)
        answer_json(resp, answer)

    def check(self, caller: Caller, actor: str) -> None:
        """Raise `Refusal` unless the caller may."""
        _check(self._gateway, caller, actor)

    @abstractmethod
    def do(self, caller: Caller, actor: str, asked: Any) -> Wire:
        """Do it; return the answer."""


class _Reset(_Kept):
    verb = "reset"
    act = "account-reset"

    def do(self, caller: Caller, actor: str, asked: Any) -> Wire:
        return _invited(self._gateway.desk.accounts.reset(actor))


class _Disable(_Kept):
    verb = "disable"
    act = "account-disabled"

    def do(self, caller: Caller, actor: str, asked: Any) -> Wire:
        self._gateway.desk.accounts.disable(actor)
        return {"actor": actor}


class _Link(_Kept):
    verb = "link"
    said = "LinkAccount"
    act = "account-linked"

    def do(self, caller: Caller, actor: str, asked: Any) -> Wire:
        desk = self._gateway.desk
        provider = desk.providers.provider(asked.provider)
        desk.accounts.link(actor, provider.issuer, provider.claim, asked.value, caller.actor)
        return {"actor": actor}


class _Unlink(_Kept):
    verb = "unlink"
    said = "UnlinkAccount"
    act = "account-unlinked"

    def do(self, caller: Caller, actor: str, asked: Any) -> Wire:
        desk = self._gateway.desk
        desk.accounts.unlink(actor, desk.providers.provider(asked.provider).issuer)
        return {"actor": actor}


class _Erase(_Kept):
    verb = "erase"
    act = "account-erased"

    def check(self, caller: Caller, actor: str) -> None:
        if caller.actor != OPERATOR:
            raise Refusal("operator-only")

    def do(self, caller: Caller, actor: str, asked: Any) -> Wire:
        self._gateway.desk.accounts.erase(actor)
        return {"actor": actor}


def _shown(one: Listed) -> Wire:
    return {
        "actor": one.actor,
        "login": one.login,
        "disabled": one.disabled,
        "password": one.password,
        "second_factor": one.second_factor,
        "invited_until": instant(one.invited_until),
        "links": list(one.links),
    }
