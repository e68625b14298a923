"""A route as an operation of the document."""

from collections.abc import Iterable

from libs.kernel.problems import Wire
from services.gateway.problems import NAMES
from services.gateway.routes.carried import Answer
from services.gateway.routes.parameters import CORRELATION, Parameter
from services.gateway.routes.route import Route


def parameters(route: Route, demo: bool) -> list[Parameter]:
    """Return all that a route reads but the body; `demo`: with what only a demo reads."""
    return [
        *(segment.parameter for segment in route.segments),
        *route.query.parameters,
        *(p for header in route.headers if demo or not header.demo for p in header.parameters),
        CORRELATION,
    ]


def operation(route: Route, reads: Iterable[Parameter]) -> Wire:
    """Return the operation that a route is, which reads these parameters."""
    found: Wire = {
        "operationId": route.name,
        "tags": [route.tag],
        "summary": route.summary,
        "security": list(route.who.security),
        "parameters": [_referred(one) for one in reads],
        "responses": {
            **{str(answer.status): _response(answer) for answer in route.answers},
            **{str(status): _component("responses", NAMES[status]) for status in route.statuses},
        },
    }
    if route.description:
        found["description"] = route.description
    if route.body:
        found["requestBody"] = {"required": True, "content": dict(route.body.content)}
        if route.body.description:
            found["requestBody"]["description"] = route.body.description
    return found


def described(parameter: Parameter) -> Wire:
    """Return a parameter of an operation."""
    found: Wire = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.meaning,
        "schema": parameter.schema,
    }
    if parameter.required:
        found["required"] = True
    if parameter.place == "query" and parameter.schema.get("type") == "array":
        found.update(style="form", explode=False)
    return found


def _referred(parameter: Parameter) -> Wire:
    if parameter.component:
        return _component("parameters", parameter.component)
    return described(parameter)


def _response(answer: Answer) -> Wire:
    headers = (*answer.headers, CORRELATION.name)
    found: Wire = {
        "description": answer.description,
        "headers": {name: _component("headers", name) for name in headers},
    }
    if answer.media:
        found["content"] = {answer.media: {"schema": answer.schema}}
    if answer.links:
        found["links"] = answer.links
    return found


def _component(kind: str, name: str) -> Wire:
    return {"$ref": f"#/components/{kind}/{name}"}
