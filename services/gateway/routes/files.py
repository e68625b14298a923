"""Files that are read: the bytes of an item of evidence, and who else has opened them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, BinaryIO

from libs.files.kinds import SHOWN
from libs.files.store import StoreAway
from libs.kernel.messages import Means, between, pattern
from libs.kernel.problems import Wire
from libs.kernel.texts import cleaned
from libs.law.calendar import vietnam_today
from libs.rights import SCHOOL_ROLES
from services.gateway import feed, request
from services.gateway.files.openings import Opened, Opening
from services.gateway.problems import Refusal
from services.gateway.routes.carried import ANY, FILE, Answer
from services.gateway.routes.contracts import who_asks
from services.gateway.routes.pages import Page
from services.gateway.routes.parameters import (
    KNOWN_VERSIONS,
    LEGAL_DATE,
    Header,
    Parameter,
    query_of,
    text,
)
from services.gateway.routes.route import Call, Route, Routes

CATEGORY = "evidence_file"
OF_SCHOOL = "evidence"
"""What a school has; whoever may ask for it may ask who opened its files."""
RANGE_FORM = r"bytes=[0-9, -]{1,200}"
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_NOT_IN_NAMES = '"%*/:<>?\\|'
SENDS = ("ETag", "Content-Disposition", "Accept-Ranges")


@dataclass(frozen=True, slots=True)
class Which:
    """Which file of a school: the code of its item, old codes too; a version, else the present one.

    `inline`: to be shown in the browser, where it is of a kind that a browser shows.
    """

    code: Annotated[str, pattern(r"\S{1,40}", "H1-1.1-01"), Means("Mã minh chứng.")]
    item_version: Annotated[int, between(1, 1_000_000), Means("Bản; bỏ trống: bản mới nhất.")] | (
        None
    ) = None
    inline: Annotated[bool, Means("Xem ngay trong trình duyệt nếu được.")] = False


@dataclass(frozen=True, slots=True)
class OpeningView(Opening):
    """One opening; `at` its begin, `last_at` when somebody last read on, UTC.

    `offices`: for which offices that person acted on that day, in Viet Nam.
    """

    offices: tuple[str, ...]


RANGE: Header[str | None] = Header(
    (
        Parameter(
            "Range",
            "header",
            text(RANGE_FORM, "bytes=0-99"),
            "Khoảng byte cần đọc (một khoảng).",
        ),
        Parameter(
            "If-Range",
            "header",
            text(request.ETAGS, '"3"'),
            "Chỉ trả một khoảng nếu tệp vẫn như ETag này.",
        ),
    ),
    lambda gateway, req: _range(req),
)


def _range(req: Any) -> str | None:
    said = request.header(req, "Range", RANGE_FORM, "bytes=đầu-cuối")
    unless = request.header(req, "If-Range", request.ETAGS, "một ETag")
    # Whether the file is as the caller has it is told by the one who knows its hash.
    return None if said is None else f"{said}\n{unless or ''}"


def routes(contracts: Mapping[str, Wire]) -> Iterator[Route]:
    """Yield the routes of files, where a service knows of any."""
    for service, contract in contracts.items():
        question = contract["queries"].get(CATEGORY, {}).get("get")
        if question:
            yield from _routes(service, question, contract["queries"][OF_SCHOOL]["get"]["name"])


def _routes(service: str, question: Wire, of_school: str) -> Iterator[Route]:
    found = Routes("files")

    @found(
        "GET",
        f"/v1/{{log}}/{CATEGORY}/{{id}}/content",
        who_asks(CATEGORY, question),
        query=query_of(Which),
        headers=(RANGE, KNOWN_VERSIONS, LEGAL_DATE),
        answers=(
            Answer(200, ANY, FILE, SENDS, "Nội dung tệp."),
            Answer(206, ANY, FILE, (*SENDS, "Content-Range"), "Một khoảng của tệp."),
            Answer(304, None, headers=("ETag",), description="Tệp người gọi có vẫn đúng."),
        ),
        refuses=(416, 422, 503),
    )
    def read_evidence_file(call: Call, query: Which) -> None:
        """Read the bytes of an item of evidence."""
        asked = {"code": query.code, "item_version": query.item_version}
        view = _ask(call, service, question["name"], asked)
        _send(call, view, query.inline)

    @found(
        "GET",
        f"/v1/{{log}}/{CATEGORY}/{{id}}/openings",
        who_asks(CATEGORY, question),
        headers=(LEGAL_DATE,),
        sends=("Link",),
        refuses=(422,),
    )
    def list_file_openings(call: Call, query: Page) -> list[OpeningView]:
        """List who opened files of a school that is not their own, the newest first."""
        _ask(call, service, of_school, {})
        last = int(query.last) if query.last.isdecimal() else 0
        openings = call.gateway.openings.of(call.log, call.id, last, query.limit)
        query.answer(call, [each.id for each in openings])
        acted: dict[tuple[str, date], tuple[str, ...]] = {}
        for each in openings:
            key = (each.actor, vietnam_today(each.at))
            if key not in acted:
                acted[key] = _offices(call, *key)
        return [
            OpeningView(
                **{one.name: getattr(each, one.name) for one in fields(each)},
                offices=acted[each.actor, vietnam_today(each.at)],
            )
            for each in openings
        ]

    yield from found


def _ask(call: Call, service: str, question: str, asked: Wire) -> Wire:
    data = {"id": call.id, **{name: value for name, value in asked.items() if value is not None}}
    wire = {"type": question, "data": data}
    view: Wire = call.gateway.backend.query(service, call.log, wire, call.context().to_wire())[
        "view"
    ]
    return view


def _offices(call: Call, actor: str, on: date) -> tuple[str, ...]:
    """Return the offices that a person acted for on a day, in the log of the call."""
    held = call.gateway.roles.of(actor, on)
    orgs = (r.org for log, r in held if log == call.log and r.name not in SCHOOL_ROLES)
    return tuple(dict.fromkeys(orgs))


def _send(call: Call, view: Wire, inline: bool) -> None:
    """Answer with the bytes of a file, or of a part of it, having noted who opens it."""
    resp, store = call.resp, call.gateway.files.store
    sha256, size, media = view["sha256"], view["file_size"], view["media_type"]
    tag = f'"{sha256}"'
    shown = inline and media in SHOWN
    resp.set_header("ETag", tag)
    resp.set_header("Cache-Control", "private, no-cache")
    if call.header(KNOWN_VERSIONS) == "*" or tag in call.header(KNOWN_VERSIONS):
        resp.status = 304
        return
    start, length = _part(call.header(RANGE), tag, size)
    if call.req.method != "HEAD":
        _note(call, view)
    resp.content_type = f"{media}; charset=utf-8" if media.startswith("text/") else media
    setattr(resp, "viewable_as" if shown else "downloadable_as", _name(view["file_name"]))
    resp.set_header("Accept-Ranges", "bytes")
    # Browsers show no PDF in a sandbox; it has one of the browser's own.
    sandbox = "" if shown and media == "application/pdf" else "; sandbox"
    resp.set_header("Content-Security-Policy", _SANDBOX + sandbox)
    resp.set_header("Cross-Origin-Resource-Policy", "same-origin")
    # As frame-ancestors says: the console shows a file within its page.
    resp.set_header("X-Frame-Options", "SAMEORIGIN")
    if (start, length) != (0, size):
        resp.status = 206
        resp.set_header("Content-Range", f"bytes {start}-{start + length - 1}/{size}")
    if call.req.method == "HEAD":
        resp.content_length = length
        return
    with ExitStack() as stack:
        try:
            pieces = stack.enter_context(store.open(sha256, start, length))
        except KeyError as error:
            raise Refusal("file-missing") from error
        except StoreAway as error:
            raise Refusal("files-away") from error
        held = stack.pop_all()
        file: BinaryIO | None = getattr(pieces, "file", None)
        if file is not None and "wsgi.file_wrapper" in call.req.env:
            # The server sends it by itself: no thread of ours waits until it is taken.
            resp.set_stream(_File(file, held), length)
        else:
            resp.set_stream(_Closing(pieces, held), length)


def _name(text: str) -> str:
    """Return a file's name as a header and a folder can hold it.

    Falcon puts it between quotes as it is: one with quotes in it would name the file anew.
    """
    kept = "".join(c for c in cleaned(text) if c.isprintable() and c not in _NOT_IN_NAMES)
    return kept.strip(". ") or "tep"


class _Closing:
    """Pieces of a file that WSGI sends one by one; what they come from is closed at the end."""

    def __init__(self, pieces: Iterator[bytes], held: ExitStack) -> None:
        self._pieces = pieces
        self._held = held

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Close what the pieces come from."""
        self._held.close()


