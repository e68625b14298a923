"""Lists and the menu as people use them: filtered, sorted, taken along; scripts or none."""

import csv
import io
import re
import unicodedata

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import LARGE, SMALL, Site, unfold

pytestmark = pytest.mark.e2e
TORTURE = "ẮẰẲẴẶ ỘỠỰ đĐ"
LISTS = (
    ("hieu-truong", "/console/tasks", "Có các chữ"),
    ("hieu-truong", "/console/notices", "Có các chữ"),
    ("chuyen-vien-so", "/console/find-school/79", "Tên trường, mã trường hoặc địa chỉ"),
)


def cells(page: Page) -> list[list[str]]:
    """Return what stands in the rows of the list on the screen, as people read it."""
    found = page.locator("table.cards tbody tr").all()
    return [
        [text.replace("\u00a0", " ").strip() for text in row.locator("th, td").all_inner_texts()]
        for row in found
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_officer_finds_schools_sorts_them_and_takes_the_list_along(
    site: Site, scripts: bool
) -> None:
    with site.window("chuyen-vien-so", java_script_enabled=scripts) as page:
        page.goto("/console/find-school/79")
        page.get_by_label("Loại trường").select_option(label="Mầm non")
        page.get_by_role("button", name="Lọc").click()
        expect(page).to_have_url(re.compile("kind=preschool"))
        page.get_by_role("button", name="Tên trường").click()
        page.get_by_role("button", name="Tên trường").click()
        expect(page.locator("th[aria-sort=descending]")).to_contain_text("Tên trường")
        on_screen = cells(page)
        assert len(on_screen) > 1
        assert on_screen == sorted(on_screen, reverse=True)
        href = page.get_by_role("link", name=re.compile("^CSV")).get_attribute("href")
        text = page.request.get(str(href)).body().decode("utf-8-sig")
        taken = [[cell or "–" for cell in line] for line in csv.reader(io.StringIO(text))]
        assert taken[1:] == on_screen


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("login", "address", "label"), LISTS)
def test_any_letters_may_be_looked_for(
    site: Site, login: str, address: str, label: str, form: str
) -> None:
    with site.window(login, viewport={"width": SMALL, "height": 800}) as page:
        page.goto(address)
        expect(page.get_by_label(label)).to_be_hidden()
        unfold(page, "Lọc, sắp xếp")
        page.get_by_label(label).fill(unicodedata.normalize(form, TORTURE))  # type: ignore[arg-type]
        page.get_by_role("button", name="Lọc").click()
        expect(page.locator(".empty")).to_contain_text("Không có dòng nào khớp")
        expect(page.get_by_label(label)).to_have_value(TORTURE)
        page.get_by_role("link", name="Bỏ lọc").click()
        expect(page.locator("table.cards tbody tr").first).to_be_visible()


def test_on_a_phone_a_list_is_sorted_by_a_field(site: Site) -> None:
    with site.window("hieu-truong", viewport={"width": SMALL, "height": 800}) as page:
        page.goto("/console/notices")
        unfold(page, "Lọc, sắp xếp")
        page.get_by_label("Sắp xếp theo").select_option(label="Ngày: từ nhỏ đến lớn, từ A đến Z")
        page.get_by_role("button", name="Lọc").click()
        expect(page).to_have_url(re.compile("sort=day"))
    with site.window("hieu-truong", viewport={"width": LARGE, "height": 800}) as page:
        page.goto("/console/notices")
        expect(page.get_by_label("Sắp xếp theo")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_menu_is_folded_on_a_phone_and_open_on_a_screen(site: Site, scripts: bool) -> None:
    with site.window(
        "hieu-truong", viewport={"width": SMALL, "height": 800}, java_script_enabled=scripts
    ) as page:
        page.goto("/console")
        menu = page.get_by_role("navigation", name="Mục chính")
        expect(menu).to_contain_text("Việc của tôi")
        expect(menu.get_by_role("link", name="Minh chứng")).to_be_hidden()
        unfold(page, "Menu")
        menu.get_by_role("link", name="Minh chứng").press("Enter")
        expect(page).to_have_url(re.compile("/console/evidence/"))
        page.set_viewport_size({"width": LARGE, "height": 800})
        expect(menu.get_by_role("link", name="Việc của tôi")).to_be_visible()
        expect(menu.get_by_text("Menu")).to_be_hidden()
