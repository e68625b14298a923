"""What a member of the council does with the school's evidence, with and without scripts."""

import io
import re
import unicodedata
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.site import LARGE, PATIENCE, SMALL, Site, refused
from tests.libs.samples import pdf, photo

pytestmark = pytest.mark.e2e
NFC = "Ảnh ẮẰẲẴẶ ỘỠỰ đĐ"
NFD = unicodedata.normalize("NFD", NFC)
MB = 1024 * 1024


def at(site: Site) -> str:
    """Return where the evidence of the school stands that assesses itself."""
    school = site.plan.school("binh-chanh-mau-2")
    return f"{school.log}/{school.id}"


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def added(page: Page) -> list[str]:
    """Return the codes that a page says were given."""
    told = page.locator(".note.is-done h2").inner_text()
    return re.findall(r"H\d+-\d+\.\d+-\d+", told)


def placed(page: Page, site: Site, title: str) -> str:
    """Add paper that lies in a box; return its code, with its page open."""
    page.goto(f"/console/evidence-add/{at(site)}?kind=place&criterion=2.2")
    page.get_by_label("Tên minh chứng").fill(title)
    page.get_by_label("Hộp", exact=True).fill(NFD)
    page.get_by_role("button", name="Thêm vào kho").click()
    (code,) = added(page)
    page.get_by_role("link", name=code).click()
    return code


@pytest.mark.parametrize("width", [LARGE, SMALL])
def test_files_are_sent_with_a_cut_line_and_go_on_where_they_were(site: Site, width: int) -> None:
    with site.window("thanh-vien", viewport={"width": width, "height": 800}) as page:
        page.goto(f"/console/evidence-add/{at(site)}")
        pieces: list[int] = []

        def cut(route: Route) -> None:
            pieces.append(int(route.request.headers["upload-offset"]))
            if len(pieces) == 3:
                route.abort()
            else:
                route.continue_()

        page.route("**/uploads/*", cut)
        page.get_by_label("Tiêu chí dùng minh chứng").select_option("1.3")
        files = [payload(f"anh_{width}.jpg", photo(5 * MB + width)), payload("Kế hoạch.pdf", pdf())]
        page.get_by_label("Chọn tệp, chụp ảnh").set_input_files(files)
        rows = page.locator("[data-uploads]")
        expect(rows).to_contain_text("Đường truyền đứt", timeout=PATIENCE)
        page.get_by_role("button", name="Tải tiếp").first.click()
        titles = page.locator("[data-uploads]").get_by_label("Tên minh chứng")
        expect(titles).to_have_count(2, timeout=PATIENCE)
        # What had come was not sent again.
        assert pieces[2] > 0
        assert pieces.count(pieces[2]) == 2
        assert pieces.count(0) == 2
        expect(titles.first).to_have_value(f"anh {width}")
        titles.first.fill(NFD)
        page.get_by_role("button", name="Thêm vào kho").click()
        assert len(added(page)) == 2
        expect(page.locator("main")).to_contain_text(NFC)
        page.get_by_role("link", name=added(page)[0]).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NFC)
        expect(page.locator("img.shown")).to_be_visible()


def test_files_are_sent_without_scripts(site: Site) -> None:
    how = {"java_script_enabled": False, "viewport": {"width": SMALL, "height": 800}}
    with site.window("thanh-vien", **how) as page:
        page.goto(f"/console/evidence-add/{at(site)}")
        page.get_by_role("button", name="Thêm vào kho").click()
        refused(page)
        name = unicodedata.normalize("NFD", "Biên bản.pdf")
        files = [payload(name, pdf(2)), payload("Bảng lương.exe.pdf", b"MZ not a pdf")]
        page.get_by_label("Chọn tệp, chụp ảnh").set_input_files(files)
        page.get_by_role("button", name="Thêm vào kho").click()
        # What is taken stays, what is not is told of by its name and with the reason.
        expect(page.locator(".errors")).to_contain_text("Bảng lương.exe.pdf")
        expect(page.locator(".errors")).to_contain_text("không nhận chương trình")
        expect(page.locator("#received-title-1")).to_have_value("Biên bản")
        page.get_by_role("button", name="Thêm vào kho").click()
        assert len(added(page)) == 1


