"""Drafts: kept while somebody types, seen by nobody else, never silently overwritten."""

import pytest

from services.gateway import drafts
from tests.gateway.installation import Browser, Installation, refused

pytestmark = pytest.mark.e2e
PATH = "/v1/79/draft/sheet-hoasen_2026-1.3"


def typed(text: str) -> dict[str, object]:
    """Return the body that keeps one field."""
    return {"fields": [{"name": "strengths", "value": text}]}


def text_of(browser: Browser) -> str:
    """Return what the draft holds."""
    return str(browser.get(PATH).json["fields"][0]["value"])


def test_what_was_typed_comes_back_letter_for_letter(at: Installation) -> None:
    lan = at.member("lan")
    text = "ẮẰẲẴẶ ỘỠỰ đĐ\ndòng hai\t<b>"
    kept = lan.send("PUT", PATH, typed(text))
    assert (kept.status_code, kept.headers["ETag"]) == (200, '"1"')
    assert text_of(lan) == text


def test_a_draft_is_its_owners_alone(at: Installation) -> None:
    lan, minh = at.member("lan"), at.member("minh")
    lan.send("PUT", PATH, typed("của Lan"))
    refused(minh.get(PATH), 404, "draft-unknown")
    minh.send("PUT", PATH, typed("của Minh"))
    assert (text_of(lan), text_of(minh)) == ("của Lan", "của Minh")
    minh.send("DELETE", PATH)
    assert text_of(lan) == "của Lan"


def test_two_windows_do_not_overwrite_each_other(at: Installation) -> None:
    lan = at.member("lan")
    lan.send("PUT", PATH, typed("một"), {"If-None-Match": "*"})
    refused(lan.send("PUT", PATH, typed("hai"), {"If-None-Match": "*"}), 412, "draft-stale")
    assert lan.send("PUT", PATH, typed("hai"), {"If-Match": '"1"'}).headers["ETag"] == '"2"'
    refused(lan.send("PUT", PATH, typed("ba"), {"If-Match": '"1"'}), 412, "draft-stale")
    assert text_of(lan) == "hai"


def test_a_draft_ends_ninety_days_after_its_last_change(at: Installation) -> None:
    lan = at.member("lan")
    lan.send("PUT", PATH, typed("một"))
    at.clock.pass_(days=89)
    lan.sign_in("lan")
    assert text_of(lan) == "một"
    at.clock.pass_(days=2)
    lan.sign_in("lan")
    refused(lan.get(PATH), 404, "draft-unknown")
    lan.send("PUT", PATH, typed("hai"))
    assert at.rows("select count(*) from gateway.draft") == [(1,)]


def test_drafts_have_limits(at: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    lan = at.member("lan")
    refused(
        lan.send("PUT", PATH, typed("ă" * (drafts.MOST_BYTES * 3 // 4))), 422, "draft-too-large"
    )
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    for key in ("a", "b"):
        assert lan.send("PUT", f"/v1/79/draft/{key}", typed("x")).status_code == 200
    refused(lan.send("PUT", "/v1/79/draft/c", typed("x")), 422, "drafts-too-many")
    assert lan.send("PUT", "/v1/79/draft/a", typed("y")).status_code == 200


def test_a_removed_draft_is_gone_and_may_be_removed_again(at: Installation) -> None:
    lan = at.member("lan")
    lan.send("PUT", PATH, typed("một"))
    for _ in range(2):
        assert lan.send("DELETE", PATH).status_code == 204
    refused(lan.get(PATH), 404, "draft-unknown")


def test_drafts_are_for_who_is_signed_in_and_for_our_own_pages(at: Installation) -> None:
    refused(at.browser().get(PATH), 401, "credentials-missing")
    lan = at.member("lan")
    forged = lan.send("PUT", PATH, typed("x"), {"Sec-Fetch-Site": "cross-site"})
    refused(forged, 403, "request-cross-site")


def test_an_erased_account_leaves_no_draft(at: Installation) -> None:
    lan = at.member("lan")
    lan.send("PUT", PATH, typed("một"))
    at.operator("/v1/accounts/lan/erase")
    assert at.rows("select count(*) from gateway.draft") == [(0,)]
