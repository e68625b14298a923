"""The pieces that operations of the document are put together from."""

from libs.errors import Wire
from services.gateway.problems import MEDIA_TYPE, NAMES, OWN, TITLES

POSITION: Wire = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
ANYBODY: list[Wire] = [{}, {"key": []}, {"session": []}]
HOLDERS: list[Wire] = [{"key": []}, {"session": []}]
SESSION: list[Wire] = [{"session": []}]


def text(pattern: str, *examples: str) -> Wire:
    """Return the schema of a text that has the form of `pattern`."""
    return {"type": "string", "pattern": f"^(?:{pattern})$", "examples": list(examples)}


def query(name: str, schema: Wire, description: str, required: bool = False) -> Wire:
    """Return a parameter of the query."""
    found: Wire = {"name": name, "in": "query", "description": description, "schema": schema}
    if required:
        found["required"] = True
    if schema["type"] == "array":
        found.update(style="form", explode=False)
    return found


def path(name: str, schema: Wire, description: str) -> Wire:
    """Return a part of the path."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }


def header(name: str, schema: Wire, description: str, required: bool = False) -> Wire:
    """Return a header of the request."""
    found = {"name": name, "in": "header", "description": description, "schema": schema}
    return {**found, "required": True} if required else found


def refs(kind: str, *names: str) -> list[Wire]:
    """Return references to components of one kind."""
    return [{"$ref": f"#/components/{kind}/{name}"} for name in names]


def refusals(*statuses: int) -> Wire:
    """Return the problem documents of these statuses, as responses."""
    return {str(status): {"$ref": f"#/components/responses/{NAMES[status]}"} for status in statuses}


def answer(schema: Wire, *headers: str, description: str = "Thành công.") -> Wire:
    """Return the response that carries `schema` as JSON."""
    return {
        "description": description,
        "headers": {h: {"$ref": f"#/components/headers/{h}"} for h in headers},
        "content": {"application/json": {"schema": schema}},
    }


def problem(status: int) -> Wire:
    """Return the response of a status: a problem document."""
    codes = [code for code, own in OWN.items() if own.status == status]
    return {
        "description": TITLES[status],
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "allOf": [
                        {"$ref": "#/components/schemas/Problem"},
                        {"properties": {"status": {"const": status}}},
                    ]
                },
                **({"example": _problem_example(status, codes[0])} if codes else {}),
            }
        },
    }


def _problem_example(status: int, code: str) -> Wire:
    return {
        "type": f"/problems/{code}",
        "title": TITLES[status],
        "status": status,
        "detail": OWN[code].text,
        "instance": "/v1/79/school/5f0c2a",
        "code": code,
        "traceId": "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a1",
    }
