"""What the server itself refuses, over a socket: in problem documents, like everything else."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from libs.log.database import Database
from libs.log.memory import MemoryLog
from services.gateway.app import Options, create_app
from services.gateway.server import bind
from tests.gateway.counter import CONTRACTS, CounterBackend

KEY = "operator-key-of-a-test"
HEAD = (
    f"POST /v1/79/count/a/start-count HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n"
    "Idempotency-Key: key-00001\r\nContent-Type: application/json\r\nConnection: close\r\n"
).encode()


@pytest.fixture
def port() -> Iterator[int]:
    log = MemoryLog()
    nowhere = Database("host=/nonexistent", "gateway")
    app = create_app(CounterBackend(log), log, nowhere, CONTRACTS, Options(KEY))
    server = bind(app, "127.0.0.1", 0, known=app.knows)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    thread.join(10)
    assert not thread.is_alive()


def send(port: int, *pieces: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send `pieces` until the server answers; return status, headers in lower case and body."""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
        except (ConnectionResetError, BrokenPipeError):
            pass  # the answer was sent before the rest of the body was taken
        answer = b""
        while True:
            try:
                read = line.recv(65536)
            except ConnectionResetError:
                break
            if not read:
                break
            answer += read
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(first.split()[1]), headers, body


def refused(answer: tuple[int, dict[str, str], bytes], status: int, code: str) -> None:
    """Check that an answer is the problem document of `code`."""
    found, headers, body = answer
    assert found == status, body
    assert headers["content-type"] == "application/problem+json"
    problem = json.loads(body)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"/problems/{code}"
    assert b"waitress" not in body.lower()


def chunk(size: int) -> bytes:
    """Return one chunk of `size` bytes, as chunked transfer coding has it."""
    return b"%x\r\n%s\r\n" % (size, b" " * size)


def test_a_command_passes_with_a_length_and_in_chunks(port: int) -> None:
    body = b'{"name": "a"}'
    status, _, _ = send(port, HEAD + b"Content-Length: 13\r\n\r\n" + body)
    assert status == 200
    chunked = b"Transfer-Encoding: chunked\r\n\r\n5\r\n" + body[:5] + b"\r\n8\r\n" + body[5:]
    assert send(port, HEAD + chunked + b"\r\n0\r\n\r\n")[0] == 200


def test_a_length_over_the_limit_is_refused_before_the_body_is_sent(port: int) -> None:
    refused(send(port, HEAD + b"Content-Length: 1000001\r\n\r\n"), 413, "body-too-large")


def test_a_body_at_the_limit_is_read(port: int) -> None:
    body = b'{"name": 1}'.ljust(1_000_000)
    answer = send(port, HEAD + b"Content-Length: 1000000\r\n\r\n" + body)
    refused(answer, 400, "fields-invalid")


def test_chunks_over_the_limit_are_refused_without_waiting_for_the_last(port: int) -> None:
    pieces = [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk(100_000)] * 11]
    refused(send(port, *pieces), 413, "body-too-large")


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"nonsense\r\n\r\n", 400, "request-malformed"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", 400, "request-malformed"),
        (HEAD + b"Content-Length: ten\r\n\r\n", 400, "request-malformed"),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 501, "transfer-coding-unsupported"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "request-malformed"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", 431, "headers-too-large"),
    ],
)
def test_what_is_not_http_is_refused_in_the_same_form(
    port: int, request_: bytes, status: int, code: str
) -> None:
    refused(send(port, request_), status, code)


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"GET /livez HTTP/1.0\r\n\r\n",
        b"GET /nowhere HTTP/1.0\r\n\r\n",
        b"BREW /livez HTTP/1.0\r\n\r\n",
        b"GET /%FF HTTP/1.0\r\n\r\n",
        b"GET /openapi.json HTTP/1.0\r\n\r\n",
        b"GET /problems/internal HTTP/1.0\r\nAccept: text/html\r\n\r\n",
        b"GET /v1/session HTTP/1.0\r\nCookie: kiemdinh=unknown\r\n\r\n",
        HEAD + b"Content-Length: 1000001\r\n\r\n",
    ],
)
def test_every_answer_tells_a_browser_to_guess_run_and_frame_nothing(
    port: int, request_: bytes
) -> None:
    status, headers, _ = send(port, request_)
    assert headers.get("content-security-policy", "").startswith("default-src 'none'"), status
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_large_upload_of_nobody_is_refused_before_it_comes(port: int) -> None:
    head = b"POST /v1/79/imports HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % (8 << 20)
    refused(send(port, head + b"\r\n"), 401, "credentials-missing")
    guessed = head + b"Authorization: Bearer kd_guessed\r\nCookie: kiemdinh=guessed\r\n\r\n"
    refused(send(port, guessed), 401, "credentials-missing")


def answered(line: socket.socket) -> bool:
    """Return whether the body "ok" comes before the connection ends."""
    answer = b""
    while not answer.endswith(b"ok"):
        if not (read := line.recv(4096)):
            return False
        answer += read
    return True


def test_a_kept_connection_does_not_hold_up_the_end_and_a_call_under_way_is_answered() -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            entered.set()
            assert leave.wait(10)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    server = bind(slow, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with (
        socket.create_connection(("127.0.0.1", server.effective_port), 10) as kept,
        socket.create_connection(("127.0.0.1", server.effective_port), 10) as busy,
    ):
        kept.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answered(kept)
        busy.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        assert entered.wait(10)
        server.close()
        leave.set()
        assert answered(busy)
        thread.join(10)
        assert not thread.is_alive()
        assert kept.recv(4096) == b""


def test_a_long_answer_leaves_no_file_open_when_the_server_ends_before_its_reader() -> None:
    answer = b"x" * (3 << 20) + b"ok"

    def long(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", str(len(answer)))])
        return [answer[: 3 << 19], answer[3 << 19 :]]

    before = held()
    server = bind(long, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.effective_port), 10) as kept:
        kept.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answered(kept)
        assert held() > before, "the answer was too short to stand in a file"
        server.close()
        thread.join(10)
    assert held() == before


def held() -> int:
    """Return how many files without a name this process holds open."""
    return sum(
        os.path.realpath(entry).endswith("(deleted)") for entry in Path("/proc/self/fd").iterdir()
    )


def test_a_slash_that_was_escaped_is_no_path_separator(port: int) -> None:
    answer = send(port, b"GET /v1/79/count%2Fa HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    refused(answer, 400, "path-malformed")


def test_a_path_that_is_not_utf8_is_refused(port: int) -> None:
    answer = send(port, b"GET /v1/79/count/%FF%FE HTTP/1.0\r\n\r\n")
    refused(answer, 400, "path-malformed")


def test_a_trace_id_is_in_the_answer_of_the_server_too(port: int) -> None:
    _, headers, body = send(port, b"nonsense\r\n\r\n")
    assert json.loads(body)["traceId"] == headers["kiemdinh-correlation"]
