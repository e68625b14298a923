"""The leader of a team plans its work; members read it, the school the days of the visits."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from libs.law.calendar import vietnam_today
from libs.web import formats
from tests.browser.site import SMALL, Site, refused
from tests.browser.test_blind import case, record

pytestmark = pytest.mark.e2e
LEADER, MEMBER = "doan-hanh-thong-0", "doan-hanh-thong-1"


def test_the_leader_plans_the_work_and_each_reads_what_is_theirs(site: Site) -> None:
    at = f"/console/preparation/{case(site)}"
    first = vietnam_today(datetime.now(UTC))
    days = [formats.day(first + timedelta(days=7 * n)) for n in range(6)]
    with site.window(LEADER, viewport={"width": SMALL, "height": 800}) as page:
        page.goto(f"/console/case/{case(site)}")
        page.get_by_role("link", name="Lập kế hoạch làm việc của đoàn").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Chuẩn bị của đoàn")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page).to_have_title(re.compile("^Lỗi:"))
        for n, day in enumerate(days):
            page.locator(f"#phases-{n}-starts_on").fill(day)
            page.locator(f"#phases-{n}-due_on").fill(day)
        for select in page.locator("select[name^=charge-]").all():
            select.select_option(index=2)
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kiểm tra")
        record(page)
        page.goto(at)
        expect(page.locator("#plan")).to_contain_text(days[5])
        expect(page.locator("#visits")).to_contain_text(days[2])
    with site.window(MEMBER) as page:
        page.goto(at)
        expect(page.locator("#plan")).to_contain_text("Nghiên cứu hồ sơ")
        expect(page.get_by_role("button", name="Kiểm tra trước khi ghi")).to_have_count(0)
        page.goto("/console")
        page.get_by_role("link", name="Ghi phiếu nghiên cứu hồ sơ").first.click()
        page.get_by_role("link", name="1.1.").click()
        page.locator("#wrongly_assessed").fill("Chỉ báo b chưa có căn cứ")
        page.locator("#interviews").fill("Giáo viên năm người")
        page.get_by_role("button", name="Ghi, sang").click()
        refused(page, "Mỗi dòng ghi đối tượng rồi số người")
        page.locator("#interviews").fill("Giáo viên: 5")
        page.locator("#evidence_to_add").fill("Biên bản họp hội đồng")
        page.get_by_role("button", name="Ghi, sang").click()
        expect(page.get_by_text("Đã ghi nghiên cứu tiêu chí 1.1")).to_be_visible()
        page.goto(f"{at}/criterion/1.1")
        expect(page.locator("#interviews")).to_have_value("Giáo viên: 5")
    with site.window(LEADER) as page:
        page.goto(f"{at}#study")
        expect(page.locator("#study")).to_contain_text("Còn thiếu sót")
        page.get_by_role("link", name="Ghi biên bản khảo sát sơ bộ").click()
        expect(page.locator("#conditions")).to_have_value(re.compile("Biên bản họp hội đồng"))
        page.locator("#started").fill(days[0])
        page.locator("#ended").fill(days[0])
        page.locator("#attending").fill("Trưởng đoàn\nHiệu trưởng")
        page.locator("#minutes").fill("Hai bên thống nhất lịch khảo sát chính thức.")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        record(page)
    with site.window("hieu-truong-hanh-thong") as page:
        page.goto(at)
        expect(page.locator("#visits")).to_contain_text(days[1])
        expect(page.locator("#preliminary")).to_contain_text("Biên bản họp hội đồng")
        expect(page.locator("#plan")).to_have_count(0)
        expect(page.locator("#study")).to_have_count(0)
