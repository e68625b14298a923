"""The OpenAPI 3.1 document of the API, made of the very routes that answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from libs.kernel.problems import Wire
from services.gateway.openapi.components import HEADERS, PROBLEM, problem
from services.gateway.openapi.operations import described, operation, parameters
from services.gateway.problems import NAMES
from services.gateway.routes.parameters import Parameter
from services.gateway.routes.route import Route

VERSION = "1.0.0"

_DESCRIPTION = (
    "Mọi lệnh cần Idempotency-Key: gửi lại cùng khóa và cùng nội dung thì nhận lại câu trả lời cũ. "
    "Kiemdinh-Position của một câu trả lời dùng làm min_position để đọc được điều vừa ghi. "
    "Mọi lỗi là application/problem+json theo RFC 9457; type là đường dẫn giải thích mã lỗi."
)


def build(
    table: Iterable[Route],
    contracts: Mapping[str, Wire],
    logs: Iterable[str] = (),
    demo: bool = False,
    cookie: str = "__Host-kiemdinh",
) -> Wire:
    """Return the document of the routes of `table`, and of the events of `contracts`.

    `logs` are the provinces served (all when empty), `cookie` is the name of the session's cookie.
    Raises ValueError if two different schemas have one name.
    """
    routes, served = list(table), sorted(logs)
    reads = [[_serving(one, served) for one in parameters(route, demo)] for route in routes]
    paths: dict[str, Wire] = {}
    for route, read in zip(routes, reads, strict=True):
        paths.setdefault(route.path, {})[route.method.lower()] = operation(route, read)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kiemdinh",
            "version": VERSION,
            "summary": "Kiểm định chất lượng giáo dục và công nhận trường đạt chuẩn quốc gia.",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in sorted({route.tag for route in routes})],
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
            "schemas": _collected(_schemas(routes, contracts)),
            "parameters": _collected(
                (one.component, described(one)) for read in reads for one in read if one.component
            ),
            "headers": HEADERS,
            "responses": {NAMES[status]: problem(status) for status in NAMES},
        },
    }


def _serving(parameter: Parameter, logs: Sequence[str]) -> Parameter:
    """Return a parameter, whose log is one of `logs` where there are any."""
    if parameter.name != "log" or not logs:
        return parameter
    return replace(parameter, schema={"type": "string", "enum": list(logs)})


def _schemas(routes: Iterable[Route], contracts: Mapping[str, Wire]) -> Iterator[tuple[str, Wire]]:
    yield "Problem", PROBLEM
    for route in routes:
        for part in (route.body, *route.answers):
            if part:
                yield from part.schemas.items()
    for contract in contracts.values():
        for aggregate in contract["aggregates"].values():
            for name, event in aggregate["events"].items():
                yield name, {**event["schema"], "title": event["title"]}


def _collected(named: Iterable[tuple[str, Wire]]) -> Wire:
    found: Wire = {}
    for name, one in named:
        if found.setdefault(name, one) != one:
            raise ValueError(f"two different things are called {name}")
    return dict(sorted(found.items()))
