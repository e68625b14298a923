"""An office forwards what its schools have registered, by one list; either all of it or nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import SMALL, Site, serious, sideways
from tests.browser.world import LISTED

pytestmark = pytest.mark.e2e
NUMBER = "12/DS-PGDĐT"


def test_an_office_forwards_its_schools_by_one_list(site: Site) -> None:
    names = [site.plan.school(key).name for key in LISTED]
    with site.window("chuyen-vien-phong") as page:
        page.goto("/console/cases/79")
        page.get_by_role("link", name="Chuyển hồ sơ lên Sở theo danh sách").click()
        expect(page.locator("h1")).to_contain_text("theo danh sách")
        page.get_by_role("button", name="Kiểm tra trước khi chuyển").click()
        expect(page.locator(".errors li")).to_have_count(2)
        for name in names:
            page.get_by_label(name, exact=True).check()
        page.get_by_label("Công văn").check()
        page.get_by_label("Số của danh sách").fill(NUMBER)
        check(page)
        # One item of the checklist lacks: nothing is forwarded, and it is said once.
        expect(page.locator(".errors li")).to_have_count(1)
        expect(page.get_by_label(names[0], exact=True)).to_be_checked()
        page.get_by_label("Báo cáo tự đánh giá").check()
        page.get_by_label("Ngày của danh sách").fill("01/09/2024")
        check(page)
        # Every school that cannot be of that day is named at its own line or the form's field.
        expect(page.locator(".errors")).to_contain_text("quá sớm")
        page.get_by_label("Ngày của danh sách").fill("")
        check(page)
        expect(page.locator("h1")).to_contain_text("Kiểm tra trước khi ghi")
        for name in names:
            expect(page.locator("dl.sum").first).to_contain_text(name)
        page.get_by_role("button", name="Ghi vào sổ").click()
        expect(page.locator("h1")).to_contain_text(NUMBER)
        for name in names:
            row = page.locator("tbody tr", has_text=name)
            expect(row.get_by_role("link", name="Biên nhận")).to_be_visible()
        for form in ("PDF", "Word"):
            with page.expect_download() as taken:
                page.get_by_role("link", name=form, exact=True).click()
            assert taken.value.path().stat().st_size > 1000
        page.get_by_role("link", name="Biên nhận").first.click()
        expect(page.locator("h1")).to_contain_text("Biên nhận")
        page.goto(f"/console/forwarding/79/{site.plan.office('phong-go-vap')}")
        for name in names:
            expect(page.get_by_label(name, exact=True)).to_have_count(0)
        expect(page.locator("tbody")).to_contain_text(NUMBER)
        page.get_by_role("link", name=NUMBER).click()
        expect(page.locator("h1")).to_contain_text(NUMBER)
        page.set_viewport_size({"width": SMALL, "height": 800})
        assert sideways(page) == []
        assert serious(page) == []


def check(page: Page) -> None:
    """Have the list looked over."""
    page.get_by_role("button", name="Kiểm tra trước khi chuyển").click()
