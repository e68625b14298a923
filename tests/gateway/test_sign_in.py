"""Accounts, passwords, delays and sessions: who gets in, for how long, and who does not."""

import hashlib
import statistics
import time
import unicodedata
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie
from threading import Barrier, Thread

import pytest
import requests
from argon2 import extract_parameters

from services.gateway.server import bind
from services.gateway.sign_in import retry_delays
from services.gateway.sign_in.settings import Hashing
from tests.gateway.installation import (
    PASSWORD,
    PUBLIC,
    QUICK,
    SETTINGS,
    Browser,
    Installation,
    refused,
)

pytestmark = pytest.mark.e2e


def test_an_invitation_sets_the_first_password_and_works_once(at: Installation) -> None:
    token, browser = at.invited("lan"), at.browser()
    refused(browser.sign_in("lan"), 401, "sign-in-failed")
    used = browser.post("/v1/invitation", {"token": token, "password": PASSWORD})
    assert used.json == {"actor": "u:lan"}
    again = browser.post("/v1/invitation", {"token": token, "password": "Mật khẩu khác 77"})
    refused(again, 401, "invitation-unknown")
    assert browser.sign_in("lan").json["actor"] == "u:lan"
    assert browser.session["login"] == "lan"
    assert at.acts("u:lan")[-2:] == ["invitation-used", "signed-in"]


def test_an_invitation_expires(at: Installation) -> None:
    token = at.invited("lan")
    at.clock.pass_(hours=72)
    late = at.browser().post("/v1/invitation", {"token": token, "password": PASSWORD})
    refused(late, 401, "invitation-unknown")


def test_a_refused_password_leaves_the_invitation_as_it_was(at: Installation) -> None:
    token, browser = at.invited("lan_nguyen"), at.browser()
    for weak in ("ngắn", "aaaaaaaaaaaaaaaa", "mật khẩu của LAN_NGUYEN", "Mật khẩu 12345"):
        sent = {"token": token, "password": weak}
        problem = refused(browser.post("/v1/invitation", sent), 422, "password-weak")
        assert weak not in problem["detail"]
    assert browser.post("/v1/invitation", {"token": token, "password": PASSWORD}).json


def test_a_password_may_be_composed_in_either_unicode_form(at: Installation) -> None:
    at.member("lan", unicodedata.normalize("NFD", PASSWORD))
    assert at.browser().sign_in("LAN", unicodedata.normalize("NFC", PASSWORD)).status_code == 200


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(at: Installation) -> None:
    at.member("lan")
    at.invited("moi")
    at.operator("/v1/accounts", {"actor": "u:nghi", "login": "nghi"})
    at.operator("/v1/accounts/nghi/disable")
    answers = [
        at.browser().sign_in(login, "sai mật khẩu") for login in ("lan", "ai", "moi", "nghi")
    ]
    told = [
        {k: v for k, v in refused(answer, 401, "sign-in-failed").items() if k != "traceId"}
        for answer in answers
    ]
    assert told.count(told[0]) == len(told)


def test_an_unknown_name_takes_as_long_as_a_wrong_password(at: Installation) -> None:
    at.restart(replace(SETTINGS, hashing=Hashing(2, 16384, 1)))
    at.member("lan")
    seconds: dict[str, list[float]] = {"lan": [], "ai": []}
    for round_ in range(9):
        for login, taken in seconds.items():
            at.clock.pass_(hours=25)
            browser = at.browser(f"192.0.2.{round_ + 1}")
            began = time.thread_time()  # of this thread alone, however busy the machine
            refused(browser.sign_in(login, "sai mật khẩu"), 401, "sign-in-failed")
            taken.append(time.thread_time() - began)
    known, unknown = (statistics.median(taken) for taken in seconds.values())
    assert 0.5 < unknown / known < 2, (known, unknown)


