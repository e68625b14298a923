"""The operations that are there whatever the services are: log and health."""

from libs.errors import Wire
from services.gateway import reading
from services.gateway.openapi.parts import (
    ANYBODY,
    POSITION,
    answer,
    query,
    refs,
    refusals,
    text,
)

FEED_LIMIT = 100
FEED_MOST = 1000

FEED_PARAMETERS: tuple[Wire, ...] = (
    query("log", text(reading.LOG, "79"), "Mã tỉnh của sổ ghi.", required=True),
    query("after", POSITION, "Vị trí đã có; trả lời bắt đầu từ vị trí kế tiếp."),
    query("limit", {"type": "integer", "minimum": 1, "maximum": FEED_MOST}, "Số sự kiện tối đa."),
    query(
        "types",
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "Chỉ các loại sự kiện này.",
    ),
)


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
            "parameters": refs("parameters", "log"),
            "responses": {"200": done, **refusals(400, 404, 406, 500, 503)},
        }
    }


def paths(events: list[str], logs: list[str]) -> Wire:
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
                "security": ANYBODY,
                "parameters": [*feed, *refs("parameters", "correlation")],
                "responses": {
                    "200": answer(
                        {"$ref": "#/components/schemas/EventPage"},
                        "Kiemdinh-Position",
                        "Kiemdinh-Correlation",
                        "Link",
                    ),
                    **refusals(400, 401, 404, 406, 500, 503),
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
        "/livez": {
            "get": {
                "operationId": "isLive",
                "tags": ["health"],
                "summary": "Say that this process serves requests.",
                "security": [{}],
                "parameters": [],
                "responses": {"200": answer(plain), **refusals(400, 406, 500)},
            }
        },
        "/readyz": {
            "get": {
                "operationId": "isReady",
                "tags": ["health"],
                "summary": "Say that database and services answer and keep up with the log.",
                "security": [{}],
                "parameters": [],
                "responses": {"200": answer(plain), **refusals(400, 406, 500, 503)},
            }
        },
    }
