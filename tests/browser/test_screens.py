"""What holds of every screen: at both widths, light and dark, with and without scripts."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest

from tests.browser.pages import Screen, screens
from tests.browser.site import LARGE, SMALL, Site, serious, sideways

pytestmark = pytest.mark.e2e
WAYS: list[dict[str, Any]] = [
    {"width": LARGE, "color_scheme": "light"},
    {"width": SMALL, "color_scheme": "dark"},
    {"width": SMALL, "color_scheme": "light", "java_script_enabled": False},
]
MOST = 100_000
"""The most bytes of a page at first view, style and script included."""
MOST_PORTAL = 60_000
WALKED = 150
"""How many pages a walk looks at, at most."""


def by_login(site: Site) -> Iterator[tuple[str, list[Screen]]]:
    """Yield who looks, with the screens."""
    found: dict[str, list[Screen]] = defaultdict(list)
    for screen in screens(site.plan):
        found[screen.login].append(screen)
    yield from found.items()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
def test_every_screen_is_whole(site: Site, way: dict[str, Any]) -> None:
    how = {**way, "viewport": {"width": way["width"], "height": 800}}
    del how["width"]
    scripts = how.get("java_script_enabled", True)
    wrong: dict[str, Any] = {}
    for login, those in by_login(site):
        with site.window(login, **how) as page:
            for screen in those:
                answer = page.goto(screen.address)
                assert answer is not None
                expected = 404 if screen.name == "not-found" else 200
                assert answer.status == expected, screen
                heads = page.locator("h1").count()
                found: dict[str, Any] = {
                    "h1": heads if heads != 1 else None,
                    "title": None if " · Kiểm định" in page.title() else page.title(),
                    "axe": serious(page) if scripts else None,
                    "sideways": sideways(page) if scripts else None,
                }
                if any(found.values()):
                    wrong[screen.name] = {k: v for k, v in found.items() if v}
    assert wrong == {}


def test_pages_are_light(site: Site) -> None:
    sizes = {}
    for login, those in by_login(site):
        with site.window(login) as page:
            for screen in those:
                total = 0
                text = page.request.get(screen.address).text()
                total += len(text.encode())
                for file in re.findall(r'(?:href|src)="([^"]*/static/[^"]*)"', text):
                    total += len(page.request.get(file).body())
                sizes[screen.name] = (total, MOST_PORTAL if screen.portal else MOST)
    assert {name: size for name, (size, most) in sizes.items() if size > most} == {}


@pytest.mark.parametrize(
    "login",
    [
        "",
        "hieu-truong",
        "thanh-vien",
        "hieu-truong-hoa-sen",
        "chuyen-vien-so",
        "giam-doc-so",
        "danh-gia-vien",
        "quan-tri",
    ],
)
def test_no_link_of_any_role_leads_to_an_error(site: Site, login: str) -> None:
    wrong: dict[str, int] = {}
    seen: set[str] = set()
    with site.window(login) as page:
        todo = [f"{site.url}/console" if login else f"{site.url}/"]
        while todo and len(seen) < WALKED:
            address = todo.pop(0)
            if address in seen:
                continue
            seen.add(address)
            answer = page.request.get(address)
            if answer.status >= 400:
                wrong[address] = answer.status
            if "text/html" not in answer.headers["content-type"]:
                continue
            for link in re.findall(r'<a [^>]*href="([^"]+)"', answer.text()):
                found = urldefrag(urljoin(address, link.replace("&amp;", "&")))[0]
                if found.startswith(site.url) and "lang=" not in found:
                    todo.append(found)
    assert wrong == {}
    assert len(seen) > 5
