"""What a council of the Sở finds under TT 57/2026: filled in on one page, only what has changed."""

from typing import Any

import pytest

from libs.kernel.problems import Wire
from tests.console.browser import Browser
from tests.console.gateway import EVALUATOR, StandIn, problem

PATH = "/console/appraisal-work/79/hoasen_2026"
EVALUATION = "/v1/79/evaluation/hoasen_2026"
ACTS = ("AppraiseCriterion", "CompareFigure", "CheckCondition", "ConcludeAppraisal")
ITEM: Wire = {
    "item_kind": "criterion",
    "item": "1.1",
    "level": 1,
    "met": None,
    "remark": "Đủ",
    "school_year": None,
    "stated": None,
    "found": None,
    "data_source": None,
}
FIGURE: Wire = {
    "item_kind": "figure",
    "item": "pupils.total",
    "school_year": 2025,
    "met": False,
    "stated": "412",
    "found": "420",
    "data_source": "CSDL ngành",
    "remark": "Cập nhật sau",
    "level": None,
}


def case(**more: Any) -> Wire:
    """Return an evaluation before its council, of which the visitor is the secretary."""
    acts = [{"command": each, "acting_roles": ["evaluator"], "function": None} for each in ACTS]
    found: Wire = {"id": "hoasen_2026", "school": "hoasen", "state": "appraising"}
    found |= {"next_acts": acts, "council_members": [{"person": "u:lan", "post": "secretary"}]}
    condition = {"code": "legal", "title": "Điều kiện pháp lý", "basis": "Điều 16", "sure": False}
    found |= {"team_members": [], "council_conditions": [condition], "cycle_year": 2026}
    found |= {"education_stage": None, "rule_set": "tt57-x", "revision": "r1", "checker": "so"}
    found |= {"appraiser": "so", "site_check_on": None, "site_check_number": None}
    return found | {"concluded_on": None, "continued_by": None, "guidance": None} | more


@pytest.fixture(autouse=True)
def signed_in(gateway: StandIn) -> None:
    gateway.sign_in()
    criteria = [
        {"code": code, "title_vi": title, "levels": []}
        for code, title in (("1.1", "Tầm nhìn"), ("1.2", "Cơ cấu tổ chức"))
    ]
    gateway.answers |= {
        ("GET", "/v1/roles"): (200, {"items": [EVALUATOR]}),
        ("GET", EVALUATION): (200, case()),
        ("GET", "/v1/79/cycle/hoasen_2026"): problem(404, "cycle-unknown"),
        ("GET", "/v1/79/appraisal_item"): (200, {"items": [ITEM, FIGURE]}),
        ("GET", "/v1/standards/tt57-x/r1"): (200, {"standards": [{"criteria": criteria}]}),
    }
    for name in ("appraise-criterion", "compare-figure", "check-condition"):
        answer: Wire = {"position": 9, "version": 3, "types": []}
        gateway.answers["POST", f"{EVALUATION}/{name}"] = (200, answer)


def test_what_was_changed_is_recorded_and_nothing_else(visitor: Browser, gateway: StandIn) -> None:
    shown = visitor.get(PATH).text
    for said in (
        "Tầm nhìn",
        "Không khớp",
        "Ghi biên bản và kết luận của hội đồng",
        "Điều kiện pháp lý",
    ):
        assert said in shown
    typed = {"l-1-1": "1", "l-1-1-why": "Đủ", "l-1-2": "2", "l-1-2-why": "Có dữ liệu hai kỳ"}
    typed |= {"c-legal": "no", "c-legal-why": "Thiếu phòng y tế", "key": "k", "do": "record"}
    visitor.post(PATH, typed)
    assert gateway.sent(f"{EVALUATION}/appraise-criterion") == [
        {"criterion": "1.2", "level": 2, "remark": "Có dữ liệu hai kỳ"}
    ]
    assert gateway.sent(f"{EVALUATION}/check-condition") == [
        {"condition": "legal", "met": False, "remark": "Thiếu phòng y tế"}
    ]
    assert gateway.sent(f"{EVALUATION}/compare-figure") == []


def test_what_is_refused_is_said_at_its_field(visitor: Browser, gateway: StandIn) -> None:
    errors = [{"pointer": "/remark", "code": "remark-missing", "detail": "Phải nói vì sao."}]
    refusal = problem(422, "remark-missing", errors=errors)
    gateway.answers["POST", f"{EVALUATION}/compare-figure"] = refusal
    typed = {"figure": "pupils.total", "school_year": "2025", "stated": "1", "found": "2"}
    again = visitor.post(PATH, {**typed, "data_source": "CSDL", "key": "k", "do": "record"})
    assert again.status_code == 422
    assert "Phải nói vì sao." in again.text


def test_who_does_not_sit_in_the_council_is_shown_no_form(
    visitor: Browser, gateway: StandIn
) -> None:
    gateway.answers["GET", EVALUATION] = (200, case(council_members=[]))
    assert f'action="{PATH}"' not in visitor.get(PATH).text
