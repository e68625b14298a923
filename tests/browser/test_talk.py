"""Discussions and tasks, the office's comments, reminders: each as the people do it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from libs.law.calendar import show, vietnam_today
from tests.browser.site import LARGE, SMALL, Site, unfold

pytestmark = pytest.mark.e2e
OFFICER, PRINCIPAL = "chuyen-vien-so", "hieu-truong-hoa-sen"
TODAY = vietnam_today(datetime.now(UTC))
SOON, LATER = show(TODAY + timedelta(days=20)), show(TODAY + timedelta(days=30))
WAYS = [
    pytest.param({"viewport": {"width": LARGE, "height": 800}}, id="large"),
    pytest.param(
        {"viewport": {"width": SMALL, "height": 800}, "java_script_enabled": False},
        id="small-no-scripts",
    ),
]


def reading(site: Site) -> tuple[str, str]:
    """Return the log and the cycle whose report was submitted."""
    school = site.plan.school("hoa-sen")
    return school.log, f"{school.id}_{site.plan.schedule['school_year']}"


def begin(page: Page, site: Site, subject: str, criterion: str = "1.1") -> None:
    """Open the form that begins a discussion about a sheet, from the sheet as it is read."""
    log, cycle = reading(site)
    page.goto(f"/console/report-reading/{log}/{cycle}/{criterion}")
    page.get_by_role("link", name="Trao đổi, đề nghị bổ sung").click()
    page.get_by_label("Về điều gì").fill(subject)


@pytest.mark.parametrize("way", WAYS)
def test_please_supply_becomes_a_task_that_is_answered(site: Site, way: dict[str, object]) -> None:
    subject = f"Thiếu biên bản {way['viewport']}"
    with site.window(OFFICER, **way) as page:
        begin(page, site, subject)
        page.get_by_label("Có, đề nghị bổ sung").check()
        page.get_by_role("button", name="Gửi trao đổi").click()
        # All faults at once, and what was typed is still there.
        expect(page.locator(".errors li")).to_have_count(3)
        expect(page.get_by_label("Về điều gì")).to_have_value(subject)
        page.get_by_label("Nội dung").fill("Chưa thấy biên bản họp tháng 9.")
        page.get_by_label("Ai làm").select_option(index=1)
        page.get_by_label("Hạn, tính cả ngày này").fill("31/02/2027")
        page.get_by_role("button", name="Gửi trao đổi").click()
        expect(page.locator(".errors")).to_contain_text("Hạn phải là một ngày")
        page.get_by_label("Hạn, tính cả ngày này").fill(SOON)
        page.get_by_role("button", name="Gửi trao đổi").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(subject)
        expect(page.locator(".talk")).to_contain_text(f"Hạn {SOON}")
    with site.window(PRINCIPAL, **way) as page:
        page.goto("/console")
        page.get_by_role("link", name=subject).click()
        page.get_by_text("Trả lời, ghi là đã xong").click()
        page.get_by_label("Đã làm gì").fill("Đã bổ sung H1-1.1-02.")
        page.get_by_role("button", name="Ghi là đã xong").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã ghi là xong")
        expect(page.locator(".talk")).to_contain_text("Đã bổ sung H1-1.1-02.")
        page.goto("/console")
        expect(page.get_by_role("link", name=subject)).to_have_count(0)


def test_a_discussion_of_an_indicator_stands_beside_its_sheet(site: Site) -> None:
    log, cycle = reading(site)
    with site.window(OFFICER) as page:
        page.goto(f"/console/report-reading/{log}/{cycle}/1.2")
        page.get_by_role("link", name="Trao đổi về chỉ báo này").first.click()
        page.get_by_label("Về điều gì").fill("Chỉ báo a, tiêu chí 1.2")
        page.get_by_label("Nội dung").fill("Văn bản nêu ở đây ban hành năm nào?")
        page.get_by_role("button", name="Gửi trao đổi").click()
        expect(page.locator(".talk")).to_contain_text("ban hành năm nào")
        page.goto(f"/console/report-reading/{log}/{cycle}/1.2")
        expect(page.locator("#talk")).to_contain_text("Chỉ báo a, tiêu chí 1.2")
        expect(page.locator("#talk")).to_contain_text("Mức 1, chỉ báo a")
        page.goto(f"/console/report-reading/{log}/{cycle}/1.3")
        expect(page.locator("#talk")).not_to_contain_text("Chỉ báo a, tiêu chí 1.2")


def test_a_task_is_passed_on_taken_back_and_the_discussion_closed(site: Site) -> None:
    with site.window(OFFICER) as page:
        begin(page, site, "Số liệu giáo viên", "1.2")
        page.get_by_label("Nội dung").fill("Số 58 có tính giáo viên hợp đồng không?")
        page.get_by_role("button", name="Gửi trao đổi").click()
        address = page.url
        page.get_by_label("Nội dung").fill("Xin ghi rõ trong phiếu.")
        page.get_by_label("Có, đề nghị bổ sung").check()
        page.locator("#whom").select_option(index=1)
        page.locator("#due").fill(SOON)
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.locator(".talk > li")).to_have_count(2)
        page.get_by_text("Giao cho người khác, đổi hạn").click()
        page.locator("#whom-2").select_option(f"office:{site.plan.office('so-hcm')}")
        page.locator("#due-2").fill(LATER)
        page.get_by_role("button", name="Giao lại").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã giao lại")
        expect(page.locator("#task-2")).to_contain_text(f"Hạn {LATER}")
        expect(page.get_by_role("button", name="Kết thúc trao đổi")).to_have_count(0)
        page.get_by_text("Không cần nữa").click()
        page.get_by_role("button", name="Rút việc").click()
        expect(page.locator(".errors")).to_contain_text("Chưa nêu lý do")
        page.get_by_label("Vì sao").fill("Phiếu đã ghi.")
        page.get_by_role("button", name="Rút việc").click()
        page.get_by_text("Kết thúc trao đổi").first.click()
        page.get_by_label("Kết luận, hoặc vì sao kết thúc").fill("Đã rõ.")
        page.get_by_role("button", name="Kết thúc trao đổi").click()
        expect(page.locator("main")).to_contain_text("Trao đổi đã kết thúc")
    with site.window(PRINCIPAL, java_script_enabled=False) as page:
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Đã rõ.")
        expect(page.get_by_role("button", name="Gửi", exact=True)).to_have_count(0)


def test_what_stays_within_the_school_and_what_names_somebody(site: Site) -> None:
    with site.window(PRINCIPAL) as page:
        begin(page, site, "Chia việc trong trường", "1.3")
        page.get_by_label("Nội dung").fill("Nhờ cô Trần Lan viết phần này.")
        page.get_by_label("Chỉ trong trường").check()
        page.get_by_role("button", name="Gửi trao đổi").click()
        expect(page.locator(".errors")).to_contain_text("họ tên")
        page.get_by_label(re.compile("Đã đọc lại")).check()
        page.get_by_role("button", name="Gửi trao đổi").click()
        expect(page.locator("main")).to_contain_text("Chỉ trong trường")
        address = page.url
    with site.window(OFFICER) as page:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404


@pytest.mark.parametrize("way", WAYS)
def test_an_office_finds_a_report_reads_it_and_comments(site: Site, way: dict[str, object]) -> None:
    said = f"Nêu rõ số liệu ba năm học {way['viewport']}."
    with site.window(OFFICER, **way) as page:
        page.goto("/console")
        unfold(page, "Menu")
        page.get_by_role("link", name="Báo cáo của các trường").click()
        unfold(page, "Lọc, sắp xếp")
        page.get_by_label("Năm học").select_option("2024")
        page.get_by_label("Tên trường").fill("hoa sen")
        page.get_by_role("button", name="Lọc").click()
        page.get_by_role("link", name="Trường Mầm non Hoa Sen").click()
        page.locator("#sheets summary").first.click()
        page.get_by_role("link", name=re.compile(r"^1\.1\s")).click()
        # Requirement, sentence and evidence stand together, and the evidence is one click away.
        main = page.locator("main")
        cited = main.get_by_role("link", name=re.compile(r"H1-1\.1-01")).first
        expect(cited).to_have_attribute("href", re.compile("/console/evidence-item/.*&criterion="))
        page.get_by_role("button", name="Gửi ý kiến cho trường").click()
        expect(page.locator(".errors")).to_contain_text("Chưa viết ý kiến")
        page.get_by_label("Góp ý phiếu này").fill(said)
        page.get_by_role("button", name="Gửi ý kiến cho trường").click()
        expect(page.locator("#comments")).to_contain_text(said)
        page.get_by_role("link", name="Cả báo cáo").click()
        expect(page.locator("#sheets")).to_contain_text("ý kiến")
    with site.window(PRINCIPAL, **way) as page:
        log, cycle = reading(site)
        page.goto(f"/console/report-reading/{log}/{cycle}/1.1")
        expect(page.locator("#comments")).to_contain_text(said)
        expect(page.get_by_role("button", name="Gửi ý kiến cho trường")).to_have_count(0)
        page.get_by_role("link", name="Trả lời ý kiến", exact=True).click()
        expect(page.get_by_label("Về điều gì")).to_have_value(re.compile("^Trả lời ý kiến"))
        page.get_by_label("Nội dung").fill("Nhà trường tiếp thu, sẽ bổ sung số liệu.")
        page.get_by_role("button", name="Gửi trao đổi").click()
        expect(page.locator(".talk")).to_contain_text("Nhà trường tiếp thu")


def test_reports_are_taken_away_as_they_are_listed(site: Site) -> None:
    with site.window(OFFICER) as page:
        page.goto(f"/console/school-reports/{reading(site)[0]}?year=2024&progress=handed_in")
        listed = page.locator("table.cards tbody tr").count()
        with page.expect_download() as taken:
            page.get_by_role("link", name=re.compile("CSV")).click()
        text = taken.value.path().read_text(encoding="utf-8-sig")
        assert text.splitlines()[0].startswith('"Trường","Tiến độ"')
        assert "Trường Mầm non Hoa Sen" in text
        assert len(text.splitlines()) == 1 + listed > 1


def test_a_calendar_is_made_and_ended_and_the_digest_chosen(site: Site) -> None:
    with site.window("thanh-vien", java_script_enabled=False) as page:
        page.goto("/console/profile")
        page.get_by_role("button", name="Lấy địa chỉ lịch").click()
        address = page.locator("#calendar").inner_text()
        assert address.startswith(f"{site.url}/v1/calendar/")
        assert "BEGIN:VCALENDAR" in page.request.get(address).text()
        page.goto("/console/profile")
        expect(page.locator("#reminders")).not_to_contain_text(address)
        page.get_by_role("button", name="Kết thúc lịch").click()
        expect(page.locator(".note.is-done")).to_contain_text("hết hiệu lực")
        assert page.request.get(address).status == 404

        page.get_by_label("Địa chỉ thư").fill("thanh.vien@example.edu.vn")
        page.get_by_role("button", name="Gửi mã xác nhận").click()
        page.get_by_label("Mã xác nhận").fill("00000000")
        page.get_by_role("button", name="Xác nhận địa chỉ").click()
        expect(page.locator(".errors")).to_be_visible()
        found = re.search(r"\b[0-9]{8}\b", site.box.texts[-1])
        assert found
        page.get_by_label("Mã xác nhận").fill(found[0])
        page.get_by_role("button", name="Xác nhận địa chỉ").click()
        expect(page.locator("#reminders")).to_contain_text("thanh.vien@example.edu.vn")
        page.get_by_role("button", name="Thôi nhận thư").click()
        expect(page.locator("#reminders")).to_contain_text("Không nhận")
        page.get_by_role("button", name="Nhận thư", exact=True).click()
        page.get_by_role("button", name="Bỏ địa chỉ này").click()
        expect(page.locator("#reminders")).not_to_contain_text("thanh.vien@example.edu.vn")


def test_what_is_due_today_stands_in_the_notices(site: Site) -> None:
    with site.window(OFFICER) as page:
        begin(page, site, "Cần ngay hôm nay", "1.4")
        page.get_by_label("Nội dung").fill("Xin gửi trong ngày.")
        page.get_by_label("Có, đề nghị bổ sung").check()
        page.get_by_label("Ai làm").select_option(index=1)
        page.get_by_label("Hạn, tính cả ngày này").fill(show(TODAY))
        page.get_by_role("button", name="Gửi trao đổi").click()
    with site.window(PRINCIPAL) as page:
        page.goto("/console/notices")
        expect(page.get_by_role("heading", name="Nhắc hôm nay")).to_be_visible()
        page.get_by_role("link", name="Cần ngay hôm nay").click()
        expect(page.locator(".talk")).to_contain_text("Hôm nay là ngày cuối")
