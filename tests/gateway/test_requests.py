"""What the gateway reads, refuses and answers: the counter service behind it, no database."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from falcon import testing
from jsonschema import Draft202012Validator

from libs.engine.commands import Context
from libs.log.database import Database
from libs.log.memory import MemoryLog
from services.gateway import request
from services.gateway.app import Options, create_app
from services.gateway.problems import Refusal
from services.gateway.routes import batch
from tests.gateway.counter import CONTRACTS, CounterBackend
from tests.gateway.documented import Documented

KEY = "operator-key-of-a-test"
NOW = datetime(2024, 10, 15, 17, 30, tzinfo=UTC)
OPERATOR = {"Authorization": f"Bearer {KEY}"}
START = "/v1/79/count/a/start-count"
ADD = "/v1/79/count/a/add-number"


class Gate:
    """A gateway on a log in memory, and what a test asks of it."""

    def __init__(self, **options: Any) -> None:
        self.log = MemoryLog()
        self.backend = CounterBackend(self.log, lambda: NOW)
        nowhere = Database("host=/nonexistent", "gateway")
        settings = Options(**{"operator_key": KEY, "clock": lambda: NOW, **options})
        self.client = Documented(create_app(self.backend, self.log, nowhere, CONTRACTS, settings))
        self.sent = 0

    def post(
        self, path: str, body: Any = None, headers: Mapping[str, str | None] | None = None
    ) -> testing.Result:
        """Send a command as the operator; a header given as None is left out."""
        self.sent += 1
        merged = {
            **OPERATOR,
            "Idempotency-Key": f"key-{self.sent:08}",
            "Content-Type": "application/json",
            **(headers or {}),
        }
        kept = {name: value for name, value in merged.items() if value is not None}
        raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        return self.client.simulate_post(path, body=raw, headers=kept)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> testing.Result:
        """Ask as the operator."""
        return self.client.simulate_get(path, headers={**OPERATOR, **(headers or {})})

    @property
    def context(self) -> Context:
        """What travelled with the last call."""
        return self.backend.contexts[-1]


@pytest.fixture
def gate() -> Gate:
    return Gate()


def refused(result: testing.Result, status: int, code: str) -> dict[str, Any]:
    """Return the problem document of an answer, having checked its form."""
    assert result.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = result.json
    assert (result.status_code, problem["code"]) == (status, code)
    assert problem["status"] == status
    assert problem["type"] == f"/problems/{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["traceId"] == result.headers["Kiemdinh-Correlation"]
    return problem


def test_a_command_answers_with_position_version_and_types(gate: Gate) -> None:
    answer = gate.post(START, {"name": "Đếm"})
    assert answer.status_code == 200
    assert answer.json == {"position": 1, "version": 1, "types": ["CountStarted"]}
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Kiemdinh-Position"] == "1"


def test_the_same_key_and_body_get_the_old_answer(gate: Gate) -> None:
    again = {"Idempotency-Key": "the-same-key"}
    first = gate.post(START, {"name": "Đếm"}, again)
    gate.post(ADD, {"number": 2})
    second = gate.post(START, {"name": "Đếm"}, again)
    assert second.json == first.json
    assert gate.log.head("79") == 2


def test_the_same_key_with_another_body_is_refused(gate: Gate) -> None:
    again = {"Idempotency-Key": "the-same-key"}
    gate.post(START, {"name": "Đếm"}, again)
    refused(gate.post(START, {"name": "Khác"}, again), 422, "command-id-reused")


def test_a_command_without_a_key_is_refused(gate: Gate) -> None:
    problem = refused(
        gate.post(START, {"name": "Đếm"}, {"Idempotency-Key": None}), 400, "header-missing"
    )
    assert problem["errors"][0]["pointer"] == "/Idempotency-Key"


@pytest.mark.parametrize("key", ["short", "x" * 129, "has space", "tên-lệnh", "a/b/c/d/e"])
def test_a_key_of_another_form_is_refused(gate: Gate, key: str) -> None:
    sent = key.encode().decode("latin-1")
    refused(gate.post(START, {"name": "Đếm"}, {"Idempotency-Key": sent}), 400, "header-malformed")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json-malformed"),
        (b"{", "json-malformed"),
        (b"\xef\xbb\xbf{}", "json-malformed"),
        (b'{"name": "\xff"}', "json-malformed"),
        (b'{"name": "a", "name": "b"}', "json-key-repeated"),
        (b'{"name": NaN}', "json-number"),
        (b'{"name": 1e999}', "json-number"),
        (b'{"name": 1e17}', "json-number"),
        (b'{"name": 123456789012345678901234567890}', "json-number"),
        (b'{"name": ' + b"1" * 5000 + b"}", "json-number"),
        (b'{"name": "\\ud800"}', "text-malformed"),
        (b'{"\\udfff": "a"}', "text-malformed"),
        (b"[" * 100 + b"]" * 100, "json-too-deep"),
        (b"[" * 100_000 + b"]" * 100_000, "json-too-deep"),
        (b'{"name": ' + b'{"a": ' * 5000 + b"1" + b"}" * 5001, "json-too-deep"),
        (b"[]", "body-not-object"),
        (b'"text"', "body-not-object"),
        (b"null", "body-not-object"),
        (b'{"name": "a\\u0000b"}', "fields-invalid"),
        (b'{"name": 5}', "fields-invalid"),
        (b'{"name": null}', "fields-invalid"),
        (b'{"name": ""}', "fields-invalid"),
        (b'{"name": 1.5}', "fields-invalid"),
        (b"{}", "fields-invalid"),
        (b'{"name": "a", "more": 1}', "fields-invalid"),
    ],
)
def test_a_body_that_is_not_what_the_contract_asks_is_refused(
    gate: Gate, body: bytes, code: str
) -> None:
    problem = refused(gate.post(START, body), 400, code)
    if code == "fields-invalid":
        assert problem["errors"]
        assert problem["rule"] == "contract StartCount"
    assert gate.log.head("79") == 0


def test_a_whole_number_may_be_written_with_a_point(gate: Gate) -> None:
    gate.post(START, {"name": "Đếm"})
    again = {"Idempotency-Key": "the-same-key"}
    first = gate.post(ADD, b'{"number": 2}', again)
    assert gate.post(ADD, b'{"number": 2.0}', again).json == first.json
    assert gate.get("/v1/79/count/a").json["total"] == 2
    refused(gate.post(ADD, b'{"number": 2.5}'), 400, "fields-invalid")


def test_text_is_recorded_in_nfc_however_it_was_typed(gate: Gate) -> None:
    again = {"Idempotency-Key": "the-same-key"}
    gate.post(START, {"name": "Đếm".encode().decode()}, again)
    answer = gate.post(START, {"name": "Đế\u006d"}, again)
    assert answer.status_code == 200
    decomposed = gate.post(START, {"name": "Đe\u0302\u0301m"}, again)
    assert decomposed.json == answer.json


@pytest.mark.parametrize("kind", [None, "text/plain", "application/json; charset=latin-1"])
def test_a_body_of_another_type_is_refused(gate: Gate, kind: str | None) -> None:
    answer = gate.post(START, {"name": "Đếm"}, {"Content-Type": kind})
    refused(answer, 415, "content-type-unsupported")


def test_a_compressed_body_is_refused(gate: Gate) -> None:
    answer = gate.post(START, {"name": "Đếm"}, {"Content-Encoding": "gzip"})
    refused(answer, 415, "content-encoding-unsupported")


def test_a_body_over_one_megabyte_is_refused(gate: Gate) -> None:
    body = b'{"name": "' + b"a" * 1_000_000 + b'"}'
    refused(gate.post(START, body), 413, "body-too-large")


def test_the_version_that_was_seen_must_still_stand(gate: Gate) -> None:
    gate.post(START, {"name": "Đếm"})
    assert gate.post(ADD, {"number": 1}, {"If-Match": '"1"'}).status_code == 200
    problem = refused(gate.post(ADD, {"number": 1}, {"If-Match": '"1"'}), 412, "version-stale")
    assert "phiên bản 2" in problem["detail"]


@pytest.mark.parametrize("tag", ["1", 'W/"1"', '"x"', '"1", "2"', "*", '"-1"', "١"])
def test_a_version_of_another_form_is_refused(gate: Gate, tag: str) -> None:
    sent = tag.encode().decode("latin-1")
    refused(gate.post(START, {"name": "Đếm"}, {"If-Match": sent}), 400, "header-malformed")


def test_a_stream_may_be_asked_not_to_exist_yet(gate: Gate) -> None:
    absent = {"If-None-Match": "*"}
    assert gate.post(START, {"name": "Đếm"}, absent).status_code == 200
    refused(gate.post(START, {"name": "Khác"}, absent), 412, "version-stale")
    refused(gate.post(START, {"name": "x"}, {"If-None-Match": '"1"'}), 400, "header-malformed")
    both = {"If-None-Match": "*", "If-Match": '"1"'}
    refused(gate.post(START, {"name": "x"}, both), 412, "preconditions-contradict")


def test_an_answer_that_is_known_already_is_not_sent_again(gate: Gate) -> None:
    gate.post(START, {"name": "Đếm"})
    first = gate.get("/v1/79/count/a")
    assert first.json["name"] == "Đếm"
    assert first.headers["ETag"] == '"1"'
    for known in ('"1"', '"7", "1"', 'W/"1"', "*"):
        again = gate.get("/v1/79/count/a", {"If-None-Match": known})
        assert (again.status_code, again.text) == (304, "")
        assert again.headers["ETag"] == '"1"'
    assert gate.get("/v1/79/count/a", {"If-None-Match": '"2"'}).status_code == 200
    refused(gate.get("/v1/79/count/a", {"If-None-Match": "1"}), 400, "header-malformed")


def test_what_is_not_there_is_not_found(gate: Gate) -> None:
    refused(gate.get("/v1/79/count/b"), 404, "count-unknown")
    refused(gate.get("/v1/79/nothing"), 404, "path-unknown")
    refused(gate.post("/v1/79/count/a/fly-away"), 404, "path-unknown")
    refused(gate.get("/"), 404, "path-unknown")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/7/count/a",
        "/v1/abc/count/a",
        "/v1/%D9%A7%D9%A9/count/a",
        "/v1/79/count/A",
        "/v1/79/count/a-b",
        "/v1/79/count/" + "a" * 65,
        "/v1/79/count/a%00b",
        "/v1/79/count/a%2Fb",
        "/v1/79%2fcount/a",
        "/v1/79/count/%FF",
        "/v1/79/count/..",
        "/v1/79/count/a%0A",
    ],
)
def test_a_path_of_another_form_is_refused(gate: Gate, path: str) -> None:
    problem = refused(gate.get(path), 400, "path-malformed")
    assert problem["instance"].isascii()


def test_a_province_that_is_not_served_is_not_found() -> None:
    gate = Gate(logs=("79", "77"))
    refused(gate.get("/v1/83/count"), 404, "log-unknown")
    refused(gate.get("/v1/events?log=83"), 404, "log-unknown")
    refused(gate.post("/v1/83/count/a/start-count", {"name": "x"}), 404, "log-unknown")
    assert gate.get("/v1/77/count").status_code == 200


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "POST", "TRACE"])
def test_a_method_that_is_not_offered_is_refused_with_those_that_are(
    gate: Gate, method: str
) -> None:
    answer = gate.client.simulate_request(method, "/v1/79/count")
    refused(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["Allow"]
    assert method not in answer.headers["Allow"]


@pytest.mark.filterwarnings("ignore:Unknown REQUEST_METHOD")
def test_a_method_nobody_knows_is_refused_likewise(gate: Gate) -> None:
    answer = gate.client.simulate_request("BREW", START)
    refused(answer, 405, "method-not-allowed")
    assert "POST" in answer.headers["Allow"]


def test_head_answers_as_get_without_the_body(gate: Gate) -> None:
    gate.post(START, {"name": "Đếm"})
    answer = gate.client.simulate_head("/v1/79/count/a")
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.9", "nonsense", "image/*"])
def test_an_answer_nobody_can_give_is_refused(gate: Gate, accept: str) -> None:
    refused(gate.get("/v1/79/count", {"Accept": accept}), 406, "not-acceptable")
    refused(gate.post(START, {"name": "x"}, {"Accept": accept}), 406, "not-acceptable")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("colour=red", "parameter-unknown"),
        ("limit=5&limit=6", "parameter-repeated"),
        ("limit=many", "parameter-malformed"),
        ("limit=%D9%A3", "parameter-malformed"),
        ("limit=", "parameter-malformed"),
        ("limit=" + "9" * 400, "parameter-malformed"),
        ("after=a", "parameter-malformed"),
        ("after=2f", "parameter-malformed"),
        ("min_position=-1", "parameter-malformed"),
        ("least=%00", "parameter-malformed"),
        ("least=%FF", "parameter-malformed"),
        ("a=1&" * 60, "parameter-malformed"),
        ("limit=0", "fields-invalid"),
        ("limit=201", "fields-invalid"),
        ("least=1001", "fields-invalid"),
    ],
)
def test_a_parameter_the_document_does_not_know_is_refused(
    gate: Gate, query: str, code: str
) -> None:
    refused(gate.get(f"/v1/79/count?{query}"), 400, code)


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx"])
def test_a_position_below_zero_is_refused_by_lists_and_exports_alike(
    gate: Gate, ending: str
) -> None:
    answer = gate.get(f"/v1/79/count{ending}?min_position=-1")
    refused(answer, 400, "parameter-malformed")


def test_a_list_goes_on_where_its_page_ended(gate: Gate) -> None:
    for name in ("b", "a", "d_1", "c"):
        gate.post(f"/v1/79/count/{name}/start-count", {"name": name})
    found, path, pages = [], "/v1/79/count?limit=3&least=0", 0
    while path:
        page = gate.get(path)
        found += [item["id"] for item in page.json["items"]]
        link = page.headers.get("Link", "")
        path = link.removeprefix("<").partition(">")[0]
        assert not path or 'rel="next"' in link or "rel=next" in link
        pages += 1
    assert found == ["a", "b", "c", "d_1"]
    assert pages == 2


def test_a_list_says_up_to_which_position_it_is_true(gate: Gate) -> None:
    gate.post("/v1/79/count/a/start-count", {"name": "a"})
    gate.post("/v1/79/count/b/start-count", {"name": "b"})
    assert gate.get("/v1/79/count").headers["Kiemdinh-Position"] == "2"


def test_the_position_to_wait_for_travels_with_the_call(gate: Gate) -> None:
    gate.post(START, {"name": "Đếm"})
    gate.get("/v1/79/count/a?min_position=1")
    assert gate.context.min_position == 1
    gate.post(ADD + "?min_position=1", {"number": 1})
    assert gate.context.min_position == 1
    gate.post(ADD, {"number": 1}, {"Kiemdinh-Min-Position": "2"})
    assert gate.context.min_position == 2
    gate.post(ADD + "?min_position=1", {"number": 1}, {"Kiemdinh-Min-Position": "3"})
    assert gate.context.min_position == 3


def test_nobody_waits_for_a_position_the_log_does_not_have(gate: Gate) -> None:
    refused(gate.get("/v1/79/count?min_position=1"), 412, "position-unknown")
    ahead = {"Kiemdinh-Min-Position": "1"}
    refused(gate.post(START, {"name": "Đếm"}, ahead), 412, "position-unknown")


def test_the_legal_date_is_today_in_viet_nam(gate: Gate) -> None:
    gate.post(START, {"name": "Đếm"})
    assert gate.context.on == date(2024, 10, 16)  # 00:30 there


def test_a_caller_names_the_legal_date_only_in_a_demonstration() -> None:
    on = {"Kiemdinh-On": "2024-09-05"}
    serious = Gate()
    refused(serious.post(START, {"name": "Đếm"}, on), 400, "demo-only")
    refused(serious.get("/v1/79/count", on), 400, "demo-only")
    demo = Gate(demo=True)
    assert demo.post(START, {"name": "Đếm"}, on).status_code == 200
    assert demo.context.on == date(2024, 9, 5)
    for day in ("2024-02-30", "05/09/2024", "1999-01-01", "today"):
        refused(demo.post(START, {"name": "x"}, {"Kiemdinh-On": day}), 400, "header-malformed")


def test_the_correlation_travels_with_the_call_and_comes_back(gate: Gate) -> None:
    answer = gate.post(START, {"name": "Đếm"}, {"Kiemdinh-Correlation": "case-17"})
    assert answer.headers["Kiemdinh-Correlation"] == "case-17"
    assert gate.context.corr == "case-17"
    gate.post(ADD, {"number": 1})
    assert gate.context.corr not in ("", "case-17")
    refused(gate.post(ADD, {"number": 1}, {"Kiemdinh-Correlation": "a b"}), 400, "header-malformed")


def test_every_call_has_a_deadline() -> None:
    gate = Gate(patience=timedelta(seconds=3))
    gate.post(START, {"name": "Đếm"})
    assert gate.context.deadline == NOW + timedelta(seconds=3)


def test_who_sends_no_key_may_ask_public_questions_only(gate: Gate) -> None:
    gate.post(START, {"name": "Đếm"})
    client = gate.client
    assert client.simulate_get("/v1/79/count/a").status_code == 200
    for answer in (
        client.simulate_get("/v1/79/count"),
        client.simulate_post(START, json={"name": "x"}),
        client.simulate_post("/v1/keys", json={"actor": "u:a"}),
    ):
        refused(answer, 401, "credentials-missing")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_credentials_of_another_kind_are_refused_even_where_none_are_needed(gate: Gate) -> None:
    answer = gate.client.simulate_get("/v1/79/count/a", headers={"Authorization": "Basic YTpi"})
    refused(answer, 401, "credentials-invalid")
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_an_operators_key_that_can_be_guessed_is_not_accepted() -> None:
    with pytest.raises(ValueError, match="16 characters"):
        Gate(operator_key="short")


def test_a_refusal_by_the_rules_names_its_rule(gate: Gate) -> None:
    problem = refused(gate.post(ADD, {"number": 1}), 422, "count-not-started")
    assert problem["rule"] == "luật đếm"
    assert problem["instance"] == ADD


def test_a_bug_shows_nothing_of_the_inside(gate: Gate) -> None:
    answer = gate.post("/v1/79/count/a/break-down")
    refused(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_a_database_that_is_away_asks_for_patience(gate: Gate) -> None:
    answer = gate.client.simulate_get(
        "/v1/79/count/a", headers={"Authorization": "Bearer kd_somebody"}
    )
    refused(answer, 503, "database-away")
    assert answer.headers["Retry-After"] == "1"


def test_alive_is_not_the_same_as_ready(gate: Gate) -> None:
    assert gate.client.simulate_get("/livez").json == {"status": "ok"}
    problem = refused(gate.client.simulate_get("/readyz"), 503, "not-ready")
    assert [error["pointer"] for error in problem["errors"]] == ["/database"]


def test_a_service_far_behind_the_log_is_not_ready() -> None:
    gate = Gate(lag=5)
    gate.backend.lag = 6
    problem = refused(gate.client.simulate_get("/readyz"), 503, "not-ready")
    assert "/services/counter" in [error["pointer"] for error in problem["errors"]]


def test_every_code_has_a_page_that_explains_it(gate: Gate) -> None:
    for code in ("json-malformed", "count-not-started", "grant-missing"):
        page = gate.client.simulate_get(f"/problems/{code}")
        assert page.status_code == 200
        assert page.headers["Content-Type"].startswith("text/html")
        assert code in page.text
    assert "Chưa bắt đầu đếm." in gate.client.simulate_get("/problems/count-not-started").text
    refused(gate.client.simulate_get("/problems/never-heard"), 404, "path-unknown")


def test_what_the_document_calls_valid_is_not_refused_by_its_form() -> None:
    assert request._typed("name", "a\tb", {"type": "string"}) == "a\tb"
    assert request._typed("areas", "", {"type": "array"}) == []
    with pytest.raises(Refusal):
        request._typed("name", "a\x0bb", {"type": "string"})
    found = batch._body().schemas
    schema = {**found["Batch"], "components": {"schemas": found}}
    command = {"category": "school", "id": "a", "command": "close", "key": "12345678"}
    for number, valid in ((2**53 - 1, True), (2**53, False), (-(2**53), False), (1e300, False)):
        told = {"commands": [{**command, "data": {"a": [{"b": number}]}}]}
        assert Draft202012Validator(schema).is_valid(told) is valid
