"""What a council and its office do to a self-assessment later on, each with a refusal."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from libs.law.standards import levels
from tests.browser.cycles import OFFICER, PRINCIPAL, SECRETARY, Course, course
from tests.browser.principal import TORTURE, recorded
from tests.browser.site import LARGE, SMALL, Site, refused

pytestmark = pytest.mark.e2e
NFD = unicodedata.normalize("NFD", TORTURE)
PLAIN = {"viewport": {"width": SMALL, "height": 800}, "java_script_enabled": False}
WIDE = {"viewport": {"width": LARGE, "height": 800}}


@pytest.fixture
def cycle(site: Site) -> Iterator[Course]:
    """This year's self-assessment, staffed."""
    with course(site) as found:
        yield found


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def placed(page: Page, cycle: Course, box: str) -> str:
    """Add paper that lies in a box; return its code."""
    school = cycle.id.partition("_")[0]
    page.goto(f"/console/evidence-add/{cycle.log}/{school}?kind=place&criterion=2.2")
    page.get_by_label("Tên minh chứng").fill(NFD)
    page.get_by_label("Hộp", exact=True).fill(box)
    press(page, "Thêm vào kho")
    (code,) = parse_qs(urlsplit(page.url).query)["added"]
    return code


@pytest.mark.parametrize("way", [PLAIN, WIDE], ids=["plain", "wide"])
def test_an_absent_members_criteria_are_handed_over_in_one_act(
    site: Site, cycle: Course, way: dict[str, object]
) -> None:
    taker = cycle.person(4)
    with site.window(PRINCIPAL, **way) as page:
        page.goto(cycle.at("hand-over"))
        page.get_by_label("Ngày của văn bản").fill("31/02/2027")
        press(page, "Kiểm tra trước khi giao lại")
        refused(page, "Người vắng mặt", "Người nhận", "Lý do", "Ngày của văn bản")
        expect(page.get_by_label("Ngày của văn bản")).to_have_value("31/02/2027")
        page.get_by_label("Ngày của văn bản").fill("")
        page.locator(f"[name=absent][value='{cycle.person(3)}']").check()
        page.get_by_label("Người nhận").select_option(taker)
        page.get_by_label("Lý do").fill(NFD)
        press(page, "Kiểm tra trước khi giao lại")
        recorded(page, TORTURE, ", ".join(levels.criteria(cycle.rules)))
        groups = cycle.stands(page)["working_groups"]["groups"]
        assert [one["others"] for one in groups] == [[taker], [taker]]


