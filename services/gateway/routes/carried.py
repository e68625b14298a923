"""What requests carry and answers hold: schemas for the document, and how they are read."""

import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import falcon

from libs.engine.contract_files import example
from libs.kernel.json_schema import whole
from libs.kernel.messages import Contract
from libs.kernel.problems import Invalid, Wire
from libs.kernel.texts import PRINTABLE
from services.gateway import request
from services.gateway.problems import Refusal

JSON = "application/json"
ANY = "*/*"
"""The media type of an answer that is a file of whatever kind."""
POSITION_HEADER = "Kiemdinh-Position"
LEAF_HEADER = "Kiemdinh-Leaf"
FILE: Wire = {"type": "string", "contentEncoding": "binary"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer when all is well; `schema` is of its body, `schemas` what that refers to.

    `headers` are names in the document's `components/headers`; without `media` there is no body.
    """

    status: int = 200
    media: str | None = JSON
    schema: Wire = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    description: str = "Thành công."
    links: Wire = field(default_factory=dict)
    schemas: Mapping[str, Wire] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries: by media type its schema, and an example where there is one.

    It has `most` bytes at most.
    """

    content: Mapping[str, Wire]
    read: Callable[[falcon.Request], Any]
    description: str = ""
    most: int = request.MAX_BODY
    schemas: Mapping[str, Wire] = field(default_factory=dict)


def reference(name: str) -> Wire:
    """Return the schema that refers to another by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


@cache
def contract_of(kind: type) -> Contract[Any]:
    """Return the wire form of a dataclass that is sent or answered."""
    return Contract(kind, unknown="raise")


@cache
def schema_of(kind: type) -> Wire:
    """Return the schema of an answer, all of whose fields are there; more may be added later."""
    return _whole(whole(kind, closed=False))


def _whole(schema: Wire) -> Wire:
    # What is answered was not all checked as a message: an import shows what stands in a file.
    found = {key: value for key, value in schema.items() if value != PRINTABLE}
    if "properties" in schema:
        found["properties"] = {name: _whole(below) for name, below in schema["properties"].items()}
        found["required"] = list(schema["properties"])
    if "items" in schema:
        found["items"] = _whole(schema["items"])
    return found


def answer_of(
    kind: Any, status: int = 200, sends: tuple[str, ...] = (), description: str = "Thành công."
) -> Answer:
    """Return the answer that is a dataclass, one of several, or a list: `{"items": [...]}`."""
    many = typing.get_origin(kind) is list
    kinds: tuple[type, ...] = typing.get_args(kind) or (kind,)
    schemas = {one.__name__: schema_of(one) for one in kinds}
    if many:
        (schema,) = map(items_of, schemas)
    elif len(schemas) == 1:
        (schema,) = map(reference, schemas)
    else:
        schema = {"anyOf": [reference(name) for name in schemas]}
    return Answer(status, JSON, schema, sends, description, schemas=schemas)


def items_of(name: str) -> Wire:
    """Return the schema of a list of what is called `name`."""
    items = {"type": "array", "items": reference(name)}
    return {"type": "object", "properties": {"items": items}, "required": ["items"]}


def text_answer(media: str, *sends: str) -> Answer:
    """Return the answer that is text of a media type."""
    return Answer(200, media, {"type": "string"}, sends)


def file_answer(media: str, *sends: str) -> Answer:
    """Return the answer that is a file."""
    return Answer(200, media, FILE, sends)


def redirect() -> Answer:
    """Return the answer that sends the browser on."""
    return Answer(303, None, headers=("Location",), description="Chuyển trình duyệt đi tiếp.")


def body_of(kind: type, code: str = "", shown: Wire | None = None) -> Body:
    """Return the body that is a dataclass, checked by its contract; `shown` is its example.

    `code` is what a body of another form is refused with, if not with `Invalid`.
    """
    contract, name = contract_of(kind), kind.__name__
    schema = whole(kind, closed=True)

    def read(req: falcon.Request) -> Any:
        try:
            return contract.load({"type": name, "data": request.body(req)})
        except Invalid as invalid:
            if not code:
                raise
            raise Refusal(code, invalid.detail, invalid.errors) from invalid

    return _json_body(name, schema, read, shown)


def free_body(name: str, schema: Wire) -> Body:
    """Return the body of a schema that the service behind the gateway checks."""
    return _json_body(name, schema, request.body, None)


def file_body(kinds: Sequence[str], most: int, description: str) -> Body:
    """Return the body that is a file of one of these media types, `most` bytes at most."""
    content = {kind: {"schema": FILE} for kind in kinds}
    return Body(content, lambda req: request.file(req, kinds, most), description, most)


def _json_body(
    name: str, schema: Wire, read: Callable[[falcon.Request], Any], shown: Wire | None
) -> Body:
    told = example(schema, every=True) if shown is None else shown
    content = {JSON: {"schema": reference(name), "example": told}}
    return Body(content, read, schemas={name: schema})