def test_each_failure_makes_the_next_try_wait_longer_and_none_for_ever(at: Installation) -> None:
    at.member("lan")
    waits: list[int] = []
    browser = at.browser("192.0.2.8")
    while len(waits) < 13:
        answer = browser.sign_in("lan", "sai mật khẩu")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            at.clock.pass_(seconds=waits[-1])
    assert browser.sign_in("lan").status_code == 200
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_who_fails_with_somebodys_name_delays_neither_them_nor_others_elsewhere(
    at: Installation,
) -> None:
    lan = at.member("lan")
    for _ in range(8):
        at.browser("203.0.113.66").sign_in("lan", "sai mật khẩu")
    refused(at.browser("203.0.113.66").sign_in("lan"), 429, "too-soon")
    assert at.browser("198.51.100.1").sign_in("lan").status_code == 200, "another address"
    lan.address = "203.0.113.66"
    assert lan.sign_in("lan").status_code == 200, "her own browser, even at that address"


def test_however_many_networks_fail_with_a_name_they_keep_out_themselves_alone(
    at: Installation,
) -> None:
    lan = at.member("lan")
    for number in range(70):
        at.browser(f"2001:db8:{number:x}::1").sign_in("lan", "sai mật khẩu")
    assert at.browser("198.51.100.1").sign_in("lan").status_code == 200, "a network of her own"
    assert lan.sign_in("lan").status_code == 200
    for _ in range(2):
        at.browser("2001:db8:5::1").sign_in("lan", "sai mật khẩu")
    answer = refused(at.browser("2001:db8:5::1").sign_in("lan"), 429, "too-soon")
    assert "60 giây" in answer["detail"], "who guesses on does so with all others"
    refused(at.browser("unix").sign_in("lan"), 429, "too-soon")
    at.clock.pass_(seconds=60)
    assert at.browser("2001:db8:5::1").sign_in("lan").status_code == 200


def test_one_site_has_few_tries_however_many_networks_it_has(at: Installation) -> None:
    at.member("lan")
    networks = [at.browser(f"2001:db8:0:{number:x}::1") for number in range(20)]
    found = [each.sign_in("lan", "sai mật khẩu").status_code for each in networks]
    assert found == [401] * 13 + [429] * 7
    assert at.browser("2001:db8:1::1").sign_in("lan").status_code == 200


def test_a_colleague_who_signs_in_gives_no_further_tries_in_a_browser_of_both(
    at: Installation,
) -> None:
    lan = at.member("lan")
    at.member("minh")
    assert lan.sign_in("minh").status_code == 200
    found = []
    for _ in range(3):
        found += [lan.sign_in("lan", "sai mật khẩu").status_code for _ in range(3)]
        assert lan.sign_in("minh").status_code == 200
    assert found == [401] * 4 + [429] * 5


def test_who_fails_with_any_names_delays_nobody_who_has_a_session_or_an_invitation(
    at: Installation,
) -> None:
    lan = at.officer("lan")
    invitation = at.invited("minh")
    for number in range(21):
        at.browser(lan.address).sign_in(f"ai{number}", "sai mật khẩu")
    refused(at.browser(lan.address).sign_in("minh"), 429, "too-soon")
    assert lan.sign_in("lan").status_code == 200
    at.clock.pass_(seconds=30)
    for number in range(21):
        at.browser(lan.address).sign_in(f"ai{number}", "sai mật khẩu")
    shown = lan.post("/v1/session/second-factor", {"code": lan.code()})
    assert shown.status_code == 200, shown.text
    assert lan.issue(scope=["read"]).status_code == 201
    new = {"current": PASSWORD, "new": "Một câu khác hẳn, dài hơn"}
    assert lan.post("/v1/session/password", new).status_code == 200
    used = {"token": invitation, "password": PASSWORD}
    assert at.browser(lan.address).post("/v1/invitation", used).status_code == 200
    wrong = {"token": "x" * 43, "password": PASSWORD}
    refused(at.browser(lan.address).post("/v1/invitation", wrong), 429, "too-soon")


