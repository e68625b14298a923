"""`kiemdinh conformance`: our gateway passes whole, a broken vendor fails with the right lines."""

import contextlib
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from libs.files.tables import XLSX
from libs.kernel.problems import Wire
from services.__main__ import main
from services.cli.conformance import asked
from services.cli.conformance.command import LEVELS
from services.gateway.exchange import receiving, workbook
from services.gateway.exchange.package import dump
from services.gateway.spreadsheets import reading
from tests.gateway.packages import changed
from tests.gateway.test_exchange import SCHEMA, sample
from tests.gateway.test_packages import ON, Schools

DOCUMENT = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text("utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["conformance", *arguments])


def outcomes(output: str, wanted: str) -> list[str]:
    """Return the codes of the checks with this outcome, in their order."""
    return re.findall(rf"^\[{wanted}\] (\w+)$", output, re.MULTILINE)


def test_every_check_stands_in_the_documentation() -> None:
    told = re.findall(r"^\| ([RWXF]\d) \|", DOCUMENT, re.MULTILINE)
    assert told == [*(check.code for check in LEVELS["whole"]), "F1", "F2", "F3"]


def test_the_schema_is_printed_as_it_stands_in_the_documentation() -> None:
    assert run("--schema").output == SCHEMA.read_text("utf-8")


@pytest.mark.e2e
def test_our_own_gateway_passes_whole_and_the_walk_of_the_documentation_runs(
    tmp_path: Path, schools: Schools
) -> None:
    school = schools.new()
    address = f"{school.url}{school.cycle}"
    whole = (address, "--key", school.key, "--on", ON, "--level", "whole", "--yes")
    found = run(*whole)
    assert outcomes(found.output, "KHÔNG ĐẠT") == [], found.output
    assert outcomes(found.output, "đạt") == [check.code for check in LEVELS["whole"]]
    assert found.exit_code == 0
    again = run(*whole)
    assert again.exit_code == 0, again.output
    (tmp_path / ".curlrc").write_text(f'header = "Kiemdinh-On: {ON}"\n')
    env = {**os.environ, "CURL_HOME": str(tmp_path), "CYCLE": address}
    env["AUTH"] = f"Authorization: Bearer {school.key}"
    answers = [
        subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
        ).stdout
        for line in re.findall(r"^    (curl .*)$", DOCUMENT, re.MULTILINE)
    ]
    told = [json.loads(answer) for answer in answers if answer]
    assert [each.get("outcome") for each in told] == ["acceptable", "acceptable", "taken", None]
    assert len(told[-1]["items"]) == 5


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schools]:
    from services.cli.platform import platform

    with platform(tmp_path_factory.mktemp("conformance") / "var", 0, demo=True) as running:
        yield Schools(running.url, running.operator_key)


class Vendor:
    """A vendor's software that keeps one package: careless, as `kept` tells."""

    def __init__(self) -> None:
        self.package = sample()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/cycle/1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, raw: bytes, kind: str) -> Wire:
        """Take in whatever can be read of a package, every time, and find nothing wrong."""
        read = receiving.received_workbook(reading.sheets(raw)) if kind == XLSX else None
        told = read or receiving.received(json.loads(raw))
        sheets = {sheet["criterion"]: sheet for sheet in self.package["sheets"]}
        sheets |= {sheet["criterion"]: sheet for sheet in dump(told.package)["sheets"]}
        items = {item["code"]: item for item in self.package["evidence"]}
        items |= {item["code"]: item for item in dump(told.package)["evidence"]}
        self.package |= {"sheets": [*sheets.values()], "evidence": [*items.values()]}
        return {"outcome": "taken", "faults": [], "changes": {"sheets": 1}}

    def handler(vendor) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if not self.headers["Authorization"]:
                    self.answer(401, "application/problem+json", {"detail": "Cần khóa."})
                elif self.path.endswith("/1/package.json"):
                    self.answer(200, "application/json", vendor.package)
                elif self.path.endswith("/1/package.xlsx"):
                    stale = workbook.write(sample() | {"sheets": []})
                    self.answer(200, XLSX, stale)
                else:
                    self.answer(404, "text/html", b"<h1>Not found</h1>")

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                kind = self.headers["Content-Type"]
                try:
                    if self.path.endswith("/check"):
                        told: Wire = {"outcome": "acceptable", "faults": [], "changes": {}}
                    else:
                        told = vendor.take(raw, kind)
                    self.answer(200, "application/json", told)
                except ValueError:
                    self.answer(500, "text/html", b"Traceback")

            def answer(self, status: int, kind: str, body: Any) -> None:
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler


