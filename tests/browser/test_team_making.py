"""Who is asked before a team is formed, declares by their own account, and is drawn."""

import pytest
from playwright.sync_api import Page, expect

from services.cli.demo.plan import Plan
from tests.browser.site import Site, unfold
from tests.browser.world import TAUGHT_AT

pytestmark = pytest.mark.e2e


def making(plan: Plan, key: str) -> str:
    """Return where the making of a team is shown."""
    school = plan.school(key)
    return f"/console/team-making/{school.log}/{school.id}_{plan.schedule['school_year']}"


def looked_over(page: Page, button: str) -> None:
    """Look an act over and record it."""
    page.get_by_role("button", name=button).click()
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã ghi")


def test_a_list_is_fixed_and_drawn_by_an_entry_that_comes_later(site: Site) -> None:
    with site.window("giam-doc-so") as page:
        page.goto(making(site.plan, TAUGHT_AT))
        expect(page.locator("#draw")).not_to_contain_text("Đánh giá viên Mẫu 1")
        unfold(page.locator("#draw"))
        for name in ("Đánh giá viên Mẫu 2", "Đánh giá viên Mẫu 3"):
            page.locator("#draw").get_by_label(name).check()
        page.get_by_label("Bốc mấy người").fill("1")
        looked_over(page, "Kiểm tra trước khi chốt danh sách")
        page.goto(making(site.plan, TAUGHT_AT))
        expect(page.locator("#draw")).to_contain_text("Danh sách đã chốt, chờ mã")
        expect(page.locator("#declared")).to_contain_text("Chưa khai")
        unfold(page.locator("#ask"))
        page.locator("#ask").get_by_label("Hiệu trưởng mẫu").check()
        looked_over(page, "Kiểm tra trước khi hỏi")
        page.goto(making(site.plan, TAUGHT_AT))
        looked_over(page, "Kiểm tra trước khi bốc thăm")
        page.goto(making(site.plan, TAUGHT_AT))
        expect(page.locator("#draw-1 tbody tr")).to_have_count(2)
        expect(page.locator("#draw-1 tbody")).to_contain_text("Trúng")
        page.locator("#draw-1 summary").click()
        expect(page.locator("#draw-1")).to_contain_text("sha256sum")


def test_a_member_who_declares_kin_is_replaced_or_kept_with_a_reason(site: Site) -> None:
    at = making(site.plan, "le-hoan")
    with site.window("thanh-vien-doan-le-hoan") as page:
        page.goto(at.replace("team-making", "declaration"))
        expect(page.locator("main")).to_contain_text("Không có quan hệ nào")
        page.get_by_label("Có", exact=True).check()
        page.get_by_role("button", name="Kiểm tra trước khi khai").click()
        expect(page.locator(".errors")).to_contain_text("ít nhất một")
        page.get_by_label("Có người thân làm việc hoặc học tại trường", exact=True).check()
        looked_over(page, "Kiểm tra trước khi khai")
        page.goto(at.replace("team-making", "declaration"))
        expect(page.locator("main")).to_contain_text("cản trở việc vào đoàn")
    with site.window("giam-doc-so") as page:
        page.goto(at)
        expect(page.locator("#declared")).to_contain_text("Thay người hoặc quyết định giữ")
        page.get_by_label("Lý do giữ").fill("Con đã chuyển trường")
        looked_over(page, "Kiểm tra trước khi giữ")
        page.goto(at)
        expect(page.locator("#declared")).to_contain_text("Được giữ: Con đã chuyển trường")
