"""One call to a software that is tested, and the outcome of a check."""

import io
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from libs.files.tables import XLSX
from libs.kernel.problems import Wire
from services.gateway.deadline import Deadline, Endless, body_of
from services.gateway.exchange import receiving, workbook
from services.gateway.exchange.package import Package, dump
from services.gateway.exchange.receiving import Received
from services.gateway.spreadsheets import apart

JSON = "application/json"
PROBLEM = "application/problem+json"
SECONDS = 60
"""How long an answer may take as a whole."""
MOST_BYTES = 16 * 2**20
"""How long an answer may be."""
SHOWN = 300
"""How many characters of an answer are shown."""


class Failed(Exception):
    """What came is not what was expected; says what came."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its code, under which docs/exchange.md explains it; `run` raises `Failed`.

    `sent` and `expected` are Vietnamese sentences. What it returns is what came.
    """

    code: str
    sent: str
    expected: str
    run: Callable[["Software"], str]


@dataclass
class Software:
    """The software that is tested: `url` is the address of one self-assessment in it.

    `on` is the legal date that a demonstration is told. `own` is what the checks before have found.
    """

    url: str
    key: str
    on: date | None = None
    own: dict[str, Any] = field(default_factory=dict)

    def get(
        self, path: str, key: str | None = None, url: str = "", **headers: str
    ) -> requests.Response:
        """Return the answer at a path under the address; raises `Failed` where none came."""
        return self._call("GET", (url or self.url) + path, key, headers)

    def post(self, path: str, body: bytes | Wire | str, **headers: str) -> requests.Response:
        """Return the answer to a package, a workbook as bytes or JSON; raises `Failed`."""
        kind = XLSX if isinstance(body, bytes) else JSON
        raw = body if isinstance(body, bytes) else _encoded(body)
        told = {"Content-Type": kind, "Idempotency-Key": f"conformance-{uuid.uuid4().hex}"}
        return self._call("POST", self.url + path, None, {**told, **headers}, raw)

    def package(self) -> Package:
        """Return what the software exports as JSON; raises `Failed`."""
        answer = self.get("/package.json")
        expect(answer, 200, JSON)
        return understood(lambda: receiving.received(_object(answer)), answer).package

    def as_workbook(self) -> Package:
        """Return what the software exports as xlsx; raises `Failed`."""
        answer = self.get("/package.xlsx")
        expect(answer, 200, XLSX)
        raw = answer.content
        return understood(lambda: receiving.received_workbook(apart.sheets(raw)), answer).package

    def unchanged(self, before: Package) -> None:
        """Raise `Failed` unless the software still says what it said before."""
        if dump(self.package()) != dump(before):
            raise Failed("package.json sau đó đã khác trước")

    def _call(
        self, method: str, url: str, key: str | None, headers: dict[str, str], raw: bytes = b""
    ) -> requests.Response:
        own = self.key if key is None else key
        told = {"Authorization": f"Bearer {own}"} if own else {}
        told |= {"Kiemdinh-On": self.on.isoformat()} if self.on else {}

        def answered() -> requests.Response:
            with requests.request(
                method,
                url,
                headers={**told, **headers},
                data=raw or None,
                timeout=SECONDS,
                stream=True,
                allow_redirects=False,
            ) as answer:
                return _read(answer)

        try:
            return Deadline(SECONDS, at_once=1).within(answered)
        except TimeoutError as error:
            raise Failed(f"không trả lời xong trong {SECONDS} giây") from error
        except (requests.RequestException, HTTPError) as error:
            raise Failed(f"không có trả lời: {error}") from error


def _read(streamed: requests.Response) -> requests.Response:
    """Return an answer with its body read; raises `Failed` for one that is too long."""
    try:
        body = io.BytesIO(body_of(streamed, MOST_BYTES))
    except Endless as error:
        raise Failed(f"trả lời dài hơn {MOST_BYTES // 2**20} MB") from error
    found = requests.Response()
    found.status_code, found.headers, found.raw = streamed.status_code, streamed.headers, body
    found.encoding = streamed.encoding
    return found


def expect(answer: requests.Response, status: int, kind: str) -> None:
    """Raise `Failed` unless an answer has this status and media type."""
    if answer.status_code != status or _kind(answer) != kind:
        raise Failed(came(answer))


def came(answer: requests.Response) -> str:
    """Return what an answer is, in short."""
    shown = ""
    if _kind(answer) in (JSON, PROBLEM):
        shown = f": {' '.join(answer.text.split())[:SHOWN]}"
    return f"{answer.status_code} {_kind(answer) or 'không có kiểu nội dung'}{shown}"


def understood(read: Callable[[], Received], answer: requests.Response) -> Received:
    """Return what a package says; raises `Failed` with everything that is of a wrong form."""
    try:
        found = read()
    except Exception as error:
        raise Failed(f"không đọc được: {error}") from error
    wrong = [fault.error() for fault in found.faults if not fault.warning]
    if wrong:
        raise Failed("; ".join(f"{each.pointer} {each.detail}" for each in wrong[:20]))
    return found


def report(answer: requests.Response, outcome: str) -> Wire:
    """Return the report on a package that has this outcome; raises `Failed`."""
    expect(answer, 200, JSON)
    found = _object(answer)
    if found.get("outcome") != outcome:
        raise Failed(came(answer))
    return found


def places(faults: Any) -> Iterator[tuple[str, int, str]]:
    """Yield sheet, row and column of faults as a report has them; raises `Failed`."""
    try:
        for fault in faults:
            if not fault.get("warning"):
                yield fault["sheet"], fault["row"], fault["column"]
    except (AttributeError, KeyError, TypeError) as error:
        raise Failed(f"faults thiếu sheet, row hoặc column: {error!r}") from error


def book(package: Wire) -> bytes:
    """Return a package as a workbook."""
    return workbook.write(package)


def _encoded(body: Wire | str) -> bytes:
    return (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()


def _kind(answer: requests.Response) -> str:
    return (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower()


def _object(answer: requests.Response) -> Wire:
    try:
        found = answer.json()
    except (ValueError, RecursionError) as error:
        raise Failed(f"không phải JSON: {answer.text[:SHOWN]}") from error
    if not isinstance(found, dict):
        raise Failed(came(answer))
    return found


def problem(answer: requests.Response, status: int) -> Wire:
    """Return the problem document (RFC 9457) of a refusal with this status; raises `Failed`."""
    expect(answer, status, PROBLEM)
    found = _object(answer)
    if not found.get("detail"):
        raise Failed(f"không nói lý do (detail): {came(answer)}")
    return found
