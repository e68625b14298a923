"""A demonstration's accounts: a password that everybody knows, on this very machine alone."""

import pytest

from services.gateway.sign_in.flows import SAMPLE_PASSWORD
from tests.gateway.installation import SETTINGS, Installation, refused

pytestmark = pytest.mark.e2e
HERE = "127.0.0.1"
SAMPLE = {"actor": "u:lan", "login": "chuyen-vien", "title": "Chuyên viên mẫu"}


@pytest.fixture
def demo(at: Installation) -> Installation:
    """An installation that is a demonstration, with one sample account: an officer's."""
    at.restart(SETTINGS, demo=True)
    at.facts.office("so", "79")
    at.facts.grant("lan", "officer", "so")
    assert at.operator("/v1/sample-accounts", SAMPLE).status_code == 200
    return at


def test_a_sample_person_signs_in_with_the_password_alone(demo: Installation) -> None:
    browser = demo.browser(HERE)
    offered = browser.get("/v1/sign-in").json["samples"]
    assert offered["accounts"] == [{"login": "chuyen-vien", "title": "Chuyên viên mẫu"}]
    assert browser.sign_in("chuyen-vien", offered["password"]).status_code == 200
    assert browser.session["second_factor"] == "shown"
    roles = browser.get("/v1/roles").json["items"]
    assert [(one["log"], one["role"], one["org"]) for one in roles] == [("79", "officer", "so")]


def test_from_elsewhere_sample_accounts_are_neither_shown_nor_good(demo: Installation) -> None:
    browser = demo.browser("192.0.2.1")
    assert browser.get("/v1/sign-in").json["samples"] is None
    refused(browser.sign_in("chuyen-vien", SAMPLE_PASSWORD), 401, "sign-in-failed")


def test_outside_of_a_demonstration_there_are_none(demo: Installation) -> None:
    demo.restart(SETTINGS)
    browser = demo.browser(HERE)
    assert browser.get("/v1/sign-in").json["samples"] is None
    refused(browser.sign_in("chuyen-vien", SAMPLE_PASSWORD), 401, "sign-in-failed")
    refused(demo.operator("/v1/sample-accounts", SAMPLE), 403, "demonstration-only")


def test_a_sample_account_never_takes_the_place_of_a_real_one(demo: Installation) -> None:
    minh = demo.member("minh")
    made = demo.operator("/v1/sample-accounts", {**SAMPLE, "actor": "u:minh", "login": "minh2"})
    assert made.status_code == 200
    assert minh.session["login"] == "minh"
    browser = demo.browser(HERE)
    refused(browser.sign_in("minh2", SAMPLE_PASSWORD), 401, "sign-in-failed")


def test_only_the_operator_makes_them(demo: Installation) -> None:
    answer = demo.member("minh").post("/v1/sample-accounts", SAMPLE)
    refused(answer, 403, "operator-only")


def test_an_installation_says_what_it_is(demo: Installation) -> None:
    found = demo.browser().get("/v1/installation").json
    assert found["demo"] is True
    assert [one["log"] for one in found["provinces"]] == ["79"]
    assert found["provinces"][0]["events"] == 2
