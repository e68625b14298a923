"""The screens as tests use them: windows of people who are signed in, and what must hold of all."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    StorageState,
    expect,
)

from libs.web import written
from services.cli.demo.plan import Plan
from services.gateway.sign_in.flows import SAMPLE_PASSWORD
from tests.gateway.smtp_server import MailBox

LARGE, SMALL = 1280, 360
"""The widths at which every page is looked at, in CSS pixels."""
PATIENCE = 20_000
AXE = Axe().axe_script


class Site:
    """The screens at `url`; keeps who has signed in, so that each person does it once.

    `box` takes the mail that goes out.
    """

    def __init__(self, url: str, browser: Browser, plan: Plan, box: MailBox | None = None) -> None:
        self.url = url
        self.plan = plan
        self.box = box or MailBox()
        self._browser = browser
        self._states: dict[str, StorageState] = {}

    @contextmanager
    def window(self, login: str = "", **how: Any) -> Iterator[Page]:
        """Give a window, signed in as a sample person; `how` as of a browser context.

        What the page reports as an error fails the test.
        """
        state = {"storage_state": self.state(login)} if login else {}
        settings: dict[str, Any] = {
            "locale": "vi-VN",
            "timezone_id": "Asia/Ho_Chi_Minh",
            "viewport": {"width": LARGE, "height": 900},
            **state,
            **how,
        }
        context: BrowserContext = self._browser.new_context(base_url=self.url, **settings)
        context.set_default_timeout(PATIENCE)
        page, wrong = context.new_page(), []

        def told(message: ConsoleMessage) -> None:
            # A page that answers 404 or 422 on purpose, or a line that a test cuts, is told of too.
            if message.type == "error" and not message.text.startswith("Failed to load resource"):
                wrong.append(message.text)

        page.on("console", told)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        try:
            yield page
        finally:
            context.close()
        if wrong:
            pytest.fail(f"the page reports: {wrong}", pytrace=False)

    def cookies(self, login: str) -> str:
        """Return the cookies of somebody who is signed in, as a browser sends them."""
        found = self.state(login)["cookies"] if login else []
        return "; ".join(f"{one['name']}={one['value']}" for one in found)

    def wrote(self, page: Page, path: str, position: int) -> int:
        """Let a window's next pages show what a call of the API wrote; return the position."""
        value = written.cookie({path.split("/")[2]: position})
        page.context.add_cookies([{"name": written.COOKIE, "value": value, "url": self.url}])
        return position

    def state(self, login: str) -> StorageState:
        """Return the cookies of somebody who is signed in."""
        if login not in self._states:
            self._states[login] = self.signed_in(login)
        return self._states[login]

    def signed_in(self, login: str) -> StorageState:
        context = self._browser.new_context(base_url=self.url, locale="vi-VN")
        page = context.new_page()
        page.goto("/console/sign-in")
        page.fill("#login", login)
        page.fill("#password", SAMPLE_PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/console")
        state = context.storage_state()
        context.close()
        return state


def unfold(where: Page | Locator, name: str = "") -> None:
    """Open by the keyboard what is folded under a name; on a wide screen it may be open.

    In a part of a page that folds one thing alone the name may be left out.
    """
    folded = where.locator("details:not([open]) > summary").filter(has_text=name)
    if folded.is_visible():
        folded.press("Enter")


def refused(page: Page, *said: str) -> None:
    """See all faults at once, at the head of the form that was sent.

    The page is waited for until its script has put the focus on the faults: what scrolls between
    press and release takes a click away.
    """
    expect(page).to_have_title(re.compile("^Lỗi:"))
    page.wait_for_load_state()
    for text in said:
        expect(page.locator(".errors")).to_contain_text(text)


def serious(page: Page, only: Sequence[str] = ()) -> Sequence[str]:
    """Return what axe finds of impact serious or critical on a page, by `only` these rules."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "rule", "values": list(only)}} if only else {}
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Return what makes a page wider than its window."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter((one) => one.getBoundingClientRect().right > innerWidth)
                .map((one) => one.outerHTML.slice(0, 160))"""
    )
    return found
