"""A school complains of a decision; the office takes it up and settles it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.principal import recorded
from tests.browser.site import LARGE, SMALL, Site, serious, sideways

pytestmark = pytest.mark.e2e
HEAD, DIRECTOR = "hieu-truong-hoa-sen", "giam-doc-so"


def test_a_school_complains_and_the_office_settles_it(site: Site, tmp_path: Path) -> None:
    school = site.plan.school("hoa-sen")
    case, page_of = f"{school.id}_2024", f"{school.id}_accreditation2024"
    at = f"/console/complaint/{school.log}/{page_of}"
    narrow = {"viewport": {"width": SMALL, "height": 800}, "java_script_enabled": False}
    with site.window(HEAD, **narrow) as page:
        page.goto(f"/console/case/{school.log}/{case}")
        page.get_by_role("link", name="Khiếu nại quyết định").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Khiếu nại quyết định")
        page.screenshot(path=tmp_path / "lodge.png", full_page=True)
        assert sideways(page) == []
        page.get_by_label("Nội dung khiếu nại").fill("Đề nghị xem lại tiêu chí 1.1.")
        page.get_by_role("button", name="Xem lại: khiếu nại quyết định").click()
        expect(page.locator("main")).to_contain_text("Thời hiệu khiếu nại đã hết")
        page.get_by_label("Ngày nhận hoặc biết").fill("20/11/2026")
        page.get_by_role("button", name="Xem lại: khiếu nại quyết định").click()
        recorded(page, "Đề nghị xem lại tiêu chí 1.1.", "20/11/2026")
    with site.window(DIRECTOR, viewport={"width": LARGE, "height": 800}) as page:
        page.goto("/console")
        page.get_by_role("link", name="Khiếu nại", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Khiếu nại của các trường")
        page.get_by_role("link", name="Hoa Sen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Khiếu nại quyết định")
        page.get_by_role("button", name="Xem lại: thụ lý khiếu nại").click()
        recorded(page)
        page.goto(at)
        assert (sideways(page), serious(page)) == ([], [])
        page.screenshot(path=tmp_path / "settle.png", full_page=True)
        page.get_by_label("Sửa đổi quyết định").check()
        page.get_by_label("Số quyết định giải quyết").fill("41/QĐ-MẪU")
        page.get_by_label("Lý do, kết luận").fill("Chứng nhận in sai số.")
        page.get_by_role("button", name="Xem lại: giải quyết khiếu nại").click()
        recorded(page, "41/QĐ-MẪU", "Sửa đổi quyết định")
        page.goto(at)
        expect(page.locator("main")).to_contain_text("Khiếu nại dẫn đến thay đổi quyết định")
        expect(page.locator("main")).to_contain_text("khiếu nại lần hai đến hết ngày")
