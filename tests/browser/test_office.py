"""What an office above the schools sees of the work in them."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from libs.law.calendar import school_year, vietnam_today
from tests.browser.site import Site
from tests.browser.test_lists import cells

pytestmark = pytest.mark.e2e


def test_an_office_sees_by_when_who_has_not_begun_is_to_finish(site: Site) -> None:
    this = school_year(vietnam_today(datetime.now(UTC)))
    with site.window("chuyen-vien-so") as page:
        page.goto(f"/console/school-reports/79?year={this}&progress=not_begun")
        heads = page.locator("table.cards thead th").all_inner_texts()
        rows = [dict(zip(map(str.strip, heads), row, strict=True)) for row in cells(page)]
        assert {row["Hạn duyệt"] for row in rows} == {f"14/06/{this + 1}"}
        assert {row["Hạn nộp"] for row in rows} == {"–"}, "no letter of this year names a day"
        assert {row["Xã, phường"] for row in rows} == {"Quận Gò Vấp", "Huyện Bình Chánh"}
        expect(page.get_by_label("Xã, phường")).to_be_attached()


def test_each_sees_what_is_theirs_to_do_and_until_when(site: Site) -> None:
    """The principal's next step is no member's; what somebody does by a plan is, with its day."""
    with site.window("thanh-vien") as page:
        page.goto("/console/tasks")
        expect(page.locator("main")).not_to_contain_text("Lập hội đồng")
    with site.window("hieu-truong-hoa-sen") as page:
        page.goto("/console/tasks")
        row = page.locator("tbody tr", has_text="Tăng cường cơ sở vật chất")
        expect(row).to_contain_text("31/03/2026")
        row.get_by_role("link").first.click()
        expect(page.locator("main")).to_contain_text("Tăng cường cơ sở vật chất")


def test_a_school_asks_and_its_office_answers_from_my_work(site: Site) -> None:
    with site.window("hieu-truong-hoa-sen") as page:
        page.goto("/console")
        page.get_by_role("link", name="Hỏi cơ quan phụ trách").click()
        page.get_by_role("button", name="Gửi câu hỏi").click()
        expect(page.locator(".errors li")).to_have_count(2)
        page.get_by_label("Tóm tắt câu hỏi").fill("Minh chứng bản giấy")
        page.get_by_label("Câu hỏi", exact=True).fill("Bản giấy có cần quét hết không?")
        page.get_by_role("button", name="Gửi câu hỏi").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Minh chứng bản giấy")
        expect(page.get_by_label("Câu trả lời")).to_have_count(0)
        asked = page.url.partition("?")[0]
    with site.window("chuyen-vien-so") as page:
        page.goto("/console")
        page.get_by_role("link", name="Trả lời: Minh chứng bản giấy").click()
        expect(page).to_have_url(asked)
        page.get_by_label("Câu trả lời").fill("Chỉ cần ghi hộp và kệ.")
        page.get_by_role("button", name="Gửi trả lời").click()
        expect(page.locator("main")).to_contain_text("Chỉ cần ghi hộp và kệ.")
    with site.window("hieu-truong-hoa-sen") as page:
        page.goto("/console")
        page.get_by_role("link", name="Xem trả lời: Minh chứng bản giấy").click()
        page.get_by_role("radio", name="Có").check()
        page.get_by_role("button", name="Kết thúc câu hỏi").click()
        expect(page.locator("main")).to_contain_text("Người hỏi cho biết đã được giúp")


def test_an_officer_writes_down_a_recognition_from_its_paper(site: Site) -> None:
    school = site.plan.school("binh-chanh-mau-2").id
    with site.window("chuyen-vien-so") as page:
        page.goto(f"/console/school/79/{school}")
        page.get_by_role("link", name="Các công nhận của trường").click()
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.locator(".errors li").first).to_be_visible()
        page.get_by_label("Được công nhận").select_option(label="Kiểm định chất lượng: cấp độ 2")
        page.get_by_label("Số quyết định").fill("812/QĐ-MẪU")
        page.get_by_label("Ngày quyết định").fill("18/05/2022")
        page.get_by_label("Cơ quan quyết định").fill("Sở Giáo dục và Đào tạo (mẫu)")
        page.get_by_label("Đến hết ngày").fill("18/05/2032")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.locator(".errors li")).to_contain_text("nhiều nhất 5 năm")
        page.get_by_label("Đến hết ngày").fill("18/05/2027")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        page.locator("button[value=record]").click()
        page.goto(f"/console/recognitions/79/{school}")
        expect(page.locator("main")).to_contain_text("Chưa có giá trị, chờ xác nhận")
        expect(page.locator("main")).to_contain_text("Bạn đã nhập")
    with site.window() as page:
        page.goto(f"/school/79/{school}")
        expect(page.locator("main")).not_to_contain_text("Ghi lại từ giấy")
    with site.window("chuyen-vien-so-hai") as page:
        page.goto("/console")
        page.get_by_role("link", name="Đối chiếu và xác nhận").click()
        page.get_by_label("Đã đối chiếu với giấy, đúng").check()
        page.get_by_role("button", name="Xem lại và xác nhận những mục đã chọn").click()
        expect(page.locator("main")).to_contain_text("812/QĐ-MẪU")
        page.locator("button[value=record]").click()
        expect(page.locator("main")).to_contain_text("Không có công nhận nào chờ xác nhận")
        page.goto(f"/console/recognitions/79/{school}")
        expect(page.locator("main")).to_contain_text("Chưa có bản chụp quyết định")
        page.locator("summary", has_text="Xóa tên 812/QĐ-MẪU").click()
        expect(page.get_by_label("Lý do xóa tên")).to_be_visible()
    with site.window() as page:
        page.goto(f"/school/79/{school}")
        expect(page.locator("main")).to_contain_text("Ghi lại từ giấy")
        page.get_by_role("link", name="Kiểm tra tờ chứng nhận").click()
        expect(page.locator("main")).to_contain_text("đã chép lại từ quyết định ngày 18/05/2022")
