"""People of a school by screens: added, told of as namesakes, given roles, imported, invited."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.principal import press, recorded, typed
from tests.browser.site import LARGE, SMALL, Site

pytestmark = pytest.mark.e2e
DECISION = "QĐ 12/QĐ-MẪU ngày 15/08/2024"


def add(page: Page, name: str) -> None:
    """Fill in the form that adds a teacher."""
    typed(page, "Họ tên", name)
    page.locator("#post").select_option("teacher")
    typed(page, "Giữ chức vụ từ ngày", "01/09/2024")
    typed(page, "Căn cứ", DECISION)
    press(page.get_by_role("button", name="Kiểm tra trước khi ghi"))


def give_role(page: Page, role: str) -> None:
    """Give a role by the form on the page of a person."""
    press(page.locator("summary", has_text=re.compile("^Giao vai trò$")))
    page.get_by_label("Vai trò", exact=True).select_option(role)
    page.locator("#give-starts").fill("01/10/2024")
    page.locator("#give-basis").fill(DECISION)
    press(page.locator("form", has=page.locator("#give-role")).get_by_role("button"))
    recorded(page, "Vai trò")


@pytest.mark.parametrize(
    ("width", "scripts"), [(LARGE, True), (SMALL, False)], ids=["large", "small-no-scripts"]
)
def test_a_principal_enters_people_and_chooses_a_council_from_them(
    site: Site, width: int, scripts: bool
) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    list_at = f"/console/people/{school.log}/{school.id}"
    names = [f"Giáo Viên Mẫu {width} {letter}" for letter in "ABC"]
    how = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 800}}
    with site.window("hieu-truong", **how) as page:
        page.goto(f"{list_at}/add")
        press(page.get_by_role("button", name="Kiểm tra trước khi ghi"))
        for field in ("name", "post", "starts", "basis"):
            expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
        for name in names:
            page.goto(f"{list_at}/add")
            add(page, name)
            recorded(page, name, "Giáo viên", DECISION)
        page.goto(f"{list_at}/add")
        add(page, names[0])
        expect(page.locator(".errors")).to_contain_text("đã có người tên này")
        expect(page.locator("#name-error")).to_contain_text(names[0])
        page.get_by_label("Vẫn thêm").check()
        press(page.get_by_role("button", name="Kiểm tra trước khi ghi"))
        recorded(page, names[0])
        press(page.get_by_role("link", name="Giao vai trò trong hệ thống"))
        expect(page.get_by_role("heading", level=1)).to_have_text(names[0])
        give_role(page, "council_member")
        press(page.get_by_role("link", name="Về danh sách nhân sự"))
        expect(page).to_have_url(re.compile(re.escape(list_at)))
        page.goto(f"{list_at}?q=giao+vien+mau+{width}&role=council_member")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody")).to_contain_text("01/09/2024")
        year = site.plan.schedule["school_year"]
        page.goto(f"/console/council/{school.log}/{school.id}_{year}?q=x")
        expect(page.get_by_label(f"Nhiệm vụ của {names[1]}")).to_be_attached()


def test_a_principal_ends_a_post_and_records_who_was_trained(site: Site) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    list_at = f"/console/people/{school.log}/{school.id}"
    with site.window("hieu-truong") as page:
        page.goto(f"{list_at}/add")
        add(page, "Nhân Viên Mẫu")
        recorded(page)
        page.goto(f"{list_at}?q=nhan+vien+mau")
        press(page.get_by_role("link", name="Nhân Viên Mẫu"))
        press(page.locator("summary", has_text="Ghi thôi chức vụ"))
        page.locator("#leave-ends").fill("01/02/2020")
        page.locator("#leave-basis").fill(DECISION)
        leave = page.locator("form", has=page.locator("#leave-post"))
        press(leave.get_by_role("button"))
        expect(page.locator(".errors")).to_be_visible()
        page.locator("#leave-ends").fill("01/02/2025")
        press(leave.get_by_role("button"))
        recorded(page, "Không còn giữ từ ngày", "01/02/2025")
        page.goto(f"{list_at}?q=nhan+vien+mau&here=past")
        expect(page.locator("tbody tr")).to_have_count(1)
        page.goto(f"{list_at}/training")
        press(page.locator("summary", has_text="Ghi một lớp tập huấn"))
        typed(page, "Tên lớp", "Tập huấn mẫu")
        typed(page, "Đơn vị tổ chức", "Trường mẫu")
        typed(page, "Ngày cuối của lớp", "10/10/2024")
        typed(page, "Căn cứ", "KH 3/KH-MẪU")
        press(page.get_by_role("button", name="Kiểm tra trước khi ghi"))
        recorded(page, "Tập huấn mẫu")
        press(page.get_by_role("link", name="Ghi người dự"))
        press(page.get_by_role("button", name="Kiểm tra trước khi ghi"))
        expect(page.locator(".errors")).to_contain_text("ít nhất một người")
        page.get_by_label("Người Mẫu 03").check()
        press(page.get_by_role("button", name="Kiểm tra trước khi ghi"))
        recorded(page, "Người Mẫu 03 (giáo viên)")
        page.goto(f"{list_at}?q=nguoi+mau+03&training=yes")
        expect(page.locator("tbody")).to_contain_text("10/10/2024")


def table(*rows: tuple[str, str, str]) -> bytes:
    """Return an xlsx of people: name, post, first day."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Họ tên", "Chức vụ", "Giữ chức vụ từ ngày", "Căn cứ"])
    for row in rows:
        sheet.append([*row, DECISION])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def send(page: Page, content: bytes) -> None:
    """Have a table checked."""
    kind = "application/octet-stream"
    sent = FilePayload(name="nhan-su.xlsx", mimeType=kind, buffer=content)
    page.locator("#file").set_input_files(sent)
    press(page.get_by_role("button", name="Kiểm tra bảng"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả kiểm tra bảng")


def test_a_table_with_three_wrong_rows_adds_nobody_and_twice_has_one_effect(site: Site) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    list_at = f"/console/people/{school.log}/{school.id}"
    right = [(f"Bảng Mẫu {letter}", "Giáo viên", "01/09/2023") for letter in "ABC"]
    wrong = [
        ("Bảng Mẫu D", "Giám thị", "01/09/2023"),
        ("Bảng Mẫu E", "Giáo viên", "31/02/2023"),
        ("Bảng Mẫu A", "Nhân viên", "01/09/2023"),
    ]
    with site.window("hieu-truong") as page:
        page.goto(f"{list_at}/import")
        send(page, table(*right, *wrong))
        expect(page.locator("main")).to_contain_text("Có 3 dòng sai, chưa ghi gì")
        for text in ("Giám thị", "31/02/2023", "Trùng với dòng 2"):
            expect(page.locator("#rows")).to_contain_text(text)
        expect(page.get_by_role("button", name=re.compile("^Ghi"))).to_have_count(0)
        page.goto(f"{list_at}?q=bang+mau")
        expect(page.locator("tbody tr")).to_have_count(0)
        page.goto(f"{list_at}/import")
        send(page, table(*right))
        press(page.get_by_role("button", name="Ghi 3 người vào sổ"))
        expect(page.locator("main")).to_contain_text("Đã ghi vào sổ")
        page.goto(f"{list_at}/import")
        send(page, table(*right))
        expect(page.locator("main")).to_contain_text("Mọi người trong bảng đã có trong danh sách")
        page.goto(f"{list_at}?q=bang+mau")
        expect(page.locator("tbody tr")).to_have_count(3)


def test_an_administrator_makes_an_account_whose_invitation_is_shown_once(site: Site) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    list_at = f"/console/people/{school.log}/{school.id}"
    with site.window("quan-tri") as page:
        page.goto(f"{list_at}?q=nguoi+mau+05")
        expect(page.locator("tbody")).to_contain_text("Chưa có")
        press(page.get_by_role("link", name="Người Mẫu 05"))
        typed(page, "Tên đăng nhập", "A!")
        press(page.get_by_role("button", name="Tạo tài khoản và lời mời"))
        expect(page.locator("#login")).to_have_attribute("aria-invalid", "true")
        typed(page, "Tên đăng nhập", "gv-05")
        press(page.get_by_role("button", name="Tạo tài khoản và lời mời"))
        link = page.get_by_role("link", name=re.compile("^Liên kết đặt mật khẩu"))
        address = link.get_attribute("href") or ""
        assert re.fullmatch(r"/console/invitation\?token=ki_\S+", address)
        page.goto(f"{list_at}?q=nguoi+mau+05")
        expect(page.locator("tbody")).to_contain_text("Đã mời, chưa đặt mật khẩu")
        press(page.get_by_role("link", name="Người Mẫu 05"))
        expect(page.locator("main")).to_contain_text("gv-05")
        expect(page.locator("main")).not_to_contain_text("ki_")
    with site.window() as page:
        page.goto(address)
        expect(page.get_by_label("Mã lời mời")).to_have_value(address.partition("=")[2])


def test_a_principal_makes_no_account_and_reads_no_other_schools_people(site: Site) -> None:
    school, other = site.plan.school("binh-chanh-mau-2"), site.plan.school("hoa-sen")
    with site.window("hieu-truong") as page:
        page.goto(f"/console/people/{school.log}/{school.id}?q=nguoi+mau+04")
        press(page.get_by_role("link", name="Người Mẫu 04"))
        expect(page.locator("main")).to_contain_text("quản trị sổ đăng ký")
        expect(page.get_by_label("Tên đăng nhập")).to_have_count(0)
        page.goto(f"/console/people/{other.log}/{other.id}")
        expect(page.locator("main")).to_contain_text("Chưa ghi ai vào sổ")
        expect(page.get_by_role("link", name="Thêm một người")).to_have_count(0)


def test_a_role_at_an_office_is_proposed_by_one_and_confirmed_by_another(site: Site) -> None:
    log, office = site.plan.schedule["schools_log"], site.plan.office("so-hcm")
    with site.window("quan-tri") as page:
        page.goto(f"/console/people/{log}/{office}/add")
        typed(page, "Họ tên", "Chuyên Viên Mẫu")
        page.locator("#post").select_option("specialist")
        typed(page, "Giữ chức vụ từ ngày", "01/09/2024")
        typed(page, "Căn cứ", DECISION)
        press(page.get_by_role("button", name="Kiểm tra trước khi ghi"))
        recorded(page, "Chuyên Viên Mẫu")
        press(page.get_by_role("link", name="Giao vai trò trong hệ thống"))
        press(page.locator("summary", has_text="Đề nghị giao vai trò ở cơ quan"))
        page.locator("#propose-role").select_option("officer")
        page.locator("#propose-basis").fill(DECISION)
        press(page.locator("form", has=page.locator("#propose-role")).get_by_role("button"))
        recorded(page, "Chuyên viên")
        page.goto(f"/console/roles-to-confirm/{log}/{office}")
        expect(page.locator("main")).to_contain_text("một quản trị viên khác phải xác nhận")
    with site.window("quan-tri-hai") as page:
        page.goto("/console/tasks")
        press(page.get_by_role("link", name="Xác nhận vai trò chuyên viên").first)
        expect(page.locator("main")).to_contain_text("Chuyên Viên Mẫu: chuyên viên")
        press(page.get_by_role("button", name="Xem lại và xác nhận Chuyên Viên Mẫu"))
        recorded(page, "Chuyên Viên Mẫu", "Chuyên viên")
        page.goto(f"/console/people/{log}/{office}?q=chuyen+vien+mau&role=officer")
        expect(page.locator("tbody tr")).to_have_count(1)
