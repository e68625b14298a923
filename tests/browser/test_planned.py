"""An office plans evaluations: from a letter, school by school, and sees who has registered."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from libs.law.calendar import school_year, vietnam_today
from tests.browser.site import Site

pytestmark = pytest.mark.e2e


def test_a_letters_list_stands_in_the_office_s_list_once(site: Site) -> None:
    office = site.plan.office("phong-go-vap")
    with site.window("chuyen-vien-so") as page:
        page.goto(f"/console/planned/79/{office}?year=2024")
        expect(page.locator(".figs")).to_contain_text("24")
        row = page.locator("tbody tr", has_text="Trường Mầm non Hoa Sen")
        expect(row).to_contain_text("tháng 12/2024")
        expect(row).to_contain_text("Cấp độ 2, Mức độ 1")
        expect(row).to_contain_text("Đã có quyết định")
        here = page.url
        page.locator(".figs a").nth(1).click()
        expect(page).not_to_have_url(here)
        expect(page.locator(".figs")).to_be_visible()
        expect(row).to_have_count(0)
        expect(page.get_by_role("button", name="Kiểm tra trước khi thêm")).to_have_count(0)


def test_an_office_opens_its_list_adds_a_school_and_changes_it(site: Site) -> None:
    this = school_year(vietnam_today(datetime.now(UTC)))
    name = site.plan.school("binh-chanh-mau-2").name
    with site.window("chuyen-vien-so") as page:
        page.goto("/console")
        page.get_by_role("link", name="Dự kiến đánh giá").click()
        expect(page.locator("main")).to_contain_text("Chưa có trường nào trong danh sách")
        page.get_by_label("Căn cứ").fill("Kế hoạch mẫu 15/KH-SGDĐT")
        page.get_by_role("button", name="Kiểm tra trước khi mở").click()
        recorded(page)
        expect(page.locator("main")).to_contain_text("Căn cứ: Kế hoạch mẫu 15/KH-SGDĐT")
        page.locator("summary", has_text="Thêm một trường").click()
        page.get_by_label("Tên trường").first.fill(name)
        page.get_by_role("button", name="Kiểm tra trước khi thêm").click()
        expect(page.locator(".errors li")).to_contain_text("một trong hai")
        page.get_by_label("Tháng đánh giá").fill(f"03/{this + 1}")
        page.get_by_label("Mức độ chuẩn quốc gia").select_option(label="Mức độ 1")
        page.get_by_role("button", name="Kiểm tra trước khi thêm").click()
        expect(page.locator("main")).not_to_contain_text("Chưa tìm thấy")
        recorded(page)
        row = page.locator("tbody tr", has_text=name)
        expect(row).to_contain_text("Chưa đăng ký")
        row.get_by_role("link").click()
        page.get_by_label("Tháng đánh giá").fill(f"04/{this + 1}")
        page.get_by_label("Lý do", exact=True).fill("Trường xin lùi")
        page.get_by_role("button", name="Kiểm tra trước khi điều chỉnh").click()
        recorded(page)
        page.locator("tbody tr", has_text=name).get_by_role("link").click()
        expect(page.locator("main")).to_contain_text(f"tháng 04/{this + 1}")
    with site.window("hieu-truong") as page:
        page.goto(f"/console/registration/79/{site.plan.school('binh-chanh-mau-2').id}")
        expect(page.locator("main")).to_contain_text(f"tháng 04/{this + 1}")


def recorded(page: Page) -> None:
    """Record what was looked over, and go back to the list that has it."""
    page.get_by_role("button", name="Ghi vào sổ").click()
    page.locator("main a[href*='/console/planned/']").first.click()
