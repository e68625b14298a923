"""School figures as a principal keeps them: typed, put right, locked, reopened; without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import LARGE, SMALL, Site, refused

pytestmark = pytest.mark.e2e
PRINCIPAL = "hieu-truong-hoa-sen"


def address(site: Site, *more: object) -> str:
    """Return the address of a page of the figures of the school that has assessed itself."""
    school = site.plan.school("hoa-sen")
    return "/".join(("/console/figures", school.log, school.id, *map(str, more)))


@pytest.mark.parametrize(("scripts", "width", "year"), [(True, LARGE, 2025), (False, SMALL, 2024)])
def test_figures_are_typed_put_right_locked_and_reopened(
    site: Site, scripts: bool, width: int, year: int
) -> None:
    how = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 800}}
    with site.window(PRINCIPAL, **how) as page:
        page.goto(address(site, year, "pupils"))
        # Everything that cannot be is named at once, and nothing is recorded.
        page.get_by_label("Tổng số học sinh (trẻ)").fill("khoảng 400")
        page.get_by_label("Học sinh (trẻ) nữ").fill("12,5")
        page.get_by_role("button", name="Ghi số liệu").click()
        refused(page)
        expect(page.locator(".errors li")).to_have_count(2)
        expect(page.get_by_label("Học sinh (trẻ) nữ")).to_have_value("12,5")
        # What does not agree is recorded, and said with both sides.
        page.get_by_label("Tổng số học sinh (trẻ)").fill("400")
        page.get_by_label("Học sinh (trẻ) nữ").fill("412")
        page.get_by_role("button", name="Ghi số liệu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã ghi số liệu")
        expect(page.locator(".note.is-warn")).to_contain_text("412")
        expect(page.locator(".note.is-warn")).to_contain_text("400")
        page.goto(address(site, year, "lock"))
        expect(page.locator(".note.is-stop")).to_contain_text("chưa khóa được")
        expect(page.get_by_role("button", name=re.compile("^Khóa"))).to_have_count(0)
        page.get_by_role("link", name="Phần lớn hơn toàn thể").click()
        page.get_by_label("Học sinh (trẻ) nữ").fill("190")
        page.get_by_role("button", name="Ghi số liệu").click()
        expect(page.locator(".note.is-warn")).to_have_count(0)
        page.goto(address(site, year, "lock"))
        page.get_by_role("button", name=re.compile("^Khóa số liệu")).click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã khóa số liệu")
        page.goto(address(site, year, "pupils"))
        expect(page.get_by_role("button", name="Ghi số liệu")).to_have_count(0)
        page.goto(address(site, year, "lock"))
        page.get_by_label("Lý do mở lại").fill("Sửa theo sổ đăng bộ")
        page.get_by_role("button", name="Mở lại số liệu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã mở lại")


def test_a_figure_that_is_taken_away_needs_a_reason_and_stays_in_the_history(site: Site) -> None:
    with site.window(PRINCIPAL) as page:
        page.goto(address(site, 2026, "other_figures"))
        page.get_by_label("Số điểm trường").fill("3")
        page.get_by_role("button", name="Ghi số liệu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã ghi số liệu")
        page.get_by_label("Số điểm trường").fill("")
        page.get_by_role("button", name="Ghi số liệu").click()
        expect(page.locator(".errors")).to_contain_text("Hãy nêu lý do rút số liệu: Số điểm trường")
        page.get_by_label("Nguồn, hoặc lý do sửa").fill("Ghi nhầm năm học ẮẰẲẴẶ")
        page.get_by_role("button", name="Ghi số liệu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã ghi số liệu")
        expect(page.get_by_label("Số điểm trường")).to_have_value("")
        page.goto(address(site, "history"))
        row = page.locator("tbody tr", has_text="đã rút").first
        expect(row).to_contain_text("Ghi nhầm năm học ẮẰẲẴẶ")
        expect(page.locator("main")).not_to_contain_text(re.compile(r"\bu:[0-9a-z]"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_somebody_else_recorded_meanwhile_is_not_taken_back(site: Site, scripts: bool) -> None:
    with (
        site.window(PRINCIPAL, java_script_enabled=scripts) as late,
        site.window(PRINCIPAL) as early,
    ):
        for page in (late, early):
            page.goto(address(site, 2026, "other_figures"))
        labels = late.locator("tbody label").all_inner_texts()
        mine, theirs = labels[1], labels[2]
        own, other = ("7", "5") if scripts else ("8", "6")
        early.get_by_label(theirs, exact=True).fill(own)
        early.get_by_role("button", name="Ghi số liệu").click()
        expect(early.locator(".note.is-done")).to_contain_text("Đã ghi số liệu")
        late.get_by_label(mine, exact=True).fill(other)
        late.get_by_role("button", name="Ghi số liệu").click()
        expect(late.locator(".errors")).to_be_visible()
        expect(late.get_by_label(mine, exact=True)).to_have_value(other)
        expect(late.get_by_label(theirs, exact=True)).to_have_value(own)
        late.get_by_role("button", name="Ghi số liệu").click()
        expect(late.locator(".note.is-done")).to_contain_text("Đã ghi số liệu")
        expect(late.get_by_label(mine, exact=True)).to_have_value(other)
        expect(late.get_by_label(theirs, exact=True)).to_have_value(own)


def test_a_text_that_quotes_a_figure_is_told_when_the_figure_changes(site: Site) -> None:
    with site.window(PRINCIPAL) as page:
        for value, said in (("12", "Còn đúng"), ("13", "Đã đổi sau khi viết")):
            page.goto(address(site, 2025, "classes"))
            page.get_by_label("Tổng số lớp").fill(value)
            page.get_by_role("button", name="Ghi số liệu").click()
            expect(page.locator(".note.is-done")).to_contain_text("Đã ghi số liệu")
            page.goto(address(site, "quotes"))
            expect(page.locator("tbody tr", has_text="Tiêu chí 5.1")).to_contain_text(said)
        expect(page.locator(".note.is-warn")).to_contain_text("1 chỗ trích không còn đúng")


def test_a_file_of_figures_is_checked_as_a_whole_and_nothing_is_half_recorded(site: Site) -> None:
    rows = "Mã trường\tNăm học\tMã số liệu\tGiá trị\nkhong-co\t2025-2026\tpupils.total\t4x2\n"
    with site.window(PRINCIPAL, java_script_enabled=False) as page:
        page.goto(address(site, "import"))
        page.get_by_role("button", name="Kiểm tra tệp").click()
        expect(page.locator(".errors")).to_contain_text("Hãy chọn một tệp xlsx hoặc csv")
        page.get_by_text("Hoặc dán các ô từ bảng tính", exact=True).click()
        page.get_by_label("Các ô, kể cả dòng tên cột").fill(rows)
        page.get_by_role("button", name="Kiểm tra tệp").click()
        checked = page.locator(".note.is-stop")
        further = page.get_by_role("link", name="Xem tiếp")
        for _ in range(60):
            expect(checked.or_(further).first).to_be_visible()
            if checked.count():
                break
            further.click()
        expect(checked).to_contain_text("chưa ghi gì")
        expect(page.locator("table")).to_contain_text("4x2")
        expect(page.get_by_role("button", name="Ghi các số này")).to_have_count(0)


@pytest.mark.parametrize(("scripts", "width"), [(True, LARGE), (False, SMALL)])
def test_figures_are_taken_from_the_sector_database_with_their_day(
    site: Site, scripts: bool, width: int
) -> None:
    how = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 800}}
    with site.window(PRINCIPAL, **how) as page:
        page.goto(f"{address(site, 'import')}?year=2022")
        page.get_by_role("button", name="Lấy số liệu năm học 2022–2023").click()
        expect(page.locator(".errors li")).to_have_text(
            ["Cơ sở dữ liệu ngành không có trường mang mã này."]
        )
        page.goto(f"{address(site, 'import')}?year=2023")
        page.get_by_role("button", name="Lấy số liệu năm học 2023–2024").click()
        told = page.locator(".note.is-done" if scripts else ".note.is-info")
        if scripts:
            expect(told).to_contain_text("Đã ghi số liệu từ cơ sở dữ liệu ngành")
            expect(told).to_contain_text("so_may_chieu")
        else:
            # The second time there is nothing new.
            expect(told.first).to_contain_text("không có gì khác")
        page.goto(f"{address(site)}?year=2023&part=pupils")
        row = page.get_by_role("row", name=re.compile("Tổng số học sinh"))
        expect(row).to_contain_text("412")
        expect(row).to_contain_text("31/05/2024")
