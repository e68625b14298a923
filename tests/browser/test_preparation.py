"""The leader of a team plans its work; members read it, the school the days of the visits."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from libs.law.calendar import vietnam_today
from libs.web import formats
from tests.browser.site import SMALL, Site
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
    with site.window("hieu-truong-hanh-thong") as page:
        page.goto(at)
        expect(page.locator("#visits")).to_contain_text(days[1])
        expect(page.locator("#plan")).to_have_count(0)
