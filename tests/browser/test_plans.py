"""An improvement plan as a principal makes, carries out and reports it; what an office sees."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import LARGE, SMALL, Site, refused

pytestmark = pytest.mark.e2e
PRINCIPAL = "hieu-truong-hoa-sen"
WORK = {
    "Nội dung, giải pháp": "Bổ sung 2 bộ đồ chơi vận động cho sân trường ẮẰẲẴẶ",
    "Mục tiêu": "Đủ 12 bộ đồ chơi vận động",
    "Hoạt động": "Chọn mẫu, mua, lắp đặt",
    "Chỉ số kết quả": "12/12 bộ đồ chơi dùng được",
    "Ngày bắt đầu": "01/10/2026",
    "Ngày hoàn thành": "15/05/2027",
    "Kinh phí": "24.000.000",
    "Nguồn lực": "Kinh phí thường xuyên",
    "Minh chứng dự kiến": "Biên bản bàn giao, ảnh",
}


def address(site: Site, *more: object) -> str:
    """Return the address of a page of this year's plan."""
    school = site.plan.school("hoa-sen")
    return "/".join(("/console/plan", school.log, f"{school.id}_2026", *map(str, more)))


def filled(page: Page, **changed: str) -> None:
    """Fill in what is to be done."""
    for label, value in {**WORK, **changed}.items():
        page.get_by_label(re.compile(f"^{label}")).fill(value)


