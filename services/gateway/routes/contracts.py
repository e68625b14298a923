"""The commands and questions of the services, one route each, as their contracts have them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from libs.kernel.messages import between, kebab
from libs.kernel.problems import Wire
from services.gateway import request
from services.gateway.problems import field
from services.gateway.routes.carried import (
    JSON,
    LEAF_HEADER,
    POSITION_HEADER,
    Answer,
    answer_of,
    free_body,
    items_of,
    reference,
)
from services.gateway.routes.pages import LIMIT
from services.gateway.routes.parameters import (
    CURSOR,
    IDEMPOTENCY_KEY,
    KNOWN_VERSIONS,
    LEAST,
    LEGAL_DATE,
    MIN_POSITION,
    VERSION,
    Position,
    Query,
    query_parameters,
)
from services.gateway.routes.route import Call, Route, camel
from services.gateway.routes.who import Who, holder, reader

CURSORS = frozenset(("after", "back_from"))
"""The parameters that say where a part of a list lies."""


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """What a command has brought about."""

    position: Position
    version: Annotated[int, between(0, 2**53 - 1)]
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's own parameters, unchecked, and the position that its answer must hold."""

    values: Wire
    least: int


def routes(contracts: Mapping[str, Wire]) -> Iterator[Route]:
    """Yield the routes that the contracts of the services make."""
    for service, contract in contracts.items():
        for category, aggregate in contract["aggregates"].items():
            get = contract["queries"].get(category, {}).get("get")
            for name, command in offered(aggregate).items():
                yield _command(service, category, name, command, get)
        for category, questions in contract["queries"].items():
            if "get" in questions:
                yield _one(service, category, questions["get"])
            if "list" in questions:
                yield _many(service, category, questions["list"])


def offered(aggregate: Wire) -> dict[str, Wire]:
    """Return the commands that a caller may send: not those of services, nor of a file received."""
    return {
        name: command
        for name, command in aggregate["commands"].items()
        if command["right"]["roles"] != ["system"] and "received" not in command
    }


def who_asks(category: str, question: Wire) -> Who:
    """Return who may ask a question."""
    return reader(category) if question["visibility"] == "public" else holder(category)


def query_of_question(question: Wire, *left_out: str) -> Query:
    """Return a question's parameters: all but the `id`, which is in the path, and `left_out`.

    A list's `after` and `back_from` are cursors here, whatever the service makes of them. The
    service checks the rest, as it does for whoever else asks.
    """
    params = question["params"]
    own = {n: s for n, s in params["properties"].items() if n not in ("id", *left_out)}
    own |= dict.fromkeys(CURSORS & {*own}, CURSOR)
    return Query((*query_parameters({**params, "properties": own}), MIN_POSITION), _asked)


def _asked(values: Wire) -> Asked:
    least = int(values.pop("min_position", 0))
    if least < 0:
        raise field("parameter-malformed", "/min_position", "Phải từ 0 trở lên.")
    for name in CURSORS & {*values}:
        values[name] = request.cursor(values[name], name)
    return Asked(values, least)


def _command(service: str, category: str, name: str, command: Wire, get: Wire | None) -> Route:
    path = kebab(name)

    def carry_out(call: Call) -> Wire:
        gateway = call.gateway
        least = max(call.header(LEAST), call.query.least)
        gateway.check(call.log, least)
        answer = gateway.backend.execute(
            service,
            call.log,
            f"{category}-{call.id}",
            {"type": name, "data": call.body},
            call.context(least).to_wire(),
        )
        call.holds(answer["position"])
        call.resp.set_header("ETag", f'"{answer["version"]}"')
        if leaf := answer.pop("leaf", None):
            call.resp.set_header(LEAF_HEADER, leaf)
        return answer

    roles, function = ", ".join(command["right"]["roles"]), command["right"].get("function")
    return Route(
        "POST",
        f"/v1/{{log}}/{category}/{{id}}/{path}",
        camel(name),
        category,
        command["title"],
        holder(category, path),
        carry_out,
        (_done(get),),
        Query((MIN_POSITION,), _asked),
        (IDEMPOTENCY_KEY, VERSION, LEAST, LEGAL_DATE),
        free_body(name, {**command["schema"], "title": command["title"]}),
        (409,),
        f"Vai trò: {roles}." + (f" Chức năng: {function}." if function else ""),
    )


