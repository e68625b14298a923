"""Duties of letters and who must register, as an office and a school see them at first."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import Site

pytestmark = pytest.mark.e2e

YEAR = "?year=2024"


def test_an_officer_goes_from_a_number_to_the_list_and_to_the_duty(site: Site) -> None:
    log, office = site.plan.schedule["schools_log"], site.plan.office("so-hcm")
    with site.window("chuyen-vien-so") as page:
        page.goto(f"/console/duties/{log}/{office}{YEAR}")
        number = page.locator(".figs a").first
        count = number.inner_text()
        number.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ai ở tình trạng nào")
        assert count in page.locator("main").inner_text()
        page.locator("table a").first.click()
        expect(page.get_by_text("Văn bản giao")).to_be_visible()
        expect(page.get_by_text("Vì sao là ngày này?").first).to_be_visible()


def test_a_school_says_with_a_paper_what_nothing_here_shows(site: Site) -> None:
    plan = site.plan
    log, school = plan.schedule["schools_log"], plan.school("hoa-sen").id
    with site.window("hieu-truong-hoa-sen") as page:
        page.goto(f"/console/duties/{log}/{school}{YEAR}")
        page.get_by_role("link", name="Rút kinh nghiệm").or_(
            page.get_by_role("link", name="Công khai kết quả đánh giá")
        ).first.click()
        page.get_by_label("Ngày làm xong").fill("01/10/2024")
        page.get_by_label("Văn bản, tài liệu").fill("12/BC-MN ngày 01/10/2024")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi ghi")
        expect(page.get_by_text("12/BC-MN ngày 01/10/2024")).to_be_visible()


def test_an_officer_sees_who_must_register_why_and_how_many_teams_that_needs(site: Site) -> None:
    log, office = site.plan.schedule["schools_log"], site.plan.office("so-hcm")
    with site.window("chuyen-vien-so") as page:
        page.goto(f"/console/eligibility/{log}/{office}{YEAR}")
        page.locator("table a").first.click()
        expect(page.get_by_role("heading", name="Từng điều kiện")).to_be_visible()
        page.goto(f"/console/eligibility/{log}/{office}/workload{YEAR}")
        before = page.locator("main table").inner_text()
        page.get_by_label("Số trường một đoàn đánh giá trong tháng").fill("1")
        page.get_by_role("button", name="Tính lại").click()
        expect(page.get_by_label("Số trường một đoàn đánh giá trong tháng")).to_have_value("1")
        assert page.locator("main table").inner_text() != before