def test_a_list_of_pupils_is_warned_of(site: Site) -> None:
    with site.window("thanh-vien", java_script_enabled=False) as page:
        page.goto(f"/console/evidence-add/{at(site)}")
        listed = payload("Danh sách học sinh lớp 1.pdf", pdf(3))
        page.get_by_label("Chọn tệp, chụp ảnh").set_input_files([listed])
        page.get_by_role("button", name="Thêm vào kho").click()
        expect(page.locator(".note.is-warn")).to_contain_text("giống danh sách học sinh")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_item_is_replaced_described_renumbered_and_withdrawn(site: Site, scripts: bool) -> None:
    title = f"Sổ nghị quyết {scripts}"
    with site.window("thanh-vien", java_script_enabled=scripts) as page:
        code = placed(page, site, title)
        expect(page.locator("main")).to_contain_text(NFC)
        page.get_by_text("Thay bằng bản mới").click()
        page.get_by_role("radio", name="Đường dẫn").check()
        page.get_by_label("Địa chỉ trang").fill("truong.edu.vn")
        page.get_by_role("button", name="Ghi bản mới").click()
        expect(page.locator(".errors")).to_be_visible()
        page.get_by_label("Địa chỉ trang").fill("https://truong.edu.vn/nghi-quyet")
        page.get_by_role("button", name="Ghi bản mới").click()
        expect(page.locator(".note.is-done")).to_contain_text("bản 2")
        page.get_by_text("Sửa tên và mô tả").click()
        page.get_by_label("Tên minh chứng").fill(NFD)
        page.get_by_label("Nơi ban hành").fill(NFD)
        page.get_by_label("Ghi chú").fill(NFD)
        page.get_by_label("Số, ký hiệu văn bản").fill(NFD)
        page.get_by_role("button", name="Lưu tên và mô tả").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NFC)
        page.locator("#renumber summary").click()
        page.get_by_label("Theo tiêu chí").select_option("2.3")
        page.get_by_role("button", name="Đổi mã").click()
        expect(page.locator(".aside")).to_contain_text(f"Mã cũ, vẫn dùng được: {code}")
        page.locator("#withdraw summary").click()
        page.get_by_label("Vì sao rút").fill(NFD)
        page.get_by_role("button", name="Xem lại trước khi rút").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi rút")
        page.get_by_role("button", name="Rút minh chứng, không lấy lại").click()
        expect(page.locator(".note.is-warn")).to_contain_text(NFC)
        page.goto(f"/console/evidence/{at(site)}?words={NFC}&criterion=2.3")
        expect(page.locator(".empty")).to_contain_text("Không có dòng nào khớp")
        page.get_by_role("link", name="Cả mục đã rút").click()
        expect(page.locator("main")).to_contain_text("Đã rút")


def test_evidence_is_found_by_words_and_by_what_is_wrong_with_it(site: Site) -> None:
    with site.window("thanh-vien") as page:
        code = placed(page, site, "Quyết định thành lập Đội")
        page.goto(f"/console/evidence/{at(site)}")
        page.get_by_label("Mã, tên, số văn bản").fill("thanh lap doi")
        page.get_by_role("button", name="Lọc").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody")).to_contain_text(code)
        for ending, begins in (("CSV", '\ufeff"Mã",'.encode()), ("Excel", b"PK")):
            link = page.get_by_role("link", name=re.compile(f"^{ending}"))
            answer = page.request.get(str(link.get_attribute("href")))
            assert answer.body().startswith(begins)
            assert ending == "Excel" or answer.text().count(code) == 1
            assert ending == "Excel" or "Nơi ban hành" in answer.text()
        page.get_by_role("link", name=re.compile("Chưa dùng")).click()
        expect(page.locator("tbody")).to_contain_text(code)
        page.get_by_role("link", name="Tôi thêm").click()
        expect(page.locator("tbody")).to_contain_text(code)


