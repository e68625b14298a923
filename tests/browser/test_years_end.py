"""What a school does at the turn of a year: begin with last year's texts, add, register, close."""

import re
import unicodedata
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.cycles import OFFICER, Course
from tests.browser.principal import TORTURE, recorded
from tests.browser.server import Server
from tests.browser.site import LARGE, SMALL, Site, refused
from tests.browser.test_acts import press

pytestmark = pytest.mark.e2e
HEAD = "hieu-truong-hoa-sen"
NFD = unicodedata.normalize("NFD", TORTURE)
PLAIN = {"viewport": {"width": SMALL, "height": 800}, "java_script_enabled": False}
WIDE = {"viewport": {"width": LARGE, "height": 800}}
PASSED, NEXT = 2025, 2026
OPENED = "2026-06-15"
"""Before 07/07/2026, so by the set of the cycles before."""


def of(site: Site, year: int) -> Course:
    """Return the self-assessment of a year of the school that has assessed itself twice."""
    return Course(site, year, OPENED, "hoa-sen")


def test_a_cycle_begins_with_the_texts_of_the_last_one(apart: tuple[Site, Server]) -> None:
    site, _ = apart
    cycle = of(site, NEXT)
    with site.window(HEAD, **WIDE) as page:
        cycle.staffed(page)
        page.goto(cycle.at("criterion-sheet", "1.1"))
        page.get_by_role("button", name="Lấy chữ của đợt trước").click()
        expect(page.locator(".title")).to_contain_text("Chữ lấy từ đợt 2025–2026, chưa thông qua")
        strengths = page.get_by_label("Điểm mạnh", exact=True)
        strengths.fill(f"{strengths.input_value()} {NFD}")
        for letter in "abc":
            page.locator(f"[name=m-1-{letter}][value=not]").check()
        page.get_by_label("Mô tả hiện trạng, Mức 1").fill("Trường có phương hướng.")
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        page.get_by_text("So với đợt 2025–2026, theo từng từ").click()
        expect(page.locator(".fold ins", has_text="ẮẰẲẴẶ").first).to_be_visible()
    with site.window(HEAD, **PLAIN) as page:
        # All other sheets in one act; what was carried over already is not offered again.
        page.goto(cycle.at("carry-over"))
        expect(page.locator("#criteria [value='1.1']")).to_have_count(0)
        press(page, "Kiểm tra trước khi lấy lại")
        recorded(page, "2025–2026", "1.2, 1.3")
        page.get_by_role("link", name="Xem chỗ thay đổi").click()
        page.get_by_role("link", name=re.compile("2025–2026")).first.click()
        expect(page.locator("main ins", has_text="ẮẰẲẴẶ").first).to_be_visible()
        page.goto(cycle.at("carry-over"))
        expect(page.locator("main")).to_contain_text("Không còn phiếu trống")
        # Marked until the council confirms.
        page.goto(cycle.at("council-meeting"))
        expect(page.locator("#criteria")).to_contain_text("Chữ lấy từ đợt trước")
        page.locator("#criteria [value='1.1']").check()
        press(page, "Kiểm tra trước khi xác nhận")
        recorded(page, "1.1")
        for criterion, mark in (("1.1", "Hội đồng thông qua ngày"), ("1.2", "chưa thông qua")):
            page.goto(cycle.at("criterion-sheet", criterion))
            expect(page.locator(".title")).to_contain_text(mark)
        page.goto(cycle.at("criterion-sheet", "1.2"))
        assert page.get_by_label("Điểm mạnh", exact=True).input_value()
        assert cycle.stands(page)["level"] in (None, 0)


def test_a_registration_goes_to_its_end(apart: tuple[Site, Server]) -> None:
    site, _ = apart
    cycle = of(site, NEXT)
    school = cycle.id.partition("_")[0]
    address = f"/console/registration/{cycle.log}/{school}"
    office = replace(cycle, on="")
    case = f"/v1/{cycle.log}/evaluation/{cycle.id}"
    with site.window(HEAD, **PLAIN) as page:
        page.goto(address)
        page.get_by_label(re.compile("^Năm học 2025–2026")).check()
        page.get_by_label(re.compile("^Kiểm định chất lượng")).check()
        page.get_by_label("Đăng ký cấp độ kiểm định").select_option(label="Cấp độ 4")
        page.get_by_label("Đăng ký mức độ chuẩn quốc gia").select_option(label="Không đăng ký")
        page.get_by_label("Địa chỉ của trường").fill(NFD)
        press(page, "Xem lại trước khi nộp")
        refused(page, "chưa đạt")
        expect(page.get_by_label("Địa chỉ của trường")).to_have_value(TORTURE)
        page.get_by_label("Đăng ký cấp độ kiểm định").select_option(label="Cấp độ 1")
        press(page, "Xem lại trước khi nộp")
        expect(page.locator("main")).to_contain_text("Năm học 2025–2026: trường tự đánh giá Mức 1")
        press(page, "Nộp đăng ký")
        expect(page.locator(".note.is-done")).to_contain_text("Đã nộp đăng ký")
        expect(page.locator("main")).to_contain_text("Nộp lần thứ")
        with site.window(OFFICER) as officer:
            reasons = [{"item": "Địa chỉ", "detail": f"Chưa ghi số nhà. {TORTURE}"}]
            site.wrote(
                page, case, office.call(officer, f"{case}/return-by-so", {"reasons": reasons})
            )
            page.goto(address)
            expect(page.locator(".note.is-warn")).to_contain_text(f"Chưa ghi số nhà. {TORTURE}")
            page.get_by_label("Địa chỉ của trường").fill(f"7 {NFD}")
            press(page, "Xem lại trước khi nộp")
            press(page, "Nộp đăng ký")
            expect(page.locator(".note.is-done")).to_contain_text("Đã nộp đăng ký")
            accepted = {"checked": ["letter", "report"]}
            site.wrote(page, case, office.call(officer, f"{case}/accept-by-so", accepted))
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Sở chấp nhận hồ sơ")
        expect(page.get_by_role("button", name="Xem lại trước khi nộp")).to_have_count(0)


def test_a_cycle_is_closed_and_stays_to_be_read(apart: tuple[Site, Server]) -> None:
    site, _ = apart
    cycle = of(site, PASSED)
    with site.window(HEAD, **PLAIN) as page:
        page.goto(cycle.at("cycle"))
        page.get_by_role("link", name="Kết thúc đợt").first.click()
        page.get_by_label(re.compile("^Ngày")).fill("31/12/2098")
        press(page, "Kiểm tra trước khi kết thúc")
        refused(page, "sau ngày nhập")
        page.get_by_label(re.compile("^Ngày")).fill("")
        press(page, "Kiểm tra trước khi kết thúc")
        recorded(page, "Sau khi kết thúc, không sửa, không mở lại được.")
        assert cycle.stands(page)["state"] == "closed"
        page.goto(cycle.at("report-step", "reopen"))
        expect(page.get_by_role("button", name="Kiểm tra trước khi mở lại")).to_have_count(0)
        page.goto(cycle.at("criterion-sheet", "1.1"))
        expect(page.locator("main")).to_contain_text("Điểm mạnh")
