"""Who acted takes away what shows it to anybody, and checks it without the platform."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from services.cli import receipt as checking
from tests.browser.site import LARGE, SMALL, Site

pytestmark = pytest.mark.e2e
SIGNED = "Việc này đã được ký"


@pytest.mark.parametrize("width", [LARGE, SMALL])
def test_a_receipt_is_taken_away_and_checked_without_the_platform(
    site: Site, tmp_path: Path, width: int
) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    how = {"viewport": {"width": width, "height": 800}, "java_script_enabled": width == LARGE}
    with site.window("quan-tri", **how) as page:
        page.goto(f"/console/act/{school.log}/school/{school.id}/ChangeContacts")
        page.locator("#address").fill(f"Số {width}, đường Mẫu")
        page.get_by_role("button", name="Xem lại trước khi ghi").click()
        page.get_by_role("button", name="Ghi vào sổ").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi vào sổ")
        leaf = page.locator(".receipt .hash").inner_text()
        page.get_by_role("link", name="Biên nhận có chữ ký").click()
        signed = page.get_by_role("heading", name=SIGNED)
        for _ in range(60):
            expect(signed.or_(page.get_by_role("link", name="Xem lại"))).to_be_visible()
            if signed.count():
                break
            page.wait_for_timeout(250)
            page.goto(page.url)
        expect(page.locator("#ma-bam")).to_have_text(leaf)
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải biên nhận").click()
        position = page.url.split("?")[0].rpartition("/")[2]
        assert download.value.suggested_filename == f"{school.log}-{position}.tlog-proof"
        proof, policy = tmp_path / "proof", tmp_path / "khoa.txt"
        download.value.save_as(proof)
        page.locator("summary", has_text=re.compile("^Kiểm tra biên nhận")).click()
        policy.write_text(f"{page.locator('#khoa').inner_text().strip()}\n")
        assert page.locator("#lenh").inner_text().startswith("kiemdinh receipt ")
    arguments = [str(proof), "--policy", str(policy), "--leaf"]
    done = CliRunner().invoke(checking.command, [*arguments, leaf])
    assert (done.exit_code, f"vị trí {position} " in done.output) == (0, True), done.output
    assert CliRunner().invoke(checking.command, [*arguments, "0" * 64]).exit_code == 1


def test_what_one_may_not_see_has_a_receipt_and_no_content(site: Site) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    with site.window("thanh-vien") as page:
        page.goto(f"/console/receipt/{school.log}/1?leaf={'0' * 64}")
        expect(page.get_by_role("link", name="Tải biên nhận")).to_be_visible()
        for wrong in ("0", "x", "99999999999", "1e3"):
            answer = page.goto(f"/console/receipt/{school.log}/{wrong}")
            assert answer is not None
            assert answer.status in (200, 404)
            expect(page.get_by_role("link", name="Tải biên nhận")).to_have_count(0)
