"""Any command as a form: nothing is recorded before everything was shown once more."""

from typing import Any

import pytest

from tests.console.browser import Browser, hidden
from tests.console.gateway import SESSION, StandIn, problem

PATH = "/console/act/79/cycle/hoasen_2026/AppointCouncil"
COMMAND = "/v1/79/cycle/hoasen_2026/appoint-council"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["decision_number"],
    "properties": {"decision_number": {"type": "string", "maxLength": 300}},
}


@pytest.fixture(autouse=True)
def signed_in(gateway: StandIn) -> None:
    gateway.sign_in()
    path = "/v1/{log}/cycle/{id}/appoint-council"
    document = {
        "paths": {path: {"post": {}}},
        "components": {"schemas": {"AppointCouncil": SCHEMA}},
    }
    gateway.answers["GET", "/openapi.json"] = (200, document)
    gateway.answers["POST", COMMAND] = (200, {"position": 812, "version": 3, "types": []})


def test_what_was_typed_is_shown_before_it_is_recorded(visitor: Browser, gateway: StandIn) -> None:
    checked = visitor.post(PATH, {"decision_number": "12/QĐ", "key": "k1", "do": "check"})
    assert "12/QĐ" in checked.text
    assert "Hiệu trưởng" in checked.text
    assert gateway.sent(COMMAND) == []
    fields = {**hidden(checked), "do": "record"}
    done = visitor.post(PATH, fields)
    assert gateway.sent(COMMAND) == [{"decision_number": "12/QĐ"}]
    assert "812" in done.text


def test_the_same_form_sent_twice_is_one_act_and_another_content_another(
    visitor: Browser, gateway: StandIn
) -> None:
    def key(number: str) -> str:
        visitor.post(PATH, {"decision_number": number, "key": "k1", "do": "record"})
        sent = [environ for method, path, environ, _ in gateway.asked if path == COMMAND]
        return str(sent[-1]["HTTP_IDEMPOTENCY_KEY"])

    keys = [key("12/QĐ"), key("12/QĐ"), key("13/QĐ")]
    assert keys[0] == keys[1] != keys[2]


def test_a_refusal_shows_the_form_again_with_what_was_typed(
    visitor: Browser, gateway: StandIn
) -> None:
    error = {"pointer": "/decision_number", "code": "x", "detail": "Thiếu ký hiệu."}
    gateway.answers["POST", COMMAND] = problem(422, "bad", errors=[error], rule="TT 57/2026")
    again = visitor.post(PATH, {"decision_number": "12", "key": "k1", "do": "record"})
    assert again.status_code == 422
    assert '<a href="#decision_number">Số quyết định: Thiếu ký hiệu.</a>' in again.text
    assert 'value="12"' in again.text
    assert "TT 57/2026" in again.text


def test_a_command_without_a_route_has_no_screen(visitor: Browser) -> None:
    missing = visitor.get("/console/act/79/cycle/hoasen_2026/PublishRecognition")
    assert missing.status_code == 404


def test_a_refusal_of_the_whole_act_is_explained(visitor: Browser, gateway: StandIn) -> None:
    gateway.answers["POST", COMMAND] = problem(
        403, "grant-missing", detail="Chưa có vai trò này.", rule="TT 57/2026"
    )
    refused = visitor.post(PATH, {"decision_number": "12", "key": "k1", "do": "record"})
    assert refused.status_code == 403
    assert "Chưa có vai trò này." in refused.text
    assert "grant-missing" in refused.text


@pytest.mark.parametrize("status", [422, 403])
def test_the_name_of_a_message_is_no_rule_to_read(
    visitor: Browser, gateway: StandIn, status: int
) -> None:
    gateway.answers["POST", COMMAND] = problem(status, "bad", rule="contract AppointCouncil")
    again = visitor.post(PATH, {"decision_number": "12", "key": "k1", "do": "record"})
    assert again.status_code == status
    assert "contract AppointCouncil" not in again.text
    assert "Căn cứ:" not in again.text


def test_a_refused_right_is_told_without_codes(visitor: Browser, gateway: StandIn) -> None:
    actor = str(SESSION["actor"])
    detail = f"Sở Mẫu ('so_mau'), nơi '{actor}' giữ vai trò 'officer', không giữ chức năng này."
    gateway.answers["POST", COMMAND] = problem(403, "function-not-held", detail=detail)
    refused = visitor.post(PATH, {"decision_number": "12", "key": "k1", "do": "record"})
    said = "Sở Mẫu, nơi người đang đăng nhập giữ vai trò chuyên viên, không giữ chức năng này."
    assert said in refused.text
    assert actor not in refused.text


def test_a_refusal_names_offices_and_never_shows_their_ids(
    visitor: Browser, gateway: StandIn
) -> None:
    office, stranger = "66825a8bce5451e4b5e2b16657746b92", "0" * 32
    gateway.answers["GET", f"/v1/79/organisation/{office}"] = (200, {"name": "Sở mẫu hai"})
    for kind in ("organisation", "school"):
        gateway.answers["GET", f"/v1/79/{kind}/{stranger}"] = problem(404, "unknown")
    detail = f"Việc này của '{office}', không phải '{stranger}'."
    gateway.answers["POST", COMMAND] = problem(403, "grant-elsewhere", detail=detail)
    refused = visitor.post(PATH, {"decision_number": "12", "key": "k1", "do": "record"})
    assert "Việc này của Sở mẫu hai, không phải đơn vị khác." in refused.text


def test_every_page_of_the_next_minute_shows_what_was_written_and_asks_no_other_log(
    visitor: Browser, gateway: StandIn
) -> None:
    done = visitor.post(PATH, {"decision_number": "12", "key": "k1", "do": "record"})
    cookie = done.cookies["kiemdinh_written"]
    assert cookie.max_age == 60
    for log in ("79", "92"):
        gateway.answers["GET", f"/v1/{log}/helprequest/x_1"] = problem(404, "unknown")
        visitor.get(f"/console/help-request/{log}/x_1", Cookie=f"{cookie.name}={cookie.value}")
    asked = {path: environ["QUERY_STRING"] for _, path, environ, _ in gateway.asked}
    assert asked["/v1/79/helprequest/x_1"] == "min_position=812"
    assert asked["/v1/92/helprequest/x_1"] == ""


@pytest.mark.parametrize("cookie", ["", "79-", "79-x", "79-1e9", "7-1", "79-9999999999999999", "."])
def test_a_cookie_that_tells_nothing_is_waited_for_by_nobody(
    visitor: Browser, gateway: StandIn, cookie: str
) -> None:
    gateway.answers["GET", "/v1/79/helprequest/x_1"] = problem(404, "unknown")
    visitor.get("/console/help-request/79/x_1", Cookie=f"kiemdinh_written={cookie}")
    asked = {path: environ["QUERY_STRING"] for _, path, environ, _ in gateway.asked}
    assert asked["/v1/79/helprequest/x_1"] == ""


def test_an_id_in_any_letters_reaches_the_api_as_bytes(visitor: Browser, gateway: StandIn) -> None:
    visitor.post("/console/api-keys", {"end": "Khóa/1"})
    asked = [path for method, path, _, _ in gateway.asked if method == "POST"]
    assert [path.encode("latin-1").decode() for path in asked] == ["/v1/keys/Khóa/1/end"]
