"""A decision is corrected, then revoked: on the screens of who decides, and in public."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.principal import recorded
from tests.browser.site import LARGE, SMALL, Site, serious, sideways
from tests.browser.test_acts import press

pytestmark = pytest.mark.e2e
DIRECTOR, CERTIFICATE = "giam-doc-so", "KĐCLGD-MẪU-017"


def test_a_decision_is_corrected_and_revoked_and_its_public_page_tells_both(
    site: Site, tmp_path: Path
) -> None:
    with site.window() as page:
        page.goto("/certificate?number=K%C4%90CLGD-M%E1%BA%AAU-017")
        page.get_by_role("link", name=CERTIFICATE).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Chứng nhận này còn hiệu lực")
        at = page.url.partition("/certificate/")[2]
    log, id = at.split("/")
    with site.window(DIRECTOR, viewport={"width": SMALL, "height": 800}) as page:
        page.goto(f"/console/recognitions/{log}/{id.partition('_')[0]}")
        page.locator(f"a[href$='/{id}/correct']").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đính chính quyết định công nhận")
        assert (sideways(page), serious(page)) == ([], [])
        page.screenshot(path=tmp_path / "correct.png", full_page=True)
        page.get_by_label("Số văn bản đính chính").fill("5/SGDĐT-MẪU")
        page.get_by_label("Lý do").fill("In thiếu một chữ số.")
        press(page, "Kiểm tra trước khi ghi")
        expect(page.locator("main")).to_contain_text("Chưa nêu chỗ nào được đính chính")
        page.get_by_label("Số chứng nhận đúng").fill("KĐCLGD-MẪU-0171")
        press(page, "Kiểm tra trước khi ghi")
        recorded(page, "5/SGDĐT-MẪU", "KĐCLGD-MẪU-0171")
    with site.window(DIRECTOR, viewport={"width": LARGE, "height": 800}) as page:
        page.goto(f"/console/recognition-change/{log}/{id}/cancel")
        page.screenshot(path=tmp_path / "cancel.png", full_page=True)
        assert (sideways(page), serious(page)) == ([], [])
        page.get_by_label("Thu hồi: đã đúng").check()
        page.get_by_label("Số quyết định thu hồi, hủy bỏ").fill("9/QĐ-MẪU")
        page.get_by_label("Lý do").fill("Nhà trường không còn đạt Mức 1.")
        press(page, "Kiểm tra trước khi ghi")
        recorded(page, "9/QĐ-MẪU", "không còn đạt")
    with site.window(viewport={"width": SMALL, "height": 800}) as page:
        page.goto(f"/certificate/{log}/{id}")
        page.screenshot(path=tmp_path / "public.png", full_page=True)
        assert (sideways(page), serious(page)) == ([], [])
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Chứng nhận này không còn hiệu lực"
        )
        history = page.get_by_role("heading", name="Lịch sử").locator("..")
        expect(history).to_contain_text("Đính chính theo văn bản 5/SGDĐT-MẪU")
        expect(history).to_contain_text("Thu hồi theo quyết định 9/QĐ-MẪU")
