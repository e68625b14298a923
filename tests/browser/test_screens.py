"""What holds of every screen: at both widths, light and dark, with and without scripts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, Literal
from urllib.parse import urldefrag, urljoin

import pytest
from playwright.sync_api import Page

from libs.kernel.messages import kebab
from services.cli.demo.plan import Plan
from tests.browser.pages import Screen, screens
from tests.browser.site import LARGE, SMALL, Site, serious, sideways

pytestmark = pytest.mark.e2e
Way = tuple[int, Literal["light", "dark"]]
WAYS: dict[bool, tuple[Way, ...]] = {
    True: ((LARGE, "light"), (LARGE, "dark"), (SMALL, "dark"), (SMALL, "light")),
    False: ((SMALL, "light"), (LARGE, "dark")),
}
"""By whether the page's own scripts run, in the order in which it is looked at once it is open."""
LOOKS = ("color-contrast", "link-in-text-block", "target-size")
OWN_SCRIPT = "**/static/enhance*.js"
JS = "text/javascript"
MOST = 100_000
"""The most bytes of a page at first view, style and script included."""
MOST_PORTAL = 60_000
ALIKE = 2
"""How many pages of one shape a walk looks at: those of other schools and criteria are the same."""


def by_login(site: Site) -> Iterator[tuple[str, list[Screen]]]:
    """Yield who looks, with the screens."""
    found: dict[str, list[Screen]] = defaultdict(list)
    for screen in screens(site.plan):
        found[screen.login].append(screen)
    yield from found.items()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_every_screen_is_whole_at_both_widths_light_and_dark(site: Site, scripts: bool) -> None:
    wrong: dict[str, Any] = {}
    for login, those in by_login(site):
        with site.window(login) as page:
            if not scripts:
                # axe needs scripts to run at all: the page goes without its own.
                page.route(OWN_SCRIPT, lambda route: route.fulfill(content_type=JS, body=""))
            for screen in those:
                answer = page.goto(screen.address)
                assert answer is not None
                expected = 404 if screen.name == "not-found" else 200
                assert answer.status == expected, screen
                if found := dict(_wrong(page, WAYS[scripts])):
                    wrong[screen.name] = found
    assert wrong == {}


def _wrong(page: Page, ways: Iterable[Way]) -> Iterator[tuple[str, Any]]:
    """Yield what is wrong with a page that is open, each way that it may be looked at."""
    if (heads := page.locator("h1").count()) != 1:
        yield "h1", heads
    if " · Kiểm định" not in page.title():
        yield "title", page.title()
    for turn, (width, scheme) in enumerate(ways):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        # By all rules once; what else differs by width and scheme is how it looks.
        only = LOOKS if turn else ()
        if found := serious(page, only):
            yield f"axe {width} {scheme}", found
        if wide := sideways(page):
            yield f"sideways {width}", wide


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


def shape_of(address: str) -> str:
    """Return what pages have in common that differ in whose or which thing they show."""
    path, _, query = address.partition("?")
    names = sorted(name.partition("=")[0] for name in query.split("&") if name)
    # Each document is made anew by the call that asks for it, and has tests of its own.
    path = re.sub(r"/document/[^/]+$", "/document/…", path)
    return re.sub(r"/[0-9][^/]*|/[0-9a-f]{8,}[^/]*", "/…", path) + "?" + "&".join(names)


@pytest.mark.parametrize("login", ["", *(one.login for one in Plan().sign_ins)])
def test_no_link_of_any_role_leads_to_an_error_or_to_a_dead_end(site: Site, login: str) -> None:
    """Every link is followed, of one shape the first ones; what is offered may be done."""
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    shapes: Counter[str] = Counter()
    with site.window(login) as page:
        todo = [f"{site.url}/console" if login else f"{site.url}/"]
        while todo:
            address = todo.pop(0)
            shape = shape_of(address)
            if address in seen or shapes[shape] >= ALIKE:
                continue
            seen.add(address)
            shapes[shape] += 1
            answer = page.request.get(address)
            if answer.status >= 400:
                wrong[address] = str(answer.status)
            if "text/html" not in answer.headers["content-type"]:
                continue
            text = answer.text()
            main = text.partition("<main")[2].partition("</main>")[0]
            if "<a " not in main and "<button" not in main:
                wrong[address] = "dead end"
            if forbidden := _forbidden(page, site, address):
                wrong[address] = forbidden
            for link in re.findall(r'<a [^>]*href="([^"]+)"', text):
                found = urldefrag(urljoin(address, unescape(link)))[0]
                if found.startswith(site.url) and "lang=" not in found:
                    todo.append(found)
    assert wrong == {}
    assert len(seen) > 5


def _forbidden(page: Page, site: Site, address: str) -> str:
    """Return the refusal of a command whose form stands at an address, if a right forbids it."""
    form = f"{site.url}/console/act/"
    if not address.startswith(form):
        return ""
    log, category, id, command = address.removeprefix(form).partition("?")[0].split("/")
    schema = page.request.get("/openapi.json").json()["components"]["schemas"][command]
    one = {"category": category, "id": id, "command": kebab(command), "data": sample(schema)}
    tried = page.request.post(
        f"/v1/{log}/batch",
        data={"commands": [{**one, "key": "walk-" + id[:16]}], "dry": True},
        headers={"Origin": site.url},
    )
    (result,) = tried.json()["results"]
    return str(result["problem"]["code"]) if result.get("status") == 403 else ""


def sample(schema: dict[str, Any]) -> Any:
    """Return something that a schema takes."""
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else next(k for k in kinds if k != "null")
    if "enum" in schema:
        return next(value for value in schema["enum"] if value is not None)
    match kind:
        case "object":
            return {name: sample(schema["properties"][name]) for name in schema.get("required", ())}
        case "array":
            return [sample(schema["items"])] * schema.get("minItems", 0)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
    if schema.get("format") == "date":
        return "2026-01-05"
    return (schema.get("examples") or ["x" * max(1, schema.get("minLength", 1))])[0]
