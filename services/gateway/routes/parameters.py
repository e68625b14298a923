"""What a path, a query and headers may say: how each is described, and how it is read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated, Any, Generic, Literal, TypeVar

import falcon

from libs.kernel.json_schema import whole
from libs.kernel.messages import Contract, between
from libs.kernel.problems import Invalid, Wire
from services.gateway import request
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal

T = TypeVar("T")


def text(pattern: str, *examples: str) -> Wire:
    """Return the schema of a text that has the form of `pattern`."""
    return {"type": "string", "pattern": f"^(?:{pattern})$", "examples": list(examples)}


LONGEST = 10**15 - 1
"""The last position that a log may have."""
POSITION: Wire = {"type": "integer", "minimum": 0, "maximum": LONGEST}
Position = Annotated[int, between(0, LONGEST)]
CURSOR = text(request.CURSOR, "356630633261")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a path, query or header; `component` names it where many routes have it."""

    name: str
    place: Literal["path", "query", "header"]
    schema: Wire
    meaning: str
    required: bool = False
    component: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of a query; `load` makes of their values what the handler gets.

    `strict`: a parameter that is not among them is refused.
    """

    parameters: tuple[Parameter, ...] = ()
    load: Callable[[Wire], Any] = lambda values: None
    strict: bool = True

    def read(self, req: falcon.Request) -> Any:
        """Return what the query says.

        Raises `Refusal`: parameter-unknown, parameter-repeated, parameter-missing,
        parameter-malformed.
        """
        if not self.strict:
            return self.load({k: v for k, v in req.params.items() if isinstance(v, str)})
        known = {one.name: one.schema for one in self.parameters}
        return self.load(request.parameters(req, known))

    def choosing(self, name: str, choices: list[str]) -> "Query":
        """Return the query whose parameter `name` is described as some of `choices`."""

        def chosen(one: Parameter) -> Parameter:
            items = {"type": "string", "enum": choices}
            return replace(one, schema={**one.schema, "items": items}) if one.name == name else one

        return replace(self, parameters=tuple(chosen(one) for one in self.parameters))


NO_QUERY = Query()


def query_parameters(schema: Wire) -> tuple[Parameter, ...]:
    """Return the parameters that stand for the members of an object's schema."""
    needed = schema.get("required", ())
    return tuple(
        Parameter(
            name,
            "query",
            _present({k: v for k, v in member.items() if k != "description"}),
            member.get("description", f"{name}."),
            name in needed,
        )
        for name, member in schema["properties"].items()
    )


def query_of(kind: type) -> Query:
    """Return the query that says what a dataclass holds: described and checked by its contract."""
    contract: Contract[Any] = Contract(kind, unknown="raise")
    name = kind.__name__

    def load(values: Wire) -> Any:
        try:
            return contract.load({"type": name, "data": values})
        except Invalid as invalid:
            missing = any(error.code == "required" for error in invalid.errors)
            code = "parameter-missing" if missing else "parameter-malformed"
            detail = "; ".join(f"{e.pointer.lstrip('/')}: {e.detail}" for e in invalid.errors)
            raise Refusal(code, detail, invalid.errors) from invalid

    return Query(query_parameters(whole(kind, closed=True)), load)


def _present(schema: Wire) -> Wire:
    """Return a schema without null, which no query can say."""
    if not isinstance(schema.get("type"), list):
        return schema
    found = {**schema, "type": next(kind for kind in schema["type"] if kind != "null")}
    if "enum" in found:
        found["enum"] = [choice for choice in found["enum"] if choice is not None]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Header(Generic[T]):
    """What one header says, or two that belong together. `demo`: only where a demo runs."""

    parameters: tuple[Parameter, ...]
    read: Callable[[Gateway, falcon.Request], T]
    demo: bool = False