def test_who_comes_past_our_proxy_has_no_address(at: Installation) -> None:
    at.member("lan")
    at.restart(replace(SETTINGS, proxies=2))
    for number in range(30):
        browser = at.browser("192.0.2.7")
        browser.headers["X-Forwarded-For"] = "203.0.113.5"
        refused(browser.sign_in(f"ai{number}"), 401, "sign-in-failed")
    assert at.browser("192.0.2.7").sign_in("lan").status_code == 200


def test_a_known_browser_is_no_way_to_guess_on(at: Installation) -> None:
    lan = at.member("lan")
    found = [lan.sign_in("lan", "sai mật khẩu").status_code for _ in range(6)]
    assert found == [401] * 4 + [429] * 2
    assert at.browser("198.51.100.1").sign_in("lan").status_code == 200


def test_a_browser_is_known_to_whom_signed_in_there_until_a_reset(at: Installation) -> None:
    lan, minh = at.member("lan"), at.member("minh")
    lan.cookies = {"__Host-kiemdinh_browser": lan.cookies["__Host-kiemdinh_browser"]}
    stolen = dict(lan.cookies)
    assert minh.sign_in("minh").status_code == 200
    for _ in range(8):
        at.browser().sign_in("lan", "sai mật khẩu")
    refused(minh.sign_in("lan"), 429, "too-soon")
    assert lan.sign_in("lan").status_code == 200
    thief = at.browser()
    thief.cookies = stolen
    refused(thief.sign_in("lan"), 429, "too-soon")
    at.operator("/v1/accounts/lan/reset")
    assert at.rows("select from gateway.known_browser where actor = 'u:lan'") == []


def test_two_people_of_one_browser_are_both_known_there(at: Installation) -> None:
    lan = at.member("lan")
    at.member("minh")
    assert lan.sign_in("minh").status_code == 200
    for login in ("lan", "minh"):
        for _ in range(8):
            at.browser().sign_in(login, "sai mật khẩu")
        assert lan.sign_in(login).status_code == 200


def test_a_password_that_is_asked_again_is_counted_apart(at: Installation) -> None:
    lan = at.member("lan")
    new = {"current": PASSWORD, "new": "Một câu khác hẳn, dài hơn"}
    for _ in range(8):
        at.browser("203.0.113.66").sign_in("lan", "sai mật khẩu")
    assert lan.post("/v1/session/password", new).status_code == 200
    wrong = {**new, "current": "sai mật khẩu"}
    found = [lan.post("/v1/session/password", wrong).status_code for _ in range(6)]
    assert found == [403] * 4 + [429] * 2


def test_callers_whose_address_nobody_knows_are_not_one_caller(at: Installation) -> None:
    at.member("lan")
    for number in range(30):
        refused(at.browser("unix").sign_in(f"ai{number}"), 401, "sign-in-failed")
    assert at.browser("unix").sign_in("lan").status_code == 200


def test_a_delay_is_one_row_however_often_it_refuses(at: Installation) -> None:
    at.member("lan")
    for _ in range(30):
        at.browser("203.0.113.66").sign_in("lan", "sai mật khẩu")
    assert at.acts("u:lan").count("sign-in-delayed") == 1


def test_the_wait_doubles_up_to_its_limit() -> None:
    key = retry_delays.of_login_in("lan", "browser")
    waits = [key.wait(n).total_seconds() for n in range(1, 100)]
    assert waits[:6] == [0, 0, 0, 1, 2, 4]
    assert max(waits) == waits[-1] == 900


def test_tries_while_one_waits_are_not_looked_at_and_cost_nothing(at: Installation) -> None:
    at.member("lan")
    for _ in range(4):
        refused(at.browser().sign_in("lan", "sai mật khẩu"), 401, "sign-in-failed")
    for _ in range(5):
        assert refused(at.browser().sign_in("lan"), 429, "too-soon")
    at.clock.pass_(seconds=1)
    assert at.browser().sign_in("lan").status_code == 200
    assert "sign-in-delayed" in at.acts("u:lan")


