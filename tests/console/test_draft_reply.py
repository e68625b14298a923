"""The school's reply to a team's draft: chosen, looked over, sent once; the principal's alone."""

from datetime import UTC, datetime, timedelta

import pytest

from libs.kernel.problems import Wire
from libs.law.calendar import vietnam_today
from tests.console.browser import Browser, hidden
from tests.console.gateway import EVALUATOR, StandIn

PATH = "/console/draft-reply/79/hoasen_2026"
COMMAND = "/v1/79/evaluation/hoasen_2026/reply"
TODAY = vietnam_today(datetime.now(UTC))


def case(days: int) -> Wire:
    """Return an evaluation whose draft is to be replied to before so many days from now."""
    before = (TODAY + timedelta(days=days)).isoformat()
    found: Wire = {"id": "hoasen_2026", "school": "hoasen", "state": "draft_sent"}
    found |= {"reply_before": before, "draft_sent_on": "2026-11-20", "replied_on": None}
    found |= {"claimed_level": 2, "draft_level": 1, "failed": ["1.5/2"], "agreed": None}
    return found | {"points": [], "answers": []}


@pytest.fixture(autouse=True)
def signed_in(gateway: StandIn) -> None:
    gateway.sign_in()
    gateway.answers["GET", "/v1/79/evaluation/hoasen_2026"] = (200, case(5))
    gateway.answers["POST", COMMAND] = (200, {"position": 9, "version": 3, "types": []})


def test_a_reply_is_chosen_looked_over_and_sent(visitor: Browser, gateway: StandIn) -> None:
    assert "Không nhất trí" in visitor.get(PATH).text
    unchosen = visitor.post(PATH, {"point-1": "Xem lại 1.5", "key": "k", "do": "check"})
    assert unchosen.status_code == 422
    assert "Hãy chọn trường nhất trí hay không nhất trí." in unchosen.text
    assert "Xem lại 1.5" in unchosen.text
    typed = {"agreed": "no", "point-1": "Xem lại 1.5", "point-3": "Thêm minh chứng"}
    checked = visitor.post(PATH, {**typed, "key": "k", "do": "check"})
    assert "Đã trả lời thì không sửa được nữa." in checked.text
    assert gateway.sent(COMMAND) == []
    visitor.post(PATH, {**hidden(checked), "do": "record"})
    said = {"agreed": False, "points": ["Xem lại 1.5", "Thêm minh chứng"]}
    assert gateway.sent(COMMAND) == [said]


@pytest.mark.parametrize("late", [True, False], ids=["too late", "not the principal"])
def test_nobody_is_shown_a_form_that_would_be_refused(
    visitor: Browser, gateway: StandIn, late: bool
) -> None:
    if late:
        gateway.answers["GET", "/v1/79/evaluation/hoasen_2026"] = (200, case(0))
    else:
        gateway.answers["GET", "/v1/roles"] = (200, {"items": [EVALUATOR]})
    assert '<form method="post" action="/console/draft-reply' not in visitor.get(PATH).text
