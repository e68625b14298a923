"""A school's documents, its public record, its registration, its time line of another day."""

import hashlib
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import LARGE, SMALL, Site, refused, unfold

pytestmark = pytest.mark.e2e
PRINCIPAL = "hieu-truong-hoa-sen"


def at(site: Site, page: str, *more: str) -> str:
    """Return the address of a page of the school that was recognised."""
    school = site.plan.school("hoa-sen")
    return "/".join((f"/console/{page}", school.log, school.id, *more))


def _documents_of(page: Page, site: Site, year: str) -> None:
    """Open the list of the documents of a school year."""
    page.goto(at(site, "documents"))
    unfold(page, "Lọc, sắp xếp")
    page.get_by_label("Năm học", exact=True).select_option(label=year)
    page.get_by_role("button", name="Lọc").click()


def test_a_document_is_what_its_hash_says_and_names_the_parts_beside_it(site: Site) -> None:
    with site.window(PRINCIPAL, viewport={"width": SMALL, "height": 800}) as page:
        _documents_of(page, site, "2024–2025")
        page.get_by_role("link", name="Danh mục minh chứng").click()
        expect(page.locator(".title")).to_contain_text("Bản chính thức")
        told = page.locator(".receipt").first
        href = told.get_by_role("link", name=re.compile("Tải tệp")).get_attribute("href")
        content = page.request.get(str(href)).body()
        expect(told.locator(".hash")).to_have_text(hashlib.sha256(content).hexdigest())
        parts = page.locator("section", has_text="Các phần khác của bộ hồ sơ")
        expect(parts).to_contain_text("Báo cáo tự đánh giá")
        _documents_of(page, site, "2025–2026")
        page.get_by_role("link", name="Kế hoạch cải tiến chất lượng").click()
        report = parts.get_by_role("listitem").filter(has_text="Báo cáo năm")
        expect(report).to_contain_text("Chưa lập được")


def test_a_principal_sees_what_is_public_and_what_will_be(site: Site) -> None:
    with site.window(PRINCIPAL) as page:
        page.goto(at(site, "public-record"))
        expect(page.locator("main")).to_contain_text("Kiểm định chất lượng, cấp độ")
        expect(page.locator(".time")).to_contain_text("Chưa có hồ sơ nào đang chạy")
        page.get_by_role("link", name="Xem như người dân xem").click()
        expect(page).to_have_url(re.compile(r"/school/79/\w+$"))


@pytest.mark.parametrize(("scripts", "width"), [(False, SMALL), (True, LARGE)])
def test_a_registration_is_looked_over_with_everything_wrong_at_once(
    site: Site, scripts: bool, width: int
) -> None:
    how = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 800}}
    with site.window(PRINCIPAL, **how) as page:
        page.goto(at(site, "registration"))
        page.get_by_label(re.compile("^Kiểm định chất lượng")).check()
        page.get_by_label("Đăng ký cấp độ kiểm định").select_option(label="Cấp độ 4")
        page.get_by_label("Đăng ký mức độ chuẩn quốc gia").select_option(label="Mức độ 2")
        page.get_by_label("Địa chỉ của trường").fill("Số 2, phường ẮẰẲẴẶ ỘỠỰ đĐ")
        page.get_by_role("button", name="Xem lại trước khi nộp").click()
        # Nothing is recorded: the purpose and the targets do not fit.
        refused(page)
        expect(page.locator(".errors")).to_be_visible()
        expect(page.get_by_label("Địa chỉ của trường")).to_have_value("Số 2, phường ẮẰẲẴẶ ỘỠỰ đĐ")


def test_the_time_line_is_that_of_the_day_asked_for(site: Site) -> None:
    with site.window("chuyen-vien-so") as page:
        page.goto(f"{at(site, 'school')}?view=steps")
        line = page.locator("#time-line")
        expect(line).to_contain_text("Có quyết định về kiểm định chất lượng")
        page.get_by_label("Xem như vào ngày").fill("15/11/2024")
        page.get_by_role("button", name="Xem", exact=True).click()
        expect(line).to_contain_text("Nộp báo cáo tự đánh giá")
        expect(line).not_to_contain_text("Có quyết định về kiểm định chất lượng")
        expect(line).to_contain_text("đến hết ngày 15/11/2024")