def test_a_broken_vendor_fails_with_the_right_lines() -> None:
    vendor = Vendor()
    try:
        found = run(vendor.url, "--key", "k", "--level", "whole", "--yes")
    finally:
        vendor.server.shutdown()
        vendor.server.server_close()
    assert found.exit_code == 1, found.output
    assert outcomes(found.output, "đạt") == ["R1", "R2", "R5", "W3", "W4", "W6", "X1", "X2"]
    assert outcomes(found.output, "KHÔNG ĐẠT") == [
        *("R3", "R4", "R6", "W1", "W2", "W5", "W7", "W8", "W9", "X3")
    ]
    assert "(docs/exchange.md, W2)\n  nhận được: 200 application/json" in found.output
    assert "nhận được: 500 text/html" in found.output
    read = run(vendor.url, "--level", "read", "--key", "k")
    assert "không có trả lời" in read.output


@pytest.mark.parametrize("level", ["write", "whole"])
def test_nothing_is_written_unless_asked_for_and_confirmed(level: str) -> None:
    vendor = Vendor()
    before = json.dumps(vendor.package)
    try:
        read = run(vendor.url, "--key", "k")
        found = CliRunner().invoke(main, ["conformance", vendor.url, "--level", level], input="n\n")
    finally:
        vendor.server.shutdown()
        vendor.server.server_close()
    codes = [*outcomes(read.output, "đạt"), *outcomes(read.output, "KHÔNG ĐẠT")]
    assert sorted(codes) == [check.code for check in LEVELS["read"]]
    assert "ghi dữ liệu mẫu" in found.output
    assert (found.exit_code, outcomes(found.output, "đạt")) == (1, [])
    assert json.dumps(vendor.package) == before


def hostile(answer: Callable[[BaseHTTPRequestHandler], None]) -> Result:
    """Return what is printed of a software that answers every question in its own way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with contextlib.suppress(OSError):
                answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return run(f"http://127.0.0.1:{server.server_port}/cycle/1", "--key", "k")
    finally:
        server.shutdown()
        server.server_close()


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        raw = '{"a": "\x1b]0;x\x07 \x9b2J \u202e \\ud800"}'.encode()
        handler.send_response(418)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)

    found = hostile(answer)
    assert "]0;x" in found.output
    assert not [c for c in found.output if not c.isprintable() and c != "\n"]


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" " * 2**20)

    assert "trả lời dài hơn 16 MB" in hostile(answer).output


def test_an_answer_has_one_deadline_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "SECONDS", 0.3)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for n in range(30):
            handler.send_header(f"X-{n}", "1")
            handler.flush_headers()
            time.sleep(0.1)

    assert "không trả lời xong trong 0.3 giây" in hostile(answer).output


def test_a_file_is_told_everything_that_is_wrong_with_it(tmp_path: Path) -> None:
    good, bad = tmp_path / "tot.xlsx", tmp_path / "sai.xlsx"
    good.write_bytes(workbook.write(sample()))
    bad.write_bytes(
        changed(
            sample(),
            ("Chỉ báo", 2, "Kết quả", "tốt"),
            ("Minh chứng", 3, "Ngày văn bản", "31/02/2026"),
            ("Số liệu", 2, "Mã số liệu", "pupils.none"),
        )
    )
    found = run(str(good))
    assert (found.exit_code, outcomes(found.output, "đạt")) == (0, ["F1", "F2", "F3"]), found.output
    found = run(str(bad))
    assert (found.exit_code, outcomes(found.output, "KHÔNG ĐẠT")) == (1, ["F2"])
    assert len(re.findall(r"Trang '", found.output)) == 3
    (tmp_path / "gi.json").write_text("[]")
    assert outcomes(run(str(tmp_path / "gi.json")).output, "KHÔNG ĐẠT") == ["F1"]
    assert run(str(tmp_path / "khong.json")).exit_code == 1
