"""The OpenAPI 3.1 document of the API, made from the contracts alone, as the routes are."""

from collections.abc import Iterable, Mapping
from typing import Any

from libs.contract import kebab
from libs.contracts import example
from libs.errors import Wire
from services.gateway import reading
from services.gateway.keys import ISSUE
from services.gateway.problems import MEDIA_TYPE, NAMES, OWN, TITLES

VERSION = "1.0.0"
FEED_LIMIT = 100
FEED_MOST = 1000
LIST_LIMIT = 50
"""How many things a list has when the caller names no limit; the services keep to it."""

POSITION: Wire = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
_ANYBODY: list[Wire] = [{}, {"key": []}]
_HOLDERS: list[Wire] = [{"key": []}]


def offered(aggregate: Wire) -> dict[str, Wire]:
    """Return the commands that a caller may have the right to, not those of services alone."""
    return {n: c for n, c in aggregate["commands"].items() if c["right"]["roles"] != ["system"]}


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


def _text(pattern: str, *examples: str) -> Wire:
    return {"type": "string", "pattern": f"^(?:{pattern})$", "examples": list(examples)}


def parameters_of(question: Wire) -> dict[str, Wire]:
    """Return the schemas of a question's query parameters: all but the `id`, which is in the path.

    A list's `after` is a cursor here, whatever the service makes of it.
    """
    found = {n: s for n, s in question["params"]["properties"].items() if n != "id"}
    if "after" in found:
        found["after"] = _text(reading.CURSOR, "356630633261")
    return found


def _query(name: str, schema: Wire, description: str, required: bool = False) -> Wire:
    found: Wire = {"name": name, "in": "query", "description": description, "schema": schema}
    if required:
        found["required"] = True
    if schema["type"] == "array":
        found.update(style="form", explode=False)
    return found


FEED_PARAMETERS: tuple[Wire, ...] = (
    _query("log", _text(reading.LOG, "79"), "Mã tỉnh của sổ ghi.", required=True),
    _query("after", POSITION, "Vị trí đã có; trả lời bắt đầu từ vị trí kế tiếp."),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": FEED_MOST}, "Số sự kiện tối đa."),
    _query(
        "types",
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "Chỉ các loại sự kiện này.",
    ),
)


def build(contracts: Mapping[str, Wire], logs: Iterable[str] = (), demo: bool = False) -> Wire:
    """Return the document; `logs` are the provinces served (all when empty)."""
    codes = sorted(logs)
    log = {"type": "string", "enum": codes} if codes else _text(reading.LOG, "79")
    paths: Wire = {}
    schemas = dict(_SCHEMAS)
    for contract in contracts.values():
        for category, aggregate in contract["aggregates"].items():
            questions = contract["queries"].get(category, {})
            for name, command in offered(aggregate).items():
                schemas[name] = {**command["schema"], "title": command["title"]}
                path = f"/v1/{{log}}/{category}/{{id}}/{kebab(name)}"
                paths[path] = {"post": _command(category, name, command, questions.get("get"))}
            for name, event in aggregate["events"].items():
                schemas[name] = {**event["schema"], "title": event["title"]}
        for category, questions in contract["queries"].items():
            for which, question in questions.items():
                view = _view_name(question["name"])
                schemas[view] = question["view"]
                operation = (_one if which == "get" else _many)(category, question, view)
                tail = "/{id}" if which == "get" else ""
                paths[f"/v1/{{log}}/{category}{tail}"] = {"get": operation}
    events = sorted(
        name
        for contract in contracts.values()
        for aggregate in contract["aggregates"].values()
        for name in aggregate["events"]
    )
    paths.update(_fixed(events, codes))
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
                    "description": "Khóa API do người vận hành cấp (POST /v1/keys).",
                }
            },
            "schemas": dict(sorted(schemas.items())),
            "parameters": {**_PARAMETERS, "log": _path("log", log, "Mã tỉnh của sổ ghi.")},
            "headers": _HEADERS,
            "responses": {NAMES[status]: _problem(status) for status in NAMES},
        },
    }
    if demo:
        document["components"]["parameters"]["on"] = _header(
            "Kiemdinh-On", _text(reading.DAY, "2024-10-15") | {"format": "date"}, _ON
        )
        for operations in paths.values():
            for operation in operations.values():
                if {"$ref": "#/components/parameters/correlation"} in operation["parameters"]:
                    operation["parameters"].append({"$ref": "#/components/parameters/on"})
    return document


def _tags(paths: Wire) -> set[str]:
    return {
        tag for ops in paths.values() for operation in ops.values() for tag in operation["tags"]
    }


def _view_name(question: str) -> str:
    return f"{question.removeprefix('Get').removeprefix('List')}View"


def _refs(kind: str, *names: str) -> list[Wire]:
    return [{"$ref": f"#/components/{kind}/{name}"} for name in names]


def _refusals(*statuses: int) -> Wire:
    return {str(status): {"$ref": f"#/components/responses/{NAMES[status]}"} for status in statuses}


