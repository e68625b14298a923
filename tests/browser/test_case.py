"""A case of external evaluation, as those who act in it find it on their first day."""

import re

import pytest
from playwright.sync_api import Page, expect

from services.cli.demo.plan import Plan
from tests.browser.site import Site
from tests.browser.world import CASES, TAUGHT_AT

pytestmark = pytest.mark.e2e
POSTS = ("leader", "secretary", "member", "member", "member")


def case(plan: Plan, key: str) -> str:
    """Return where the case of a school is shown."""
    year = plan.schedule["school_year"]
    return f"/console/case/79/{plan.school(key).id}_{year}"


def step(page: Page, name: str) -> None:
    """Go on to what the case says is to be done."""
    page.locator("#now").get_by_role("link", name=name).click()


def record(page: Page) -> None:
    """Look over what was typed, record it, go back to the case."""
    page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
    page.get_by_role("button", name="Ghi vào sổ").click()
    page.get_by_role("link", name="Hồ sơ của trường").first.click()


def test_an_appraiser_finds_what_waits_and_returns_it_once_with_everything(site: Site) -> None:
    filed, *_ = CASES
    name = site.plan.school(filed).name
    with site.window("chuyen-vien-phong") as page:
        page.goto("/console")
        page.get_by_role("link", name="Hồ sơ đánh giá ngoài", exact=True).click()
        page.locator("#mine").get_by_role("link", name=name).click()
        expect(page.locator("#time-line")).to_contain_text("Chưa ghi mục đích đăng ký")
        expect(page.locator("#time-line")).to_contain_text("lần 2")
        expect(page.locator("aside.aside")).to_contain_text("Ở trường để hoàn thiện")
        step(page, "Chuyển hồ sơ lên Sở")
        page.locator("#report summary").first.click()
        page.locator("#report").get_by_role("link", name=re.compile(r"^1\.1\s")).click()
        expect(page.locator("h1")).to_contain_text("Tiêu chí 1.1")
        page.get_by_label("Tiêu chí này phải hoàn thiện gì?").fill("Câu 2 chưa có minh chứng.")
        page.get_by_role("button", name="Giữ ghi chú").click()
        page.get_by_role("link", name="Về phiếu kiểm tra").first.click()
        expect(page.locator("main")).to_contain_text("Đang có 1 nội dung trong phiếu trả")
        lacks = page.locator("input[type=radio][value=lacks]")
        lacks.first.check()
        page.get_by_label("Trả trường hoàn thiện").check()
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.locator(".errors li")).to_have_count(1)
        page.get_by_label("Thiếu gì ở mục này?").first.fill("Công văn chưa ký.")
        record(page)
        expect(page.locator("h1")).to_contain_text(name)
        expect(page.locator("#returned li")).to_have_count(2)
        expect(page.locator("#returned")).to_contain_text("Công văn chưa ký.")
        expect(page.locator("#now")).to_contain_text(f"Đang chờ: {name}.")
    with site.window("hieu-truong-luong-the-vinh") as page:
        page.goto("/console")
        page.get_by_role("link", name=re.compile("Nộp hồ sơ đăng ký")).click()
        expect(page.locator("#returned")).to_contain_text("Câu 2 chưa có minh chứng.")
        step(page, "Nộp hồ sơ đăng ký")
        page.get_by_role("button", name="Xem lại trước khi nộp").click()
        page.get_by_role("button", name="Nộp đăng ký").click()
        expect(page.locator("main")).to_contain_text("Đã nộp đăng ký")
    # Its office has lost the function on 01/07/2025, and keeps the case until it is transferred.
    forwards = ("Chuyển hồ sơ lên Sở", "Hồ sơ đủ, chuyển lên Sở", "Kiểm tra xong, chuyển lên Sở")
    accepts = ("Chấp nhận hồ sơ", "Hồ sơ đủ, chấp nhận", "Sở chấp nhận hồ sơ")
    for login, what, outcome, told in (
        ("chuyen-vien-phong", *forwards),
        ("chuyen-vien-so", *accepts),
    ):
        with site.window(login) as page:
            page.goto(case(site.plan, filed))
            step(page, what)
            page.get_by_label(outcome).check()
            page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
            expect(page.locator(".errors")).to_contain_text("Hãy đánh dấu")
            for one in page.locator("input[type=radio][value=ok]").all():
                one.check()
            record(page)
            expect(page.locator("#time-line")).to_contain_text(told)


def test_the_queue_is_filtered_by_its_address_and_taken_away(site: Site) -> None:
    with site.window("chuyen-vien-so") as page:
        page.goto("/console/cases/79?kind=preschool&which=running#listing")
        expect(page.locator("tbody")).to_contain_text(site.plan.school("mai-huong").name)
        expect(page.locator("tbody")).not_to_contain_text(site.plan.school("le-hoan").name)
        with page.expect_download() as taken:
            page.get_by_role("link", name="CSV").click()
        text = taken.value.path().read_text("utf-8-sig")
        assert site.plan.school("mai-huong").name in text


