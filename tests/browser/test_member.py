"""The first hour of a council member: own criteria, evidence, elements, a text that survives."""

import re
import unicodedata
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.calendar import vietnam_today
from libs.law.standards import RuleSet
from services.cli.demo.whole_report import WholeReport
from tests.browser.site import LARGE, PATIENCE, SMALL, Site, refused, unfold
from tests.browser.test_evidence import NFC, NFD, payload, placed
from tests.libs.samples import pdf, photo

pytestmark = pytest.mark.e2e
ON = date(2026, 6, 15)
POSTS = ["chair", "vice_chair", "secretary", "member", "member", "member", "member"]


def post(page: Page, site: Site, path: str, data: Wire, on: str = "") -> int:
    """Carry out a command as who is signed in; return its position."""
    headers = {"Origin": site.url, "Idempotency-Key": uuid.uuid4().hex}
    answer = page.request.post(
        path, data=data, headers=headers | ({"Kiemdinh-On": on} if on else {})
    )
    assert answer.ok, answer.text()
    return site.wrote(page, path, int(answer.json()["position"]))


def plan(page: Page, site: Site, cycle: str, rules: RuleSet, head: str, on: str = "") -> int:
    """Give all criteria, those of level 4 too, to the group of `head` and approve the plan.

    Returns the position of that.
    """
    report, today = WholeReport(rules, ON), vietnam_today(datetime.now(UTC))
    day = date.fromisoformat(on) if on else today
    groups = report.groups([], [head])
    if rules.level4_article:
        groups[1]["groups"][0]["criteria"].append(rules.level4_article)
    told = (groups, report.plan(day, day + timedelta(days=90)))
    return max(post(page, site, f"{cycle}/{kebab(name)}", data, on) for name, data in told)


def ready(site: Site) -> str:
    """Let the school have a council, a plan and a guidance; return where its cycle stands."""
    school = site.plan.school("binh-chanh-mau-2")
    cycle = f"{school.id}_{site.plan.schedule['school_year']}"
    with site.window("hieu-truong") as page:
        found = page.request.get(f"/v1/{school.log}/cycle/{cycle}").json()
        if not found["council"]:
            council = {"decision_number": "12/QĐ-MẪU", "members": school.council(POSTS)}
            post(page, site, f"/v1/{school.log}/cycle/{cycle}/appoint-council", council)
        if not found["work_plan"]:
            rules = standards.by_hash(found["rules"])
            plan(page, site, f"/v1/{school.log}/cycle/{cycle}", rules, school.person(1))
        if not found["guidance"]:
            page.goto(f"/console/criterion-sheet/{school.log}/{cycle}/1.1")
            page.get_by_role("button", name="Chọn bản hướng dẫn hiện hành").click()
            expect(page.locator(".note.is-done")).to_contain_text("Đã chọn bản hướng dẫn")
    return f"{school.log}/{cycle}"


def press(page: Page, role: str, name: str | re.Pattern[str], key: str = "Enter") -> None:
    """Press a key on something that the keyboard has reached."""
    place = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    place.focus()
    expect(place).to_be_focused()
    page.keyboard.press(key)


