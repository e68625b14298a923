"""A province's log: its events in order, its newest checkpoint, the key that signs it."""

from dataclasses import dataclass
from typing import Annotated

from libs.kernel.messages import Means, between, pattern, size
from services.gateway import feed, request
from services.gateway.keys import EVENTS
from services.gateway.problems import Refusal, field
from services.gateway.routes.carried import JSON, POSITION_HEADER, Answer, reference, text_answer
from services.gateway.routes.parameters import LEGAL_DATE, POSITION, Position
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import ANYBODY, reader

LIMIT = 100
MOST = 1000
_TEXT = {"type": "string"}

routes = Routes("log")

_ENVELOPE = {
    "type": "object",
    "description": "Một dòng của sổ ghi; data theo schema mang tên của type.",
    "properties": {
        "v": {"type": "integer"},
        "log": _TEXT,
        "id": _TEXT,
        "stream": _TEXT,
        "ver": {"type": "integer", "minimum": 1},
        "prev": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "type": _TEXT,
        "at": {"type": "string", "format": "date-time"},
        "on": {"type": "string", "format": "date"},
        "actor": _TEXT,
        "role": _TEXT,
        "org": _TEXT,
        "corr": _TEXT,
        "caus": _TEXT,
        "rules": _TEXT,
        "data": {"type": "object"},
        "ev": {"type": "array", "items": _TEXT},
        "_sd": {"type": "array", "items": _TEXT},
    },
    "required": [
        *("v", "log", "id", "stream", "ver", "type", "at", "on"),
        *("actor", "role", "org", "corr", "caus", "data"),
    ],
}
_EVENT = {
    "type": "object",
    "properties": {"position": POSITION, "event": reference("Envelope")},
    "required": ["position", "event"],
}
_EVENTS = {
    "type": "object",
    "properties": {"events": {"type": "array", "items": _EVENT}, "next": POSITION},
    "required": ["events", "next"],
}


@dataclass(frozen=True, slots=True)
class Onward:
    """From where to read on in the log, and what of it."""

    log: Annotated[str, pattern(request.LOG, "79"), Means("Mã tỉnh của sổ ghi.")]
    after: Annotated[Position, Means("Vị trí đã có; trả lời bắt đầu từ vị trí kế tiếp.")] = 0
    limit: Annotated[int, between(1, MOST), Means("Số sự kiện tối đa.")] = LIMIT
    types: Annotated[tuple[str, ...], size(1, MOST), Means("Chỉ các loại sự kiện này.")] = ()


@routes(
    "GET",
    "/v1/events",
    reader(EVENTS),
    headers=(LEGAL_DATE,),
    # Made of the very bytes that were hashed, so of no dataclass.
    answers=(
        Answer(
            200,
            JSON,
            reference("EventPage"),
            (POSITION_HEADER, "Link"),
            schemas={"EventPage": _EVENTS, "Envelope": _ENVELOPE},
        ),
    ),
    refuses=(404,),
)
def read_events(call: Call, query: Onward) -> bytes:
    """Read on in the log: events in order, those that the reader may see."""
    gateway = call.gateway
    log = gateway.known(query.log)
    for name in query.types:
        if name not in gateway.visibility:
            raise field("parameter-malformed", "/types", f"Không có loại sự kiện '{name}'.")
    sight = feed.sight(gateway.log, log, call.caller.actor, call.on)
    events, last = feed.page(
        gateway.log, log, query.after, query.limit, query.types, gateway.visibility, sight
    )
    call.holds(last)
    if last > query.after:
        types = {"types": query.types} if query.types else {}
        call.goes_on(log=log, limit=query.limit, **types, after=last)
    return feed.render(events, last)


@routes(
    "GET",
    "/v1/{log}/checkpoint",
    ANYBODY,
    answers=(text_answer("text/plain", POSITION_HEADER),),
)
def read_checkpoint(call: Call) -> str:
    """Read the newest signed checkpoint of the log, a C2SP note."""
    with call.gateway.db.transaction() as db:
        db.execute(
            "select note, size from seal.checkpoint where log = %s order by size desc limit 1",
            (call.log,),
        )
        row = db.fetchone()
    if row is None:
        raise Refusal("checkpoint-unknown")
    call.resp.content_type = "text/plain; charset=utf-8"
    call.holds(row[1])
    return str(row[0])


@routes("GET", "/v1/{log}/key", ANYBODY, answers=(text_answer("text/plain"),))
def read_key(call: Call) -> str:
    """Read the public key that signs the log's checkpoints, a C2SP vkey.

    Compare it with the key from another source before trusting it.
    """
    with call.gateway.db.transaction() as db:
        db.execute("select vkey from seal.tree where log = %s", (call.log,))
        row = db.fetchone()
    if row is None:
        raise Refusal("checkpoint-unknown")
    call.resp.content_type = "text/plain; charset=utf-8"
    return f"{row[0]}\n"