def test_a_director_forms_a_team_and_who_taught_there_is_named(site: Site) -> None:
    at, school = case(site.plan, TAUGHT_AT), site.plan.school(TAUGHT_AT)
    taught, *others = [f"#post-{one['person'][2:]}" for one in school.team(["member"] * 5)]
    more = [f"#post-{one['person'][2:]}" for one in site.plan.school("hoa-sen").team(["member"])]
    with site.window("giam-doc-so") as page:
        page.goto(at)
        step(page, "Lập đoàn đánh giá ngoài")
        page.get_by_role("link", name=re.compile("^Xem cả .* người$")).click()
        row = page.locator("tbody tr", has=page.locator(taught))
        expect(row).to_contain_text("Giáo viên tại trường này từ 01/08/2019 đến trước 01/07/2023")
        expect(page.locator("tbody tr", has=page.locator(more[0]))).to_contain_text("Chưa biết")
        for select, post in zip([taught, *others], POSTS, strict=True):
            page.locator(select).select_option(post)
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.locator(".errors li").first).to_be_visible()
        page.get_by_label("Số quyết định").fill("77/QĐ-SGDĐT-MẪU")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.locator(".errors")).to_contain_text("Đánh giá viên Mẫu 1")
        page.locator(taught).select_option("")
        page.locator(more[0]).select_option("leader")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.locator("main")).to_contain_text("Cần hỏi")
        page.get_by_role("button", name="Ghi vào sổ").click()
        page.get_by_role("link", name="Hồ sơ của trường").first.click()
        expect(page.locator("aside.aside")).to_contain_text("77/QĐ-SGDĐT-MẪU")
        expect(page.locator("aside.aside")).to_contain_text("Đánh giá viên Mẫu 2")


def test_a_leader_sees_where_team_and_school_differ_and_ends_the_survey(site: Site) -> None:
    at = case(site.plan, "le-hoan")
    with site.window("thanh-vien-doan-le-hoan") as page:
        page.goto(at)
        step(page, "Ghi phiếu đánh giá tiêu chí của đoàn")
        expect(page.locator("main")).to_contain_text("Mọi tiêu chí")
        page.locator("main tbody").get_by_role("link", name=re.compile(r"^1\.1\s")).click()
        page.locator("input[value=met]").first.check()
        for one in page.locator("input[value=not]").all()[1:3]:
            one.check()
        page.get_by_label("Điểm mạnh").fill("Kế hoạch rõ, có người theo dõi.")
        page.get_by_label("Điểm yếu").fill("Chưa lấy ý kiến cha mẹ học sinh.")
        page.get_by_label("Khuyến nghị").fill("Lấy ý kiến mỗi năm một lần.")
        page.get_by_role("button", name="Ghi phiếu").click()
        expect(page.locator("main")).to_contain_text("Đã ghi phiếu tiêu chí 1.1")
        expect(page.locator("tbody tr").first).to_contain_text("Khác ở")
        page.get_by_role("link", name="Khác với trường (1)").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.goto(at.replace("/case/", "/case-step/") + "/close-survey")
        expect(page.locator("main")).to_contain_text("Trưởng đoàn đánh giá ngoài")
    with site.window("truong-doan-le-hoan") as page:
        page.goto(at)
        step(page, "Kết thúc khảo sát chính thức")
        page.get_by_label("Khảo sát từ ngày").fill("17/03/2025")
        page.get_by_label("Đến hết ngày").fill("19/03/2025")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.locator(".errors")).to_contain_text("2.1")


def test_a_head_decides_on_accreditation_and_it_is_seen_by_everybody(site: Site) -> None:
    at = case(site.plan, "thien-an")
    with site.window("giam-doc-so") as page:
        page.goto(at)
        step(page, "Quyết định về kiểm định chất lượng")
        expect(page.locator("aside.aside")).to_contain_text("Đoàn đề nghị")
        page.get_by_role("button", name="Kiểm tra trước khi ghi").click()
        expect(page.locator(".errors li").first).to_be_visible()
        page.get_by_label("Số quyết định").fill("901/QĐ-SGDĐT-MẪU")
        page.get_by_label("Số chứng nhận").fill("KĐ-MẪU-901")
        record(page)
        expect(page.locator("#results")).to_contain_text("901/QĐ-SGDĐT-MẪU")
        expect(page.locator("#now")).to_contain_text("Hồ sơ đã kết thúc")
    with site.window("chuyen-vien-so") as page:
        page.goto(at.replace("/case/", "/case-step/") + "/decide-accreditation")
        expect(page.locator("main")).to_contain_text("Bước này chưa đến, hoặc đã qua")