def test_many_tries_at_the_same_instant_are_no_way_around_the_wait(at: Installation) -> None:
    at.member("lan")
    together, found = Barrier(12), []

    def guess(number: int) -> None:
        browser = at.browser()
        together.wait(30)
        found.append(browser.sign_in("lan", f"sai mật khẩu {number}").status_code)

    threads = [Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == [401] * 4 + [429] * 8


def test_an_address_that_fails_with_many_names_waits_too(at: Installation) -> None:
    at.member("lan")
    for number in range(21):
        refused(at.browser("203.0.113.9").sign_in(f"ai{number}"), 401, "sign-in-failed")
    refused(at.browser("203.0.113.9").sign_in("lan"), 429, "too-soon")
    assert at.browser("203.0.113.8").sign_in("lan").status_code == 200


def test_what_was_typed_as_a_name_cannot_be_guessed_from_the_database(at: Installation) -> None:
    """Somebody may have typed the password there."""

    def kept() -> set[bytes]:
        at.clock.pass_(hours=25)
        refused(at.browser().sign_in("gõ nhầm"), 401, "sign-in-failed")
        rows = at.rows("select key from gateway.delay where last_at = %s", at.clock.now)
        return {bytes(key) for (key,) in rows}

    before = kept()
    assert hashlib.sha256("login gõ nhầm".encode()).digest() not in before
    assert kept() == before
    at.restart(replace(SETTINGS, secret="một bí mật khác của cài đặt này"))
    assert not kept() & before


def test_addresses_of_one_ipv6_network_count_as_one() -> None:
    one, other = (
        retry_delays.of_address("2001:db8:0:1::1"),
        retry_delays.of_address("2001:db8:0:1:ffff::2"),
    )
    assert one == other
    assert one != retry_delays.of_address("2001:db8:0:2::1")


@pytest.mark.parametrize("written", ["::ffff:192.0.2.7", "64:ff9b::192.0.2.7", "192.0.2.7"])
def test_an_ipv4_address_is_one_however_it_is_written(written: str) -> None:
    assert retry_delays.of_address(written) == retry_delays.of_address("192.0.2.7")
    assert retry_delays.of_address(written) != retry_delays.of_address("::ffff:192.0.2.8")


def test_a_proxys_word_counts_only_where_the_settings_know_it(at: Installation) -> None:
    def tries(count: int) -> Browser:
        for number in range(count):
            browser = at.browser("192.0.2.7")
            browser.headers["X-Forwarded-For"] = f"198.51.100.{number}, 203.0.113.{number}"
            refused(browser.sign_in(f"ai{number}"), 401, "sign-in-failed")
        return browser

    tries(21)
    refused(at.browser("192.0.2.7").sign_in("lan"), 429, "too-soon")
    at.clock.pass_(hours=25)
    at.restart(replace(SETTINGS, proxies=1))
    tries(25)
    ((address,),) = set(at.rows("select address from access.entry order by id desc limit 1"))
    assert address == "203.0.113.24"


@pytest.mark.parametrize("proxies", [0, 1])
def test_the_server_hands_on_what_our_proxy_says_of_the_caller(
    at: Installation, proxies: int
) -> None:
    at.member("lan")
    at.restart(replace(SETTINGS, proxies=proxies))
    server = bind(at.client.app, "127.0.0.1", 0, proxies=proxies)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.effective_port}/v1/sign-in"

    def sign_in(login: str, address: str) -> int:
        sent = {"login": login, "password": PASSWORD}
        headers = {"X-Forwarded-For": f"192.0.2.99, {address}"}
        return requests.post(url, json=sent, headers=headers, timeout=30).status_code

    try:
        assert [sign_in(f"ai{n}", "198.51.100.7") for n in range(21)] == [401] * 21
        assert sign_in("lan", "203.0.113.5") == (200 if proxies else 429)
        assert sign_in("lan", "198.51.100.7") == 429
    finally:
        server.close()
        thread.join(10)
    query = "select distinct address from access.entry where act ~ '^sign'"
    seen = {"198.51.100.7", "203.0.113.5"} if proxies else {"127.0.0.1"}
    assert {address for (address,) in at.rows(query)} == {"192.0.2.1", *seen}


