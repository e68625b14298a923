"""A province's log: its events in order, its newest checkpoint, the key that signs it."""

import re
from dataclasses import dataclass
from typing import Annotated

from libs.kernel.messages import Means, between, pattern, size
from libs.proof.merkle import HASH, WIDTH, inclusion
from libs.proof.receipts import receipt
from libs.proof.seals import Seals, prefix
from services.gateway import feed, request
from services.gateway.keys import EVENTS
from services.gateway.problems import Refusal, field
from services.gateway.routes.carried import (
    JSON,
    POSITION_HEADER,
    Answer,
    file_answer,
    reference,
    text_answer,
)
from services.gateway.routes.parameters import LEGAL_DATE, POSITION, Position
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import ANYBODY, reader

TILE = re.compile(
    r"((?:x[0-9]{3}/){0,2}[0-9]{3})(?:\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)
ENTRIES = "entries"
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
        "cred": _TEXT,
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


@routes(
    "GET",
    "/v1/{log}/events/{position}/proof",
    ANYBODY,
    answers=(text_answer("text/plain", POSITION_HEADER),),
)
def read_proof(call: Call) -> str:
    """Read the proof that an event is in the log, a C2SP tlog-proof under the newest checkpoint.

    With the leaf hash that a command's answer names it shows anybody that the act was recorded.
    """
    seals, index = Seals(call.gateway.db), int(call.path["position"]) - 1
    signed = seals.newest_note(call.log)
    if signed is None:
        raise Refusal("checkpoint-unknown")
    size, note = signed
    if index >= size:
        raise Refusal("event-not-sealed")
    proof = inclusion(prefix(seals, call.log, size), index, size)
    call.resp.content_type = "text/plain; charset=utf-8"
    call.holds(size)
    return str(receipt(index, proof, note))


def _tile(call: Call) -> bytes:
    """Return a tile of the log's tree, or the entries under one of the lowest."""
    gateway, log, level = call.gateway, call.log, call.path["level"]
    name = "/".join(call.path[each] for each in ("a", "b", "c") if each in call.path)
    match = TILE.fullmatch(name)
    if match is None:
        raise Refusal("path-unknown")
    index = int(match[1].replace("/", "").replace("x", ""))
    seals = Seals(gateway.db)
    found = seals.tile(log, 0 if level == ENTRIES else int(level), index)
    width = int(match[2]) if match[2] else WIDTH
    if len(found) < width * HASH:
        raise Refusal("path-unknown")
    call.resp.content_type = "application/octet-stream"
    if level != ENTRIES:
        return found[: width * HASH]
    sight = feed.sight(gateway.log, log, call.caller.actor, gateway.today())
    after = index * WIDTH
    events, last = feed.page(gateway.log, log, after, width, (), gateway.visibility, sight)
    if len(events) < width or last != after + width:
        raise Refusal("entries-hidden")
    return b"".join(len(event.raw).to_bytes(2) + event.raw for event in events)


_BYTES = (file_answer("application/octet-stream"),)


@routes("GET", "/v1/{log}/tile/{level}/{a}", reader(EVENTS), answers=_BYTES)
def read_tile(call: Call) -> bytes:
    """Read a tile of the log's tree, C2SP tlog-tiles: 256 hashes, fewer with `.p/<n>`.

    Level `entries` holds the very bytes of 256 events, for who sees all of them.
    """
    return _tile(call)


@routes("GET", "/v1/{log}/tile/{level}/{a}/{b}", reader(EVENTS), answers=_BYTES)
def read_longer_tile(call: Call) -> bytes:
    """Read a tile of the log's tree that is partial, or lies beyond the first thousand."""
    return _tile(call)


@routes("GET", "/v1/{log}/tile/{level}/{a}/{b}/{c}", reader(EVENTS), answers=_BYTES)
def read_longest_tile(call: Call) -> bytes:
    """Read a partial tile of the log's tree beyond the first thousand."""
    return _tile(call)


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