class _File:
    """A file that the server sends from where it stands; it is closed at the end."""

    def __init__(self, file: BinaryIO, held: ExitStack) -> None:
        self._file = file
        self._held = held

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes."""
        return self._file.read(-1 if size is None else size)

    def seek(self, to: int, whence: int = 0) -> int:
        """Go to a place of the file."""
        return self._file.seek(to, whence)

    def tell(self) -> int:
        """Return where the file stands."""
        return self._file.tell()

    def close(self) -> None:
        """Close what the file comes from."""
        self._held.close()


def _part(said: str | None, tag: str, size: int) -> tuple[int, int]:
    """Return the first byte and how many are asked for; all of them for several parts.

    Raises `Refusal` (range-not-satisfiable).
    """
    if said is None:
        return 0, size
    asked, _, unless = said.partition("\n")
    found = re.fullmatch(r"bytes=([0-9]{0,15})-([0-9]{0,15})", asked.replace(" ", ""))
    if found is None or (unless and unless != tag) or not (found[1] or found[2]):
        return 0, size
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last or size), size - 1)
    if start > end or start >= size:
        headers = {"Content-Range": f"bytes */{size}"}
        raise Refusal("range-not-satisfiable", headers=headers)
    return start, end - start + 1


def _note(call: Call, view: Wire) -> None:
    """Note an opening by somebody who does not belong to the school."""
    gateway, actor = call.gateway, call.caller.actor
    if view["school"] in feed.sight(gateway.log, call.log, actor, call.on).own:
        return
    what = (call.log, view["school"], view["code"], view["item_version"], view["sha256"])
    gateway.openings.note(Opened(*what), actor, call.client)
