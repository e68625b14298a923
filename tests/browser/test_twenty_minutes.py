"""Twenty minutes of typing into one sheet, with everything in between that can cut them off."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from services.cli.platform import DEMONSTRATION
from services.gateway.sign_in.flows import SAMPLE_PASSWORD
from tests.browser.cycles import PRINCIPAL, SECRETARY, THIS_YEAR, Course
from tests.browser.site import Site
from tests.browser.world import world

pytestmark = pytest.mark.e2e
STARTING = 60.0
"""Seconds that a server may take until it answers."""
LABEL = "Mô tả hiện trạng, Mức 1"


class Apart:
    """A server in a process of its own, that dies without a word and starts again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it on the data that are there; wait until it answers."""
        command = [sys.executable, "-m", "services", "serve", "--port", str(self._port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen([*command, "--var", str(self._folder)], **quiet)
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            with (
                suppress(urllib.error.URLError, ConnectionError),
                urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer,
            ):
                if answer.status == 200:
                    return
            time.sleep(0.2)
        pytest.fail("the server does not answer")

    def end(self, how: signal.Signals) -> None:
        """End it by a signal, if it runs."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(STARTING)


@pytest.fixture(scope="module")
def apart(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, Apart]]:
    """A site whose server may be killed."""
    folder = tmp_path_factory.mktemp("minutes") / "var"
    with world(folder) as (_, plan):
        pass
    (folder / DEMONSTRATION).touch()
    server = Apart(folder)
    server.start()
    try:
        yield Site(server.url, browser, plan), server
    finally:
        server.end(signal.SIGTERM)


def portion(page: Page, text: str, told: str) -> None:
    """Type some more into the sheet, and let minutes pass until this is said of it."""
    page.get_by_label(LABEL).focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.insert_text(text)
    said(page, told)


def said(page: Page, told: str) -> None:
    """Let minutes pass until this is said of what was typed."""
    state = page.locator("[data-saved]")
    for _ in range(60):
        page.clock.run_for(5_000)
        if told in state.inner_text():
            return
        page.wait_for_timeout(50)
    expect(state).to_contain_text(told)


def saves(page: Page, whole: str) -> None:
    """Save the sheet, and see that all that was typed stands there."""
    page.get_by_role("button", name="Lưu phiếu").click()
    expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
    expect(page.get_by_label(LABEL)).to_have_value(whole)


def test_what_is_typed_for_twenty_minutes_is_whole_at_the_end(apart: tuple[Site, Apart]) -> None:
    site, server = apart
    course = Course(site, THIS_YEAR)
    address = course.at("criterion-sheet", "1.1")
    with site.window(PRINCIPAL) as other, site.window(SECRETARY) as page:
        course.staffed(other)
        page.clock.install()
        page.goto(address)
        portion(page, "Phút 1 ẮẰẲẴẶ.", "Đã lưu bản nháp")
        portion(page, " Phút 3.", "Đã lưu bản nháp")

        # The line is cut: before the server hears of it, and before its answer comes.
        page.route("**/draft/**", lambda route: route.abort())
        portion(page, " Đứt mạng.", "Mất kết nối")
        page.unroute("**/draft/**")
        said(page, "Đã lưu bản nháp")
        page.route("**/draft/**", unanswered, times=1)
        portion(page, " Mất trả lời.", "Đã lưu bản nháp")
        portion(page, " Phút 8.", "Đã lưu bản nháp")
        whole = "Phút 1 ẮẰẲẴẶ. Phút 3. Đứt mạng. Mất trả lời. Phút 8."

        # The session ends while somebody types.
        ended = page.request.post("/v1/sign-out", data={}, headers={"Origin": site.url})
        assert ended.ok
        portion(page, " Hết phiên.", "Phiên làm việc đã hết")
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.locator(".note.is-warn")).to_contain_text("Chữ vừa gõ vẫn còn")
        page.fill("#login", SECRETARY)
        page.fill("#password", SAMPLE_PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.get_by_role("button", name="Gửi lại phần vừa gõ").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        whole += " Hết phiên."
        expect(page.get_by_label(LABEL)).to_have_value(whole)

        # Somebody else saves the same text meanwhile: both stand there.
        other.goto(address)
        other.get_by_label(LABEL).fill(f"{whole} Của hiệu trưởng.")
        saves(other, f"{whole} Của hiệu trưởng.")
        portion(page, " Phút 14.", "Đã lưu bản nháp")
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.locator(".versus")).to_contain_text("Của hiệu trưởng.")
        page.get_by_role("button", name="Lưu bản đã chọn").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        whole = page.get_by_label(LABEL).input_value()
        assert "Của hiệu trưởng." in whole
        assert "Phút 14." in whole

        # The server dies; what is sent into the dark is offered again when it is back.
        portion(page, " Phút 17.", "Đã lưu bản nháp")
        server.end(signal.SIGKILL)
        portion(page, " Máy chủ chết.", "Mất kết nối")
        page.keyboard.insert_text(" Phút 20.")
        with page.expect_event("requestfailed"):
            page.get_by_role("button", name="Lưu phiếu").click(no_wait_after=True)
        server.start()
        page.goto(address)
        page.get_by_role("button", name="Đưa lại vào ô").click()
        whole += " Phút 17. Máy chủ chết. Phút 20."
        expect(page.get_by_label(LABEL)).to_have_value(whole)
        saves(page, whole)
        (sheet,) = (one for one in course.stands(page)["sheets"] if one["criterion"] == "1.1")
        assert [one["text"] for one in sheet["descriptions"]] == [whole]
        page.goto(address)
        expect(page.get_by_role("button", name="Đưa lại vào ô")).to_have_count(0)
        expect(page.get_by_label(LABEL)).to_have_value(whole)


def unanswered(route: Route) -> None:
    """Let a call reach the server, but its answer nobody."""
    route.fetch()
    route.abort()
