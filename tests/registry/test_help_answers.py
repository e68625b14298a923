"""Contacts and requests for help as they run: who is asked, who sees it."""

from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, NotFound, Rejected
from tests.registry.province import ask, do, ids
from tests.running import Running

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def contacts(server: Running) -> Running:
    """Contacts of the Phòng for preschools until the districts end, of the Sở for others."""
    named = {"starts": "2024-09-01", "basis": "QĐ", "phone": "028 0000 0000"}
    do(
        server,
        "ofc",
        "contact-phong764",
        "NameContact",
        person="u:c1",
        kinds=["preschool"],
        answer_within=5,
        **named,
    )
    do(
        server,
        "ofc",
        "contact-phong764",
        "EndContact",
        person="u:c1",
        ends="2025-07-01",
        basis="Luật",
    )
    do(
        server,
        "sof",
        "contact-so79",
        "NameContact",
        person="u:c2",
        kinds=["preschool", "upper_secondary"],
        **named,
    )
    return server


def test_a_school_finds_its_contact_of_the_day(contacts: Running) -> None:
    def found(school: str, **filters: Any) -> list[tuple[str, str | None]]:
        listed = ask(contacts, "ListSchoolContacts", school=school, **filters)
        return [(c["id"], c["person"]) for c in listed]

    assert found("s1") == [("phong764", "u:c1"), ("so79", "u:c2")]
    assert found("s1", on="2025-07-01") == [("phong764", None), ("so79", "u:c2")]
    assert found("s3") == [("phong764", None), ("so79", None)]
    assert found("s4") == [("so79", "u:c2")]
    assert found("nobody") == []
    assert found("s5") == []
    moved = {"areas": ["785", "79"], "starts": "2025-01-01", "basis": "QĐ điều chỉnh địa giới"}
    contacts.do("school-s3", "ChangeAreas", moved)
    assert found("s3", on="2024-12-31") == [("phong764", None), ("so79", None)]
    assert found("s3", on="2025-01-01") == [("so79", None)]


def test_contacts_are_listed_by_kind_and_day(contacts: Running) -> None:
    view = ask(contacts, "GetContact", id="phong764")
    assert [(t["person"], t["ends"]) for t in view["terms"]] == [("u:c1", "2025-07-01")]
    assert ids(contacts, "ListContacts", kind="preschool") == ["phong764", "so79"]
    assert ids(contacts, "ListContacts", kind="preschool", on="2025-07-01") == ["so79"]
    assert ids(contacts, "ListContacts", kind="primary") == []


QUESTION = {"topic": "evidence", "subject": "Minh chứng", "text": "Đánh mã thế nào?"}


def test_a_school_asks_its_contact_and_is_answered(contacts: Running) -> None:
    stream = "helprequest-s1_1"
    do(contacts, "hd1", stream, "AskForHelp", **QUESTION)
    found = ask(contacts, "GetHelpRequest", "hd1", id="s1_1")
    assert (found["office"], found["officer"], found["due"]) == ("phong764", "u:c1", "2024-10-21")
    assert found["state"] == "open"
    days = [
        request["overdue_days"]
        for today in (date(2024, 10, 21), date(2024, 10, 24))
        for request in ask(contacts, "ListHelpRequests", "hd1", today=today)
    ]
    assert days == [0, 3]
    overdue: dict[str, Any] = {"overdue": True, "office": "phong764"}
    assert ask(contacts, "ListHelpRequests", "ofc", **overdue) == []
    assert ask(contacts, "ListHelpRequests", "ofc", today=date(2024, 10, 22), **overdue) != []
    do(contacts, "ofc", stream, "ForwardHelp", office="so79", reason="thuộc thẩm quyền Sở")
    do(contacts, "sof", stream, "AnswerHelp", text="Theo hướng dẫn 5932.")
    do(contacts, "hd1", stream, "ReopenHelp", reason="Chưa rõ")
    do(contacts, "sof", stream, "AnswerHelp", text="Xem mục 3.")
    do(contacts, "hd1", stream, "CloseHelp", helped=True)
    found = ask(contacts, "GetHelpRequest", "ofc", id="s1_1")
    assert (found["office"], found["state"], found["helped"]) == ("so79", "closed", True)
    assert [(m["kind"], m["org"]) for m in found["messages"]] == [
        ("forwarded", "phong764"),
        ("answered", "so79"),
        ("reopened", "s1"),
        ("answered", "so79"),
    ]


def test_a_question_is_seen_by_who_asks_and_by_officers(contacts: Running) -> None:
    do(contacts, "hd2", "helprequest-s2_1", "AskForHelp", **QUESTION | {"topic": "software"})
    with pytest.raises(Forbidden, match="school-not-yours"):
        ask(contacts, "GetHelpRequest", "hd1", id="s2_1")
    assert "s2_1" not in ids(contacts, "ListHelpRequests", "hd1")
    assert ids(contacts, "ListHelpRequests", "ofc", topic="software", state="open") == ["s2_1"]
    with pytest.raises(Forbidden, match="owner-not-yours"):
        do(contacts, "hd1", "helprequest-s2_1", "CloseHelp", helped=False)


def test_an_office_asks_the_one_above_and_no_school_sees_it(contacts: Running) -> None:
    stream = "helprequest-phong764_1"
    do(contacts, "ofc", stream, "AskForHelp", kind="preschool", **QUESTION | {"topic": "other"})
    found = ask(contacts, "GetHelpRequest", "ofc", id="phong764_1")
    assert (found["office"], found["officer"], found["school"]) == ("so79", "u:c2", None)
    assert ids(contacts, "ListHelpRequests", "sof", asker="phong764") == ["phong764_1"]
    assert ids(contacts, "ListHelpRequests", "hd1", asker="phong764") == []
    with pytest.raises(Forbidden, match="school-not-yours"):
        ask(contacts, "GetHelpRequest", "hd1", id="phong764_1")


def test_without_an_office_in_charge_there_is_nobody_to_ask(contacts: Running) -> None:
    do_as = {"actor": "s:operator", "on": date(2018, 10, 9)}
    with pytest.raises(Rejected, match="nobody-in-charge"):
        contacts.do("helprequest-s1_9", "AskForHelp", QUESTION, **do_as)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    ["GetTraining", "GetHeadcount", "GetRoadmap", "GetPlannedList", "GetContact", "GetHelpRequest"],
)
def test_what_is_not_in_a_register_is_not_found(server: Running, question: str) -> None:
    with pytest.raises(NotFound, match="-unknown"):
        ask(server, question, "s:operator", id="nobody")