def _answer(schema: Wire, *headers: str, description: str = "Thành công.") -> Wire:
    return {
        "description": description,
        "headers": {h: {"$ref": f"#/components/headers/{h}"} for h in headers},
        "content": {"application/json": {"schema": schema}},
    }


def _command(category: str, name: str, command: Wire, get: Wire | None) -> Wire:
    done = _answer(
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
    function = command["right"]["function"]
    return {
        "operationId": _camel(name),
        "tags": [category],
        "summary": command["title"],
        "description": f"Vai trò: {roles}." + (f" Chức năng: {function}." if function else ""),
        "security": _HOLDERS,
        "parameters": _refs(
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
            **_refusals(400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 500, 503),
        },
    }


def _question(category: str, question: Wire, parameters: list[Wire], done: Wire) -> Wire:
    public = question["visibility"] == "public"
    needed = question["params"].get("required", ())
    own = [
        _query(name, schema, f"{name}.", name in needed)
        for name, schema in parameters_of(question).items()
    ]
    return {
        "operationId": _camel(question["name"]),
        "tags": [category],
        "summary": question["title"],
        "security": _ANYBODY if public else _HOLDERS,
        "parameters": [
            *_refs("parameters", "log"),
            *parameters,
            *own,
            *_refs("parameters", "minPosition", "correlation"),
        ],
        "responses": {
            "200": done,
            **_refusals(400, 401, 403, 404, 406, 412, 500, 503),
        },
    }


def _one(category: str, question: Wire, view: str) -> Wire:
    ref = {"$ref": f"#/components/schemas/{view}"}
    done = _answer(ref, "Kiemdinh-Position", "Kiemdinh-Correlation", "ETag")
    found = _question(category, question, _refs("parameters", "id", "ifNoneMatch"), done)
    found["responses"]["304"] = {
        "description": "Phiên bản người gọi có vẫn là mới nhất.",
        "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
    }
    return found


def _many(category: str, question: Wire, view: str) -> Wire:
    schema = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{view}"}}
        },
        "required": ["items"],
    }
    done = _answer(schema, "Kiemdinh-Position", "Kiemdinh-Correlation", "Link")
    return _question(category, question, [], done)


def _signed(operation: str, summary: str, headers: Wire) -> Wire:
    """Return the path of a question about a log that anybody may ask and plain text answers."""
    done = {
        "description": "Thành công.",
        "headers": headers,
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
    return {
        "get": {
            "operationId": operation,
            "tags": ["log"],
            "summary": summary,
            "security": [{}],
            "parameters": _refs("parameters", "log"),
            "responses": {"200": done, **_refusals(400, 404, 406, 500, 503)},
        }
    }


def _fixed(events: list[str], logs: list[str]) -> Wire:
    """Return the paths that are there whatever the services are."""
    feed = [dict(parameter) for parameter in FEED_PARAMETERS]
    if logs:
        feed[0]["schema"] = {"type": "string", "enum": logs}
    names = {"type": "array", "items": {"type": "string", "enum": events}, "minItems": 1}
    feed[3] = {**feed[3], "schema": names}
    plain = {"type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"]}
    return {
        "/v1/events": {
            "get": {
                "operationId": "readEvents",
                "tags": ["log"],
                "summary": "Read on in the log: events in order, those that the reader may see.",
                "security": _ANYBODY,
                "parameters": [*feed, *_refs("parameters", "correlation")],
                "responses": {
                    "200": _answer(
                        {"$ref": "#/components/schemas/EventPage"},
                        "Kiemdinh-Position",
                        "Kiemdinh-Correlation",
                        "Link",
                    ),
                    **_refusals(400, 401, 404, 406, 500, 503),
                },
            }
        },
        "/v1/{log}/checkpoint": _signed(
            "readCheckpoint",
            "Read the newest signed checkpoint of the log, a C2SP note.",
            {"Kiemdinh-Position": {"$ref": "#/components/headers/Kiemdinh-Position"}},
        ),
        "/v1/{log}/key": _signed(
            "readKey", "Read the public key that signs the log's checkpoints, a C2SP vkey.", {}
        ),
        "/v1/keys": {
            "post": {
                "operationId": "issueKey",
                "tags": ["keys"],
                "summary": "Issue an API key; the key is shown in this answer only.",
                "security": _HOLDERS,
                "parameters": _refs("parameters", "idempotencyKey"),
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/IssueKey"},
                            "example": example(_SCHEMAS["IssueKey"], every=True),
                        }
                    },
                },
                "responses": {
                    "200": _answer(
                        {"$ref": "#/components/schemas/Key"},
                        description="Yêu cầu này đã được đáp ứng trước đó.",
                    ),
                    "201": _answer({"$ref": "#/components/schemas/Key"}),
                    **_refusals(400, 401, 403, 406, 413, 415, 422, 500, 503),
                },
            }
        },
        "/livez": {
            "get": {
                "operationId": "isLive",
                "tags": ["health"],
                "summary": "Say that this process serves requests.",
                "security": [{}],
                "parameters": [],
                "responses": {"200": _answer(plain), **_refusals(400, 406, 500)},
            }
        },
        "/readyz": {
            "get": {
                "operationId": "isReady",
                "tags": ["health"],
                "summary": "Say that database and services answer and keep up with the log.",
                "security": [{}],
                "parameters": [],
                "responses": {"200": _answer(plain), **_refusals(400, 406, 500, 503)},
            }
        },
    }


