"""The commands and questions of the services, one route each, as their contracts have them."""

from urllib.parse import urlencode

import falcon

from libs.contract import kebab
from libs.errors import Wire
from services.gateway import openapi, reading
from services.gateway.gateway import Gateway
from services.gateway.problems import field
from services.gateway.routes.answers import Get, Routes, accept, answer_json


def routes(gateway: Gateway) -> Routes:
    """Return the paths that the contracts of the services make."""
    found: Routes = []
    for name, contract in gateway.contracts.items():
        for category, aggregate in contract["aggregates"].items():
            for command in openapi.offered(aggregate):
                path = f"/v1/{{log}}/{category}/{{id}}/{kebab(command)}"
                found.append((path, _Command(gateway, name, category, command)))
        for category, questions in contract["queries"].items():
            if "get" in questions:
                path = f"/v1/{{log}}/{category}/{{id}}"
                found.append((path, _One(gateway, name, category, questions["get"])))
            if "list" in questions:
                many = _Many(gateway, name, category, questions["list"])
                found.append((f"/v1/{{log}}/{category}", many))
    return found


class _Command:
    def __init__(self, gateway: Gateway, service: str, category: str, name: str) -> None:
        self._gateway = gateway
        self._service = service
        self._category = category
        self._name = name
        self._path = kebab(name)

    def on_post(self, req: falcon.Request, resp: falcon.Response, log: str, id: str) -> None:
        gateway = self._gateway
        accept(req, "application/json")
        actor = gateway.actor(req, False, self._category, self._path)
        gateway.known(log)
        reading.segment("id", id, reading.ID)
        asked = reading.parameters(req, {"min_position": openapi.POSITION})
        least = reading.header(
            req, "Kiemdinh-Min-Position", reading.NUMBER, "số nguyên từ 0 trở lên"
        )
        position = max(int(least or 0), _least(asked))
        context = gateway.context(
            req, actor, position, reading.command_id(req), reading.expected_version(req)
        )
        command = {"type": self._name, "data": reading.body(req)}
        gateway.check(log, position)
        answer = gateway.backend.execute(
            self._service, log, f"{self._category}-{id}", command, context
        )
        answer_json(resp, answer, answer["position"])
        resp.set_header("ETag", f'"{answer["version"]}"')


def _least(asked: Wire) -> int:
    """Return parameter min_position of `asked`, which loses it; raises `Refusal`."""
    least = int(asked.pop("min_position", 0))
    if least < 0:
        raise field("parameter-malformed", "/min_position", "Phải từ 0 trở lên.")
    return least


class _Question(Get):
    def __init__(self, gateway: Gateway, service: str, category: str, question: Wire) -> None:
        self._gateway = gateway
        self._service = service
        self._name = question["name"]
        self._category = category
        self._public = question["visibility"] == "public"
        self._names = any("x-private" in p for p in question["view"]["properties"].values())
        self._known = {**openapi.parameters_of(question), "min_position": openapi.POSITION}

    def ask(self, req: falcon.Request, log: str, further: Wire) -> tuple[Wire, Wire, int]:
        """Return the service's answer, the question's parameters, and the position waited for."""
        accept(req, "application/json")
        gateway = self._gateway
        actor = gateway.actor(req, self._public, self._category)
        gateway.known(log)
        asked = reading.parameters(req, self._known)
        reading.unchanged(req, 0)  # a malformed header is refused before anybody is asked
        least = _least(asked)
        if "after" in asked:
            asked["after"] = reading.cursor(asked["after"])
        question = {"type": self._name, "data": {**asked, **further}}
        context = gateway.context(req, actor, least)
        gateway.check(log, least)
        return gateway.backend.query(self._service, log, question, context), asked, least


class _One(_Question):
    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str, id: str) -> None:
        reading.segment("id", id, reading.ID)
        answer, _, least = self.ask(req, log, {"id": id})
        view = answer["view"]
        resp.set_header("ETag", f'"{view["version"]}"')
        # What names a person is kept by no cache, not even the reader's own.
        resp.set_header("Cache-Control", "no-store" if self._names else "private, no-cache")
        if reading.unchanged(req, view["version"]):
            resp.status = 304
            resp.set_header("Kiemdinh-Position", str(max(least, view["position"])))
        else:
            answer_json(resp, view, max(least, view["position"]))


class _Many(_Question):
    def on_get(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        answer, asked, least = self.ask(req, log, {})
        views = answer["views"]
        # Read tables follow the log in order, so they hold everything up to the newest thing shown.
        answer_json(resp, {"items": views}, max([least, *(v["position"] for v in views)]))
        full = len(views) >= asked.get("limit", openapi.LIST_LIMIT)
        if views and full and "after" in self._known:
            query = {**asked, "after": reading.mark(views[-1]["id"])}
            resp.append_link(f"{req.path}?{urlencode(query)}", "next")
