"""A report under TT 57/2026 is written, confirmed and completed by screens alone."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from services.cli.demo.schools import School
from tests.browser.principal import press, recorded
from tests.browser.site import SMALL, Site

pytestmark = pytest.mark.e2e
POSTS = ["chair", "secretary", "vice_chair", "member", "member"]
"""The secretary is the sample member of the council."""
STATE = "Nhà trường đã làm và có kết quả, thể hiện ở hồ sơ của năm học (dữ liệu mẫu)."


def tell(page: Page, site: Site, path: str, data: dict[str, Any]) -> bool:
    headers = {"Origin": site.url, "Idempotency-Key": uuid.uuid4().hex}
    return bool(page.request.post(path, data=data, headers=headers).ok)


def staffed(site: Site, school: School) -> str:
    """Open next year's self-assessment anew, with council, groups and plan; return its id."""
    cycle = f"{school.id}_2027"
    at = f"/v1/{school.log}/cycle/{cycle}"
    with site.window("hieu-truong") as page:
        tell(page, site, f"{at}/abandon-cycle", {"reason": "Mở lại từ đầu."})
        assert tell(page, site, f"{at}/open-cycle", {"year": 2027})
        members = school.council(POSTS)
        council = {"decision_number": "12/QĐ-MẪU", "members": members}
        assert tell(page, site, f"{at}/appoint-council", council)
        criteria = ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3"]
        criteria += ["3.1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2", "4.3"]
        head = members[1]["person"]
        group = {"name": "Nhóm mẫu", "head": head, "others": [], "criteria": criteria}
        assert tell(page, site, f"{at}/form-groups", {"secretariat": [], "groups": [group]})
        step = {"name": "Viết phiếu", "starts_on": "2026-11-26", "due_on": "2027-04-30"}
        assert tell(page, site, f"{at}/approve-plan", {"aim": "Mẫu", "steps": [step]})
    return cycle


def writes_every_sheet(page: Page, here: str) -> None:
    """Judge and describe each criterion; strengths and limits are not asked for here."""
    page.goto(f"/console/criterion-sheet/{here}/1.1")
    while True:
        expect(page.get_by_label("Điểm mạnh", exact=True)).to_have_count(0)
        page.locator("[name^=m-1-][value=not]").check()
        page.get_by_label("Mô tả hiện trạng, Mức 1").fill(STATE)
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        following = page.locator(".note.is-done a")
        if not following.count():
            return
        following.click()


def writes_the_rest(page: Page, here: str) -> None:
    """Write what the report says of each standard, and its parts."""
    for standard in range(1, 5):
        page.goto(f"/console/report-text/{here}/standard-{standard}")
        for label in (
            *("Nhận định chung", "Điểm mạnh"),
            *("Hạn chế và nguyên nhân", "Vấn đề ưu tiên cải tiến"),
        ):
            page.get_by_label(label, exact=True).fill(STATE)
        page.get_by_role("button", name="Lưu phần này").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã ghi")
    for part in ("general", "context", "purpose", "process", "conclusion", "proposals"):
        page.goto(f"/console/report-text/{here}/{part}")
        page.get_by_label("Nội dung", exact=True).fill(STATE)
        page.get_by_role("button", name="Lưu phần này").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã ghi")


def test_a_report_under_the_circular_of_2026_is_completed_by_screens_alone(site: Site) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    here = f"{school.log}/{staffed(site, school)}"
    with site.window("thanh-vien", viewport={"width": SMALL, "height": 800}) as page:
        writes_every_sheet(page, here)
        page.goto(f"/console/my-criteria/{school.log}/{school.id}?cycle={here.split('/')[1]}")
        expect(page.locator("main")).to_contain_text("Mọi tiêu chí đã viết xong.")
        page.goto(f"/console/council-meeting/{here}")
        expect(page.locator("main")).to_contain_text("15 tiêu chí đã viết chờ xác nhận")
        press(page.get_by_role("button", name="Kiểm tra trước khi xác nhận"))
        recorded(page, "1.1, 1.2")
        writes_the_rest(page, here)
        page.goto(f"/console/cycle-check/{here}")
        expect(page.locator("main")).to_contain_text("Không còn chỗ nào phải sửa")
        page.goto(f"/console/report-step/{here}/complete")
        press(page.get_by_role("button", name=re.compile("^Kiểm tra trước khi")))
        recorded(page)
        page.goto(f"/console/cycle/{here}")
        expect(page.locator("main")).to_contain_text("Đã xác nhận")
        expect(page.locator("main")).to_contain_text("Biểu quyết và phê duyệt báo cáo")