def typed(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("width", [LARGE, SMALL])
def test_the_first_hour_by_keyboard_alone(site: Site, width: int) -> None:
    criterion = "4.1" if width == LARGE else "4.2"
    ready(site)
    with site.window("thanh-vien", viewport={"width": width, "height": 800}) as page:
        page.goto("/console")
        unfold(page, "Menu")
        press(page, "link", "Tiêu chí của tôi")
        press(page, "link", re.compile(re.escape(f"Tiêu chí {criterion}.")))
        # A photo of the phone and a PDF, cited at two indicators at once.
        press(page, "button", re.compile("Chọn hoặc thêm minh chứng"))
        files = [payload(f"{NFD} {width}.jpg", photo(3 * 2**20)), payload("Kế hoạch.pdf", pdf(2))]
        page.get_by_label("Chọn tệp, chụp ảnh").set_input_files(files)
        titles = page.locator("[data-uploads]").get_by_label("Tên minh chứng")
        expect(titles).to_have_count(2, timeout=PATIENCE)
        page.locator("#at-1-b").focus()
        page.keyboard.press("Space")
        press(page, "button", "Đưa vào phiếu")
        expect(page.locator(".note.is-done")).to_contain_text("Đã đưa minh chứng vào bản nháp")
        codes = page.locator("#e-1-a").input_value()
        assert len(codes.split("; ")) == 2
        expect(page.locator("#e-1-b")).to_have_value(codes)
        expect(page.locator("#at-1-b .cited")).to_contain_text(NFC)
        # Indicators and their elements.
        page.locator("[name=m-1-a][value=met]").focus()
        page.keyboard.press("Space")
        page.locator("[name=m-1-b][value=not]").focus()
        page.keyboard.press("Space")
        page.locator("#at-1-b details.fold summary").first.focus()
        page.keyboard.press("Enter")
        page.locator("#at-1-b input[name^='t-'][value=other]").first.focus()
        page.keyboard.press("Space")
        typed(page, "Mô tả hiện trạng, Mức 1", f"{NFD} có [{codes.split('; ')[0]}]. Câu trơ trọi.")
        for label in ("Điểm mạnh", "Điểm yếu", "Kế hoạch cải tiến"):
            typed(page, label, NFD)
        expect(page.locator("[data-saved]")).to_contain_text("Đã lưu bản nháp", timeout=PATIENCE)
        press(page, "button", "Lưu phiếu")
        # What is something else says what: the fault is at its field, all is still there.
        refused(page)
        page.locator(".errors a").first.focus()
        page.keyboard.press("Enter")
        note = page.locator("#at-1-b [name^='tn-']").first
        expect(note).to_be_focused()
        page.keyboard.insert_text(NFD)
        press(page, "button", "Lưu phiếu")
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        expect(page.get_by_label("Điểm mạnh", exact=True)).to_have_value(NFC)
        expect(page.locator("#at-1-b [name^='tn-']").first).to_have_value(NFC)
        expect(page.locator("#at-1-b")).to_contain_text("Tôi xét ngày")
        expect(page.locator(".note.is-warn")).to_contain_text("1b chưa đạt")
        press(page, "link", "Đối chiếu minh chứng")
        expect(page.locator("tbody tr").nth(0)).to_contain_text(NFC)
        expect(page.locator("tbody tr").nth(1)).to_contain_text("Câu chưa có minh chứng")
        unfold(page, "Menu")
        press(page, "link", "Tiêu chí của tôi")
        row = page.locator(".tasks li").filter(has_text=f"Tiêu chí {criterion}.")
        expect(row).to_contain_text("Đang viết")
        expect(row).to_contain_text("1c chưa đánh giá")


def test_the_first_hour_without_scripts(site: Site) -> None:
    cycle = ready(site)
    how = {"java_script_enabled": False, "viewport": {"width": SMALL, "height": 800}}
    with site.window("thanh-vien", **how) as page:
        page.goto(f"/console/criterion-sheet/{cycle}/5.4")
        page.get_by_label("Điểm mạnh", exact=True).fill(NFD)
        page.get_by_role("button", name=re.compile("Chọn hoặc thêm minh chứng")).first.click()
        page.get_by_role("button", name="Đưa vào phiếu").click()
        expect(page.locator(".errors")).to_contain_text("Hãy chọn một minh chứng có sẵn")
        page.get_by_label("Chọn tệp, chụp ảnh").set_input_files([payload("Ảnh.jpg", photo(2**20))])
        page.get_by_label(re.compile("^Tên minh chứng")).fill(NFD)
        page.locator("#at-1-b").check()
        page.get_by_role("button", name="Đưa vào phiếu").click()
        # What was typed before is still there, and is a draft until it is saved.
        expect(page.get_by_label("Điểm mạnh", exact=True)).to_have_value(NFC)
        code = page.locator("#e-1-a").input_value()
        expect(page.locator("#e-1-b")).to_have_value(code)
        page.get_by_role("button", name=re.compile("Chọn hoặc thêm minh chứng")).nth(2).click()
        page.get_by_label("Tìm trong kho").fill(unicodedata.normalize("NFC", NFD))
        page.get_by_role("button", name="Tìm", exact=True).click()
        page.get_by_label(re.compile(re.escape(code))).check()
        page.get_by_role("button", name="Đưa vào phiếu").click()
        expect(page.locator("#e-1-c")).to_have_value(code)
        page.locator("[name=m-1-a][value=met]").check()
        page.locator("#at-1-a details.fold summary").first.click()
        page.locator("#at-1-a input[name^='t-'][value=not_met]").first.check()
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        expect(page.locator(".note.is-warn")).to_contain_text("Chưa đạt: nêu thành điểm yếu")
        page.goto(f"/console/criterion-sheet/{cycle}/5.4?view=match")
        expect(page.locator("main")).to_contain_text("Đã nêu ở chỉ báo, chưa câu nào nhắc")


def test_a_citation_leads_to_the_version_that_was_cited(site: Site) -> None:
    cycle = ready(site)
    log, id = cycle.split("/")
    school = id.partition("_")[0]
    with site.window("thanh-vien") as page:
        code = placed(page, site, "Biên bản họp")
        text = dict.fromkeys(("strengths", "weaknesses", "improvement"), "")
        judged = {"level": 1, "indicator": "a", "met": True, "evidence": [code]}
        sheet = {"criterion": "5.1", "judgements": [judged], **text}
        post(page, site, f"/v1/{log}/cycle/{id}/record-sheet", sheet)
        revised = {"code": code, "content": {"place": {"box": "Hộp mới"}}}
        post(page, site, f"/v1/{log}/evidence/{school}/revise-evidence", revised)
        page.goto(f"/console/criterion-sheet/{cycle}/5.1")
        page.locator(".cited").get_by_role("link", name=code).click()
        expect(page.locator(".note.is-info")).to_contain_text("Đang xem bản 1")
        expect(page.locator("main section").first).not_to_contain_text("Hộp mới")
        page.get_by_role("link", name="Xem bản hiện nay").click()
        expect(page.locator("main section").first).to_contain_text("Hộp mới")


def test_a_sheet_shows_the_shares_that_an_indicator_asks_for(site: Site) -> None:
    with site.window("thanh-vien") as page:
        page.goto(f"/console/criterion-sheet/{ready(site)}/5.4")
        shares = page.get_by_text("trẻ 5 tuổi chuyên cần", exact=False)
        expect(shares.first).to_contain_text("Ít nhất 90%")
        expect(page.get_by_text("vùng khó khăn").first).to_be_attached()


def test_a_draft_knows_what_it_began_with(site: Site) -> None:
    address = f"/console/criterion-sheet/{ready(site)}/5.2"
    with site.window("thanh-vien") as one, site.window("hieu-truong") as other:
        one.goto(address)
        one.get_by_label("Điểm mạnh", exact=True).fill("Bản nháp.")
        one.get_by_role("button", name="Lưu nháp").click()
        other.goto(address)
        other.get_by_label("Điểm mạnh", exact=True).fill("Đã ghi.")
        other.get_by_role("button", name="Lưu phiếu").click()
        expect(other.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        # The draft is opened after the other has saved: it does not overwrite what is newer.
        one.goto(address)
        one.get_by_role("button", name="Lưu phiếu").click()
        expect(one.locator(".versus")).to_contain_text("Đã ghi.")
        expect(one.locator(".versus")).to_contain_text("Bản nháp.")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_conclusions_and_parts_of_the_report_are_written_beside_the_sheets(
    site: Site, scripts: bool
) -> None:
    cycle, which = ready(site), "Tiêu chuẩn 2" if scripts else "Phần III: Kết luận chung"
    label = "Nhận định chung" if scripts else "Nội dung"
    how = {"java_script_enabled": scripts, "viewport": {"width": SMALL, "height": 800}}
    with site.window("thanh-vien", **how) as page:
        page.goto(f"/console/cycle/{cycle}")
        press(page, "link", "Viết nhận định và các phần của báo cáo")
        press(page, "link", re.compile(re.escape(which)))
        field = page.get_by_label(label, exact=True)
        field.fill(NFD)
        press(page, "button", "Lưu nháp")
        expect(page.locator("main")).to_contain_text("Đã lưu bản nháp")
        expect(field).to_have_value(NFC)
        if scripts:
            # A cut line: what is typed stays on the device, and is sent once it is back.
            page.context.set_offline(True)
            field.fill(f"{NFC} Mất mạng.")
            saved = page.locator("[data-saved]")
            expect(saved).to_contain_text("Mất kết nối", timeout=PATIENCE)
            page.context.set_offline(False)
            expect(saved).to_contain_text("Đã lưu bản nháp", timeout=PATIENCE)
        press(page, "button", "Lưu phần này")
        expect(page.locator(".note.is-done")).to_contain_text("Đã ghi")
        expect(field).to_have_value(f"{NFC} Mất mạng." if scripts else NFC)
        press(page, "link", "Mọi phần")
        row = page.get_by_role("listitem").filter(has_text=which)
        expect(row.locator(".tag")).to_have_text("Đã viết")


def test_two_conclusions_on_one_standard_stand_side_by_side(site: Site) -> None:
    address = f"/console/report-text/{ready(site)}/standard-3"
    with site.window("thanh-vien") as one, site.window("hieu-truong") as other:
        one.goto(address)
        one.get_by_label("Nhận định chung", exact=True).fill("Bản nháp.")
        other.goto(address)
        other.get_by_label("Nhận định chung", exact=True).fill("Đã ghi.")
        other.get_by_role("button", name="Lưu phần này").click()
        one.get_by_role("button", name="Lưu phần này").click()
        expect(one.locator(".versus")).to_contain_text("Đã ghi.")
        expect(one.locator(".versus")).to_contain_text("Bản nháp.")
        one.get_by_role("button", name="Lưu bản đã chọn").click()
        expect(one.get_by_label("Nhận định chung", exact=True)).to_have_value("Đã ghi.\nBản nháp.")
