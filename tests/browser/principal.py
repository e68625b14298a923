"""What a principal does in the first hour, by keyboard alone: the same with and without scripts."""

import re

from playwright.sync_api import Download, Locator, Page, expect

from services.cli.demo.schools import School
from tests.browser.site import unfold

TORTURE = "Nhóm ẮẰẲẴẶ ỘỠỰ đĐ"
COUNCIL = ("chair", "vice_chair", "secretary", "member", "member")


def press(found: Locator) -> None:
    """Use a button or link by the keyboard."""
    found.focus()
    found.page.keyboard.press("Enter")


def typed(page: Page, label: str | re.Pattern[str], text: str) -> None:
    """Type into a field by its label."""
    page.get_by_label(label).first.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def recorded(page: Page, *shown: str) -> None:
    """Read the check page, record, and read the receipt."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi ghi")
    for text in shown:
        expect(page.locator("main")).to_contain_text(text)
    press(page.get_by_role("button", name="Ghi vào sổ"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi vào sổ")


def opens(page: Page, school: School) -> None:
    """Find the school and open the self-assessment of this year; it says by which set and why."""
    page.goto("/console")
    unfold(page, "Menu")
    press(page.get_by_role("link", name="Tự đánh giá", exact=True))
    press(page.get_by_role("link", name="Mở đợt tự đánh giá"))
    expect(page.locator("main")).to_contain_text("Vì sao bộ này?")
    expect(page.locator("main")).to_contain_text("57/2026")
    press(page.get_by_role("button", name="Kiểm tra trước khi mở đợt"))
    recorded(page, "Vì sao bộ này?", "Ai sẽ thấy")
    press(page.get_by_role("link", name="Lập hội đồng tự đánh giá"))


def names_the_council(page: Page, school: School) -> None:
    """Choose members by name; what is wrong with their number is said at the field."""
    people = [f"Người Mẫu {n:02}" for n in range(1, len(COUNCIL) + 1)]
    typed(page, "Số quyết định", f"12/QĐ {TORTURE}")
    for name, post in [*zip(people, COUNCIL, strict=True)][:4]:
        page.get_by_label(f"Nhiệm vụ của {name}").select_option(post)
    press(page.get_by_role("button", name="Kiểm tra trước khi lập hội đồng"))
    expect(page.locator(".errors")).to_contain_text("ít nhất 5")
    expect(page.locator("#members")).to_contain_text("Đang chọn 4 người")
    typed(page, "Tìm người trong trường", "nguoi mau 05")
    press(page.get_by_role("button", name="Tìm", exact=True).last)
    page.get_by_label(f"Nhiệm vụ của {people[4]}").select_option(COUNCIL[4])
    press(page.get_by_role("button", name="Kiểm tra trước khi lập hội đồng"))
    recorded(page, TORTURE, *people)
    press(page.get_by_role("link", name="Lập nhóm và giao tiêu chí"))


def hands_out_criteria(page: Page, school: School) -> None:
    """Form two groups and give each two standards; a group without criteria is refused, named."""
    for n in (1, 2):
        typed(page, f"Tên nhóm {n}", f"{TORTURE} {n}")
        page.get_by_label(f"Trưởng nhóm {n}", exact=True).select_option(label=f"Người Mẫu {n:02}")
    for n in (3, 4):
        typed(page, f"Tên nhóm {n}", "")
        page.keyboard.press("Backspace")
    _owns(page, "1", 1, 2)
    press(page.get_by_role("button", name="Kiểm tra trước khi giao"))
    none = "Tiêu chí của nhóm 2: Phải có từ 1 đến 60 mục."
    expect(page.locator("[data-errors] li")).to_have_text([none])
    _owns(page, "2", 3, 4)
    press(page.get_by_role("button", name="Kiểm tra trước khi giao"))
    recorded(page, f"{TORTURE} 1", "Trưởng nhóm Người Mẫu 01")
    press(page.get_by_role("link", name="Duyệt kế hoạch tự đánh giá"))


def _owns(page: Page, group: str, *standards: int) -> None:
    for standard in standards:
        page.get_by_label(f"Nhóm phụ trách cả tiêu chuẩn {standard}").select_option(group)


def approves_the_plan(page: Page, school: School) -> None:
    """Plan two steps; a step that ends before it begins is refused at its field."""
    typed(page, "Mục đích", TORTURE)
    page.get_by_label("Số kế hoạch").fill("14/KH-MẪU")
    page.get_by_text("Tập huấn, nguồn lực, tư vấn, minh chứng (không bắt buộc)", exact=True).click()
    page.get_by_label("Nguồn lực và thời điểm cần huy động").fill("Máy quét, tuần 3")
    for n, (first, last) in enumerate(
        (("01/12/2026", "31/01/2027"), ("01/03/2027", "01/02/2027")), 1
    ):
        page.get_by_label(f"Bước {n}", exact=True).last.focus()
        page.keyboard.type(f"Bước mẫu {n}")
        page.get_by_label("Từ ngày").nth(n - 1).fill(first)
        page.get_by_label("Đến hết ngày").nth(n - 1).fill(last)
    press(page.get_by_role("button", name="Kiểm tra trước khi duyệt"))
    expect(page.locator("#steps-1-due_on")).to_have_attribute("aria-invalid", "true")
    page.locator("#steps-1-due_on").fill("30/04/2027")
    press(page.get_by_role("button", name="Kiểm tra trước khi duyệt"))
    recorded(page, "Bước mẫu 2", "14/KH-MẪU", "Máy quét, tuần 3")
    press(page.get_by_role("link", name="Về bảng tiêu chí"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tự đánh giá năm học")
    expect(page.locator("main")).to_contain_text("Viết các phiếu tiêu chí")
    expect(page.locator("main")).to_contain_text(f"{TORTURE} 1")


def looks_at_last_years(page: Page, school: School, year: int) -> Download:
    """Look at an earlier self-assessment, and take its report as Word."""
    page.goto(f"/console/cycles/{school.log}/{school.id}")
    press(page.get_by_role("link", name=f"{year}–{year + 1}"))
    link = page.get_by_role("link", name=re.compile("^Word.*Báo cáo tự đánh giá"))
    with page.expect_download() as found:
        press(link)
    return found.value


def gives_up(page: Page, school: School) -> None:
    """Give this year's self-assessment up, so that another may be opened in its place."""
    page.goto(f"/console/cycles/{school.log}/{school.id}")
    press(page.get_by_role("link", name="2026–2027"))
    press(page.get_by_role("link", name="Dừng đợt này"))
    typed(page, "Lý do", f"Lập lại từ đầu. {TORTURE}")
    press(page.get_by_role("button", name="Kiểm tra trước khi dừng"))
    recorded(page, "Đợt đã dừng không làm tiếp được.", TORTURE)
