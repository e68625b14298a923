"""The principal's first hour (find, open, council, criteria, plan, Word), and what comes after."""

import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from libs.kernel.messages import kebab
from libs.law import standards
from libs.law.calendar import vietnam_today
from services.cli.demo.whole_report import WholeReport
from tests.browser import principal
from tests.browser.site import LARGE, SMALL, Site

pytestmark = pytest.mark.e2e
NFD = unicodedata.normalize("NFD", principal.TORTURE)
CRITERIA = (
    *("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "3.5"),
    *("4.1", "4.2", "4.3"),
)
"""The criteria of TT 57/2026 for preschools."""
REPORT = WholeReport(standards.choose("preschool", date(2026, 9, 1)), date(2026, 9, 1))
POSTS = ["chair", "secretary", "vice_chair", "member", "member"]


@pytest.mark.parametrize(
    ("width", "scripts"),
    [(LARGE, True), (SMALL, True), (SMALL, False)],
    ids=["large", "small", "no-scripts"],
)
def test_the_first_hour_of_a_principal(site: Site, width: int, scripts: bool) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    how = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 800}}
    with site.window("hieu-truong", **how) as page:
        principal.opens(page, school)
        principal.names_the_council(page, school)
        principal.hands_out_criteria(page, school)
        principal.approves_the_plan(page, school)
        word = principal.looks_at_last_years(page, school, site.plan.schedule["school_year"])
        names = zipfile.ZipFile(io.BytesIO(word.path().read_bytes())).namelist()
        assert "word/document.xml" in names
        principal.gives_up(page, school)


def tell(site: Site, page: Page, path: str, data: dict[str, Any]) -> int:
    """Send a command from the page, as its script would; return its position."""
    answer: dict[str, Any] = page.evaluate(
        """([path, data]) => fetch(path, {
            method: "POST",
            headers: {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()},
            body: JSON.stringify(data),
        }).then((answer) => answer.json())""",
        [path, data],
    )
    assert "position" in answer, answer
    return site.wrote(page, path, int(answer["position"]))


def sheet(criterion: str, strengths: str) -> dict[str, Any]:
    unmet = [{"level": 1, "indicator": "-", "met": False}]
    texts = {"strengths": strengths, "weaknesses": "Còn thiếu.", "improvement": "Làm tiếp."}
    return REPORT.sheet({"criterion": criterion, "judgements": unmet, **texts})


def test_a_report_goes_from_approval_to_the_office_and_is_taken_up_again(site: Site) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    id = f"{school.id}_2027"
    at, here = f"/v1/{school.log}/cycle/{id}", f"{school.log}/{id}"
    members = school.council(POSTS)
    with (
        site.window("hieu-truong", java_script_enabled=True) as page,
        site.window("thanh-vien", java_script_enabled=True) as secretary,
    ):
        page.goto("/console")
        secretary.goto("/console")
        tell(site, page, f"{at}/open-cycle", {"year": 2027})
        council = {"decision_number": "1/QĐ-MẪU", "members": members}
        tell(site, page, f"{at}/appoint-council", council)
        today = vietnam_today(datetime.now(UTC))
        heads = [school.principal, school.person(1)]
        for command in (REPORT.groups([], heads), REPORT.plan(today, today)):
            tell(site, page, f"{at}/{kebab(command[0])}", command[1])
        for criterion in CRITERIA:
            tell(site, page, f"{at}/record-sheet", sheet(criterion, "Có nền nếp."))
        for command in (*REPORT.texts(), REPORT.confirmed()):
            tell(site, page, f"{at}/{kebab(command[0])}", command[1])
        page.goto(f"/console/report-step/{here}/submit")
        expect(page.locator("main")).to_contain_text("Chưa đến bước này")
        tell(site, secretary, f"{at}/complete-report", {})
        page.goto(f"/console/report-step/{here}/approve")
        principal.press(page.get_by_role("button", name="Kiểm tra trước khi phê duyệt"))
        principal.recorded(page, "Chưa đạt Mức 1", "Địa phương chưa quy định tỷ lệ biểu quyết")
        principal.press(page.get_by_role("link", name="Công bố trong trường"))
        principal.typed(page, "Công bố ở đâu", NFD)
        principal.press(page.get_by_role("button", name="Kiểm tra trước khi công bố"))
        principal.recorded(page, principal.TORTURE)
        principal.press(page.get_by_role("link", name="Nộp báo cáo"))
        principal.press(page.get_by_role("button", name="Kiểm tra trước khi nộp"))
        principal.recorded(page, "Sở Giáo dục và Đào tạo", "Ai sẽ thấy")
        page.goto(f"/console/report-step/{here}/submit")
        expect(page.locator("main")).to_contain_text("Chưa xác nhận")
        page.goto(f"/console/cycle/{here}")
        principal.press(page.get_by_role("link", name="Mở lại để cập nhật"))
        principal.press(page.get_by_role("button", name="Kiểm tra trước khi mở lại"))
        expect(page.locator("#reason")).to_have_attribute("aria-invalid", "true")
        principal.typed(page, "Lý do", f"Cập nhật tháng 7. {principal.TORTURE}")
        principal.press(page.get_by_role("button", name="Kiểm tra trước khi mở lại"))
        principal.recorded(page, principal.TORTURE, "Bản 2")
        tell(site, page, f"{at}/record-sheet", sheet("1.1", "Có nền nếp vững."))
        page.goto(f"/console/report-versions/{here}?with=v1")
        expect(page.locator("ins")).to_contain_text("vững")
        # What was handed in counts, is read and printed as it was, until the next one is handed in.
        expect(page.locator("main")).to_contain_text("đang viết phiên bản 2")
        expect(page.locator("main")).to_contain_text("đang được tính")
        page.goto(f"/console/cycle/{here}")
        expect(page.locator("main")).to_contain_text("Đã nộp phiên bản 1 ngày")
        principal.press(page.get_by_role("link", name="Đọc bản đã nộp"))
        expect(page.locator("main")).to_contain_text("Mọi điều ở đây là như khi nộp")
        page.goto(f"/console/report-reading/{here}/1.1?version=1")
        expect(page.locator("main")).to_contain_text("Có nền nếp.")
        expect(page.locator("main")).not_to_contain_text("vững")
        page.goto(f"/console/documents/{here.replace('_2027', '')}?year=2027")
        principal.press(
            page.get_by_role("link", name="Báo cáo tự đánh giá, phiên bản 1 đã nộp", exact=True)
        )
        # Both forms of it are made anew: that takes its time.
        expect(page.locator(".title")).to_contain_text("Bản chính thức", timeout=40_000)
        expect(page.locator(".receipt").first).to_contain_text("Mã băm")
        principal.press(page.get_by_role("link", name="Xem bản đang viết"))
        expect(page.locator(".title")).to_contain_text("Bản nháp", timeout=40_000)
        page.goto(f"/console/registration/{here.replace('_2027', '')}")
        expect(page.locator("main")).to_contain_text("Năm học 2027–2028: trường tự đánh giá")