def test_a_council_votes_confirms_completes_and_an_office_comments(
    site: Site, cycle: Course
) -> None:
    with site.window(PRINCIPAL) as page:
        cycle.write(page, but=["1.1"])
    with site.window(SECRETARY, **PLAIN) as page:
        # Nothing that is missing is left for the next time.
        page.goto(cycle.at("report-step", "complete"))
        press(page, "Kiểm tra trước khi hoàn thành")
        refused(page, "Chỉ báo 1.1", "Hội đồng chưa thông qua tiêu chí 1.2")
        assert cycle.stands(page)["completed_on"] is None
        sheet = cycle.sheet("1.1")
        sheet["judgements"][0]["evidence"] = [placed(page, cycle, "1")]
        cycle.tell(page, "record-sheet", sheet)

        page.goto(cycle.at("council-meeting"))
        press(page, "Kiểm tra trước khi biểu quyết")
        refused(page, "Phiếu của tôi")
        page.get_by_label("Biểu quyết về").select_option("1.1")
        page.get_by_label("Tán thành", exact=True).check()
        page.get_by_label("Ý kiến (không bắt buộc)").fill(NFD)
        press(page, "Kiểm tra trước khi biểu quyết")
        recorded(page, TORTURE)
        page.goto(cycle.at("council-meeting"))
        expect(page.locator("#report")).to_contain_text("1 trên 7 thành viên đã biểu quyết")
        (vote,) = cycle.stands(page)["votes"]
        assert (vote["criterion"], vote["note"]) == ("1.1", TORTURE)

        # The same vote on all that is written, in one act; one changes single votes as before.
        page.get_by_label("Biểu quyết về").select_option("every")
        page.get_by_label("Tán thành", exact=True).check()
        press(page, "Kiểm tra trước khi biểu quyết")
        recorded(page, "1.2, ")
        mine = [one["criterion"] for one in cycle.stands(page)["votes"]]
        assert sorted(mine) == sorted(one["criterion"] for one in cycle.stands(page)["sheets"])
        page.goto(cycle.at("council-meeting"))

        page.get_by_label("Ngày họp hội đồng").fill("01/01/2020")
        press(page, "Kiểm tra trước khi xác nhận")
        refused(page, "Ngày họp hội đồng")
        page.get_by_label("Ngày họp hội đồng").fill("")
        press(page, "Kiểm tra trước khi xác nhận")
        recorded(page, "1.1, 1.2")
        page.get_by_role("link", name="Hoàn thành dự thảo báo cáo").click()
        press(page, "Kiểm tra trước khi hoàn thành")
        recorded(page, "Chưa đạt Mức 1")
        assert cycle.stands(page)["state"] == "draft_ready"
    comments(site, cycle)
    approved_and_submitted(site, cycle)
    evidence_added_later(site, cycle)


def comments(site: Site, cycle: Course) -> None:
    """The office comments, the school answers."""
    with site.window(OFFICER, **WIDE) as page:
        page.goto(cycle.at("report-reading", "1.1"))
        press(page, "Gửi ý kiến cho trường")
        refused(page, "Chưa viết ý kiến")
        page.get_by_label("Góp ý phiếu này").fill(NFD)
        press(page, "Gửi ý kiến cho trường")
        expect(page.locator("#comments")).to_contain_text(TORTURE)
    with site.window(SECRETARY, **PLAIN) as page:
        page.goto(cycle.at("report-comments"))
        page.get_by_role("link", name="Trả lời").first.click()
        press(page, "Kiểm tra trước khi trả lời")
        refused(page, "Trả lời của trường")
        page.get_by_label("Trả lời của trường").fill(f"Đã sửa. {NFD}")
        press(page, "Kiểm tra trước khi trả lời")
        recorded(page, TORTURE)
        page.goto(cycle.at("report-comments"))
        expect(page.locator(".talk")).to_contain_text("Đã sửa.")


def approved_and_submitted(site: Site, cycle: Course) -> None:
    """The principal approves, makes public and hands in; the office acknowledges it."""
    with site.window(PRINCIPAL, **PLAIN) as page:
        page.goto(cycle.at("report-step", "approve"))
        page.get_by_label("Ngày họp hội đồng").fill("01/01/2020")
        press(page, "Kiểm tra trước khi phê duyệt")
        refused(page, "Ngày họp hội đồng")
        page.get_by_label("Ngày họp hội đồng").fill("")
        press(page, "Kiểm tra trước khi phê duyệt")
        recorded(page, "Biểu quyết về báo cáo")
        page.get_by_role("link", name="Công bố trong trường").click()
        press(page, "Kiểm tra trước khi công bố")
        refused(page, "Công bố ở đâu")
        page.get_by_label("Công bố ở đâu").fill(NFD)
        press(page, "Kiểm tra trước khi công bố")
        recorded(page, TORTURE)
        page.get_by_role("link", name="Nộp báo cáo").click()
        page.get_by_label("Ngày nộp").fill("31/12/2098")
        press(page, "Kiểm tra trước khi nộp")
        refused(page, "sau ngày nhập")
        page.get_by_label("Ngày nộp").fill("")
        press(page, "Kiểm tra trước khi nộp")
        recorded(page, "Sở Giáo dục và Đào tạo")
        page.goto(cycle.at("report-step", "submit"))
        expect(page.locator("main")).to_contain_text(re.compile("Đúng hạn|Trễ hạn"))
        expect(page.locator("main")).to_contain_text("Chưa xác nhận")
        assert cycle.stands(page)["published_at"] == TORTURE
    with site.window(OFFICER, **WIDE) as page:
        page.goto(cycle.at("report-reading"))
        page.get_by_role("link", name="Xác nhận đã nhận báo cáo").click()
        page.locator("#receipt_number").fill("7/BN-MẪU")
        page.locator("#dated").fill("31/02/2027")
        page.locator("main form .btn").last.click()
        refused(page, "Hãy ghi một ngày")
        expect(page.locator("#receipt_number")).to_have_value("7/BN-MẪU")
        page.locator("#dated").fill("")
        page.locator("main form .btn").last.click()
        recorded(page, "7/BN-MẪU")
    with site.window(PRINCIPAL, **PLAIN) as page:
        page.goto(cycle.at("report-step", "submit"))
        expect(page.locator("main")).to_contain_text("số 7/BN-MẪU")


