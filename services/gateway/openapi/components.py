"""What operations refer to: parameters, headers, schemas."""

from typing import Any

from libs.errors import Wire
from services.gateway import reading
from services.gateway.openapi.parts import POSITION, header, path, query, text

PARAMETERS: Wire = {
    "id": path("id", text(reading.ID, "5f0c2a", "5f0c2a_2024"), "Mã của hồ sơ."),
    "idempotencyKey": header(
        "Idempotency-Key",
        text(reading.COMMAND_ID, "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a1"),
        "Mã do người gọi chọn; gửi lại cùng mã không làm việc hai lần.",
        required=True,
    ),
    "ifMatch": header(
        "If-Match",
        text(reading.ETAG, '"3"'),
        "Phiên bản hồ sơ mà lệnh dựa vào.",
    ),
    "ifAbsent": header(
        "If-None-Match",
        {"type": "string", "enum": ["*"]},
        "Chỉ làm nếu hồ sơ chưa có.",
    ),
    "ifNoneMatch": header(
        "If-None-Match",
        text(reading.ETAGS, '"3"'),
        "ETag người gọi đã có.",
    ),
    "minPosition": query("min_position", POSITION, "Chờ đến khi dữ liệu có vị trí này."),
    "minPositionHeader": header(
        "Kiemdinh-Min-Position", POSITION, "Như min_position; số lớn hơn được dùng."
    ),
    "correlation": header(
        "Kiemdinh-Correlation",
        text(reading.CORRELATION, "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a1"),
        "Mã nối các thao tác của một việc; máy chủ đặt nếu không có.",
    ),
}

HEADERS: Wire = {
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

SCHEMAS: dict[str, Any] = {
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
