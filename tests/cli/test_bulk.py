"""`kiemdinh import` waits while there is progress, and says so when there is none."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from libs.kernel.problems import Wire
from services.__main__ import main
from services.cli import bulk

TOTAL = 40


@contextmanager
def platform(answer: Callable[[int], Wire]) -> Iterator[str]:
    """Give the URL of a platform whose n-th answer about an import, from 0, is `answer(n)`."""
    asked = iter(range(10_000))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(report if "/report" in self.path else answer(next(asked)))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._say(standing("checking", 0))

        def _say(self, found: Wire) -> None:
            raw = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    report: Wire = {"lines": [], "headings": []}
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def standing(state: str, done: int) -> Wire:
    """Return an import as the API tells of it."""
    return {
        "id": "5f0c2a",
        "state": state,
        "progress": {"done": done, "total": TOTAL},
        "counts": {"new": 0, "changed": 0, "wrong": 0, "unchanged": TOTAL},
        "warnings": [],
        "reason": None,
        "position": 0,
    }


def imported(url: str, folder: Path) -> Result:
    """Run `kiemdinh import` on a file."""
    file = folder / "schools.csv"
    file.write_text("Mã trường\n1\n", encoding="utf-8")
    command = ["import", "schools", str(file), "--url", url, "--key", "k" * 40]
    return CliRunner().invoke(main, command)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command's seconds be short ones."""
    monkeypatch.setattr(bulk, "PAUSE", 0.02)
    monkeypatch.setattr(bulk, "NO_PROGRESS", 0.4)


def test_an_import_that_gets_no_further_is_not_waited_for(tmp_path: Path) -> None:
    with platform(lambda n: standing("checking", min(n, 7))) as url:
        result = imported(url, tmp_path)
    assert result.exit_code == 1
    assert "Kiểm tra: đứng ở 7/40 dòng" in result.output
    assert "chạy lại lệnh này" in result.output


def test_an_import_that_goes_on_is_waited_for_however_long_it_takes(tmp_path: Path) -> None:
    with platform(lambda n: standing("checking" if n < TOTAL else "checked", n)) as url:
        result = imported(url, tmp_path)
    assert TOTAL * bulk.PAUSE > bulk.NO_PROGRESS
    assert result.exit_code == 0, result.output
    assert "Không đổi: 40" in result.output