def evidence_added_later(site: Site, cycle: Course) -> None:
    """What was handed in stays as it was; what comes later stands after it with day and reason."""
    with site.window(SECRETARY, **PLAIN) as page:
        code = placed(page, cycle, "2")
        page.goto(cycle.at("evidence-manifest"))
        locked = page.locator("main section").first.inner_text()
        press(page, "Ghi phần bổ sung")
        refused(page, "Mã minh chứng", "Lý do bổ sung")
        page.get_by_label("Mã minh chứng").fill("MC.9.9.99")
        page.get_by_label("Lý do bổ sung").fill(NFD)
        press(page, "Ghi phần bổ sung")
        refused(page, "MC.9.9.99")
        expect(page.get_by_label("Lý do bổ sung")).to_have_value(TORTURE)
        page.get_by_label("Mã minh chứng").fill(code)
        press(page, "Ghi phần bổ sung")
        later = page.locator("main section").nth(1)
        expect(later).to_contain_text(re.compile(r"Bổ sung lần 1, ngày \d\d/\d\d/\d{4}"))
        for text in (code, TORTURE):
            expect(later).to_contain_text(text)
        assert page.locator("main section").first.inner_text() == locked


def test_a_quorum_that_the_province_states_holds_a_confirmation_up(
    site: Site, cycle: Course
) -> None:
    area = f"/v1/{cycle.log}/quorum/785"
    basis = {"basis": "Quy định mẫu"}
    asked = {"kinds": ["preschool"], "voting_percent": 20, "in_favour_percent": 20}
    with site.window("quan-tri") as officer, site.window(SECRETARY, **PLAIN) as page:
        cycle.tell(page, "record-sheet", cycle.sheet("1.1"))
        stated = {**asked, **basis, "starts": "2026-01-01"}
        site.wrote(page, area, cycle.call(officer, f"{area}/state-quorum", stated))
        try:
            page.goto(cycle.at("council-meeting"))
            expect(page.locator(".title")).to_contain_text("Ít nhất 20% thành viên biểu quyết")
            press(page, "Kiểm tra trước khi xác nhận")
            refused(page, "0/7 thành viên đã biểu quyết")
            for login in (PRINCIPAL, SECRETARY):
                with site.window(login) as voter:
                    vote = {"ballot": "in_favour", "criterion": "1.1"}
                    site.wrote(page, area, cycle.tell(voter, "cast-vote", vote))
            page.goto(cycle.at("council-meeting"))
            press(page, "Kiểm tra trước khi xác nhận")
            recorded(page, "1.1", "Quy định mẫu")
            assert cycle.stands(page)["sheets"][0]["confirmed_on"]
        finally:
            cycle.call(officer, f"{area}/withdraw-quorum", {**basis, "ends": "2026-01-02"})
