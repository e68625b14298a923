"""Files sent in pieces, after the IETF's draft "Resumable Uploads for HTTP"; digests by RFC 9530.

A sender announces a file, sends pieces at the offset that is told, asks for the offset after a cut,
and sends on; with the last piece the file is looked at, kept and recorded.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

import falcon

from libs.files.received import Received
from libs.kernel.messages import Line, Means, between, kebab
from libs.kernel.problems import Wire
from libs.rights import AtSchool, permit
from services.gateway import request
from services.gateway.files.uploads import PIECE, State, Target, Uploads
from services.gateway.files.uploads import Upload as Known
from services.gateway.gateway import Gateway
from services.gateway.problems import field
from services.gateway.routes.carried import body_of, file_body
from services.gateway.routes.parameters import (
    IDEMPOTENCY_KEY,
    LEGAL_DATE,
    Header,
    Parameter,
    Position,
    text,
)
from services.gateway.routes.route import Call, Route, Routes
from services.gateway.routes.who import holder
from services.gateway.sign_in.messages import Nothing

KINDS = ("application/partial-upload", "application/octet-stream")
_DIGEST = r"(?:[ -~]{0,500}[, ])?sha-256=:[A-Za-z0-9+/]{43}=:(?:[, ][ -~]{0,500})?"
"""Digests of several kinds may stand there; the SHA-256 is among them."""
_SHA256 = re.compile(r"(?:^|[, ])sha-256=:([A-Za-z0-9+/]{43}=):")
SENDS = ("Upload-Offset", "Upload-Length", "Upload-Complete", "Upload-Limit")

routes = Routes("files")


@dataclass(frozen=True, slots=True)
class AnnounceFile:
    """A file to be sent: what the sender calls it, how many bytes it has."""

    name: Line
    file_size: Annotated[int, between(1, 2**50), Means("Số byte của tệp.")]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: `offset` bytes of `file_size` have come.

    `sha256` and `media_type` are what we found in it; `code` and `reason` say why it was refused;
    `piece` is how many bytes a piece may have at most.
    """

    id: str
    name: str
    file_size: int
    offset: int
    state: State
    piece: int
    sha256: str | None
    media_type: str | None
    warnings: tuple[str, ...]
    position: Position
    code: str | None
    reason: str | None


def _digest(name: str) -> Header[str | None]:
    """Return the header that may hold a SHA-256, in hexadecimal digits."""

    def read(gateway: Gateway, req: falcon.Request) -> str | None:
        said = request.header(req, name, _DIGEST, "sha-256=:...: (RFC 9530)")
        found = said and _SHA256.search(said)
        return b64decode(found[1]).hex() if found else None

    schema = text(_DIGEST, "sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:")
    meaning = {
        "Repr-Digest": "Mã băm SHA-256 của cả tệp.",
        "Content-Digest": "Mã băm SHA-256 của phần đang gửi.",
    }
    return Header((Parameter(name, "header", schema, meaning[name]),), read)


WHOLE, PART = _digest("Repr-Digest"), _digest("Content-Digest")
OFFSET: Header[int] = Header(
    (
        Parameter(
            "Upload-Offset",
            "header",
            {"type": "integer", "minimum": 0, "maximum": 2**50},
            "Vị trí của phần đang gửi trong tệp, tính từ 0.",
            required=True,
        ),
    ),
    lambda gateway, req: _offset(request.header(req, "Upload-Offset", request.NUMBER, "số nguyên")),
)


def _offset(said: str | None) -> int:
    if said is None:
        raise field("header-missing", "/Upload-Offset", "Phải nêu vị trí của phần đang gửi.")
    return int(said)


def beginning(contracts: Mapping[str, Wire]) -> Iterator[Route]:
    """Yield a route for each command that records a file received."""
    for service, contract in contracts.items():
        for category, aggregate in contract["aggregates"].items():
            for name, command in aggregate["commands"].items():
                if "received" in command:
                    yield _beginning(service, category, name, command)


