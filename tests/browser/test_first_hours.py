"""The first hours of those who use the screens, with and without scripts, at both widths."""

import re
import unicodedata

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import LARGE, SMALL, Site, refused, unfold
from tests.browser.test_member import ready

pytestmark = pytest.mark.e2e
NFD = unicodedata.normalize("NFD", "Đội ngũ ẮẰẲẴẶ ỘỠỰ đĐ")
NFC = unicodedata.normalize("NFC", NFD)
POSTS = ("chair", "vice_chair", "secretary", "member", "member", "member", "member")


def cycle_of(site: Site) -> str:
    """Return where the self-assessment stands that has just been opened."""
    school = site.plan.school("binh-chanh-mau-2")
    return f"{school.log}/{school.id}_{site.plan.schedule['school_year']}"


def test_a_principal_appoints_the_council_by_keyboard_alone(site: Site) -> None:
    with site.window("hieu-truong") as page:
        page.goto("/console")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("link", name=re.compile("Lập hội đồng tự đánh giá")).focus()
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Lập hội đồng tự đánh giá").first.focus()
        page.keyboard.press("Enter")
        page.get_by_label("Số quyết định").focus()
        page.keyboard.type("12/QĐ-MẪU")
        for n, post in enumerate(POSTS):
            chosen = page.get_by_label(f"Nhiệm vụ của Người Mẫu {n + 1:02}")
            chosen.focus()
            chosen.select_option(post)
        page.get_by_role("button", name="Kiểm tra trước khi lập hội đồng").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi ghi")
        expect(page.locator("main")).to_contain_text("12/QĐ-MẪU")
        expect(page.locator("main")).not_to_contain_text("u:")
        page.get_by_role("button", name="Ghi vào sổ").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi vào sổ")
        page.get_by_role("link", name="Về hồ sơ").click()
        expect(page.locator(".title")).to_contain_text("Đã có hội đồng")


def test_the_screens_say_that_the_plan_comes_first(site: Site) -> None:
    with site.window("thanh-vien") as page:
        page.goto(f"/console/criterion-sheet/{cycle_of(site)}/1.1")
        expect(page.locator(".note").first).to_contain_text("Chưa duyệt kế hoạch tự đánh giá")
        expect(page.get_by_role("button", name="Lưu phiếu")).to_have_count(0)
        page.goto(f"/console/cycle-check/{cycle_of(site)}")
        unfold(page, "Cả báo cáo")
        fault = page.get_by_role("link", name=re.compile("^Chưa duyệt kế hoạch")).first
        fault.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kế hoạch tự đánh giá")
    with site.window("hieu-truong") as page:
        page.goto("/console")
        expect(page.locator("main")).to_contain_text("rồi duyệt kế hoạch tự đánh giá")
        page.goto(f"/console/criterion-sheet/{cycle_of(site)}/1.1")
        page.locator(".note").get_by_role("link", name="Lập nhóm và giao tiêu chí").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Nhóm công tác và tiêu chí")
    ready(site)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [LARGE, SMALL])
def test_a_member_of_the_council_writes_a_sheet(site: Site, scripts: bool, width: int) -> None:
    criterion = {(True, LARGE): "1.2", (True, SMALL): "1.3", (False, LARGE): "1.4"}.get(
        (scripts, width), "1.5"
    )
    how = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 800}}
    with site.window("thanh-vien", **how) as page:
        page.goto(f"/console/criterion-sheet/{cycle_of(site)}/{criterion}")
        page.get_by_label("Điểm mạnh", exact=True).fill(NFD)
        page.get_by_label("Kế hoạch cải tiến").fill("Bồi dưỡng trước 31/12/2026.")
        page.locator("[name=m-1-a][value=met]").check()
        page.get_by_role("button", name="Lưu phiếu").click()
        # Every fault at once, at its field, and what was typed is still there.
        refused(page, "không nêu minh chứng")
        expect(page.get_by_label("Điểm mạnh", exact=True)).to_have_value(NFC)
        page.locator("[name=m-1-a][value=not]").check()
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        page.reload()
        expect(page.get_by_label("Điểm mạnh", exact=True)).to_have_value(NFC)
        expect(page.locator("[name=m-1-a][value=not]")).to_be_checked()


