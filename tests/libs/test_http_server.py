"""The HTTP server over its sockets: what it reads, from whom, within which time."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest

from libs.hosting import http_server
from libs.hosting.http_connections import Headers, Limits

pytestmark = pytest.mark.long

USUAL = 1000
ROOM = 200_000
ROOMS = {re.compile("/files"): ROOM}
GET = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POST = b"POST /forms HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
KNOWN = b"Cookie: session=known\r\n"


LARGE = 20 << 20
MEDIUM = 8 << 20


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Tell how long the body was, and what proxies said of the caller; large answers besides."""
    if environ["PATH_INFO"] in ("/large", "/medium", "/pieces"):
        size = MEDIUM if environ["PATH_INFO"] == "/medium" else LARGE
        pieces = 20 if environ["PATH_INFO"] == "/pieces" else 1
        start_response("200 OK", [("Content-Length", str(size))])
        return [bytes(size // pieces)] * pieces
    told = b"%d %s" % (
        len(environ["wsgi.input"].read()),
        environ.get("HTTP_X_FORWARDED_FOR", "-").encode(),
    )
    start_response("200 OK", [("Content-Length", str(len(told)))])
    return [told]


def is_known(headers: Headers) -> bool:
    """Return whether the cookie is that of somebody."""
    return headers.get("COOKIE") == "session=known"


@contextmanager
def served(of: http_server.App = app, **given: Any) -> Iterator[int]:
    """Give the port of a server with these settings."""
    common: dict[str, Any] = {"usual": USUAL, "rooms": ROOMS, "known": is_known}
    server = http_server.bind(of, "127.0.0.1", 0, 4, **{**common, **given})
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.close()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served() as found:
        yield found


def connect(port: int) -> socket.socket:
    """Return a connection to the server."""
    return socket.create_connection(("127.0.0.1", port), 10)


def rest(line: socket.socket) -> bytes:
    """Return what comes until the server ends the connection."""
    answer = b""
    try:
        while read := line.recv(65536):
            answer += read
    except ConnectionResetError:
        pass  # it did not wait for the rest of what it refused
    return answer


def send(port: int, sent: bytes) -> bytes:
    """Send a request in one piece; return all that comes."""
    with connect(port) as line:
        line.sendall(sent)
        return rest(line)


def statuses(answer: bytes) -> list[int]:
    """Return the status of each answer that came on a connection."""
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


# What two servers could read in two ways.

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        POST + b"Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello",
        POST + b"Content-Length: 5, 5\r\n\r\nhello",
        POST + b"Content-Length: +5\r\n\r\nhello",
        POST + b"Content-Length: 0x5\r\n\r\nhello",
        POST + b"Content-Length : 5\r\n\r\nhello",
        CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
        CHUNKED + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding:\r\n\r\n",
        POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        CHUNKED + b"\r\n5\nhello\r\n0\r\n\r\n",
        CHUNKED + b"\r\n5\n\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"\r\n5;a=b\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"\r\n+5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"\r\n0x5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"\r\n5\r\nhello0\r\n\r\n",
        CHUNKED + b"\r\n5\r\nhello\n0\r\n\r\n",
        CHUNKED + b"\r\n" + b"0" * 40 + b"5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"\r\n0\r\nX: trailer\r\n\r\n",
        GET.replace(b"Host: x", b"Host: x\r\n folded"),
        GET.replace(b"Host: x", b"Host: x\r\nA: b\r\n\tfolded"),
        GET.replace(b"Host: x", b"Host: x\r\nHost: y"),
        GET.replace(b"Host: x\r\n", b""),
        GET.replace(b"Host: x", b"Host: x\r\nA: b\0c"),
        GET.replace(b"Host: x", b"Host: x\r\nA: b\nContent-Length: 5"),
        GET.replace(b"Host: x", b"Host: x\r\nA: b\rContent-Length: 5"),
        GET.replace(b"Host: x", b"Host: x\r\nA b"),
        GET.replace(b"/livez", b"/li\nvez"),
        GET.replace(b" HTTP/1.1", b""),
        GET.replace(b"HTTP/1.1", b"HTTP/2.0"),
        GET.replace(b"HTTP/1.1", b"HTTP/1.1 x"),
        GET.replace(b"GET", b"get"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused_and_ends_the_connection(
    port: int, request_: bytes
) -> None:
    assert statuses(send(port, request_ + SMUGGLED)) in ([400], [501])


def test_an_underscore_is_no_hyphen_in_the_name_of_a_header(port: int) -> None:
    said = GET.replace(b"Host: x", b"Host: x\r\nX_Forwarded_For: 192.0.2.1")
    assert send(port, said).endswith(b"0 -")


def test_a_body_in_chunks_is_read_however_its_bytes_come(port: int) -> None:
    sent = (
        CHUNKED + b"Connection: close\r\n\r\n5\r\nhello\r\n00F\r\n" + b"x" * 15 + b"\r\n0\r\n\r\n"
    )
    assert send(port, sent).endswith(b"20 -")
    with connect(port) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in sent:
            line.sendall(bytes([byte]))
        assert rest(line).endswith(b"20 -")


def test_requests_that_come_together_are_answered_in_their_order(port: int) -> None:
    first = CHUNKED + b"\r\n3\r\nabc\r\n0\r\n\r\n"
    answer = send(port, first + POST + b"Content-Length: 2\r\n\r\nab" + GET)
    assert statuses(answer) == [200, 200, 200]
    assert [found[:1] for found in re.findall(rb"\d -", answer)] == [b"3", b"2", b"0"]


def test_a_refusal_of_the_server_itself_lets_a_browser_guess_and_run_nothing(port: int) -> None:
    answer = send(port, b"nonsense\r\n\r\n").lower()
    assert b"\r\nx-content-type-options: nosniff\r\n" in answer
    assert b"\r\ncontent-security-policy: default-src 'none'" in answer
    assert b"\r\ncache-control: no-store\r\n" in answer


def test_a_refusal_of_the_server_itself_keeps_a_browser_to_https() -> None:
    said = b"\r\nstrict-transport-security: max-age=31536000\r\n"
    for secure in (True, False):
        with served(secure=secure) as port:
            assert (said in send(port, b"nonsense\r\n\r\n").lower()) is secure


# From whom a large body is read.


def large(*headers: bytes, size: int = ROOM) -> bytes:
    """Return the head of a request with a large body."""
    return (
        b"POST /files HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + b"".join(headers)
        + b"Content-Length: %d\r\n\r\n" % size
    )


def test_a_large_body_is_refused_before_it_comes_when_nobody_known_sends_it(port: int) -> None:
    assert statuses(send(port, large())) == [401]
    assert statuses(send(port, large(b"Cookie: session=guessed\r\n"))) == [401]
    chunks = b"POST /files HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert statuses(send(port, chunks + b"5\r\n")) == [401]


def test_a_large_body_of_somebody_known_is_read(port: int) -> None:
    assert send(port, large(KNOWN) + bytes(ROOM)).endswith(b"%d -" % ROOM)


def test_nobody_sends_more_than_the_path_takes(port: int) -> None:
    assert statuses(send(port, large(KNOWN, size=ROOM + 1))) == [413]
    over = POST + b"Content-Length: %d\r\n\r\n" % (USUAL + 1)
    assert statuses(send(port, KNOWN.join([over[:-2], b"\r\n"]))) == [413]


def test_nothing_is_read_while_it_is_asked_who_sends() -> None:
    asked = threading.Event()
    leave = threading.Event()

    def slowly(headers: Headers) -> bool:
        asked.set()
        return leave.wait(10)

    with served(known=slowly) as port, connect(port) as line:
        line.sendall(large(KNOWN))
        assert asked.wait(10)
        line.settimeout(0.2)
        sent = 0
        with suppress(TimeoutError):
            while sent < 64 << 20:
                sent += line.send(bytes(1 << 16))
        assert sent < 64 << 20, "more than the sockets of both sides hold"
        assert statuses(send(port, GET)) == [200]
        leave.set()


def test_strangers_together_hold_no_more_than_their_share() -> None:
    limits = Limits(strangers=6 * USUAL)
    with served(limits=limits) as port, ExitStack() as lines:
        held = []
        for _ in range(20):
            line = lines.enter_context(connect(port))
            line.sendall(POST + b"Content-Length: %d\r\n\r\n" % USUAL + bytes(USUAL - 1))
            held.append(line)
        last = held[-1]
        until = time.monotonic() + 10
        while sum(map(open_still, held)) > 5 and time.monotonic() < until:
            time.sleep(0.05)
        assert sum(map(open_still, held)) == 5
        last.sendall(b"x" + GET)
        assert statuses(rest(last)) == [200, 200], "the newest goes on"


def open_still(line: socket.socket) -> bool:
    """Return whether the server has not ended a connection."""
    line.setblocking(False)
    try:
        return line.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except ConnectionResetError:
        return False
    finally:
        line.settimeout(10)


# Within which time.


def test_two_hundred_slow_callers_keep_nobody_waiting(port: int) -> None:
    with ExitStack() as lines:
        slow = [lines.enter_context(connect(port)) for _ in range(200)]
        for number, line in enumerate(slow):
            head = POST + b"Content-Length: 900\r\n\r\n" if number % 2 else GET[:-2]
            line.sendall(head)
        for turn in range(3):
            for line in slow:
                line.sendall(b"x" if turn else b"X")
            for _ in range(5):
                began = time.monotonic()
                assert statuses(send(port, GET)) == [200]
                assert time.monotonic() - began < 1
        assert all(map(open_still, slow)), "they were served because the slow ones were ended"


def test_health_is_answered_while_every_thread_works() -> None:
    busy, leave = threading.Semaphore(0), threading.Event()

    def works(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/livez":
            busy.release()
            leave.wait(20)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with served(works, health=["/livez"]) as port, ExitStack() as lines:
        for _ in range(6):
            lines.enter_context(connect(port)).sendall(GET.replace(b"livez", b"other"))
        assert all(busy.acquire(timeout=10) for _ in range(4)), "threads of all others"
        began = time.monotonic()
        assert statuses(send(port, GET)) == [200]
        assert time.monotonic() - began < 1
        leave.set()


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /livez HT",
        GET[:-2],
        POST + b"Content-Length: 900\r\n\r\n",
        CHUNKED + b"\r\n3e7\r\n",
    ],
)
def test_a_request_that_trickles_is_ended_in_time(begun: bytes) -> None:
    with served(limits=Limits(seconds=0.5, bytes_a_second=1000)) as port, connect(port) as line:
        began = time.monotonic()
        line.sendall(begun)
        with suppress(BrokenPipeError, ConnectionResetError):
            while open_still(line) and time.monotonic() - began < 10:
                line.sendall(begun and b"1")
                time.sleep(0.05)
        assert time.monotonic() - began < 3
        assert statuses(rest(line)) == ([408] if begun else [])


def test_a_long_body_has_the_time_that_its_length_takes() -> None:
    limits = Limits(seconds=0.5, bytes_a_second=100)
    with served(limits=limits) as port, connect(port) as line:
        line.sendall(POST + b"Connection: close\r\nContent-Length: 500\r\n\r\n")
        for _ in range(10):
            time.sleep(0.15)
            line.sendall(bytes(50))
        assert rest(line).endswith(b"500 -")


def test_a_server_full_of_callers_who_wait_lets_in_who_comes() -> None:
    with served(limits=Limits(connections=40)) as port, ExitStack() as lines:
        for _ in range(60):
            lines.enter_context(connect(port)).sendall(GET[:-2])
        began = time.monotonic()
        assert statuses(send(port, GET)) == [200]
        assert time.monotonic() - began < 3


# Who reads slowly.


def asking(lines: ExitStack, port: int, *paths: str) -> socket.socket:
    """Return a connection with little room that has asked for these, and reads nothing yet."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(10)
    line.connect(("127.0.0.1", int(port)))
    line.sendall(b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % p.encode() for p in paths))
    return lines.enter_context(line)


@pytest.mark.parametrize("paths", [["/pieces"], ["/large"] * 3])
def test_who_does_not_read_what_was_asked_for_keeps_nobody_waiting(
    port: int, paths: list[str]
) -> None:
    with ExitStack() as lines:
        for _ in range(6):
            asking(lines, port, *paths)
        time.sleep(0.5)
        assert statuses(send(port, GET)) == [200]
        for _ in range(5):
            began = time.monotonic()
            assert statuses(send(port, GET)) == [200]
            assert time.monotonic() - began < 1


@pytest.mark.parametrize("path", ["/large", "/pieces"])
def test_who_takes_nothing_of_an_answer_is_ended_in_time(path: str) -> None:
    limits = Limits(seconds=0.5, bytes_a_second=1000, waited_for=100_000)
    with served(limits=limits) as port, ExitStack() as lines:
        line = asking(lines, port, path)
        time.sleep(2.5)
        assert len(rest(line)) < LARGE
        assert takes(asking(lines, port, path), LARGE)


def test_answers_that_nobody_takes_hold_no_more_than_their_share() -> None:
    with served(limits=Limits(answers=3 * MEDIUM)) as port, ExitStack() as lines:
        older: list[socket.socket] = []
        newer: list[socket.socket] = []
        for group in (older, newer):
            group += [asking(lines, port, "/medium") for _ in range(5)]
            assert all(line.recv(1, socket.MSG_PEEK) for line in group)
            # A turn of the server, which notes since when they wait.
            time.sleep(1)
        old = [takes(line, MEDIUM) for line in older]
        new = [takes(line, MEDIUM) for line in newer]
        # A part of each is on its way already.
        assert 3 <= sum(old) + sum(new) <= 7
        assert all(new) or not any(old), "the oldest end"


def takes(line: socket.socket, size: int) -> bool:
    """Return whether an answer of `size` bytes comes whole."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    came = 0
    with suppress(ConnectionResetError):
        while came < size and (read := line.recv(1 << 20)):
            came += len(read)
    return came >= size


# Who calls.


def test_what_a_caller_says_of_proxies_counts_where_one_of_ours_stands_in_front() -> None:
    said = GET.replace(b"Host: x", b"Host: x\r\nX-Forwarded-For: 198.51.100.7, 203.0.113.5")
    with served() as port:
        assert send(port, said).endswith(b"0 -")
    with served(proxies=1) as port:
        assert send(port, said).endswith(b"0 198.51.100.7, 203.0.113.5")