def test_who_is_not_of_the_school_opens_a_file_by_an_act_and_the_school_sees_it(site: Site) -> None:
    with site.window("thanh-vien", java_script_enabled=False) as page:
        page.goto(f"/console/evidence-add/{at(site)}")
        page.get_by_label("Chọn tệp, chụp ảnh").set_input_files([payload("a.jpg", photo(MB))])
        page.get_by_role("button", name="Thêm vào kho").click()
        page.get_by_role("link", name=added(page)[0]).click()
        expect(page.locator(".aside")).to_contain_text("Chưa ai ngoài trường mở")
        address = page.url
    with site.window("chuyen-vien-so") as other:
        other.goto(address)
        expect(other.locator("img.shown")).to_have_count(0)
        expect(other.locator("main")).to_contain_text("đều được ghi lại")
        expect(other.get_by_text("Thay bằng bản mới")).to_have_count(0)
        with other.expect_response(re.compile("/content")):
            other.get_by_role("link", name="Xem ở đây").click()
    with site.window("thanh-vien") as page:
        page.goto(address)
        expect(page.locator(".aside")).not_to_contain_text("Chưa ai ngoài trường mở")
        expect(page.locator(".aside")).to_contain_text("Sở Giáo dục và Đào tạo")


def with_code(site: Site) -> None:
    """Let the register know the school by a code."""
    with site.window("quan-tri") as page:
        page.goto(f"/console/act/{at(site).replace('/', '/school/')}/AddIdentifier")
        given = {"scheme": "moet", "value": "79785001", "issuer": "Sở mẫu", "basis": "12/QĐ-MẪU"}
        for name, value in given.items():
            page.locator(f"#{name}").fill(value)
        page.get_by_role("button", name="Xem lại trước khi ghi").click()
        page.get_by_role("button", name="Ghi vào sổ").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def table(site: Site, *rows: tuple[str, str, str]) -> bytes:
    """Return a list of evidence: criterion, title and box of each row."""
    with site.window() as page:
        empty = page.request.get("/v1/templates/evidence.xlsx").body()
        log, id = at(site).split("/")
        school: Any = page.request.get(f"/v1/{log}/school/{id}").json()
    made = openpyxl.load_workbook(io.BytesIO(empty))
    sheet = made.worksheets[0]
    places = {str(cell.value).rstrip(" *"): n for n, cell in enumerate(sheet[1], 1)}
    (code, *_) = school["identifiers"]
    names = {"Mã trường": "value", "Loại mã": "scheme", "Nơi cấp mã": "issuer"}
    of_school = {heading: code[name] for heading, name in names.items()}
    for n, (criterion, title, box) in enumerate(rows, 3):
        told = {"Tiêu chí": criterion, "Tên minh chứng": title, "Hộp": box}
        for heading, value in {**of_school, **told}.items():
            sheet.cell(n, places[heading], value)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_table_with_faults_records_nothing_and_a_right_one_once(
    site: Site, scripts: bool
) -> None:
    title = f"Bảng {scripts} {NFD}"
    right = ("1.4", title, "Hộp 1")
    with_code(site)
    with site.window("thanh-vien", java_script_enabled=scripts) as page:
        start = f"/console/evidence-import/{at(site)}"
        page.goto(start)
        wrong = table(site, right, ("9.9", "Sai tiêu chí", "Hộp 1"), ("1.4", "Thiếu hộp", ""))
        page.get_by_label("Bảng xlsx").set_input_files([payload("bang.xlsx", wrong)])
        page.get_by_role("button", name="Kiểm tra bảng").click()
        expect(page.locator(".note.is-stop")).to_contain_text("Có 2 dòng sai, chưa ghi gì")
        expect(page.get_by_role("button", name=re.compile("vào sổ"))).to_have_count(0)
        for again in (False, True):
            page.goto(start)
            page.get_by_label("Bảng xlsx").set_input_files([payload("b.xlsx", table(site, right))])
            page.get_by_role("button", name="Kiểm tra bảng").click()
            if again:
                expect(page.locator(".note.is-done")).to_contain_text("Mọi dòng đã có trong kho")
            else:
                page.get_by_role("button", name="Ghi 1 minh chứng vào sổ").click()
                expect(page.locator(".note.is-done")).to_contain_text("Đã ghi vào sổ")
        page.goto(f"/console/evidence/{at(site)}?words={unicodedata.normalize('NFC', title)}")
        expect(page.locator("tbody tr")).to_have_count(1)
