"""The one-stop desk; a local server stands in for it, as docs/one-stop-desk.md assumes it."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings, NotFound, Wire
from services.gateway.one_stop.desk import (
    DeskRefused,
    HttpOneStopDesk,
    Receipt,
    understood,
)
from services.gateway.one_stop.teller import Teller, standing_of
from services.gateway.partner_api import Away, PartnerApi
from tests.gateway.installation import Installation

pytestmark = pytest.mark.e2e
KEY = "k" * 32
ANSWER = {"number": "H29.15-0012", "received_on": "2024-10-29", "return_on": "2024-11-28"}
CASE: dict[str, Any] = {
    "id": "abc_2024",
    "school": "abc",
    "attempt": 1,
    "state": "filed",
    "filed_on": "2024-10-28",
    "open_deadlines": [{"step": "check", "before": "2024-11-05"}],
    "return_reasons": [],
    **dict.fromkeys(("accreditation", "accreditation_on", "accreditation_decision")),
    **dict.fromkeys(("national", "national_on", "national_decision")),
    **dict.fromkeys(("desk_number", "desk_received_on", "desk_return_on")),
}


@dataclass
class Software:
    """What the stand-in answers, and what it was told."""

    status: int = 200
    answer: Any = field(default_factory=lambda: dict(ANSWER))
    told: list[tuple[str, str | None, Any]] = field(default_factory=list)
    url: str = ""

    def desk(self) -> HttpOneStopDesk:
        return HttpOneStopDesk(PartnerApi(self.url, KEY, 5))


@pytest.fixture
def software() -> Iterator[Software]:
    here = Software()

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            here.told.append((self.path, self.headers["Authorization"], body))
            said = json.dumps(here.answer).encode() if here.status == 200 else b""
            self.send_response(here.status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_port}/api/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


class Review:
    """A service that knows one case, and keeps the receipt that it is told."""

    def __init__(self) -> None:
        self.case: dict[str, Any] | None = dict(CASE)
        self.told: list[tuple[str, Wire, Wire]] = []
        self.least: list[int] = []

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        assert (service, question["type"]) == ("review", "GetEvaluation")
        self.least.append(context["min_position"])
        if self.case is None:
            raise NotFound("evaluation-unknown", "Không có.")
        return {"view": {**self.case, "id": question["data"]["id"]}}

    def execute(self, service: str, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        self.told.append((stream, command, context))
        assert self.case is not None
        self.case |= {f"desk_{name}": value for name, value in command["data"].items()}
        return {"position": 9, "version": 2, "types": ["DeskReceiptRecorded"]}

    def health(self, service: str) -> Wire:
        return {}


@pytest.fixture
def review() -> Review:
    return Review()


def teller(at: Installation, review: Review, software: Software) -> Teller:
    return Teller(at.db, at.log, review, software.desk(), lambda: ["79"], at.clock)


def happened(at: Installation, by: str = "u:lan") -> None:
    """Let something happen in the case."""
    at.facts.tell("evaluation-abc_2024", "RegistrationSubmitted", by=by)


def test_a_dossier_is_told_as_it_stands_and_its_receipt_recorded_once(
    at: Installation, review: Review, software: Software
) -> None:
    happened(at)
    happened(at)
    work = teller(at, review, software)
    work.look()
    ((path, key, body),) = software.told
    assert (path, key) == ("/api/dossiers/79_abc_2024", f"Bearer {KEY}")
    assert (body["state"], body["filed_on"], body["due_on"]) == (
        "filed",
        "2024-10-28",
        "2024-11-04",
    )
    ((stream, command, context),) = review.told
    assert (stream, command) == (
        "evaluation-abc_2024",
        {"type": "RecordDeskReceipt", "data": ANSWER},
    )
    assert context["actor"] == "s:operator"
    assert review.least == [2]
    happened(at)
    work.look()
    assert (len(software.told), len(review.told)) == (2, 1)
    work.look()
    assert len(software.told) == 2


def test_what_the_desk_itself_said_is_not_told_to_it(
    at: Installation, review: Review, software: Software
) -> None:
    happened(at, by="s:operator")
    teller(at, review, software).look()
    assert software.told == []


@pytest.mark.parametrize("status", [500, 429, 404, 302])
def test_what_was_not_taken_is_told_again_later_as_it_stands_then(
    at: Installation, review: Review, software: Software, status: int
) -> None:
    happened(at)
    software.status = status
    work = teller(at, review, software)
    work.look()
    work.look()
    assert (len(software.told), review.told) == (1, [])
    software.status = 200
    assert review.case
    review.case["state"] = "forwarded"
    at.clock.pass_(minutes=2)
    teller(at, review, software).look()
    assert software.told[-1][2]["state"] == "forwarded"
    assert len(review.told) == 1


def test_a_desk_that_gives_no_number_yet_is_told_and_nothing_is_recorded(
    at: Installation, review: Review, software: Software
) -> None:
    happened(at)
    software.status = 202
    work = teller(at, review, software)
    work.look()
    work.look()
    assert (len(software.told), review.told) == (1, [])


@pytest.mark.parametrize("case", [None, {**CASE, "filed_on": None}])
def test_what_was_only_planned_is_nothing_for_the_desk(
    at: Installation, review: Review, software: Software, case: dict[str, Any] | None
) -> None:
    review.case = case
    happened(at)
    teller(at, review, software).look()
    assert software.told == []


def test_a_decision_is_told_with_its_number_and_day() -> None:
    said = {"national": "granted", "national_on": "2025-02-01", "national_decision": "89/QĐ"}
    returned = [{"item": "Địa chỉ", "detail": "thiếu"}]
    standing = standing_of("79", {**CASE, **said, "return_reasons": returned, "open_deadlines": []})
    (outcome,) = standing.results
    assert (outcome.kind, outcome.decision) == ("national_standard", "granted")
    assert (outcome.number, outcome.decided_on) == ("89/QĐ", "2025-02-01")
    assert (standing.reasons, standing.due_on) == (["Địa chỉ: thiếu"], None)


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"[]", b"{}", b"\xff", b"<html>"),
        json.dumps({**ANSWER, "number": ""}).encode(),
        json.dumps({**ANSWER, "number": "a\nb"}).encode(),
        json.dumps({**ANSWER, "received_on": "29/10/2024"}).encode(),
        json.dumps({**ANSWER, "return_on": "sau"}).encode(),
    ],
)
def test_an_answer_that_is_no_receipt_is_refused(answer: bytes) -> None:
    with pytest.raises(DeskRefused):
        understood(answer)


def test_a_receipt_may_name_no_day_of_return() -> None:
    answer = json.dumps({**ANSWER, "return_on": None}).encode()
    assert understood(answer) == Receipt("H29.15-0012", date(2024, 10, 29), None)


def test_a_desk_that_is_not_there_is_away() -> None:
    desk = HttpOneStopDesk(PartnerApi("http://127.0.0.1:9", KEY, 1))
    with pytest.raises(Away):
        desk.tell(standing_of("79", CASE))


@pytest.mark.parametrize("url", ["http://mot-cua.vn", "ftp://mot-cua.vn", "http://localhost.vn:80"])
def test_the_address_is_secret_on_the_way(url: str) -> None:
    assert HttpOneStopDesk.read(Environment({})) is None
    with pytest.raises(BadSettings):
        HttpOneStopDesk.read(Environment({"KIEMDINH_ONE_STOP": url, "KIEMDINH_ONE_STOP_KEY": KEY}))