def test_what_is_typed_is_kept_as_a_draft_by_itself(site: Site) -> None:
    address = f"/console/criterion-sheet/{cycle_of(site)}/2.1"
    with site.window("thanh-vien") as page:
        page.goto(address)
        page.get_by_label("Điểm yếu").fill("Chữ gõ hai mươi phút")
        expect(page.locator("[data-saved]")).to_contain_text("Đã lưu bản nháp", timeout=10_000)
    with site.window("thanh-vien") as page:
        page.goto(address)
        expect(page.locator(".note")).to_contain_text("Đang hiện bản nháp")
        expect(page.get_by_label("Điểm yếu")).to_have_value("Chữ gõ hai mươi phút")
        page.get_by_role("button", name="Bỏ bản nháp").click()
        expect(page.get_by_label("Điểm yếu")).to_have_value("")


def test_a_cut_line_loses_nothing(site: Site) -> None:
    address = f"/console/criterion-sheet/{cycle_of(site)}/2.2"
    with site.window("thanh-vien") as page:
        page.goto(address)
        page.route("**/draft/**", lambda route: route.abort())
        page.get_by_label("Điểm mạnh", exact=True).fill("Gõ lúc mất mạng")
        expect(page.locator("[data-saved]")).to_contain_text("Mất kết nối", timeout=10_000)
        page.once("dialog", lambda dialog: dialog.accept())
        page.goto(address)
        page.unroute("**/draft/**")
        page.get_by_role("button", name="Đưa lại vào ô").click()
        expect(page.get_by_label("Điểm mạnh", exact=True)).to_have_value("Gõ lúc mất mạng")
        expect(page.locator("[data-saved]")).to_contain_text("Đã lưu bản nháp", timeout=10_000)


def _written(page: Page, address: str, strengths: str) -> None:
    page.goto(address)
    page.get_by_label("Điểm mạnh", exact=True).fill(strengths)


def test_who_saves_second_sees_both_versions_and_loses_neither(site: Site) -> None:
    address = f"/console/criterion-sheet/{cycle_of(site)}/3.1"
    with site.window("thanh-vien") as one, site.window("hieu-truong") as other:
        _written(one, address, "Của thành viên.")
        _written(other, address, "Của hiệu trưởng.")
        one.get_by_role("button", name="Lưu phiếu").click()
        expect(one.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        other.get_by_role("button", name="Lưu phiếu").click()
        expect(other.get_by_role("heading", level=1)).to_contain_text("Có người vừa lưu trước")
        expect(other.locator(".versus")).to_contain_text("Của thành viên.")
        expect(other.locator(".versus")).to_contain_text("Của hiệu trưởng.")
        other.get_by_role("button", name="Lưu bản đã chọn").click()
        expect(other.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        both = other.get_by_label("Điểm mạnh", exact=True)
        expect(both).to_have_value(re.compile("Của thành viên.*Của hiệu trưởng", re.DOTALL))


def test_a_person_with_two_roles_chooses_as_whom(site: Site) -> None:
    with site.window("hieu-truong-hoa-sen", java_script_enabled=False) as page:
        page.goto("/console")
        page.locator("details.who summary").click()
        page.get_by_label(re.compile("đoàn đánh giá ngoài")).check()
        page.get_by_role("button", name="Đổi tư cách").click()
        expect(page.locator("details.who summary")).to_contain_text("đoàn đánh giá ngoài")


def test_a_visitor_finds_a_school_without_accents(site: Site) -> None:
    for scripts in (True, False):
        with site.window(
            java_script_enabled=scripts, viewport={"width": SMALL, "height": 800}
        ) as page:
            page.goto("/")
            page.get_by_label("Tên trường").fill("mam non hoa sen")
            page.get_by_label("Tên trường").press("Enter")
            page.get_by_role("link", name="Trường Mầm non Hoa Sen").click()
            expect(page.locator("main")).to_contain_text("Có 2 công nhận còn hiệu lực")
            page.get_by_role("link", name=re.compile("Kiểm tra tờ chứng nhận")).first.click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("còn hiệu lực")
