"""What is seldom done: begun on paper, never reported, asked for besides, decided for many."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import levels, purposes
from tests.browser.cycles import OFFICER, THIS_YEAR, Course
from tests.browser.principal import TORTURE, recorded
from tests.browser.site import LARGE, SMALL, Site, refused, serious, sideways
from tests.browser.test_acts import press

pytestmark = pytest.mark.e2e
HEAD, HEAD_OF_NEW, ADMINISTRATOR = "hieu-truong-hoa-sen", "hieu-truong-tieu-hoc-mau", "quan-tri"
PLAIN = {"viewport": {"width": SMALL, "height": 800}, "java_script_enabled": False}
EVALUATED = date(2024, 9, 9)
"""A day of the set by which the team looked at the school."""
WIDE = {"viewport": {"width": LARGE, "height": 800}}


def fit(page: Page) -> None:
    """See that what is shown can be used by everybody."""
    assert sideways(page) == []


def test_a_self_assessment_that_began_on_paper_says_so(site: Site) -> None:
    cycle = Course(site, THIS_YEAR, school="binh-chanh-mau")
    new, head = site.plan.school(cycle.school), {"starts": "2020-01-01", "basis": "QĐ mẫu"}
    with site.window(ADMINISTRATOR) as page:
        told: Wire = {"name": new.name, "kind": "primary", "ownership": "public", "address": "Số 1"}
        told |= {"areas": list(new.areas), "sample": True}
        cycle.call(page, f"/v1/{cycle.log}/school/{new.id}/register-school", told)
        given = {"role": "principal", "org": new.id, **head}
        cycle.call(page, f"/v1/{cycle.log}/grant/{new.principal[2:]}/give-grant", given)
    with site.window(HEAD_OF_NEW, **PLAIN) as page:
        page.goto(f"/console/cycles/{cycle.log}/{new.id}")
        page.get_by_role("link", name="Mở đợt tự đánh giá").first.click()
        page.get_by_text("Đã bắt đầu trên giấy trước khi dùng hệ thống?").click()
        page.get_by_label("Văn bản bắt đầu").fill(f"12/QĐ {TORTURE}")
        press(page, "Kiểm tra trước khi mở đợt")
        refused(page, "Đợt đã bắt đầu trên giấy thì ghi cả số và ngày của văn bản")
        page.get_by_label("Ngày bắt đầu trên giấy").fill(f"15/09/{THIS_YEAR}")
        fit(page)
        press(page, "Kiểm tra trước khi mở đợt")
        recorded(page, f"12/QĐ {TORTURE}", f"15/09/{THIS_YEAR}")
    with site.window(OFFICER, **PLAIN) as page:
        page.goto(cycle.at("cycle"))
        expect(page.locator(".note")).to_contain_text(f"bắt đầu trên giấy ngày 15/09/{THIS_YEAR}")
        expect(page.locator(".note")).to_contain_text(f"Văn bản số 12/QĐ {TORTURE}")
        fit(page)


def approved(page: Page, cycle: Course, at: str) -> None:
    """Bring the plan to its approval: something for each recommendation, put in full."""
    texts = ("solution", "goal", "activities", "result_indicator", "resources")
    work: Wire = dict.fromkeys((*texts, "supervision", "expected_evidence"), "Làm xong 2 việc mẫu")
    work |= {"starts": "2026-01-05", "complete_by": "2026-03-31", "budget": 0}
    work["responsible"] = cycle.site.plan.school(cycle.school).principal
    for one in page.request.get(at).json()["items"]:
        cycle.call(page, f"{at}/edit-plan-item", {"item": one["item"], "work": work})
    advised = {"born_of": "recommendation", "evaluation": f"{cycle.id.partition('_')[0]}_2024"}
    evaluated = standards.choose(cycle.site.plan.school(cycle.school).entry["kind"], EVALUATED)
    for criterion in levels.criteria(evaluated):
        cycle.call(page, f"{at}/add-plan-item", {**advised, "criterion": criterion, "work": work})
    cycle.call(page, f"{at}/approve-improvement-plan", {"decision_number": "1/QĐ-MẪU"})


def test_an_office_ends_a_plan_that_is_never_reported(site: Site) -> None:
    """A link on the plan leads there: nothing else of the report is the office's to send."""
    school = site.plan.school("hoa-sen")
    plan, cycle = f"{school.id}_2025", Course(site, 2025, school="hoa-sen")
    at = f"/v1/{cycle.log}/improvement_plan/{plan}"
    with site.window(HEAD) as page:
        approved(page, cycle, at)
    with site.window(OFFICER, **PLAIN) as page:
        page.goto(f"/console/plan/{cycle.log}/{plan}")
        page.get_by_role("link", name="Trường không báo cáo năm").click()
        page.get_by_label("Văn bản làm căn cứ").fill("9/SGDĐT-MẪU")
        press(page, "Kiểm tra trước khi kết thúc")
        refused(page, "Vì sao kết thúc")
        page.get_by_label("Vì sao kết thúc").fill(f"Trường không gửi báo cáo. {TORTURE}")
        fit(page)
        press(page, "Kiểm tra trước khi kết thúc")
        recorded(page, "9/SGDĐT-MẪU", TORTURE)
    with site.window(HEAD, **PLAIN) as page:
        page.goto(f"/console/plan/{cycle.log}/{plan}/report")
        expect(page.locator(".note.is-warn")).to_contain_text(TORTURE)
        expect(page.locator(".note.is-warn")).to_contain_text("9/SGDĐT-MẪU")
        page.goto(f"/console/plan/{cycle.log}/{plan}")
        expect(page.locator("main")).to_contain_text("Không có báo cáo")


def test_a_province_asks_for_what_it_recognises_besides(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = site.plan.school("hoa-sen")
    kept = purposes.further(["36"], date(2025, 1, 1))
    assert [each.sure for each in kept] == [False]
    monkeypatch.setattr(purposes, "further", lambda areas, on: kept)
    with site.window(HEAD, **PLAIN) as page:
        page.goto(f"/console/registration/{school.log}/{school.id}")
        page.get_by_label(re.compile("^Kiểm định chất lượng")).check()
        expect(page.locator("main")).to_contain_text("chưa chắc chắn")
        page.get_by_label(re.compile("^Trường học Xanh")).check()
        page.get_by_label("Đăng ký cấp độ kiểm định").select_option(label="Cấp độ 1")
        fit(page)
        press(page, "Xem lại trước khi nộp")
        expect(page.get_by_role("button", name="Nộp đăng ký")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Trường học Xanh")


def test_a_decision_for_many_schools_is_called_so(site: Site) -> None:
    school = site.plan.school("hoa-sen")
    with site.window("giam-doc-so", **WIDE) as page:
        at = f"/console/act/{school.log}/evaluation/{school.id}_2024"
        page.goto(f"{at}/DecideAccreditation")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Quyết định về kiểm định chất lượng"
        )
        page.get_by_label(re.compile("^Quyết định này ghi tên nhiều trường")).check()
        assert serious(page) == []
        press(page, "Xem lại trước khi ghi")
        refused(page, "Số quyết định")
        expect(page.get_by_label(re.compile("^Quyết định này ghi tên"))).to_be_checked()