IDEMPOTENCY_KEY: Header[str] = Header(
    (
        Parameter(
            "Idempotency-Key",
            "header",
            text(request.COMMAND_ID, "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a1"),
            "Mã do người gọi chọn; gửi lại cùng mã không làm việc hai lần.",
            required=True,
            component="idempotencyKey",
        ),
    ),
    lambda gateway, req: request.command_id(req),
)
VERSION: Header[int | None] = Header(
    (
        Parameter(
            "If-Match",
            "header",
            text(request.ETAG, '"3"'),
            "Phiên bản hồ sơ mà lệnh dựa vào.",
            component="ifMatch",
        ),
        Parameter(
            "If-None-Match",
            "header",
            {"type": "string", "enum": ["*"]},
            "Chỉ làm nếu hồ sơ chưa có.",
            component="ifAbsent",
        ),
    ),
    lambda gateway, req: request.expected_version(req),
)
"""The stream's version that a command expects, 0 for "not there yet"."""
KNOWN_VERSIONS: Header[str] = Header(
    (
        Parameter(
            "If-None-Match",
            "header",
            text(request.ETAGS, '"3"'),
            "ETag người gọi đã có.",
            component="ifNoneMatch",
        ),
    ),
    lambda gateway, req: request.known_versions(req),
)
LEAST: Header[int] = Header(
    (
        Parameter(
            "Kiemdinh-Min-Position",
            "header",
            POSITION,
            "Như min_position; số lớn hơn được dùng.",
            component="minPositionHeader",
        ),
    ),
    lambda gateway, req: request.least(req),
)
LEGAL_DATE: Header[date] = Header(
    (
        Parameter(
            "Kiemdinh-On",
            "header",
            text(request.DAY, "2024-10-15") | {"format": "date"},
            "Ngày pháp lý của thao tác; chỉ khi hệ thống chạy thử (KIEMDINH_DEMO=1).",
            component="on",
        ),
    ),
    lambda gateway, req: gateway.on(req),
    demo=True,
)
CORRELATION = Parameter(
    "Kiemdinh-Correlation",
    "header",
    text(request.CORRELATION, "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a1"),
    "Mã nối các thao tác của một việc; máy chủ đặt nếu không có.",
    component="correlation",
)
"""Read of every call, before its route is known."""
MIN_POSITION = Parameter(
    "min_position",
    "query",
    POSITION,
    "Chờ đến khi dữ liệu có vị trí này.",
    component="minPosition",
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the path that is not the same for all calls; `check` raises `Refusal`."""

    parameter: Parameter
    check: Callable[[Gateway, str], object]


def _segment(name: str, schema: Wire, meaning: str, check: Callable[[Gateway, str], object]) -> Any:
    return Segment(Parameter(name, "path", schema, meaning, True, name), check)


def _check_tile(name: str, gateway: Gateway, part: str) -> None:
    request.segment(name, part, request.TILE)


SEGMENTS: dict[str, Segment] = {
    "log": _segment(
        "log",
        text(request.LOG, "79"),
        "Mã tỉnh của sổ ghi.",
        lambda gateway, log: gateway.known(log),
    ),
    "id": _segment(
        "id",
        text(request.ID, "5f0c2a", "5f0c2a_2024"),
        "Mã của hồ sơ.",
        lambda gateway, id: request.segment("id", id, request.ID),
    ),
    "key": _segment(
        "key",
        text(request.DRAFT, "sheet-5f0c2a_2024-1.3"),
        "Tên bản nháp, do người gọi chọn.",
        lambda gateway, key: request.segment("key", key, request.DRAFT),
    ),
    "set": _segment(
        "set",
        text(request.SET, "tt57-2026-general"),
        "Mã của bộ tiêu chuẩn.",
        lambda gateway, id: request.segment("set", id, request.SET),
    ),
    "revision": _segment(
        "revision",
        text(request.REVISION, "r1"),
        "Bản của bộ tiêu chuẩn.",
        lambda gateway, id: request.segment("revision", id, request.REVISION),
    ),
    "secret": _segment(
        "secret",
        text(request.SECRET, "s" * 43),
        "Bí mật trong địa chỉ lịch.",
        lambda gateway, secret: request.segment("secret", secret, request.SECRET),
    ),
    "position": _segment(
        "position",
        text(r"[1-9][0-9]{0,15}", "1"),
        "Vị trí trong sổ, đếm từ 1.",
        lambda gateway, at: request.segment("position", at, r"[1-9][0-9]{0,15}"),
    ),
    "level": _segment(
        "level",
        text(request.LEVEL, "0", "entries"),
        "Tầng của mảnh cây, hoặc entries.",
        lambda gateway, level: request.segment("level", level, request.LEVEL),
    ),
    **{
        name: _segment(
            name,
            text(request.TILE, *shown),
            "Một phần số của mảnh cây, ba chữ số mỗi phần.",
            partial(_check_tile, name),
        )
        for name, shown in {"a": ("000",), "b": ("000", "21"), "c": ("21",)}.items()
    },
    "code": _segment("code", {"type": "string"}, "Mã lỗi.", lambda gateway, code: None),
}
"""What stands between braces in the paths."""