def _done(get: Wire | None) -> Answer:
    done = answer_of(
        CommandAnswer,
        sends=(POSITION_HEADER, LEAF_HEADER, "ETag"),
        description="Lệnh đã được thực hiện, hoặc không còn gì để làm.",
    )
    if get is None:
        return done
    shown = camel(get["name"])
    parameters = {
        "log": "$request.path.log",
        "id": "$request.path.id",
        "min_position": "$response.body#/position",
    }
    return replace(done, links={shown: {"operationId": shown, "parameters": parameters}})


def _one(service: str, category: str, question: Wire) -> Route:
    names = any("x-private" in member for member in question["view"]["properties"].values())

    def show(call: Call) -> Wire | None:
        view: Wire = _ask(call, service, question["name"], {"id": call.id})["view"]
        version = view["version"]
        call.resp.set_header("ETag", f'"{version}"')
        # What names a person is kept by no cache, not even the reader's own.
        call.resp.set_header("Cache-Control", "no-store" if names else "private, no-cache")
        call.holds(max(call.query.least, view["position"]))
        if request.unchanged(call.header(KNOWN_VERSIONS), version):
            call.resp.status = 304
            return None
        return view

    view = _view_name(question["name"])
    unchanged = Answer(
        304, None, headers=("ETag",), description="Phiên bản người gọi có vẫn là mới nhất."
    )
    answer = Answer(
        200,
        JSON,
        reference(view),
        (POSITION_HEADER, "ETag"),
        schemas={view: question["view"]},
    )
    return Route(
        "GET",
        f"/v1/{{log}}/{category}/{{id}}",
        camel(question["name"]),
        category,
        question["title"],
        who_asks(category, question),
        show,
        (answer, unchanged),
        query_of_question(question),
        (KNOWN_VERSIONS, LEGAL_DATE),
        refuses=(422,),
    )


def _many(service: str, category: str, question: Wire) -> Route:
    def show(call: Call) -> Wire:
        views = _ask(call, service, question["name"], {})["views"]
        # Read tables follow the log in order, so they hold everything up to the newest thing shown.
        call.holds(max([call.query.least, *(v["position"] for v in views)]))
        if views:
            _link(call, question, views)
        return {"items": views}

    view = _view_name(question["name"])
    answer = Answer(
        200, JSON, items_of(view), (POSITION_HEADER, "Link"), schemas={view: question["view"]}
    )
    return Route(
        "GET",
        f"/v1/{{log}}/{category}",
        camel(question["name"]),
        category,
        question["title"],
        who_asks(category, question),
        show,
        (answer,),
        query_of_question(question),
        (LEGAL_DATE,),
        refuses=(422,),
        description=f"Thứ tự: {', '.join(question['orders'])}.",
    )


def _link(call: Call, question: Wire, views: Sequence[Wire]) -> None:
    """Link to the parts of a list behind this one and, where it can be asked for, before it."""
    ways = CURSORS & {*question["params"]["properties"]}
    asked = {name: value for name, value in call.query.values.items() if name not in CURSORS}
    marks = CURSORS & {*call.query.values}
    full = len(views) >= asked.get("limit", LIMIT)
    if "after" in ways and (full or "back_from" in marks):
        call.goes_on(**asked, after=request.mark(views[-1]["id"]))
    if "back_from" in ways and marks and (full or "after" in marks):
        call.goes_back(**asked, back_from=request.mark(views[0]["id"]))


def _ask(call: Call, service: str, question: str, further: Wire) -> Wire:
    """Return the service's answer to a question."""
    gateway, asked = call.gateway, call.query
    gateway.check(call.log, asked.least)
    wire = {"type": question, "data": {**asked.values, **further}}
    return gateway.backend.query(service, call.log, wire, call.context(asked.least).to_wire())


def _view_name(question: str) -> str:
    return f"{question.removeprefix('Get').removeprefix('List')}View"
