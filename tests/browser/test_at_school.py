"""A member fills the visit form with the line cut: nothing is lost, nothing is doubled."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.site import SMALL, Site
from tests.browser.test_blind import LEADER, MEMBER, case, post

pytestmark = pytest.mark.e2e
PHONE: Any = {"viewport": {"width": SMALL, "height": 800}}
LEFT = "Sổ đăng bộ thiếu ba trang."


@pytest.fixture
def asked(site: Site) -> Iterator[str]:
    """Give the form's address while the leader asks the members to rate alone."""
    log, id = case(site).split("/")
    with site.window(LEADER) as page:
        page.goto(f"/console/case/{log}/{id}")
        post(site, page, f"/v1/{log}/agreement/{id}/ask-for-ratings", {})
        yield f"/console/visit/{log}/{id}"
        post(site, page, f"/v1/{log}/agreement/{id}/give-up-ratings", {"reason": "Hết ca mẫu."})


def kept(page: Page, at: str) -> None:
    """Open the form with a line, and wait until all of it is on the device."""
    page.goto(at)
    expect(page.locator("#device[data-ready]")).to_be_attached(timeout=30_000)


def judge(page: Page, text: str) -> None:
    """Fill the form of a criterion: its first indicator is met."""
    page.locator("#mine input[value=met]").first.check()
    page.get_by_label("Nhận xét của tôi").fill(text)


def rated(site: Site, page: Page) -> list[dict[str, Any]]:
    """Return what the log has of the member's own ratings, act by act."""
    log, id = case(site).split("/")
    found = page.request.get(f"/v1/{log}/agreement/{id}").json()["own_rating"]
    events: list[dict[str, Any]] = []
    after = 0
    while True:
        told = page.request.get(f"/v1/events?log={log}&after={after}&limit=500").json()
        events += [one["event"] for one in told["events"]]
        if told["next"] == after:
            break
        after = told["next"]
    return [one for one in events if one["stream"] == f"rating-{found}"]


def test_what_is_written_without_a_line_is_there_when_the_phone_is_opened_again(
    site: Site, asked: str
) -> None:
    with site.window(MEMBER, **PHONE) as page:
        kept(page, asked)
        page.context.set_offline(True)
        page.goto(f"{asked}/1.1")
        judge(page, LEFT)
        page.get_by_role("button", name="Ghi, sang 1.2").click()
        expect(page.locator("h1")).to_contain_text("Tiêu chí 1.2")
        judge(page, "Đủ biên bản.")
        page.get_by_role("button", name="Ghi", exact=True).click()
        expect(page.locator("[data-waiting] li")).to_have_count(2)
        other = page.context.new_page()
        page.close()
        other.goto(f"{asked}/1.1")
        expect(other.get_by_label("Nhận xét của tôi")).to_have_value(LEFT)
        expect(other.locator("[data-waiting]")).to_contain_text("Chờ gửi")
        other.context.set_offline(False)
        expect(other.locator("[data-line]")).to_contain_text("Đã gửi", timeout=20_000)
        expect(other.locator("[data-waiting] li")).to_have_count(0)
        acts = rated(site, other)
        assert [one["data"]["criterion"] for one in acts] == ["1.1", "1.2"]
        assert acts[0]["data"]["text"] == LEFT


def test_what_was_sent_and_not_answered_is_recorded_once(site: Site, asked: str) -> None:
    with site.window(MEMBER, **PHONE) as page:
        kept(page, asked)
        page.goto(f"{asked}/1.3")
        sent: list[int] = []

        def lose(route: Route) -> None:
            sent.append(route.fetch().status)
            route.abort()

        page.route("**/rate-criterion", lose, times=1)
        judge(page, LEFT)
        page.get_by_role("button", name="Ghi", exact=True).click()
        expect(page.locator("[data-line]")).to_contain_text("Mất kết nối")
        assert sent == [200]
        page.get_by_role("button", name="Gửi ngay").click()
        expect(page.locator("[data-waiting] li")).to_have_count(0)
        assert [one["data"]["text"] for one in rated(site, page)] == [LEFT]


