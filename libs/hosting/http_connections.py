"""How the HTTP server reads a request: strictly, within a time, no large body of a stranger.

A request is read on one thread for all connections, so whoever sends slowly costs a connection and
no thread. What may be sent is bounded: by a time that grows with what has come, and a body beyond
the usual is read only from somebody who is known here. Whoever reads slowly costs no thread either:
an answer waits in a file, for a time that grows with what was taken of it.
"""

import copy
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import Error

from libs.hosting.http_chunks import Chunks

Headers = Mapping[str, str]
"""Names in capitals with underscores, as CGI has them: `CONTENT_LENGTH`, `COOKIE`."""
Rooms = Mapping[re.Pattern[str], int]
"""Paths whose bodies may be larger than the usual, and how many bytes they may have."""


class Unknown(Error):  # type: ignore[misc]
    """Why a large body was not read: nobody who is known here sends it."""

    code = 401
    reason = "Unauthorized"


class TooSlow(Error):  # type: ignore[misc]
    """Why a connection was ended: its request did not come in time."""

    code = 408
    reason = "Request Timeout"


@dataclass(frozen=True, slots=True)
class Limits:
    """What all callers together may hold of the server.

    A request has `seconds` to arrive, and one more for each `bytes_a_second` that came of its
    body; an answer has as long to be taken, or one more for each `waited_for` bytes where a thread
    waits to go on with it. `connections` are open at most; of requests that are not whole yet at
    most `strangers` bytes are held, `known` of whom is known here, of answers `answers`, files that
    stand elsewhere not counted. Beyond that the oldest end.
    """

    seconds: float = 20.0
    bytes_a_second: int = 2048
    waited_for: int = 16 * 1024
    connections: int = 1000
    strangers: int = 32 * 1024 * 1024
    known: int = 96 * 1024 * 1024
    answers: int = 96 * 1024 * 1024

    @property
    def crowded(self) -> int:
        """Beyond how many connections the oldest that wait end: who comes then finds room."""
        return self.connections * 9 // 10


LIMITS = Limits()
_ONCE = (b"host", b"content-length", b"transfer-encoding")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a connection is read by: `known` is asked, on `threads`, who sends a large body.

    `places` has one for each thread of the application that may wait for a reader.
    """

    limits: Limits
    usual: int
    rooms: Rooms
    known: Callable[[Headers], bool]
    threads: Executor
    places: BoundedSemaphore


class RequestHead(HTTPRequestParser):  # type: ignore[misc]
    """A request as it arrives; refuses what two servers could read in two ways (RFC 9112)."""

    adj: Any
    body_rcv: Any

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.began = time.monotonic()
        self.known: Future[bool] | None = None
        """The answer to who sends this, where that was asked."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head; raises ParsingError."""
        _check(header_plus)
        super().parse_header(header_plus)
        if self.version not in ("1.0", "1.1"):
            raise ParsingError("neither HTTP/1.0 nor HTTP/1.1")
        if self.version == "1.1" and "HOST" not in self.headers:
            raise ParsingError("no Host")
        if self.version == "1.0" and "TRANSFER_ENCODING" in self.headers:
            raise ParsingError("HTTP/1.0 has no transfer coding")
        if self.chunked:
            self.body_rcv = Chunks(self.body_rcv.getbuf())
        reading: Reading = self.adj.reading
        for path, most in reading.rooms.items():
            if path.fullmatch(self.path):
                self._make_room(reading, most)

    def late(self, now: float) -> bool:
        """Return whether the request should have arrived by `now`, an instant of `monotonic`."""
        limits: Limits = self.adj.reading.limits
        came: int = self.body_bytes_received
        return now - self.began > limits.seconds + came / limits.bytes_a_second

    def _make_room(self, reading: Reading, most: int) -> None:
        roomier: Any = copy.copy(self.adj)
        # Waitress refuses what reaches its limit, we what goes beyond ours.
        roomier.max_request_body_size = most + 1
        self.adj = roomier
        if self.chunked or reading.usual < self.content_length <= most:
            self.known = reading.threads.submit(reading.known, dict(self.headers))


