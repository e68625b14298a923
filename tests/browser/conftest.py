"""A running platform with screens, and browsers that look at it."""

import signal
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from services.cli.platform import DEMONSTRATION
from services.gateway.notices.settings import NoticeSettings
from tests.browser.chromium import executable, options
from tests.browser.server import Server
from tests.browser.site import Site
from tests.browser.world import world
from tests.conftest import EMBEDDED_ONLY, absent
from tests.gateway.smtp_server import MailBox, mail_server
from tests.servers import Missing


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How the browser is started: Debian's own."""
    try:
        program = executable()
    except Missing as missing:
        absent("Chromium", missing)
        if EMBEDDED_ONLY:
            pytest.skip("KIEMDINH_TEST_ONLY=embedded: no browser")
        pytest.fail(str(missing), pytrace=False)
    return {**browser_type_launch_args, "executable_path": str(program), "args": options()}


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The screens over a platform of its own."""
    box = MailBox()
    folder = tmp_path_factory.mktemp("screens") / "var"
    with mail_server(box) as server, world(folder, NoticeSettings(server)) as (url, plan):
        yield Site(url, browser, plan, box)


@pytest.fixture(scope="session")
def apart(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, Server]]:
    """Screens over another platform, whose server may be killed and started again."""
    folder = tmp_path_factory.mktemp("apart") / "var"
    with world(folder) as (_, plan):
        pass
    (folder / DEMONSTRATION).touch()
    server = Server(folder)
    server.start()
    try:
        yield Site(server.url, browser, plan), server
    finally:
        server.end(signal.SIGTERM)