def test_what_was_recorded_elsewhere_meanwhile_is_shown_and_the_member_chooses(
    site: Site, asked: str
) -> None:
    log, id = case(site).split("/")
    with site.window(MEMBER, **PHONE) as page, site.window(MEMBER) as desk:
        kept(page, asked)
        page.goto(f"{asked}/1.1")
        page.context.set_offline(True)
        judge(page, LEFT)
        page.get_by_role("button", name="Ghi", exact=True).click()
        expect(page.locator("[data-waiting]")).to_contain_text("Chờ gửi")
        desk.goto(f"/console/ratings/{log}/{id}/1.1")
        judge(desk, "Ghi ở nhà.")
        desk.get_by_role("button", name="Ghi", exact=True).click()
        expect(desk.locator(".note.is-done")).to_contain_text("1.1")
        page.context.set_offline(False)
        expect(page.locator(".versus")).to_contain_text("Ghi ở nhà.", timeout=20_000)
        expect(page.locator(".versus")).to_contain_text(LEFT)
        page.get_by_role("button", name="Ghi bản trên máy này").click()
        expect(page.locator("[data-waiting] li")).to_have_count(0)
        assert [one["data"]["text"] for one in rated(site, page)] == ["Ghi ở nhà.", LEFT]


def test_what_is_refused_stays_on_the_phone_with_the_reason(site: Site, asked: str) -> None:
    with site.window(MEMBER, **PHONE) as page:
        kept(page, asked)
        page.goto(f"{asked}/1.1")
        judge(page, "?!")
        page.get_by_role("button", name="Ghi", exact=True).click()
        expect(page.locator("[data-state]")).to_contain_text("hãy viết thành lời")
        page.reload()
        expect(page.get_by_label("Nhận xét của tôi")).to_have_value("?!")
        judge(page, LEFT)
        page.get_by_role("button", name="Ghi", exact=True).click()
        expect(page.locator("[data-waiting] li")).to_have_count(0)
        assert [one["data"]["text"] for one in rated(site, page)] == [LEFT]


def test_somebody_else_on_the_same_phone_neither_sends_nor_reads_it(site: Site, asked: str) -> None:
    with site.window(MEMBER, **PHONE) as page:
        kept(page, asked)
        page.goto(f"{asked}/1.1")
        page.context.set_offline(True)
        judge(page, LEFT)
        page.get_by_role("button", name="Ghi", exact=True).click()
        expect(page.locator("[data-waiting]")).to_contain_text("Chờ gửi")
        mine = page.context.cookies()
        page.context.clear_cookies()
        page.context.add_cookies(site.state(LEADER)["cookies"])  # type: ignore[arg-type]
        page.context.set_offline(False)
        page.goto(f"{asked}/1.1")
        expect(page.locator("#device")).to_contain_text("phần chưa gửi của người khác")
        expect(page.get_by_label("Nhận xét của tôi")).to_have_value("")
        expect(page.locator("[data-waiting] li")).to_have_count(0)
        page.context.clear_cookies()
        page.context.add_cookies(mine)  # type: ignore[arg-type]
        assert rated(site, page) == []
        page.goto(f"{asked}/1.1")
        expect(page.locator("[data-waiting] li")).to_have_count(0, timeout=20_000)
        assert [one["data"]["text"] for one in rated(site, page)] == [LEFT]


def test_who_signs_out_is_asked_about_what_is_not_sent_and_leaves_nothing(
    site: Site, asked: str
) -> None:
    with site.window(storage_state=site.signed_in(MEMBER), **PHONE) as page:
        kept(page, asked)
        page.goto(f"{asked}/1.1")
        page.route("**/rate-criterion", lambda route: route.abort())
        judge(page, LEFT)
        page.get_by_role("button", name="Ghi", exact=True).click()
        expect(page.locator("[data-line]")).to_contain_text("Mất kết nối")
        page.goto("/console")
        page.locator(".who summary").click()
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Máy này còn phần chưa gửi")
        page.get_by_role("button", name="Xóa phần chưa gửi và đăng xuất").click()
        expect(page).to_have_url(re.compile("/console/sign-in"))
        assert page.evaluate("caches.keys()") == []
        assert page.evaluate("indexedDB.databases()") == []
