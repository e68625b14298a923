"""Figures from the sector database: a local server stands in for it, as docs/sector-database.md
assumes it."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from falcon import testing

from libs.engine.contract_files import load
from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings, FieldError, Forbidden, Problem, Rejected, Wire
from libs.law.school_figures import catalogue
from libs.log.database import Database
from libs.log.memory import MemoryLog
from services.cli.golden import ROOT
from services.gateway.app import Options, create_app
from services.gateway.partner_api import PartnerApi
from services.gateway.problems import Refusal
from services.gateway.sector_database import HttpSectorDatabase, fields, understood

pytestmark = pytest.mark.long

CODE, YEAR, KEY = "79764001", 2025, "k" * 32
ANSWER: dict[str, Any] = {
    "school_code": CODE,
    "school_year": YEAR,
    "as_of": "2026-05-31",
    "figures": {"tong_so_hoc_sinh": 412, "ty_le_bo_hoc": 0.10, "so_may_chieu": 12},
}


@dataclass
class StandIn:
    """What the stand-in answers, and what it was asked."""

    status: int = 200
    body: bytes = b""
    pause: float = 0.0
    header_pause: float = 0.0
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""

    def port(self, seconds: int = 5) -> HttpSectorDatabase:
        return HttpSectorDatabase(PartnerApi(self.url, KEY, seconds))

    def says(self, **changes: Any) -> None:
        self.body = json.dumps({**ANSWER, **changes}).encode()


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    told = StandIn()
    told.says()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told.asked.append((self.path, self.headers["Authorization"]))
            self.send_response(told.status)
            for n in range(90 if told.header_pause else 0):
                try:
                    self.flush_headers()
                    self.send_header(f"X-{n}", "1")
                except OSError:
                    return
                time.sleep(told.header_pause)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            for byte in told.body if told.pause else ():
                try:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(told.pause)
            if not told.pause:
                self.wfile.write(told.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/api/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def refusal(port: HttpSectorDatabase) -> Refusal:
    with pytest.raises(Refusal) as refused:
        port.figures(CODE, YEAR)
    return refused.value


def test_figures_are_asked_for_by_code_and_year_with_the_key(stand_in: StandIn) -> None:
    found = stand_in.port().figures(CODE, YEAR)
    assert found.values == {"pupils.total": "412", "results.dropped_out": "0.1"}
    assert (f"{found.true_on}", found.passed_over) == ("2026-05-31", ("so_may_chieu",))
    path = f"/api/schools/{CODE}/figures?school_year={YEAR}"
    assert stand_in.asked == [(path, f"Bearer {KEY}")]


def test_every_assumed_field_is_a_figure_of_the_catalogue_and_none_twice() -> None:
    assert set(fields().values()) <= catalogue().figures.keys()
    assert len(set(fields().values())) == len(fields())


def test_all_that_is_wrong_with_an_answer_is_named_at_once(stand_in: StandIn) -> None:
    wrong = {"tong_so_lop": "mười", "hoc_sinh_nu": True, "hoc_sinh_ban_tru": None, "giao_vien": -1}
    stand_in.says(school_code="1", school_year=2024, as_of="31/05/2026", figures=wrong)
    refused = refusal(stand_in.port())
    assert refused.code == "sector-answer-malformed"
    assert [error.pointer for error in refused.errors] == [
        *("/school_code", "/school_year", "/as_of"),
        *("/figures/tong_so_lop", "/figures/hoc_sinh_nu", "/figures/giao_vien"),
    ]
    assert all(error.detail in refused.detail for error in refused.errors)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"figures": []}', b"\xff"])
def test_an_answer_that_is_none_is_refused(stand_in: StandIn, body: bytes) -> None:
    stand_in.body = body
    assert refusal(stand_in.port()).code == "sector-answer-malformed"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *((404, "sector-school-unknown"), (500, "sector-database-away")),
        *((302, "sector-database-away"), (401, "sector-database-away")),
    ],
)
def test_what_is_no_answer_is_said_as_what_it_is(stand_in: StandIn, status: int, code: str) -> None:
    stand_in.status = status
    assert refusal(stand_in.port()).code == code


def test_an_answer_that_trickles_has_a_deadline_as_a_whole(stand_in: StandIn) -> None:
    stand_in.pause = 0.2
    begun = time.monotonic()
    assert refusal(stand_in.port(1)).code == "sector-database-away"
    assert time.monotonic() - begun < 5


def test_headers_that_trickle_have_the_same_deadline(stand_in: StandIn) -> None:
    stand_in.header_pause = 0.1
    begun = time.monotonic()
    assert refusal(stand_in.port(1)).code == "sector-database-away"
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("number", ["1e99999999", "1e-99999999", "9" * 400_000, "0." + "1" * 99])
def test_a_number_beyond_any_figure_is_a_fault_and_never_written_out(number: str) -> None:
    body = json.dumps(ANSWER).replace("412", number).encode()
    begun = time.process_time()
    with pytest.raises(Refusal) as refused:
        understood(body, CODE, YEAR)
    assert [error.pointer for error in refused.value.errors] == ["/figures/tong_so_hoc_sinh"]
    assert len(refused.value.detail) < 100
    assert time.process_time() - begun < 2


def test_an_answer_without_end_is_not_read_to_its_end(stand_in: StandIn) -> None:
    stand_in.body = b" " * 2_000_000
    assert refusal(stand_in.port()).code == "sector-database-away"


def test_a_server_that_is_not_there_is_away() -> None:
    port = HttpSectorDatabase(PartnerApi("http://127.0.0.1:9", KEY, 1))
    assert refusal(port).code == "sector-database-away"


def test_the_address_is_a_setting_and_secret_on_the_way() -> None:
    assert HttpSectorDatabase.read(Environment({})) is None
    with pytest.raises(BadSettings):
        HttpSectorDatabase.read(Environment({"KIEMDINH_SECTOR_DATABASE": "http://csdl.vn"}))


OPERATOR_KEY = "operator-key-of-a-test"
PATH = "/v1/79/figures/s1_2025/take-from-sector-database"


class Services:
    """A registry that knows one school, and what the assessment is told to record.

    `refusing` is raised where it is asked whether it would record.
    """

    def __init__(self, *identifiers: Wire, refusing: Problem | None = None) -> None:
        self.identifiers = identifiers
        self.refusing = refusing
        self.told: list[tuple[str, str, Wire]] = []

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        assert (service, question) == ("registry", {"type": "GetSchool", "data": {"id": "s1"}})
        return {"view": {"identifiers": list(self.identifiers)}}

    def execute(self, service: str, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        if context["dry"]:
            assert (service, stream, command["type"]) == (
                *("assessment", "figures-s1_2025"),
                "RecordFigures",
            )
            if self.refusing:
                raise self.refusing
            return {"position": 0, "version": 1, "types": []}
        self.told.append((service, stream, command))
        return {"position": 7, "version": 1, "types": ["FiguresRecorded"]}

    def health(self, service: str) -> Wire:
        return {}


def taken(
    port: HttpSectorDatabase | None,
    *identifiers: Wire,
    path: str = PATH,
    refusing: Problem | None = None,
) -> tuple[testing.Result, Services]:
    """Return the answer to who takes figures, and what the services were told."""
    services = Services(*identifiers, refusing=refusing)
    options = Options(OPERATOR_KEY, sector_database=port)
    contracts, db = load(ROOT / "contracts"), Database("host=/nonexistent", "gateway")
    app = create_app(services, MemoryLog(), db, contracts, options)
    headers = {"Authorization": f"Bearer {OPERATOR_KEY}", "Idempotency-Key": "take-figures-0001"}
    return testing.TestClient(app).simulate_post(path, json={}, headers=headers), services


def code(value: str, starts: str | None = None, ends: str | None = None) -> Wire:
    return {"scheme": "moet", "value": value, "issuer": "so", "starts": starts, "ends": ends}


def test_what_the_database_has_is_recorded_as_its_own_on_its_day(stand_in: StandIn) -> None:
    old = code("1", None, "2020-01-01")
    answer, services = taken(stand_in.port(), old, code(CODE, "2020-01-01"))
    assert answer.status_code == 200, answer.text
    assert answer.json["passed_over"] == ["so_may_chieu"]
    assert services.told == [
        (
            "assessment",
            "figures-s1_2025",
            {
                "type": "RecordFigures",
                "data": {
                    "figures": [
                        {"code": "pupils.total", "value": "412"},
                        {"code": "results.dropped_out", "value": "0.1"},
                    ],
                    "taken_from": "sector_database",
                    "true_on": "2026-05-31",
                },
            },
        )
    ]


@pytest.mark.parametrize(
    ("figures", "refused"),
    [({"hoc_sinh_nu": "x"}, "sector-answer-malformed"), ({}, "sector-figures-none")],
)
def test_of_a_faulty_or_empty_answer_nothing_is_recorded(
    stand_in: StandIn, figures: Wire, refused: str
) -> None:
    stand_in.says(figures=figures)
    answer, services = taken(stand_in.port(), code(CODE))
    assert (answer.status_code, answer.json["code"]) == (422, refused)
    assert services.told == []


def test_a_school_without_a_code_today_is_not_asked_for(stand_in: StandIn) -> None:
    answer, _ = taken(stand_in.port(), code(CODE, None, "2020-01-01"))
    assert (answer.status_code, answer.json["code"]) == (422, "sector-code-missing")
    assert stand_in.asked == []


@pytest.mark.parametrize(
    ("refusing", "status"),
    [
        (Forbidden("grant-missing", "Không có vai trò."), 403),
        (Rejected("figures-locked", "Đã khóa."), 422),
        (Rejected("figures-refused", "0", None, [FieldError("/figures/0/code", "x", "0")]), 200),
    ],
)
def test_the_database_is_asked_for_nobody_who_may_not_record(
    stand_in: StandIn, refusing: Problem, status: int
) -> None:
    answer, services = taken(stand_in.port(), code(CODE), refusing=refusing)
    assert answer.status_code == status
    assert (len(stand_in.asked), len(services.told)) == ((1, 1) if status == 200 else (0, 0))


def test_where_it_is_not_connected_the_call_says_so() -> None:
    answer, _ = taken(None, code(CODE))
    assert (answer.status_code, answer.json["code"]) == (409, "sector-database-missing")


def test_the_path_names_a_school_and_a_year(stand_in: StandIn) -> None:
    path = "/v1/79/figures/s1/take-from-sector-database"
    answer, _ = taken(stand_in.port(), path=path)
    assert (answer.status_code, answer.json["code"]) == (400, "path-malformed")
