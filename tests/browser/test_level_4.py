"""The clauses of level 4 of the sets of 2018, as a school writes them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import SMALL, Site, serious, sideways
from tests.browser.test_member import ready

pytestmark = pytest.mark.e2e


def test_a_clause_of_level_4_is_judged_and_written_on_its_own_page(site: Site) -> None:
    with site.window("thanh-vien", viewport={"width": SMALL, "height": 800}) as page:
        page.goto(f"/console/criterion-sheet/{ready(site)}/22")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Mức 4")
        page.locator("[name=m-4-1][value=not]").check()
        page.get_by_label("Mô tả hiện trạng, khoản 1").fill("Nhà trường đang làm.")
        page.get_by_role("button", name="Lưu phiếu").click()
        expect(page.locator(".note.is-done")).to_contain_text("Đã lưu phiếu")
        page.reload()
        expect(page.get_by_label("Mô tả hiện trạng, khoản 1")).to_have_value("Nhà trường đang làm.")
        expect(page.locator("[name=m-4-1][value=not]")).to_be_checked()
        assert not sideways(page)
        assert not serious(page)


def test_the_clauses_of_level_4_are_given_to_a_group_or_to_none(site: Site) -> None:
    given = re.compile(r"tiêu\schí\s[\d.,\s]+,\s22")
    with site.window("hieu-truong") as page:
        for group, shown in (("", False), ("1", True)):
            page.goto(f"/console/groups/{ready(site)}")
            page.get_by_label("Nhóm phụ trách tiêu chí 22", exact=True).select_option(group)
            page.get_by_role("button", name="Kiểm tra trước khi giao").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi ghi")
            assert bool(given.search(page.locator("main").inner_text())) == shown