def _beginning(service: str, category: str, name: str, command: Wire) -> Route:
    roles = tuple(command["right"]["roles"])

    def begin(call: Call, body: AnnounceFile) -> Upload:
        stream = f"{category}-{call.id}"
        # Before a byte is taken: who may not record it need not send it.
        _check(call, stream, call.on)
        found = call.gateway.uploads.begin(
            Target(call.log, service, stream, name),
            *(body.name, body.file_size, call.header(WHOLE)),
            *(call.caller.actor, call.header(IDEMPOTENCY_KEY)),
        )
        call.resp.set_header("Location", f"/v1/{call.log}/uploads/{found.id}")
        return _shown(call, found)

    def _check(call: Call, stream: str, on: date) -> None:
        log = call.gateway.log
        permit(AtSchool(roles), call.caller.actor, stream, on, lambda *s: log.read(call.log, *s))

    found = Routes("files")
    begin.__doc__ = "Announce a file to be sent in pieces."
    begin.__name__ = f"announce_{category}_file"
    found(
        "POST",
        f"/v1/{{log}}/{category}/{{id}}/uploads",
        holder(category, kebab(name)),
        status=201,
        sends=("Location", *SENDS),
        headers=(IDEMPOTENCY_KEY, WHOLE, LEGAL_DATE),
        body=body_of(AnnounceFile),
        refuses=(429,),
        description=f"Vai trò: {', '.join(roles)}.",
    )(begin)
    (route,) = found
    return route


@routes("GET", "/v1/{log}/uploads/{id}", holder(), sends=SENDS)
def read_upload(call: Call) -> Upload:
    """Read how far a file has come: the offset at which to go on."""
    return _shown(call, _own(call))


@routes(
    "PATCH",
    "/v1/{log}/uploads/{id}",
    holder(),
    sends=SENDS,
    headers=(OFFSET, PART, LEGAL_DATE),
    body=file_body(KINDS, PIECE, f"Một phần của tệp, nhiều nhất {PIECE} byte; có thể rỗng."),
    refuses=(409,),
)
def append_upload(call: Call, body: tuple[bytes, str]) -> Upload:
    """Send a piece of a file; with the last one it is looked at, kept and recorded."""
    piece, _ = body

    def record(upload: Known, received: Received) -> int:
        context = replace(call.context(), command_id=f"f/{upload.id}", received=received)
        wire = {"type": upload.target.command, "data": {"name": upload.name}}
        answer = call.gateway.backend.execute(
            upload.target.service, upload.target.log, upload.target.stream, wire, context.to_wire()
        )
        return int(answer["position"])

    uploads = _uploads(call)
    found = uploads.append(_own(call), call.header(OFFSET), piece, call.header(PART), record)
    return _shown(call, found)


@routes("POST", "/v1/{log}/uploads/{id}/cancel", holder(), sends=SENDS, refuses=(409,))
def cancel_upload(call: Call, body: Nothing) -> Upload:
    """Give up a file that is not whole yet."""
    return _shown(call, _uploads(call).cancel(_own(call)))


def _uploads(call: Call) -> Uploads:
    return call.gateway.uploads


def _own(call: Call) -> Known:
    """Return the upload of the caller's own that the path names; raises `Refusal`."""
    return _uploads(call).get(call.id, call.log, call.caller.actor)


def _shown(call: Call, found: Known) -> Upload:
    call.resp.set_header("Upload-Offset", str(found.offset))
    call.resp.set_header("Upload-Length", str(found.file_size))
    call.resp.set_header("Upload-Complete", "?1" if found.state == "done" else "?0")
    call.resp.set_header("Upload-Limit", f"max-append-size={PIECE}")
    if found.position:
        call.holds(found.position)
    return Upload(
        *(found.id, found.name, found.file_size, found.offset, found.state, PIECE),
        *(found.sha256, found.media_type, found.warnings, found.position),
        *(found.code, found.reason),
    )