def test_a_session_cookie_is_for_this_host_over_tls_and_no_script(at: Installation) -> None:
    at.member("lan")
    cookie = SimpleCookie(at.browser().sign_in("lan").headers["Set-Cookie"])["__Host-kiemdinh"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_on_this_machine_without_tls_the_cookie_says_so(at: Installation) -> None:
    at.member("lan")
    at.restart(replace(SETTINGS, public_url=""))
    asked = {"login": "lan", "password": PASSWORD}
    local = at.client.simulate_post("/v1/sign-in", json=asked, host="127.0.0.1", port=8080)
    cookie = SimpleCookie(local.headers["Set-Cookie"])["kiemdinh"]
    assert (cookie["secure"], cookie["httponly"]) == ("", True)
    away = at.client.simulate_post("/v1/sign-in", json=asked, host="kiemdinh.example")
    refused(away, 503, "sign-in-not-set-up")


def test_a_session_ends_when_it_is_not_used(at: Installation) -> None:
    browser = at.member("lan")
    for _ in range(3):
        at.clock.pass_(minutes=29)
        assert browser.session["actor"] == "u:lan"
    at.clock.pass_(minutes=30)
    refused(browser.get("/v1/session"), 401, "session-ended")


def test_a_session_ends_however_much_it_is_used(at: Installation) -> None:
    browser = at.member("lan")
    for _ in range(35):
        at.clock.pass_(minutes=20)
        assert browser.session["actor"] == "u:lan"
    at.clock.pass_(minutes=20)
    refused(browser.get("/v1/session"), 401, "session-ended")


def test_signing_in_again_gives_another_token_and_ends_the_old_one(at: Installation) -> None:
    browser = at.member("lan")
    old = browser.cookies["__Host-kiemdinh"]
    browser.sign_in("lan")
    assert browser.cookies["__Host-kiemdinh"] != old
    before = at.browser()
    before.cookies["__Host-kiemdinh"] = old
    refused(before.get("/v1/session"), 401, "session-ended")


def test_who_signs_out_is_out(at: Installation) -> None:
    browser = at.member("lan")
    kept = dict(browser.cookies)
    assert browser.post("/v1/sign-out").json == {"end_session": None}
    assert set(browser.cookies) == {"__Host-kiemdinh_browser"}
    refused(browser.get("/v1/session"), 401, "credentials-missing")
    browser.cookies = kept
    refused(browser.get("/v1/session"), 401, "session-ended")
    assert at.acts("u:lan")[-1] == "signed-out"


def test_one_sees_and_ends_ones_own_sessions_alone(at: Installation) -> None:
    lan, minh = at.member("lan"), at.member("minh")
    phone = at.browser("203.0.113.5")
    phone.sign_in("lan")
    items = lan.get("/v1/sessions").json["items"]
    assert {item["address"] for item in items} == {"192.0.2.1", "203.0.113.5"}
    assert [item["this"] for item in items].count(True) == 1
    (other,) = [item["id"] for item in items if not item["this"]]
    refused(minh.post(f"/v1/sessions/{other}/end"), 404, "session-unknown")
    assert phone.session["actor"] == "u:lan"
    assert lan.post(f"/v1/sessions/{other}/end").status_code == 200
    refused(phone.get("/v1/session"), 401, "session-ended")


def test_changing_the_password_ends_all_other_sessions(at: Installation) -> None:
    lan = at.member("lan")
    phone, new = at.browser(), "Một mật khẩu hoàn toàn mới"
    phone.sign_in("lan")
    wrong = lan.post("/v1/session/password", {"current": "sai mật khẩu", "new": new})
    refused(wrong, 403, "password-wrong")
    old = lan.cookies["__Host-kiemdinh"]
    assert lan.post("/v1/session/password", {"current": PASSWORD, "new": new}).status_code == 200
    assert lan.cookies["__Host-kiemdinh"] != old
    assert lan.session["actor"] == "u:lan"
    refused(phone.get("/v1/session"), 401, "session-ended")
    refused(at.browser().sign_in("lan"), 401, "sign-in-failed")
    assert at.browser().sign_in("lan", new).status_code == 200


def test_a_password_is_hashed_anew_when_the_parameters_grow_and_not_when_they_shrink(
    at: Installation,
) -> None:
    at.member("lan")

    def kept() -> str:
        ((found,),) = at.rows("select password from gateway.account where actor = 'u:lan'")
        return str(found)

    at.restart(replace(SETTINGS, hashing=Hashing(2, 128, 1)))
    assert at.browser().sign_in("lan").status_code == 200
    grown = extract_parameters(kept())
    assert (grown.time_cost, grown.memory_cost) == (2, 128)
    assert kept().startswith("$argon2id$")
    at.restart(replace(SETTINGS, hashing=QUICK))
    before = kept()
    assert at.browser().sign_in("lan").status_code == 200
    assert kept() == before


def test_a_disabled_account_is_out_everywhere_at_once(at: Installation) -> None:
    lan = at.member("lan")
    key = lan.issue().json["key"]
    bearer = {"Authorization": f"Bearer {key}"}
    assert at.client.simulate_get("/v1/79/count", headers=bearer).status_code == 200
    assert at.operator("/v1/accounts/lan/disable").json == {"actor": "u:lan"}
    refused(lan.get("/v1/session"), 401, "session-ended")
    refused(at.browser().sign_in("lan"), 401, "sign-in-failed")
    answer = at.client.simulate_get("/v1/79/count", headers=bearer)
    refused(answer, 401, "credentials-invalid")


def test_a_reset_takes_everything_away_and_invites_anew(at: Installation) -> None:
    lan = at.officer("lan")
    answer = at.operator("/v1/accounts/lan/reset")
    refused(lan.get("/v1/session"), 401, "session-ended")
    refused(at.browser().sign_in("lan"), 401, "sign-in-failed")
    fresh = at.browser()
    fresh.post("/v1/invitation", {"token": answer.json["invitation"], "password": PASSWORD})
    assert fresh.sign_in("lan").json["second_factor"] == "missing"


def test_an_erased_account_leaves_no_name_and_no_address(at: Installation) -> None:
    at.member("lan_nguyen_at_home")
    ((before,),) = at.rows("select count(*) from access.entry where address <> ''")
    assert before > 0
    at.operator("/v1/accounts/lan_nguyen_at_home/erase")
    assert at.rows("select from gateway.account") == []
    assert at.rows("select from gateway.session") == []
    left = at.rows("select act from access.entry where address <> '' order by id")
    assert left == [("account-erased",)]


def test_a_name_or_person_has_one_account(at: Installation) -> None:
    at.invited("lan")
    again = at.operator("/v1/accounts", {"actor": "u:lan", "login": "other"})
    refused(again, 409, "account-exists")
    taken = at.operator("/v1/accounts", {"actor": "u:other", "login": "lan"})
    refused(taken, 409, "login-taken")
    program = at.operator("/v1/accounts", {"actor": "u:int_vendor", "login": "vendor"})
    refused(program, 422, "actor-integration")
    refused(at.operator("/v1/accounts/nobody/reset"), 404, "account-unknown")


def test_accounts_are_listed_page_by_page(at: Installation) -> None:
    for person in ("anh", "binh", "chi"):
        at.invited(person)
    headers = {"Authorization": "Bearer operator-key-of-a-test"}
    path, found = "/v1/accounts?limit=2", []
    while path:
        page = at.client.simulate_get(path, headers=headers)
        found += [item["login"] for item in page.json["items"]]
        path = page.headers.get("Link", "").removeprefix("<").partition(">")[0]
    assert found == ["anh", "binh", "chi"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "https://kiemdinh.example.evil"},
        {"Sec-Fetch-Site": "", "Origin": "http://kiemdinh.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_what_another_sites_page_sends_with_our_cookie_is_refused(
    at: Installation, headers: dict[str, str]
) -> None:
    browser = at.member("lan")
    for path in ("/v1/sign-out", "/v1/79/count/a/start-count", "/v1/keys"):
        refused(browser.send("POST", path, {}, headers), 403, "request-cross-site")
    assert browser.send("GET", "/v1/session", None, headers).status_code == 200


def test_an_older_browser_says_which_page_it_is_in_origin(at: Installation) -> None:
    browser = at.member("lan")
    browser.headers["Sec-Fetch-Site"] = ""
    assert browser.post("/v1/sign-out", Origin=PUBLIC).status_code == 200


def test_another_sites_page_signs_nobody_in(at: Installation) -> None:
    at.member("lan")
    browser = at.browser()
    asked = {"login": "lan", "password": PASSWORD}
    answer = browser.post("/v1/sign-in", asked, Sec_Fetch_Site="cross-site")
    refused(answer, 403, "request-cross-site")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_what_a_form_can_send_says_nothing_to_us(at: Installation, kind: str) -> None:
    browser = at.member("lan")
    for path in ("/v1/sign-in", "/v1/sign-out", "/v1/session/password"):
        answer = at.client.simulate_post(
            path,
            body="{}",
            headers={
                "Content-Type": kind,
                "Sec-Fetch-Site": "same-origin",
                "Cookie": f"__Host-kiemdinh={browser.cookies['__Host-kiemdinh']}",
            },
        )
        refused(answer, 415, "content-type-unsupported")
    assert browser.session["actor"] == "u:lan"


def test_a_signed_in_person_acts_as_the_accounts_actor(at: Installation) -> None:
    browser = at.member("lan")
    at.facts.grant("lan", "clerk", "hoasen")
    refused(browser.get("/v1/79/count"), 403, "second-factor-missing")
    browser.set_up()
    assert browser.get("/v1/79/count").status_code == 200
    started = browser.post(
        "/v1/79/count/a/start-count", {"name": "Đếm"}, Idempotency_Key="start-of-lan"
    )
    assert started.status_code == 200, started.text
    (event,) = at.log.read("79", "count-a")["count-a"]
    assert (event.envelope["actor"], event.envelope["role"]) == ("u:lan", "clerk")


def test_a_key_in_the_header_goes_before_the_cookie(at: Installation) -> None:
    browser = at.member("lan")
    wrong = {"Authorization": "Bearer kd_unknown"}
    refused(browser.send("GET", "/v1/session", None, wrong), 401, "credentials-invalid")


def test_two_cookies_of_our_name_count_as_none(at: Installation) -> None:
    browser = at.member("lan")
    token = browser.cookies["__Host-kiemdinh"]
    doubled = {"Cookie": f"__Host-kiemdinh={token}; __Host-kiemdinh=x"}
    answer = at.client.simulate_get("/v1/session", headers=doubled)
    refused(answer, 401, "credentials-missing")


def test_sessions_that_are_over_are_removed(at: Installation) -> None:
    at.member("lan")
    at.clock.pass_(hours=13)
    at.browser().sign_in("lan")
    assert len(at.rows("select from gateway.session")) == 1
    assert SETTINGS.longest == timedelta(hours=12)
