"""The console: who is let in, what protects its forms, what happens when a session has ended."""

import json

import pytest

from tests.console.browser import Browser, hidden
from tests.console.gateway import SESSION, StandIn, problem


def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(visitor: Browser) -> None:
    answer = visitor.get("/console/profile?x=1")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/console/sign-in?next=%2Fconsole%2Fprofile%3Fx%3D1"


def test_who_must_show_a_second_factor_is_led_there_first(
    visitor: Browser, gateway: StandIn
) -> None:
    for factor, page in (("needed", "second-factor"), ("missing", "second-factor-setup")):
        gateway.answers["GET", "/v1/session"] = (200, {**SESSION, "second_factor": factor})
        answer = visitor.get("/console")
        assert answer.headers["Location"] == f"/console/{page}?next=%2Fconsole"


def test_signing_in_gives_the_browser_the_gateways_cookie_and_goes_on(
    visitor: Browser, gateway: StandIn
) -> None:
    gateway.answers["POST", "/v1/sign-in"] = (200, SESSION)
    gateway.cookies = ["kiemdinh=geheim; HttpOnly; Path=/; SameSite=Lax"]
    answer = visitor.post(
        "/console/sign-in", {"login": "lan", "password": " p ", "next": "/console/help"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/help")
    assert "kiemdinh=geheim; HttpOnly" in answer.headers["Set-Cookie"]
    # A password is sent as it was typed.
    assert gateway.sent("/v1/sign-in") == [{"login": "lan", "password": " p "}]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_nobody_is_led_to_another_site(visitor: Browser, gateway: StandIn, elsewhere: str) -> None:
    gateway.answers["POST", "/v1/sign-in"] = (200, SESSION)
    answer = visitor.post("/console/sign-in", {"login": "l", "password": "p", "next": elsewhere})
    assert answer.headers["Location"] == "/console"


def test_a_refused_sign_in_says_so_at_the_field_and_in_the_title(
    visitor: Browser, gateway: StandIn
) -> None:
    gateway.answers["POST", "/v1/sign-in"] = problem(401, "sign-in-failed", detail="Không đúng.")
    answer = visitor.post("/console/sign-in", {"login": "lan", "password": "geheim"})
    assert answer.status_code == 401
    assert "<title>Lỗi:" in answer.text
    assert '<a href="#login">Tên đăng nhập: Không đúng.</a>' in answer.text
    assert 'value="lan"' in answer.text
    assert "geheim" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Host": "kiemdinh.example"},
        {"Sec-Fetch-Site": "same-site", "Host": "kiemdinh.example"},
        {"Origin": "https://evil.example", "Host": "kiemdinh.example"},
        {"Origin": "null", "Host": "kiemdinh.example"},
        {"Host": "kiemdinh.example"},
    ],
)
def test_a_form_of_another_site_does_nothing(
    visitor: Browser, gateway: StandIn, headers: dict[str, str]
) -> None:
    gateway.sign_in()
    answer = visitor.post("/console/sign-out", {}, headers)
    assert answer.status_code == 403
    assert gateway.sent("/v1/sign-out") == []


def test_an_older_browser_says_by_origin_which_page_sends_a_form(
    visitor: Browser, gateway: StandIn
) -> None:
    gateway.answers["POST", "/v1/sign-out"] = (200, {"end_session": None})
    headers = {"Origin": "https://kiemdinh.example", "Host": "kiemdinh.example"}
    assert visitor.post("/console/sign-out", {}, headers).status_code == 303
    _, _, environ, _ = gateway.asked[-1]
    # The gateway is told the same, and checks it again.
    assert environ["HTTP_ORIGIN"] == "https://kiemdinh.example"


def test_what_was_typed_outlives_the_end_of_a_session(visitor: Browser, gateway: StandIn) -> None:
    gateway.answers["GET", "/v1/session"] = problem(401, "session-ended")
    typed = 'Chữ "đã gõ" <20 phút>\nẮẰẲẴẶ'
    ended = visitor.post("/console/profile", {"note": typed, "current": "x"})
    assert ended.status_code == 401
    kept = hidden(ended)
    assert json.loads(kept["kept"])["fields"]["note"] == [typed]
    gateway.answers["POST", "/v1/sign-in"] = (200, SESSION)
    gateway.sign_in()
    back = visitor.post("/console/sign-in", {"login": "lan", "password": "p", **kept})
    assert back.status_code == 200
    assert 'action="/console/profile"' in back.text
    assert hidden(back)["note"] == typed


def test_a_person_works_only_as_what_they_are(visitor: Browser, gateway: StandIn) -> None:
    gateway.sign_in()
    other = visitor.post("/console/as-whom", {"as": "79.evaluator.so"})
    assert "kiemdinh_as=79.evaluator.so" in other.headers["Set-Cookie"]
    assert "Sở mẫu" in visitor.get("/console", Cookie="kiemdinh_as=79.evaluator.so").text
    foreign = visitor.post("/console/as-whom", {"as": "79.director.so"})
    assert "Set-Cookie" not in foreign.headers


def test_texts_of_others_are_escaped(visitor: Browser, gateway: StandIn) -> None:
    gateway.sign_in()
    page = visitor.get("/console").text
    assert "Trường &lt;b&gt;Hoa&lt;/b&gt; Sen" in page
    assert "<b>Hoa</b>" not in page


def test_the_language_is_chosen_by_browser_or_switch(visitor: Browser) -> None:
    assert '<html lang="vi">' in visitor.get("/console/sign-in").text
    english = visitor.get("/console/sign-in", **{"Accept-Language": "en-GB,vi;q=0.5"})
    assert '<html lang="en">' in english.text
    switched = visitor.get("/console/sign-in?next=%2Fconsole&lang=en")
    assert switched.headers["Location"] == "/console/sign-in?next=%2Fconsole"
    assert "kiemdinh_language=en" in switched.headers["Set-Cookie"]


def test_every_page_carries_the_policy(visitor: Browser, gateway: StandIn) -> None:
    for address in ("/console/sign-in", "/console/nowhere", "/console"):
        headers = visitor.get(address).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_no_page_needs_what_the_policy_refuses(visitor: Browser, gateway: StandIn) -> None:
    gateway.sign_in()
    for address in ("/console/sign-in", "/console", "/console/kit", "/console/profile"):
        page = visitor.get(address).text
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page


def test_an_unknown_page_and_a_broken_gateway_are_explained(
    visitor: Browser, gateway: StandIn
) -> None:
    unknown = visitor.get("/console/nowhere")
    assert (unknown.status_code, "Không tìm thấy trang này" in unknown.text) == (404, True)
    gateway.answers["GET", "/v1/session"] = problem(503, "unavailable")
    away = visitor.get("/console")
    assert (away.status_code, "tạm thời chưa trả lời" in away.text) == (503, True)


def test_style_and_script_are_kept_under_their_hash(visitor: Browser) -> None:
    page = visitor.get("/console/sign-in").text
    sheet = page.partition('href="/console/static/')[2].partition('"')[0]
    found = visitor.get(f"/console/static/{sheet}")
    assert "immutable" in found.headers["Cache-Control"]
    assert len(found.content) < 40_000
    script = page.partition('src="/console/static/')[2].partition('"')[0]
    assert len(visitor.get(f"/console/static/{script}").content) < 15_000
    assert visitor.get("/console/static/look.css").status_code == 404
