"""API keys: issued, listed, ended."""

import falcon

from libs.errors import Wire
from libs.rights import OPERATOR
from services.gateway import reading
from services.gateway.auth import Caller
from services.gateway.gateway import Gateway
from services.gateway.keys import MESSAGES, IssueKey, Key
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
from services.gateway.sign_in.accounts import INTEGRATION


def routes(gateway: Gateway) -> Routes:
    """Return the paths about API keys."""
    return [("/v1/keys", _Keys(gateway)), ("/v1/keys/{id}/end", _End(gateway))]


def _keeps(gateway: Gateway, caller: Caller, actor: str) -> bool:
    """Return whether a caller issues and ends the keys of `actor`.

    Everybody does for themselves, the operator for all, an administrator for the programs (never
    the people) whose roles are all within reach.
    """
    if caller.actor in (OPERATOR, actor):
        return True
    today = gateway.today()
    return actor.startswith(INTEGRATION) and gateway.authority.administers(
        caller.actor, actor, today
    )


class _Keys(Get):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        caller = gateway.keeper(req)
        after, limit = page(req)
        if caller.actor == OPERATOR:
            found = gateway.keys.list(after, limit, None, None)
        else:
            programs = gateway.authority.is_administrator(caller.actor, gateway.today())
            found = gateway.keys.list(after, limit, caller.actor, INTEGRATION if programs else None)
        last = found[-1].id if len(found) == limit else ""
        answer_page(req, resp, [_shown(key) for key in found], limit, last)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        caller = gateway.keeper(req)
        request = reading.command_id(req)
        asked: IssueKey = message(req, MESSAGES, "IssueKey")
        actor = asked.actor or caller.actor
        if actor == OPERATOR:
            raise Refusal("actor-missing")
        if not _keeps(gateway, caller, actor):
            raise Refusal("key-not-yours")
        issued = gateway.keys.issue(asked, actor, request, caller.actor)
        if issued.shown:
            act: Act = "key-issued" if issued.new else "key-renewed"
            gateway.desk.access.write(act, gateway.callers.client(req), caller.actor, actor)
        resp.status = 201 if issued.new else 200
        shown = {"key": issued.shown} if issued.shown else {}
        answer_json(resp, {**_shown(issued.key), **shown})


class _End:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def on_post(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        caller = gateway.keeper(req)
        reading.segment("id", id, reading.ID)
        message(req, MESSAGES, "Nothing")
        key = gateway.keys.get(id)
        if not _keeps(gateway, caller, key.actor):
            raise Refusal("key-not-yours")
        gateway.keys.end(id)
        client = gateway.callers.client(req)
        gateway.desk.access.write("key-ended", client, caller.actor, key.actor)
        answer_json(resp, _shown(gateway.keys.get(id)))


def _shown(key: Key) -> Wire:
    return {
        "id": key.id,
        "actor": key.actor,
        "label": key.label,
        "scope": list(key.scope),
        "issued_at": instant(key.issued_at),
        "issued_by": key.issued_by,
        "expires_at": instant(key.expires_at),
        "used_at": instant(key.used_at),
        "ended_at": instant(key.ended_at),
    }