def test_a_plan_goes_from_weaknesses_to_its_approval(site: Site) -> None:
    school = site.plan.school("hoa-sen")
    with site.window(PRINCIPAL, viewport={"width": SMALL, "height": 800}) as page:
        page.goto(f"/console/plans/{school.log}/{school.id}")
        page.get_by_role("button", name="Lập kế hoạch").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kế hoạch cải tiến năm học")
        page.get_by_role("link", name="Nêu vấn đề ưu tiên").first.click()
        page.get_by_label("Ở tiêu chí").select_option(label="Tiêu chí 3.1")
        page.get_by_label("Hạn chế cần khắc phục").fill("Thiếu đồ chơi vận động ngoài trời")
        page.get_by_role("button", name="Lưu vấn đề").click()
        expect(page.locator("main")).to_contain_text("Thiếu đồ chơi vận động ngoài trời")
        page.goto(address(site, "add"))
        page.get_by_role("link", name="Tiêu chí 3.1", exact=True).first.click()
        page.get_by_label("Thuộc vấn đề ưu tiên").select_option(index=1)
        # A promise without a number is taken, and pointed out at its field.
        page.get_by_label(re.compile("^Nội dung, giải pháp")).fill("Tăng cường cơ sở vật chất")
        page.get_by_role("button", name="Thêm vào kế hoạch").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã thêm việc")
        expect(page.locator("main")).to_contain_text("Lời chung chung, chưa có con số")
        # What the form asks for and is not there is named at once, before anything is approved.
        page.goto(address(site, "approve"))
        page.get_by_role("button", name="Kiểm tra kế hoạch").click()
        expect(page.locator(".note.is-stop")).to_contain_text("thiếu 'mục tiêu'")
        expect(page.get_by_role("button", name="Phê duyệt kế hoạch")).to_have_count(0)
        page.goto(address(site, "item", 1))
        filled(page)
        page.get_by_label(re.compile("^Người phụ trách")).select_option(index=1)
        page.get_by_role("button", name="Lưu việc").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu việc")
        expect(page.locator("main")).not_to_contain_text("Lời chung chung")
        page.goto(address(site, "recommendations"))
        # Each answer is read back on a page of its own: between two pages nothing can be counted.
        open_ones = page.locator("li", has=page.locator(".tag.doing"))
        for left in range(open_ones.count(), 0, -1):
            expect(open_ones).to_have_count(left)
            open_ones.first.get_by_role("link", name=re.compile("^Ghi tình trạng")).click()
            page.get_by_label("Từ chối").or_(page.get_by_label("Đã từ chối")).check()
            page.get_by_label("Đã làm gì, hoặc vì sao không làm").fill("Đã làm trong năm trước")
            page.get_by_role("button", name="Ghi tình trạng").click()
            expect(page.get_by_text("Đã làm trong năm trước").first).to_be_visible()
            page.goto(address(site, "recommendations"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Theo dõi khuyến nghị")
        expect(open_ones).to_have_count(0)
        page.goto(address(site))
        page.get_by_role("link", name="Kiểm tra và phê duyệt").click()
        page.get_by_label(re.compile("^Số quyết định")).fill("27/QĐ-MẪU")
        page.get_by_role("button", name="Phê duyệt kế hoạch").click()
        expect(page.locator(".title")).to_contain_text("Đã phê duyệt")
        expect(page.locator(".figs")).to_contain_text("24.000.000")


def test_progress_adjustment_and_review_stay_with_the_plan(site: Site) -> None:
    with site.window(PRINCIPAL, java_script_enabled=False) as page:
        page.goto(address(site, "item", 1))
        # Completed without evidence is refused at the field; under way is taken.
        page.get_by_label("Hoàn thành", exact=True).check()
        page.get_by_role("button", name="Báo tiến độ").click()
        refused(page, "không nêu minh chứng")
        page.get_by_label("Đang thực hiện").check()
        page.get_by_label(re.compile("^Đã chi tất cả")).fill("6.000.000")
        page.get_by_role("button", name="Báo tiến độ").click()
        expect(page.locator(".time")).to_contain_text("6.000.000")
        page.get_by_text("Điều chỉnh việc này").click()
        page.get_by_label(re.compile("^Ngày hoàn thành")).fill("30/05/2027")
        page.get_by_label("Lý do điều chỉnh").fill("Nhà cung cấp giao chậm")
        page.get_by_role("button", name="Ghi điều chỉnh").click()
        expect(page.locator(".time")).to_contain_text("Nhà cung cấp giao chậm")
        for period in ("Cuối học kỳ I", "Cuối năm học"):
            page.goto(address(site, "reviews"))
            page.get_by_label(period).check()
            page.get_by_label(re.compile("^Việc nào đúng hạn")).fill(f"{period}: 1 việc chậm")
            page.get_by_role("button", name="Ghi lần rà soát").click()
            expect(page.locator("main")).to_contain_text(f"{period}: 1 việc chậm")


def test_the_year_is_reported_with_everything_that_is_missing_named_first(site: Site) -> None:
    with site.window(PRINCIPAL) as page:
        page.goto(address(site, "report"))
        page.get_by_role("button", name="Kiểm tra trước khi gửi").click()
        expect(page.locator(".note.is-stop")).to_contain_text("chưa nêu kết cục")
        page.get_by_role("button", name="Sửa lại").click()
        page.get_by_label("Chuyển sang năm sau").check()
        page.get_by_label(re.compile("^Vì sao việc 1")).fill("Chờ giao hàng")
        page.get_by_role("button", name="Kiểm tra trước khi gửi").click()
        expect(page.locator("main")).to_contain_text("Chờ giao hàng")
        expect(page.locator(".note.is-done")).to_contain_text("Báo cáo đã đủ")
        page.get_by_role("button", name="Gửi báo cáo năm").click()
        expect(page.locator(".title")).to_contain_text("Đã gửi ngày")
        expect(page.locator("main")).to_contain_text("Chuyển sang kế hoạch năm sau: việc 1.")
        page.get_by_role("button", name="Kết thúc kế hoạch").click()
        page.goto(address(site))
        expect(page.locator(".title")).to_contain_text("Đã đóng")


def test_an_office_sees_the_plans_of_its_schools_and_what_they_come_to(site: Site) -> None:
    with site.window("chuyen-vien-so", viewport={"width": LARGE, "height": 900}) as page:
        page.goto("/console")
        page.get_by_role("link", name="Cải tiến").click()
        expect(page.get_by_label("Năm học")).to_have_value("2026")
        row = page.locator("tbody tr", has_text="Trường Mầm non Hoa Sen")
        expect(row).to_contain_text("24.000.000")
        row.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kế hoạch cải tiến năm học")
        expect(page.get_by_role("link", name="Kiểm tra và phê duyệt")).to_have_count(0)


def test_the_office_that_supervises_plans_says_what_it_finds_and_nobody_else(site: Site) -> None:
    with site.window("chuyen-vien-so") as page:
        page.goto(address(site, "reviews"))
        page.get_by_label("Nhận xét, yêu cầu").fill("Cần xong trước khi hết năm học")
        page.get_by_role("button", name="Ghi kết quả giám sát").click()
        expect(page.locator("main")).to_contain_text("Sở Giáo dục và Đào tạo")
        expect(page.locator("main")).to_contain_text("Cần xong trước khi hết năm học")
    with site.window("chu-tich") as page:
        page.goto(address(site, "reviews"))
        expect(page.locator("main")).to_contain_text("Cần xong trước khi hết năm học")
        expect(page.get_by_label("Nhận xét, yêu cầu")).to_have_count(0)
        sent(page, do="supervise", finding="Chậm")
        expect(page.locator("h1")).to_contain_text("không làm được việc này")
        said = page.locator("main > p").first.inner_text()
        assert not re.search(r"u:[0-9a-z_]+|[0-9a-f]{32}", said), "names, never ids"


def sent(page: Page, **fields: str) -> None:
    """Send what the page offers no form for."""
    page.evaluate(
        """(fields) => {
            const form = document.createElement("form");
            form.method = "post";
            for (const [name, value] of Object.entries(fields)) {
                form.append(Object.assign(document.createElement("input"), {name, value}));
            }
            document.body.append(form);
            form.submit();
        }""",
        fields,
    )


def test_an_office_lists_who_has_no_plan(site: Site) -> None:
    office = site.plan.office("so-hcm")
    with site.window("chuyen-vien-so") as page:
        page.goto(f"/console/plans/79/{office}?year=2026")
        expect(page.locator(".figs")).to_contain_text("chưa có kế hoạch")
        row = page.locator("tbody tr", has_text="huyện Bình Chánh")
        expect(row).to_contain_text("Chưa có kế hoạch")
        page.locator(".figs a").first.click()
        expect(page).to_have_url(re.compile("state=none"))
        expect(row).to_contain_text("Chưa có kế hoạch")
        page.goto(f"/console/plans/79/{office}?year=2026&reported=true")
        expect(row).to_have_count(0)
