"""What a principal does to take in what another software wrote, without scripts too."""

import json
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from services.gateway.exchange import workbook
from services.gateway.exchange.package import dump, load
from tests.browser.site import Site
from tests.gateway.packages import changed

pytestmark = pytest.mark.e2e


def send(page: Page, name: str, content: bytes, button: str) -> None:
    """Choose a file and press a button."""
    kind = "application/octet-stream"
    file: FilePayload = {"name": name, "mimeType": kind, "buffer": content}
    page.get_by_label("Gói, tệp xlsx hoặc json").set_input_files(file)
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_package_is_checked_put_right_and_taken_in_once(site: Site, scripts: bool) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    cycle = f"{school.log}/{school.id}_{site.plan.schedule['school_year']}"
    with site.window("hieu-truong", java_script_enabled=scripts) as page:
        page.goto(f"/console/cycle/{cycle}")
        page.get_by_role("link", name="Trao đổi với phần mềm khác").click()
        address = page.get_by_role("link", name="Tải gói, json").get_attribute("href")
        wire: dict[str, Any] = page.request.get(str(address)).json()
        wire["software"] = {"name": f"Phần mềm mẫu {scripts}"}
        figure = {"year": wire["cycle"]["year"], "code": "pupils.total", "true_on": "2025-05-31"}
        wire["figures"] = [figure | {"value": "412" if scripts else "413"}]
        good = dump(load(wire))
        bad = changed(good, ("Số liệu", 2, "Mã số liệu", "pupils.none"))
        send(page, "goi.xlsx", bad, "Nhập gói")
        expect(page.get_by_role("heading", name="goi.xlsx: 1 chỗ phải sửa")).to_be_visible()
        told = page.get_by_role("row").filter(has_text="trang Số liệu, dòng 2, cột Mã số liệu")
        expect(told).to_contain_text("không có số liệu 'pupils.none'")
        send(page, "goi.xlsx", workbook.write(good), "Kiểm tra gói")
        expect(page.get_by_role("heading", name="không có gì sai, chưa ghi gì")).to_be_visible()
        send(page, "goi.json", json.dumps(good).encode(), "Nhập gói")
        row = page.get_by_role("row").filter(has_text=f"Phần mềm mẫu {scripts}")
        expect(row).to_have_count(1)
        send(page, "goi.json", json.dumps(good).encode(), "Nhập gói")
        expect(page.get_by_role("heading", name="đã được nhập trước đây")).to_be_visible()
