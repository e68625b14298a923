"""Twenty minutes of typing into one sheet, with everything in between that can cut them off."""

import signal

import pytest
from playwright.sync_api import Page, Request, Route, expect

from services.gateway.sign_in.flows import SAMPLE_PASSWORD
from tests.browser.cycles import PRINCIPAL, SECRETARY, THIS_YEAR, Course
from tests.browser.server import Server
from tests.browser.site import Site

pytestmark = pytest.mark.e2e
LABEL = "Mô tả hiện trạng, Mức 1"
MINUTE, STEP, TRIES = 60_000, 5_000, 60
"""Milliseconds of the browser's clock; how often it is moved on until something is said."""


class Typist:
    """Somebody who types a word into the sheet each minute of the browser's clock."""

    def __init__(self, page: Page) -> None:
        page.clock.install()
        self._page = page
        self._minute = 0
        self._began = int(page.evaluate("Date.now()"))

    @property
    def whole(self) -> str:
        """What has been typed so far."""
        return " ".join(f"{n}. ẮẰẲẴẶ." for n in range(1, self._minute + 1))

    @property
    def minutes(self) -> float:
        """How many minutes have passed, by the browser's clock."""
        return float((self._page.evaluate("Date.now()") - self._began) / MINUTE)

    def types(self, until: int, told: str = "Đã lưu bản nháp") -> None:
        """Type until the end of this minute; at the end of each the page says this of the text."""
        for n in range(self._minute + 1, until + 1):
            self._page.get_by_label(LABEL).focus()
            self._page.keyboard.press("ControlOrMeta+End")
            so_far, self._minute = self.whole, n
            self._page.keyboard.insert_text(self.whole.removeprefix(so_far))
            passes(self._page, told)


def passes(page: Page, told: str) -> None:
    """Let a minute pass, and more until the page says this of what was typed."""
    state = page.locator("[data-saved]")
    for _ in range(TRIES):
        page.clock.run_for(STEP)
        page.wait_for_timeout(20)
        if told in state.inner_text():
            break
    else:
        expect(state).to_contain_text(told)
    page.clock.run_for(MINUTE - STEP)


def saves(page: Page, whole: str) -> None:
    """Save the sheet, and see that all that was typed stands there."""
    page.get_by_role("button", name="Lưu phiếu").click()
    saved(page, whole)


def saved(page: Page, whole: str) -> None:
    """See that the sheet is saved with all that was typed."""
    expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
    expect(page.get_by_label(LABEL)).to_have_value(whole)


def unanswered(route: Route) -> None:
    """Let a call reach the server, but its answer nobody."""
    route.fetch()
    route.abort()


def test_what_is_typed_for_twenty_minutes_is_whole_at_the_end(apart: tuple[Site, Server]) -> None:
    site, server = apart
    course = Course(site, THIS_YEAR)
    address = course.at("criterion-sheet", "1.1")
    with site.window(PRINCIPAL) as other, site.window(SECRETARY) as page:
        course.staffed(other)
        sent: list[Request] = []
        page.on("request", lambda request: sent.append(request))
        one = Typist(page)
        page.goto(address)
        one.types(3)

        # The line is cut: before the server hears of it, and before its answer comes.
        page.context.set_offline(True)
        one.types(5, "Mất kết nối. Chữ vừa gõ được giữ trên máy này")
        page.context.set_offline(False)
        one.types(6)
        page.route("**/draft/**", unanswered, times=1)
        one.types(8)

        # The session ends while somebody types.
        ended = page.request.post("/v1/sign-out", data={}, headers={"Origin": site.url})
        assert ended.ok
        one.types(10, "Phiên làm việc đã hết. Chữ được giữ trên máy này")
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.locator(".note.is-warn")).to_contain_text("Chữ vừa gõ vẫn còn")
        page.fill("#login", SECRETARY)
        page.fill("#password", SAMPLE_PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.get_by_role("button", name="Gửi lại phần vừa gõ").click()
        saved(page, one.whole)

        # Somebody else saves the same text meanwhile: both stand there, to choose from.
        one.types(12)
        other.goto(address)
        other.get_by_label(LABEL).fill("Của hiệu trưởng.")
        saves(other, "Của hiệu trưởng.")
        one.types(14)
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Chữ vừa gõ vẫn còn đủ")
        expect(page.locator(".errors")).to_contain_text(f"{LABEL}: dùng bản nào?")
        expect(page.locator(".versus")).to_contain_text("Của hiệu trưởng.")
        expect(page.locator(".versus")).to_contain_text(one.whole)
        page.get_by_label("Bản vừa gõ").check()
        page.get_by_role("button", name="Lưu bản đã chọn").click()
        saved(page, one.whole)

        # The server dies; what is sent into the dark is offered again when it is back.
        one.types(17)
        server.end(signal.SIGKILL)
        one.types(20, "Mất kết nối. Chữ vừa gõ được giữ trên máy này")
        with page.expect_event("requestfailed"):
            page.get_by_role("button", name="Lưu phiếu").click(no_wait_after=True)
        server.start()
        page.goto(address)
        expect(page.locator(".note.is-warn").first).to_contain_text("còn giữ chữ chưa gửi")
        page.get_by_role("button", name="Đưa lại vào ô").click()
        expect(page.get_by_label(LABEL)).to_have_value(one.whole)
        saves(page, one.whole)
        (sheet,) = (each for each in course.stands(page)["sheets"] if each["criterion"] == "1.1")
        assert [each["text"] for each in sheet["descriptions"]] == [one.whole]
        page.goto(address)
        expect(page.get_by_role("button", name="Đưa lại vào ô")).to_have_count(0)
        expect(page.get_by_label(LABEL)).to_have_value(one.whole)
        assert one.minutes >= 20
        assert sum(each.method == "PUT" for each in sent) >= 20
