"""What operations refer to beside what their routes declare: headers of answers, refusals."""

from libs.kernel.problems import Wire
from services.gateway.problems import MEDIA_TYPE, OWN, TITLES
from services.gateway.routes.parameters import POSITION

HEADERS: Wire = {
    "Kiemdinh-Position": {
        "description": "Vị trí trong sổ ghi mà câu trả lời đã tính đến.",
        "schema": POSITION,
    },
    "Kiemdinh-Correlation": {
        "description": "Mã nối các thao tác của một việc.",
        "schema": {"type": "string"},
    },
    "Kiemdinh-Leaf": {
        "description": "Mã băm lá của sự kiện cuối mà lệnh ghi; cùng "
        "/v1/{log}/events/{position}/proof là biên nhận của người thực hiện.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
    "ETag": {
        "description": "Phiên bản của hồ sơ, hoặc mã băm của nội dung trả lời.",
        "schema": {"type": "string", "pattern": '^"([0-9]{1,15}|[0-9a-f]{64})"$'},
    },
    "Upload-Offset": {
        "description": "Số byte của tệp đã nhận và đã ghi xuống đĩa.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "Upload-Length": {
        "description": "Số byte của cả tệp.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "Upload-Complete": {
        "description": "?1 khi tệp đã nhận đủ và đã ghi vào sổ, ?0 khi chưa.",
        "schema": {"type": "string", "enum": ["?0", "?1"]},
    },
    "Upload-Limit": {
        "description": "max-append-size: số byte nhiều nhất của một phần.",
        "schema": {"type": "string"},
    },
    "Content-Range": {"description": "Khoảng byte được trả.", "schema": {"type": "string"}},
    "Accept-Ranges": {"description": "bytes.", "schema": {"type": "string"}},
    "Content-Disposition": {"description": "Tên tệp.", "schema": {"type": "string"}},
    "Link": {"description": "Trang kế tiếp (rel=next).", "schema": {"type": "string"}},
    "Location": {"description": "Nơi đi tiếp.", "schema": {"type": "string"}},
}

PROBLEM: Wire = {
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
                **({"example": _example(status, codes[0])} if codes else {}),
            }
        },
    }


def _example(status: int, code: str) -> Wire:
    return {
        "type": f"/problems/{code}",
        "title": TITLES[status],
        "status": status,
        "detail": OWN[code].text,
        "instance": "/v1/79/school/5f0c2a",
        "code": code,
        "traceId": "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a1",
    }
