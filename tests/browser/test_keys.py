"""API keys by screens: made by who proves to be there, shown once, ended."""

import pytest
import requests
from playwright.sync_api import expect

from services.gateway.sign_in.flows import SAMPLE_PASSWORD
from tests.browser.principal import press, typed
from tests.browser.site import LARGE, SMALL, Site

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("width", "scripts"), [(LARGE, True), (SMALL, False)], ids=["large", "small-no-scripts"]
)
def test_a_key_is_made_used_and_ended(site: Site, width: int, scripts: bool) -> None:
    label = f"Phần mềm mẫu {width}"
    how = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 800}}

    def status(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        asked = f"{site.url}/v1/{site.plan.schedule['schools_log']}/grant"
        return requests.get(asked, headers=headers, timeout=30).status_code

    with site.window("quan-tri-hai", **how) as page:
        page.goto("/console/profile")
        press(page.get_by_role("link", name="Xem khóa API"))
        typed(page, "Tên gọi", label)
        press(page.get_by_role("button", name="Tạo khóa"))
        expect(page.locator("#proof")).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("Tên gọi")).to_have_value(label)
        typed(page, "Phần mềm", "int_khong_co")
        page.locator("#proof").fill(SAMPLE_PASSWORD)
        press(page.get_by_role("button", name="Tạo khóa"))
        expect(page.locator("#program")).to_have_attribute("aria-invalid", "true")
        page.locator("#program").fill("")
        page.locator("#proof").fill(SAMPLE_PASSWORD)
        press(page.get_by_role("button", name="Tạo khóa"))
        key = page.locator("#made").inner_text().strip()
        assert key.startswith("kd_")
        assert status(key) == 200
        page.goto("/console/api-keys")
        expect(page.locator("#made")).to_have_count(0)
        one = page.locator("li", has=page.locator("h3", has_text=label))
        expect(one).to_contain_text("Chỉ xem")
        expect(one).to_contain_text("bởi bạn")
        one.locator("summary").click()
        press(one.get_by_role("button", name="Kết thúc khóa"))
        expect(page.locator("main")).to_contain_text("Đã kết thúc khóa")
        expect(page.locator("h3", has_text=label)).to_have_count(0)
        assert status(key) == 401
