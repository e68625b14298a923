"""A team signs its report: a member reads and signs, the leader and the Sở see who has not."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import SMALL, Site, refused
from tests.browser.test_blind import record

pytestmark = pytest.mark.e2e
LEADER, MEMBER = "doan-tran-van-on-0", "doan-tran-van-on-1"
DISSENT = "Tiêu chí 1.1 nên xem lại vào năm sau."


def test_each_member_signs_and_the_director_excuses_who_cannot(site: Site) -> None:
    school = site.plan.school("tran-van-on")
    at = f"/console/case/{school.log}/{school.id}_{site.plan.schedule['school_year']}"
    with site.window(MEMBER, viewport={"width": SMALL, "height": 800}) as page:
        page.goto(at)
        expect(page.locator("#signatures")).to_contain_text("Chưa ký")
        page.get_by_role("link", name="Ký báo cáo đánh giá ngoài").click()
        page.get_by_label("Ý kiến khác").fill("…")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        refused(page, "viết thành lời")
        page.get_by_label("Ý kiến khác").fill(DISSENT)
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        record(page)
        page.goto(at)
        expect(page.locator("#signatures")).to_contain_text("Đã ký, có ý kiến khác")
        expect(page.get_by_role("link", name="Ký báo cáo đánh giá ngoài")).to_have_count(0)
    with site.window(LEADER) as page:
        page.goto(at)
        expect(page.locator("#signatures")).to_contain_text(DISSENT)
        expect(page.locator("#signatures")).to_contain_text("(trưởng đoàn)")
        expect(page.get_by_role("link", name="Nộp báo cáo đánh giá ngoài")).to_have_count(0)
        expect(page.get_by_role("link", name="Lập kế hoạch làm việc của đoàn")).to_have_count(0)
    with site.window("giam-doc-so") as page:
        page.goto(at.replace("/case/", "/case-step/") + "/excuse-signature")
        page.get_by_role("radio").last.check()
        page.get_by_label("Vì sao không ký được").fill("Nghỉ ốm dài ngày.")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        record(page)
        page.goto(at)
        expect(page.locator("#signatures")).to_contain_text("Được miễn chữ ký")
    with site.window("hieu-truong-luong-the-vinh") as page:
        page.goto(at)
        expect(page.locator("#signatures")).to_have_count(0)
