"""The first hour of a team that rates blind: asked, rated on a phone, opened, settled."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import SMALL, Site, refused

pytestmark = pytest.mark.e2e
LEADER, MEMBER, *OTHERS = [f"doan-hanh-thong-{n}" for n in range(5)]
SECRET = "Sổ theo dõi thiếu tháng 11."
POST = """async ([path, body]) => {
    const sent = await fetch(path, {method: "POST", body: JSON.stringify(body), headers: {
        "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()}});
    return [sent.status, await sent.json()];
}"""


def case(site: Site) -> str:
    """Return the case, as it stands in an address."""
    school = site.plan.school("hanh-thong")
    return f"{school.log}/{school.id}_{site.plan.schedule['school_year']}"


def post(site: Site, page: Page, path: str, body: dict[str, Any]) -> None:
    """Send a command from a page, as its visitor."""
    status, answer = page.evaluate(POST, [path, body])
    assert status in (200, 201), answer
    site.wrote(page, path, answer["position"])


def rate_all(site: Site, page: Page, met: bool) -> None:
    """Rate every criterion by the API; the first indicator of 1.1 as said, all others as met."""
    log, id = case(site).split("/")
    agreement = page.request.get(f"/v1/{log}/agreement/{id}").json()
    found = page.request.get(f"/v1/{log}/evaluation/{id}").json()
    sets = page.request.get(f"/v1/standards/{found['rule_set']}/{found['revision']}").json()
    at = f"/v1/{log}/rating/{agreement['own_rating']}"
    for standard in sets["standards"]:
        for criterion in standard["criteria"]:
            first = criterion["levels"][0]
            judged = [
                {"level": first["level"], "indicator": one["indicator"], "met": True}
                for one in first["indicators"]
            ]
            judged[0]["met"] = met or criterion["code"] != "1.1"
            body = {"criterion": criterion["code"], "judgements": judged}
            post(site, page, f"{at}/rate-criterion", body)
    post(site, page, f"{at}/hand-in-rating", {})


def opened(page: Page) -> None:
    """Look at the page again until the opening, which follows by itself, is told to it."""
    until = time.monotonic() + 30
    while not page.get_by_role("heading", name="Mức đồng thuận").count():
        assert time.monotonic() < until
        page.reload()


def record(page: Page) -> None:
    """Look over and record."""
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi vào sổ")


def test_a_team_rates_blind_and_settles_where_it_differs(site: Site) -> None:
    findings, ratings = f"/console/findings/{case(site)}", f"/console/ratings/{case(site)}"
    with site.window(LEADER) as page:
        page.goto(findings)
        page.get_by_role("link", name="Giao từng thành viên chấm riêng").click()
        page.get_by_role("button", name="Giao chấm riêng").click()
        record(page)
    with site.window(MEMBER, viewport={"width": SMALL, "height": 800}) as page:
        page.goto(findings)
        page.get_by_role("link", name="Chấm riêng", exact=True).click()
        page.get_by_role("link", name="Chấm tiêu chí 1.1").click()
        expect(page.locator("h1")).to_contain_text("Tiêu chí 1.1")
        page.get_by_role("button", name="Ghi, sang 1.2").click()
        refused(page)
        page.locator("input[value=met]").first.check()
        page.get_by_label("Nhận xét của tôi").fill(SECRET)
        page.get_by_role("button", name="Ghi, sang 1.2").click()
        expect(page.locator("h1")).to_contain_text("Tiêu chí 1.2")
        expect(page.locator(".note.is-done")).to_contain_text("1.1")
        page.goto(f"{ratings}/1.1")
        expect(page.get_by_label("Nhận xét của tôi")).to_have_value(SECRET)
        page.goto(ratings)
        page.get_by_role("button", name="Nộp phiếu của tôi").click()
        expect(page.locator(".errors")).to_contain_text("chưa đánh giá")
    with site.window(LEADER) as page:
        page.goto(ratings)
        expect(page.locator("aside.aside")).to_contain_text("1 tiêu chí")
        expect(page.locator("body")).not_to_contain_text(SECRET)
        page.goto(f"{ratings}/1.1")
        expect(page.locator("h1")).to_contain_text("Tiêu chí 1.1")
        expect(page.locator("body")).not_to_contain_text(SECRET)
        page.goto(f"{findings}/1.1")
        expect(page.locator("main")).to_contain_text("Đoàn đang chấm riêng")
        expect(page.get_by_role("button", name="Ghi phiếu")).to_have_count(0)
    for login in (MEMBER, *OTHERS, LEADER):
        with site.window(login) as page:
            page.goto(ratings)
            rate_all(site, page, met=login != MEMBER)
    with site.window(LEADER) as page:
        page.goto(ratings)
        expect(page.locator("main")).to_contain_text("đã nộp")
        page.goto(f"/console/differences/{case(site)}")
        opened(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Chỗ đoàn chấm khác nhau")
        expect(page.locator("tbody tr")).to_have_count(1)
        page.locator("tbody").get_by_role("link").click()
        expect(page.locator("tbody tr")).to_have_count(5)
        page.get_by_role("button", name="Ghi điều thống nhất").click()
        refused(page)
        page.locator("input[value=met]").first.check()
        page.get_by_label("Lý do").fill("Cả đoàn xem lại sổ theo dõi, đủ 12 tháng.")
        page.get_by_role("button", name="Ghi điều thống nhất").click()
        expect(page.locator(".note.is-done")).to_contain_text("1.1")
        expect(page.locator("tbody")).to_contain_text("Đã thống nhất")
        page.goto(f"{findings}/1.1")
        expect(page.locator("#team")).to_contain_text("điền theo điều đoàn thống nhất")
        expect(page.locator("#team input[value=met]").first).to_be_checked()
        page.get_by_label("Điểm mạnh").fill("Sổ theo dõi đủ 12 tháng.")
        page.get_by_role("button", name="Ghi phiếu").click()
        expect(page.locator(".note.is-done")).to_contain_text("1.1")
    with site.window("giam-doc-so") as page:
        page.goto(f"/console/differences/{case(site)}")
        expect(page.locator("main")).to_contain_text("Hệ số alpha")
        expect(page.locator("body")).not_to_contain_text(SECRET)
