"""Discussions as forms: what was taken is said as such, and nothing is sent twice for its task."""

from typing import Any

import pytest

from libs.kernel.problems import Wire
from tests.console.browser import Browser, hidden
from tests.console.gateway import StandIn, problem

BEGIN = "/console/discussions/79/hoasen"
SHEET = f"{BEGIN}?matter=sheet&cycle=hoasen_2026&criterion=1.1"
MAI, SO = "person:u:mai", "office:so"
DUE = "07/12/2027"


@pytest.fixture(autouse=True)
def signed_in(gateway: StandIn) -> None:
    gateway.sign_in()
    council = {"members": [{"person": "u:mai", "post": "secretary"}]}
    cycle = {"id": "hoasen_2026", "state": "open", "year": 2026, "council": council}
    gateway.answers["GET", "/v1/79/cycle/hoasen_2026"] = (200, cycle)
    mai: Wire = {"person": "u:mai", "name": "Trần Mai", "erased_at": None}
    mai |= {"ties": [{"org": "hoasen", "tie": "council_member", "current": True}]}
    gateway.answers["GET", "/v1/79/person_name"] = (200, {"items": [mai]})
    holder = {"holder": "so", "holder_name": "Sở mẫu"}
    gateway.answers["GET", "/v1/79/holder"] = (200, {"items": [holder]})


def taking(gateway: StandIn, id: str, *commands: str) -> None:
    for command in commands:
        path = f"/v1/79/discussion/{id}/{command}"
        gateway.answers["POST", path] = (200, {"position": 7, "version": 1, "types": []})


def sent(gateway: StandIn, command: str) -> list[Wire]:
    return [
        body
        for method, path, _, body in gateway.asked
        if method == "POST" and path.endswith(f"/{command}")
    ]


def begun(visitor: Browser, gateway: StandIn, **said: str) -> tuple[dict[str, str], str]:
    """Return the form that begins a discussion as it is filled in, and the discussion's id."""
    fields = hidden(visitor.get(SHEET))
    id = f"hoasen_{fields['key'][:16]}"
    taking(gateway, id, "open-discussion", "set-task")
    fields |= {"subject": "Biên bản", "text": "Xin bổ sung.", "asks": "task"}
    return {**fields, "whom": MAI, "due": DUE, **said}, id


def discussion(**more: Any) -> Wire:
    said = {"message": 1, "person": "u:lan", "org": "hoasen", "said_on": "2026-11-26"}
    return {
        "id": "hoasen_d1",
        "school": "hoasen",
        "within_school": False,
        "about": {"matter": "sheet", "cycle": "hoasen_2026", "criterion": "1.1"},
        "subject": "Biên bản",
        "opened_for": "hoasen",
        "state": "open",
        "messages": [{**said, "text": "Xin bổ sung."}],
        "tasks": [],
        **more,
    }


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        (problem(422, "person-not-party"), "người này không giữ vai trò"),
        (problem(422, "another-rule"), "quy tắc không cho phép"),
        (problem(503, "database-away"), "hệ thống tạm thời chưa trả lời"),
    ],
    ids=["person", "rule", "away"],
)
def test_a_discussion_whose_task_is_refused_goes_on_at_the_discussion(
    visitor: Browser, gateway: StandIn, refusal: tuple[int, Wire], why: str
) -> None:
    fields, id = begun(visitor, gateway)
    gateway.answers["POST", f"/v1/79/discussion/{id}/set-task"] = refusal
    answer = visitor.post(SHEET, fields)
    assert answer.status_code == 303
    gateway.answers["GET", f"/v1/79/discussion/{id}"] = (200, discussion(id=id))
    shown = visitor.get(answer.headers["Location"].partition("#")[0])
    assert f"Đã gửi; chưa giao được việc: {why}" in shown.text


def test_a_form_sent_before_with_other_words_leads_to_its_discussion(
    visitor: Browser, gateway: StandIn
) -> None:
    fields, id = begun(visitor, gateway)
    refusal = problem(422, "discussion-opened")
    gateway.answers["POST", f"/v1/79/discussion/{id}/open-discussion"] = refusal
    answer = visitor.post(SHEET, fields)
    assert answer.headers["Location"] == f"/console/discussion/79/{id}?did=before"
    assert sent(gateway, "set-task") == []


def test_within_the_school_no_office_is_asked_and_nothing_was_sent(
    visitor: Browser, gateway: StandIn
) -> None:
    fields, _ = begun(visitor, gateway, within_school="on", whom=SO)
    again = visitor.post(SHEET, fields)
    assert again.status_code == 422
    assert "không giao việc cho cơ quan" in again.text
    assert SO not in again.text
    assert MAI in again.text
    assert sent(gateway, "open-discussion") == []


def test_who_is_not_offered_is_not_asked(visitor: Browser, gateway: StandIn) -> None:
    fields, _ = begun(visitor, gateway, whom="office:elsewhere")
    assert visitor.post(SHEET, fields).status_code == 422
    assert sent(gateway, "open-discussion") == []
    fields["whom"] = SO
    assert visitor.post(SHEET, fields).status_code == 303
    (task,) = sent(gateway, "set-task")
    assert (task["office"], task["due"]) == ("so", "2027-12-07")


def test_a_reply_whose_task_is_refused_is_added_once(visitor: Browser, gateway: StandIn) -> None:
    here = "/console/discussion/79/hoasen_d1"
    taking(gateway, "hoasen_d1", "add-message")
    gateway.answers["GET", "/v1/79/discussion/hoasen_d1"] = (200, discussion())
    path = "/v1/79/discussion/hoasen_d1/set-task"
    gateway.answers["POST", path] = problem(422, "group-unknown")
    reply = {**hidden(visitor.get(here)), "do": "say", "text": "Xin bổ sung."}
    answer = visitor.post(here, {**reply, "asks": "task", "whom": MAI, "due": DUE})
    assert answer.status_code == 303
    shown = visitor.get(answer.headers["Location"].partition("#")[0])
    assert "chưa giao được việc: hội đồng không có nhóm này" in shown.text
    assert len(sent(gateway, "add-message")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "matter=indicator",
        "matter=sheet&criterion=1.1",
        "matter=plan_item&plan=hoasen_2026&item=x",
        "matter=unknown&code=H1",
        "matter=report&cycle=hoasen_2026&code=H1",
    ],
)
def test_an_address_that_names_no_whole_thing_shows_the_discussions_of_the_school(
    visitor: Browser, query: str
) -> None:
    shown = visitor.get(f"{BEGIN}?{query}")
    assert shown.status_code == 200
    assert 'id="begin"' not in shown.text
    refused = visitor.post(BEGIN, dict(pair.split("=") for pair in query.split("&")))
    assert refused.status_code == 404
