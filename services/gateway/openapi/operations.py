"""The operations that the contracts of the services make: a command each, a question each."""

from libs.contracts import example
from libs.errors import Wire
from services.gateway import reading
from services.gateway.openapi.parts import (
    ANYBODY,
    HOLDERS,
    answer,
    query,
    refs,
    refusals,
    text,
)


def offered(aggregate: Wire) -> dict[str, Wire]:
    """Return the commands that a caller may have the right to, not those of services alone."""
    return {n: c for n, c in aggregate["commands"].items() if c["right"]["roles"] != ["system"]}


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


def parameters_of(question: Wire) -> dict[str, Wire]:
    """Return the schemas of a question's query parameters: all but the `id`, which is in the path.

    A list's `after` is a cursor here, whatever the service makes of it.
    """
    found = {n: s for n, s in question["params"]["properties"].items() if n != "id"}
    if "after" in found:
        found["after"] = text(reading.CURSOR, "356630633261")
    return found


def view_name(question: str) -> str:
    """Return the name of the schema that a question is answered with."""
    return f"{question.removeprefix('Get').removeprefix('List')}View"


def command(category: str, name: str, command: Wire, get: Wire | None) -> Wire:
    """Return the operation of a command."""
    done = answer(
        {"$ref": "#/components/schemas/CommandAnswer"},
        "Kiemdinh-Position",
        "Kiemdinh-Correlation",
        "ETag",
        description="Lệnh đã được thực hiện, hoặc không còn gì để làm.",
    )
    if get:
        done["links"] = {
            _camel(get["name"]): {
                "operationId": _camel(get["name"]),
                "parameters": {
                    "log": "$request.path.log",
                    "id": "$request.path.id",
                    "min_position": "$response.body#/position",
                },
            }
        }
    roles = ", ".join(command["right"]["roles"])
    function = command["right"].get("function")
    return {
        "operationId": _camel(name),
        "tags": [category],
        "summary": command["title"],
        "description": f"Vai trò: {roles}." + (f" Chức năng: {function}." if function else ""),
        "security": HOLDERS,
        "parameters": refs(
            "parameters",
            "log",
            "id",
            "idempotencyKey",
            "ifMatch",
            "ifAbsent",
            "minPosition",
            "minPositionHeader",
            "correlation",
        ),
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": f"#/components/schemas/{name}"},
                    "example": example(command["schema"], every=True),
                }
            },
        },
        "responses": {
            "200": done,
            **refusals(400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 500, 503),
        },
    }


def _question(category: str, question: Wire, parameters: list[Wire], done: Wire) -> Wire:
    public = question["visibility"] == "public"
    needed = question["params"].get("required", ())
    own = [
        query(name, schema, f"{name}.", name in needed)
        for name, schema in parameters_of(question).items()
    ]
    return {
        "operationId": _camel(question["name"]),
        "tags": [category],
        "summary": question["title"],
        "security": ANYBODY if public else HOLDERS,
        "parameters": [
            *refs("parameters", "log"),
            *parameters,
            *own,
            *refs("parameters", "minPosition", "correlation"),
        ],
        "responses": {
            "200": done,
            **refusals(400, 401, 403, 404, 406, 412, 422, 500, 503),
        },
    }


def one(category: str, question: Wire, view: str) -> Wire:
    """Return the operation of a question about one thing."""
    ref = {"$ref": f"#/components/schemas/{view}"}
    done = answer(ref, "Kiemdinh-Position", "Kiemdinh-Correlation", "ETag")
    found = _question(category, question, refs("parameters", "id", "ifNoneMatch"), done)
    found["responses"]["304"] = {
        "description": "Phiên bản người gọi có vẫn là mới nhất.",
        "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
    }
    return found


def many(category: str, question: Wire, view: str) -> Wire:
    """Return the operation of a question with a list as its answer."""
    schema = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{view}"}}
        },
        "required": ["items"],
    }
    done = answer(schema, "Kiemdinh-Position", "Kiemdinh-Correlation", "Link")
    return _question(category, question, [], done)
