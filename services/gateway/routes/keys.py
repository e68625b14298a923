"""API keys: issued, listed, ended."""

import falcon

from libs.rights import OPERATOR
from services.gateway import reading
from services.gateway.gateway import Gateway
from services.gateway.keys import ISSUE, IssueKey
from services.gateway.problems import Refusal
from services.gateway.routes.answers import Routes, accept, answer_json


def routes(gateway: Gateway) -> Routes:
    """Return the paths about API keys."""
    return [("/v1/keys", _Keys(gateway))]


class _Keys:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        accept(req, "application/json")
        if self._gateway.actor(req, public=False) != OPERATOR:
            raise Refusal("operator-only")
        reading.parameters(req, {})
        request = reading.command_id(req)
        asked: IssueKey = ISSUE.load({"type": "IssueKey", "data": reading.body(req)})
        issued, new = self._gateway.keys.issue(asked.actor, asked.days, request)
        resp.status = 201 if new else 200
        answer_json(
            resp,
            {
                "id": issued.id,
                "actor": issued.actor,
                "key": issued.key,
                "expires_at": issued.expires_at.isoformat(),
            },
        )
