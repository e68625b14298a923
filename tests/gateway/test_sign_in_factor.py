"""The second factor: who must have one, that a code works once, the way back without a phone."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from tests.gateway.installation import PASSWORD, SETTINGS, Installation, refused

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("role", ["officer", "director", "administrator", "evaluator", "chair"])
def test_a_role_at_an_office_demands_a_second_factor(at: Installation, role: str) -> None:
    at.facts.grant("lan", role, "so")
    lan = at.member("lan")
    assert lan.session["second_factor"] == "missing"
    refused(lan.get("/v1/79/count"), 403, "second-factor-missing")
    refused(lan.issue(), 403, "second-factor-missing")
    refused(lan.get("/v1/sessions"), 403, "second-factor-missing")
    lan.set_up()
    assert lan.session["second_factor"] == "shown"
    assert lan.get("/v1/79/count").status_code == 200


@pytest.mark.parametrize("role", ["principal", "council_member"])
def test_a_role_at_a_school_does_not(at: Installation, role: str) -> None:
    at.facts.grant("lan", role, "hoasen")
    lan = at.member("lan")
    assert lan.session["second_factor"] == "none"
    assert lan.get("/v1/79/count").status_code == 200


def test_a_role_that_ended_demands_nothing_and_one_in_any_log_does(at: Installation) -> None:
    at.facts.grant("lan", "officer", "so", ends="2024-10-15")
    assert at.member("lan").session["second_factor"] == "none"
    at.facts.tell(
        *("grant-minh", "GrantGiven", "77"), role="officer", org="so", starts="2024-09-01"
    )
    assert at.member("minh").session["second_factor"] == "missing"


def test_who_becomes_an_officer_while_signed_in_needs_it_from_then_on(at: Installation) -> None:
    lan = at.member("lan")
    assert lan.get("/v1/79/count").status_code == 200
    at.facts.grant("lan", "officer", "so")
    refused(lan.get("/v1/79/count"), 403, "second-factor-missing")


def test_the_secret_is_offered_as_a_uri_that_apps_read(at: Installation) -> None:
    lan = at.member("lan")
    offer = lan.post("/v1/session/second-factor/offer").json
    parts = urlsplit(offer["uri"])
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query)["secret"] == [offer["secret"]]
    assert pyotp.parse_uri(offer["uri"]).secret == offer["secret"]
    assert len(offer["secret"]) >= 32  # 160 bits, RFC 4226 section 4
    again = lan.post("/v1/session/second-factor/offer").json
    assert again["secret"] != offer["secret"]


def test_it_counts_only_once_a_code_was_seen(at: Installation) -> None:
    lan = at.member("lan")
    offer = lan.post("/v1/session/second-factor/offer").json
    wrong = f"{(int(pyotp.TOTP(offer['secret']).at(at.clock.now)) + 1) % 10**6:06}"
    answer = lan.post("/v1/session/second-factor/confirm", {"code": wrong})
    refused(answer, 401, "code-wrong")
    lan.sign_in("lan")
    assert lan.session["second_factor"] == "none"


def test_signing_in_asks_for_it_from_then_on(at: Installation) -> None:
    lan = at.officer("lan")
    phone = at.browser()
    assert phone.sign_in("lan").json["second_factor"] == "needed"
    refused(phone.get("/v1/79/count"), 403, "second-factor-needed")
    refused(phone.post("/v1/session/second-factor/offer"), 403, "second-factor-needed")
    weak = phone.cookies["__Host-kiemdinh"]
    at.clock.pass_(seconds=60)
    shown = phone.post("/v1/session/second-factor", {"code": lan.code()})
    assert shown.json["second_factor"] == "shown"
    assert phone.get("/v1/79/count").status_code == 200
    assert phone.cookies["__Host-kiemdinh"] != weak
    phone.cookies["__Host-kiemdinh"] = weak
    refused(phone.get("/v1/session"), 401, "session-ended")


def test_a_code_works_once(at: Installation) -> None:
    lan = at.officer("lan")
    at.clock.pass_(seconds=60)
    code, first, second = lan.code(), at.browser(), at.browser()
    for browser in (first, second):
        browser.sign_in("lan")
    assert first.post("/v1/session/second-factor", {"code": code}).status_code == 200
    refused(second.post("/v1/session/second-factor", {"code": code}), 401, "code-wrong")


def test_the_code_that_set_it_up_does_not_work_again(at: Installation) -> None:
    lan, phone = at.officer("lan"), at.browser()
    phone.sign_in("lan")
    refused(phone.post("/v1/session/second-factor", {"code": lan.code()}), 401, "code-wrong")


@pytest.mark.parametrize(("away", "works"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(at: Installation, away: int, works: bool) -> None:
    lan, phone = at.officer("lan"), at.browser()
    at.clock.pass_(minutes=5)
    phone.sign_in("lan")
    assert lan.app is not None
    code = lan.app.at(int(at.clock.now.timestamp()) + away)
    answer = phone.post("/v1/session/second-factor", {"code": code})
    assert answer.status_code == (200 if works else 401)


def test_a_recovery_code_works_once_whatever_its_dashes(at: Installation) -> None:
    lan = at.officer("lan")
    assert len(set(lan.recovery)) == 10
    for spelled, status in ((str.upper, 200), (lambda c: c.replace("-", ""), 401)):
        phone = at.browser()
        phone.sign_in("lan")
        sent = {"code": spelled(lan.recovery[3])}
        assert phone.post("/v1/session/second-factor", sent).status_code == status
    assert at.acts("u:lan").count("recovery-code-used") == 1


@pytest.mark.parametrize("typed", ["４９２０３９", "mã của tôi"])
def test_what_a_keyboard_writes_beyond_ascii_is_a_wrong_code(at: Installation, typed: str) -> None:
    at.officer("lan")
    phone = at.browser()
    phone.sign_in("lan")
    refused(phone.post("/v1/session/second-factor", {"code": typed}), 401, "code-wrong")


def test_codes_cannot_be_guessed_quickly(at: Installation) -> None:
    lan = at.officer("lan")
    phone = at.browser()
    phone.sign_in("lan")
    for _ in range(4):
        answer = phone.post("/v1/session/second-factor", {"code": "000000"})
        refused(answer, 401, "code-wrong")
    at.clock.pass_(seconds=0.5)
    answer = phone.post("/v1/session/second-factor", {"code": lan.code()})
    refused(answer, 429, "too-soon")
    at.clock.pass_(seconds=60)
    shown = phone.post("/v1/session/second-factor", {"code": lan.code()})
    assert shown.status_code == 200
    assert at.acts("u:lan").count("second-factor-failed") == 4


def test_replacing_it_ends_other_sessions_and_old_recovery_codes(at: Installation) -> None:
    lan = at.officer("lan")
    phone, old = at.browser(), lan.recovery[0]
    phone.sign_in("lan")
    at.clock.pass_(seconds=60)
    phone.post("/v1/session/second-factor", {"code": lan.code()})
    at.clock.pass_(seconds=60)
    lan.set_up()
    refused(phone.get("/v1/session"), 401, "session-ended")
    phone.sign_in("lan")
    refused(phone.post("/v1/session/second-factor", {"code": old}), 401, "code-wrong")
    at.clock.pass_(seconds=60)
    assert phone.post("/v1/session/second-factor", {"code": lan.code()}).status_code == 200


def test_the_seed_is_not_readable_in_the_database(at: Installation) -> None:
    lan = at.officer("lan")
    assert lan.app is not None
    ((row,),) = at.rows("select row_to_json(a)::text from gateway.account a")
    assert lan.app.secret not in row
    assert lan.app.byte_secret().hex() not in row
    assert lan.app.secret.encode().hex() not in row


def test_with_another_secret_the_seed_is_lost_and_recovery_codes_are_not(at: Installation) -> None:
    lan = at.officer("lan")
    at.restart(replace(SETTINGS, secret="another secret of this installation"))
    at.clock.pass_(seconds=60)
    phone = at.browser()
    phone.sign_in("lan")
    refused(phone.post("/v1/session/second-factor", {"code": lan.code()}), 401, "code-wrong")
    used = phone.post("/v1/session/second-factor", {"code": lan.recovery[0]})
    assert used.status_code == 200


def test_who_has_none_has_none_to_show(at: Installation) -> None:
    lan = at.member("lan", PASSWORD)
    answer = lan.post("/v1/session/second-factor", {"code": "123456"})
    refused(answer, 422, "second-factor-not-set")
    answer = lan.post("/v1/session/second-factor/confirm", {"code": "123456"})
    refused(answer, 422, "second-factor-not-offered")


def test_a_recovery_code_is_as_hard_to_find_from_its_hash_as_a_key(at: Installation) -> None:
    for code in at.officer("lan").recovery:
        assert re.fullmatch("(?:[a-z2-7]{4}-){5}[a-z2-7]{4}", code), "24 letters of 5 bits"