def _path(name: str, schema: Wire, description: str) -> Wire:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }


def _header(name: str, schema: Wire, description: str, required: bool = False) -> Wire:
    found = {"name": name, "in": "header", "description": description, "schema": schema}
    return {**found, "required": True} if required else found


def _problem(status: int) -> Wire:
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


_ON = "Ngày pháp lý của thao tác; chỉ khi hệ thống chạy thử (KIEMDINH_DEMO=1)."
_DESCRIPTION = (
    "Mọi lệnh cần Idempotency-Key: gửi lại cùng khóa và cùng nội dung thì nhận lại câu trả lời cũ. "
    "Kiemdinh-Position của một câu trả lời dùng làm min_position để đọc được điều vừa ghi. "
    "Mọi lỗi là application/problem+json theo RFC 9457; type là đường dẫn giải thích mã lỗi."
)

_PARAMETERS: Wire = {
    "id": _path("id", _text(reading.ID, "5f0c2a", "5f0c2a_2024"), "Mã của hồ sơ."),
    "idempotencyKey": _header(
        "Idempotency-Key",
        _text(reading.COMMAND_ID, "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a1"),
        "Mã do người gọi chọn; gửi lại cùng mã không làm việc hai lần.",
        required=True,
    ),
    "ifMatch": _header(
        "If-Match",
        _text(reading.ETAG, '"3"'),
        "Phiên bản hồ sơ mà lệnh dựa vào.",
    ),
    "ifAbsent": _header(
        "If-None-Match",
        {"type": "string", "enum": ["*"]},
        "Chỉ làm nếu hồ sơ chưa có.",
    ),
    "ifNoneMatch": _header(
        "If-None-Match",
        _text(reading.ETAGS, '"3"'),
        "ETag người gọi đã có.",
    ),
    "minPosition": _query("min_position", POSITION, "Chờ đến khi dữ liệu có vị trí này."),
    "minPositionHeader": _header(
        "Kiemdinh-Min-Position", POSITION, "Như min_position; số lớn hơn được dùng."
    ),
    "correlation": _header(
        "Kiemdinh-Correlation",
        _text(reading.CORRELATION, "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a1"),
        "Mã nối các thao tác của một việc; máy chủ đặt nếu không có.",
    ),
}

_HEADERS: Wire = {
    "Kiemdinh-Position": {
        "description": "Vị trí trong sổ ghi mà câu trả lời đã tính đến.",
        "schema": POSITION,
    },
    "Kiemdinh-Correlation": {
        "description": "Mã nối các thao tác của một việc.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "Phiên bản của hồ sơ.",
        "schema": {"type": "string", "pattern": f"^{reading.ETAG}$"},
    },
    "Link": {"description": "Trang kế tiếp (rel=next).", "schema": {"type": "string"}},
}

_SCHEMAS: dict[str, Any] = {
    "IssueKey": ISSUE.schemas()["IssueKey"],
    "Key": {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "actor": {"type": "string"},
            "key": {"type": "string", "pattern": "^kd_"},
            "expires_at": {"type": "string", "format": "date-time"},
        },
        "required": ["id", "actor", "key", "expires_at"],
    },
    "CommandAnswer": {
        "type": "object",
        "properties": {
            "position": POSITION,
            "version": {"type": "integer", "minimum": 0},
            "types": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["position", "version", "types"],
    },
    "EventPage": {
        "type": "object",
        "properties": {
            "events": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "position": POSITION,
                        "event": {"$ref": "#/components/schemas/Envelope"},
                    },
                    "required": ["position", "event"],
                },
            },
            "next": POSITION,
        },
        "required": ["events", "next"],
    },
    "Envelope": {
        "type": "object",
        "description": "Một dòng của sổ ghi; data theo schema mang tên của type.",
        "properties": {
            "v": {"type": "integer"},
            "log": {"type": "string"},
            "id": {"type": "string"},
            "stream": {"type": "string"},
            "ver": {"type": "integer", "minimum": 1},
            "prev": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "type": {"type": "string"},
            "at": {"type": "string", "format": "date-time"},
            "on": {"type": "string", "format": "date"},
            "actor": {"type": "string"},
            "role": {"type": "string"},
            "org": {"type": "string"},
            "corr": {"type": "string"},
            "caus": {"type": "string"},
            "rules": {"type": "string"},
            "data": {"type": "object"},
            "ev": {"type": "array", "items": {"type": "string"}},
        },
        "required": [
            *("v", "log", "id", "stream", "ver", "type", "at", "on"),
            *("actor", "role", "org", "corr", "caus", "data"),
        ],
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "code": {"type": "string"},
            "rule": {"type": "string"},
            "traceId": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "pointer": {"type": "string"},
                        "code": {"type": "string"},
                        "detail": {"type": "string"},
                    },
                    "required": ["pointer", "code", "detail"],
                },
            },
        },
        "required": ["type", "title", "status", "detail", "instance", "code", "traceId"],
    },
}
