"""`make pictures`: every screen at both widths, into docs/screens."""

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import executable, options
from tests.browser.pages import screens
from tests.browser.site import LARGE, SMALL, Site
from tests.browser.world import world

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
QUALITY = 20
TALLEST = {LARGE: 1000, SMALL: 900}
"""How much of a page is shown at most, in CSS pixels."""
SCALE = {LARGE: 0.5, SMALL: 0.7}
"""How large a picture is, in its pixels to one of CSS: readable, and all of them fit."""
MOST = 2_400_000
"""How many bytes all pictures may have together."""


def main() -> int:
    """Make the pictures; return 1 if they are too large together."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as folder,
        world(Path(folder) / "var") as (url, plan),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(executable()), args=options())
        site = Site(url, browser, plan)
        for width in (LARGE, SMALL):
            for screen in screens(plan):
                how = {"viewport": {"width": width, "height": 800}}
                with site.window(screen.login, **how) as page:
                    page.goto(screen.address)
                    path = FOLDER / f"{screen.name}-{width}.webp"
                    path.write_bytes(picture(page, width))
        browser.close()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    print(f"{len(list(FOLDER.glob('*.webp')))} pictures, {total:,} bytes, in {FOLDER}")
    return 1 if total > MOST else 0


def picture(page: Page, width: int) -> bytes:
    """Return a page as a picture in WebP, from its top."""
    # The bar that stays in sight would lie over the middle of the page.
    page.evaluate("document.querySelectorAll('.stickbar').forEach((b) => b.classList.add('still'))")
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    session = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST[width])}
    found = session.send(
        "Page.captureScreenshot",
        {
            "format": "webp",
            "quality": QUALITY,
            "clip": clip | {"scale": SCALE[width]},
            "captureBeyondViewport": True,
        },
    )
    return base64.b64decode(found["data"])


if __name__ == "__main__":
    sys.exit(main())
