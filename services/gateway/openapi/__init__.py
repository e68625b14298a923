"""The OpenAPI 3.1 document of the API, made from the contracts alone, as the routes are."""

from collections.abc import Iterable, Mapping

from libs.contract import kebab
from libs.errors import Wire
from services.gateway import reading
from services.gateway.openapi import bulk, fixed, operations, sign_in
from services.gateway.openapi.bulk import (
    BATCH_MOST,
    LAYOUT,
    REPORT_MOST,
    REPORT_PARAMETERS,
    export_parameters,
)
from services.gateway.openapi.components import HEADERS, PARAMETERS, SCHEMAS
from services.gateway.openapi.fixed import FEED_LIMIT, FEED_MOST, FEED_PARAMETERS
from services.gateway.openapi.operations import offered, parameters_of
from services.gateway.openapi.parts import POSITION, header, problem, text
from services.gateway.openapi.parts import path as path_parameter
from services.gateway.openapi.sign_in import LIST_MOST, PAGE_PARAMETERS, RETURN_TO_SCHEMA
from services.gateway.problems import NAMES

__all__ = [
    "BATCH_MOST",
    "FEED_LIMIT",
    "FEED_MOST",
    "FEED_PARAMETERS",
    "LAYOUT",
    "LIST_LIMIT",
    "LIST_MOST",
    "PAGE_PARAMETERS",
    "POSITION",
    "REPORT_MOST",
    "REPORT_PARAMETERS",
    "RETURN_TO_SCHEMA",
    "build",
    "export_parameters",
    "offered",
    "parameters_of",
]

VERSION = "1.0.0"
LIST_LIMIT = 50
"""How many things a list has when the caller names no limit; the services keep to it."""

_ON = "Ngày pháp lý của thao tác; chỉ khi hệ thống chạy thử (KIEMDINH_DEMO=1)."
_DESCRIPTION = (
    "Mọi lệnh cần Idempotency-Key: gửi lại cùng khóa và cùng nội dung thì nhận lại câu trả lời cũ. "
    "Kiemdinh-Position của một câu trả lời dùng làm min_position để đọc được điều vừa ghi. "
    "Mọi lỗi là application/problem+json theo RFC 9457; type là đường dẫn giải thích mã lỗi."
)


def build(
    contracts: Mapping[str, Wire],
    logs: Iterable[str] = (),
    demo: bool = False,
    cookie: str = "__Host-kiemdinh",
) -> Wire:
    """Return the document; `logs` are the provinces served (all when empty).

    `cookie` is the name of the session's cookie.
    """
    codes = sorted(logs)
    log = {"type": "string", "enum": codes} if codes else text(reading.LOG, "79")
    paths: Wire = {}
    schemas = {**SCHEMAS, **sign_in.SCHEMAS, **bulk.SCHEMAS}
    for contract in contracts.values():
        for category, aggregate in contract["aggregates"].items():
            questions = contract["queries"].get(category, {})
            for name, command in offered(aggregate).items():
                schemas[name] = {**command["schema"], "title": command["title"]}
                path = f"/v1/{{log}}/{category}/{{id}}/{kebab(name)}"
                paths[path] = {
                    "post": operations.command(category, name, command, questions.get("get"))
                }
            for name, event in aggregate["events"].items():
                schemas[name] = {**event["schema"], "title": event["title"]}
        for category, questions in contract["queries"].items():
            for which, question in questions.items():
                view = operations.view_name(question["name"])
                schemas[view] = question["view"]
                operation = (operations.one if which == "get" else operations.many)(
                    category, question, view
                )
                tail = "/{id}" if which == "get" else ""
                paths[f"/v1/{{log}}/{category}{tail}"] = {"get": operation}
    events = sorted(
        name
        for contract in contracts.values()
        for aggregate in contract["aggregates"].values()
        for name in aggregate["events"]
    )
    paths.update(fixed.paths(events, codes))
    paths.update(sign_in.paths())
    paths.update(bulk.paths(contracts))
    document: Wire = {
        "openapi": "3.1.0",
        "info": {
            "title": "Kiemdinh",
            "version": VERSION,
            "summary": "Kiểm định chất lượng giáo dục và công nhận trường đạt chuẩn quốc gia.",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in sorted(_tags(paths))],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Khóa API (POST /v1/keys), hoặc khóa của người vận hành.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie,
                    "description": "Phiên của người đăng nhập (POST /v1/sign-in).",
                },
            },
            "schemas": dict(sorted(schemas.items())),
            "parameters": {**PARAMETERS, "log": path_parameter("log", log, "Mã tỉnh của sổ ghi.")},
            "headers": HEADERS,
            "responses": {NAMES[status]: problem(status) for status in NAMES},
        },
    }
    if demo:
        document["components"]["parameters"]["on"] = header(
            "Kiemdinh-On", text(reading.DAY, "2024-10-15") | {"format": "date"}, _ON
        )
        for methods in paths.values():
            for operation in methods.values():
                if {"$ref": "#/components/parameters/correlation"} in operation["parameters"]:
                    operation["parameters"].append({"$ref": "#/components/parameters/on"})
    return document


def _tags(paths: Wire) -> set[str]:
    return {
        tag for ops in paths.values() for operation in ops.values() for tag in operation["tags"]
    }