class Connection(HTTPChannel):  # type: ignore[misc]
    """A caller's connection; reads on when it is known who sends, and ends with its files.

    A thread of the application waits for the reader in one case alone: where more than waitress's
    high-water mark (16 MiB) of an answer waits that comes in pieces and is no file.
    """

    parser_class = RequestHead
    request: RequestHead | None
    """What is being read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = time.monotonic()
        """When it began to wait for what it waits for."""
        self.served = False
        """Whether something was answered: who keeps a connection then has longer to ask again."""
        self.taken = 0
        """How many bytes its reader took."""
        self.owing: tuple[float, int] | None = None
        """Since when an answer waits to be taken, and what was taken before; None: none waits."""
        self.writing = False
        self.held_up = False
        """Whether a thread waits for the reader."""

    def received(self, data: bytes) -> bool:
        """Take in what was sent."""
        before = self.request
        taken: bool = super().received(data)
        if self.request is not before:
            self.since = time.monotonic()
            if self.request is not None and self.request.known is not None:
                self.request.known.add_done_callback(lambda _: self.server.pull_trigger())
        return taken

    def readable(self) -> bool:
        """Return whether more may be read now."""
        request = self.request
        if request is not None and request.known is not None:
            if not request.known.done():
                return False
            if not _yes(request.known):
                self.refuse(Unknown("a large body needs credentials"))
        return bool(super().readable())

    def refuse(self, error: Error) -> None:
        """Answer the request that is being read with `error`, and end the connection after it."""
        with self.requests_lock:
            request = self.request
            if request is None:
                return
            self.request = None
            request.known = None
            request.error = error
            request.completed = True
            self.requests.append(request)
            if len(self.requests) == 1:
                self.server.add_task(self)

    @property
    def waits(self) -> bool:
        """Whether its caller is waited for, to send or to take: no request is under way."""
        return not (self.requests or self.will_close)

    def held(self, known: bool) -> int:
        """Return how many bytes of an unfinished request are held, if its sender is `known`."""
        request = self.request
        if request is None or known != (request.known is not None and request.known.done()):
            return 0
        return int(request.header_bytes_received + request.body_bytes_received)

    @property
    def owed(self) -> int:
        """How many bytes of answers are held here until they are taken."""
        held = (each for each in [*self.outbufs] if not isinstance(each, ReadOnlyFileBasedBuffer))
        return sum(each.__len__() for each in held)

    def tend(self, now: float) -> None:
        """End the request that is being read, or that never began, if it is late; a late reader."""
        if self.total_outbufs_len:
            self._tend_reader(now)
            return
        self.owing = None
        if not self.waits:
            return
        if self.request is not None:
            if self.request.late(now):
                self.refuse(TooSlow("the request did not come in time"))
        elif not self.served and now - self.since > self.adj.reading.limits.seconds:
            self.end()

    def end(self) -> None:
        """Close the connection at the next turn; at once where its reader may never come to it."""
        self.will_close = True
        if self.total_outbufs_len:
            self.handle_close()

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what goes out at once; return how many bytes that are."""
        sent = int(super().send(data, do_close))
        self.taken += sent
        return sent

    def write_soon(self, data: Any) -> int:
        """Take in a piece of an answer; raises ClientDisconnected."""
        self.writing = True
        try:
            return int(super().write_soon(data))
        finally:
            self.writing = False

    def _flush_outbufs_below_high_watermark(self) -> None:
        if self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return
        if not self.writing:
            self._answer_no_more()
            return
        places: BoundedSemaphore = self.adj.reading.places
        if not places.acquire(blocking=False):
            raise ClientDisconnected
        self.held_up = True
        try:
            super()._flush_outbufs_below_high_watermark()
        finally:
            self.held_up = False
            places.release()

    def _answer_no_more(self) -> None:
        """Give up what was asked besides by a caller who does not take what came of it so far."""
        with self.requests_lock:
            for request in self.requests[1:]:
                request.close()
            del self.requests[1:]
            self.close_when_flushed = True

    def _tend_reader(self, now: float) -> None:
        limits: Limits = self.adj.reading.limits
        self.owing = self.owing or (now, self.taken)
        since, before = self.owing
        rate = limits.waited_for if self.held_up else limits.bytes_a_second
        if now - since > limits.seconds + (self.taken - before) / rate:
            self.end()

    def service(self) -> None:
        """Answer what has been read, on a thread of the application."""
        self.served = True
        super().service()
        self.since = time.monotonic()

    def handle_close(self) -> None:
        """Close the connection, and the file that holds what came of a body that was cut."""
        super().handle_close()
        if self.request is not None:
            self.request.close()

    def close(self) -> None:
        """Close as above when the server ends first: a long answer stands in a file as well."""
        self.handle_close()


def tend(connections: list[Connection], limits: Limits, now: float) -> None:
    """End what is late, and the oldest that wait when all together hold too much."""
    for connection in connections:
        connection.tend(now)
    open_ = [one for one in connections if not one.will_close]
    waiting = sorted((one for one in open_ if one.waits), key=lambda one: one.since)
    # Who asks for health is let in however many wait.
    for connection in waiting[: max(0, len(open_) - limits.crowded)]:
        connection.end()
    _end_beyond(limits.strangers, waiting, lambda one: one.held(known=False))
    _end_beyond(limits.known, waiting, lambda one: one.held(known=True))
    owing = sorted((one for one in open_ if one.owing), key=lambda one: one.owing or (now, 0))
    _end_beyond(limits.answers, owing, lambda one: one.owed)


def _end_beyond(
    most: int, oldest_first: list[Connection], held: Callable[[Connection], int]
) -> None:
    """End the oldest until all together hold no more than `most` bytes."""
    by_connection = [(each, held(each)) for each in oldest_first]
    over = sum(size for _, size in by_connection) - most
    for connection, size in by_connection:
        if over <= 0:
            break
        if size:
            over -= size
            connection.end()


def _check(head: bytes) -> None:
    """Raise ParsingError for a head that leaves open where the request ends or whom it is for."""
    if b"\r\n " in head or b"\r\n\t" in head:
        raise ParsingError("a header folded over lines")
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    names = [name.lower() for name, _, _ in lines]
    if b"transfer-encoding" in names and b"content-length" in names:
        raise ParsingError("both a length and a transfer coding")
    if any(names.count(name) > 1 for name in _ONCE):
        raise ParsingError("a header that may stand once alone")
    for name, (_, _, value) in zip(names, lines, strict=True):
        if name == b"transfer-encoding" and (b"," in value or not value.strip(b" \t")):
            raise ParsingError("not one transfer coding")


def _yes(answer: Future[bool]) -> bool:
    return answer.exception() is None and answer.result()
