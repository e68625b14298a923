"""What Falcon calls: the routes of one path, carried out as they are declared."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass, replace
from typing import Any

import falcon

from services.gateway import problems
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal
from services.gateway.routes.carried import ANY, contract_of
from services.gateway.routes.parameters import SEGMENTS
from services.gateway.routes.route import Call, Route


class Resource:
    """Answers at one path by its routes; HEAD as GET, of which Falcon leaves the body out."""

    def __init__(self, gateway: Gateway, routes: Iterable[Route]) -> None:
        self.methods: list[str] = []
        for route in routes:
            for method in ("GET", "HEAD") if route.method == "GET" else (route.method,):
                self.methods.append(method)
                setattr(self, f"on_{method.lower()}", _responder(gateway, route))


def resources(gateway: Gateway, table: Iterable[Route]) -> Iterator[tuple[str, Resource]]:
    """Yield each path of a table with what answers there; raises ValueError for a route twice."""
    paths: dict[str, dict[str, Route]] = {}
    for route in table:
        if paths.setdefault(route.path, {}).setdefault(route.method, route) is not route:
            raise ValueError(f"two routes for {route.method} {route.path}")
    for path, routes in paths.items():
        yield path, Resource(gateway, routes.values())


def _responder(gateway: Gateway, route: Route) -> Callable[..., None]:
    def respond(req: falcon.Request, resp: falcon.Response, **path: str) -> None:
        _accept(req, route.produces)
        caller = route.who.find(gateway, req)
        for name, value in path.items():
            SEGMENTS[name].check(gateway, value)
        query = route.query.read(req)
        headers = {header: header.read(gateway, req) for header in route.headers}
        call = Call(gateway, req, resp, caller, path, query, None, headers)
        if route.admit:
            route.admit(call)
        if route.body:
            call = replace(call, body=route.body.read(req))
        resp.status = route.answers[0].status
        answer = route.handle(call)
        if answer is not None:
            _send(resp, answer, route.answers[0].media)

    return respond


def _accept(req: falcon.Request, types: tuple[str, ...]) -> None:
    """Raise `Refusal` (not-acceptable) unless the caller takes an answer of one of `types`."""
    if ANY not in types and not any(req.client_accepts(kind) for kind in types):
        raise Refusal("not-acceptable", f"Chỉ có dạng trả lời: {', '.join(types)}.")


def _send(resp: falcon.Response, value: Any, media: str | None) -> None:
    if media and not resp.get_header("Content-Type"):
        resp.content_type = media
    if isinstance(value, bytes):
        resp.data = value
    elif isinstance(value, str):
        resp.text = value
    else:
        wire = {"items": [_wire(one) for one in value]} if isinstance(value, list) else _wire(value)
        resp.data = problems.encode(wire)


def _wire(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return contract_of(type(value)).dump(value)["data"]
    return value
