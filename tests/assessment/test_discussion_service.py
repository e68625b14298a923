"""Discussions as they run: what was said and asked for is there for those it concerns."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, NotFound, Rejected, Wire
from services.assessment.service import AssessmentService
from services.registry.service import RegistryService
from tests.assessment.test_improvement_plan_service import RULES, TERM, tell
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

ON, LATE = date(2025, 5, 20), date(2025, 6, 4)
CODE = "H1-1.1-01"
SHEET = {"matter": "sheet", "cycle": "m1_2024", "criterion": "1.1"}
SAID = {"subject": "Thiếu biên bản", "text": "Chưa thấy biên bản họp."}


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """Schools m1 and m2, each with its office and two of its people, a Sở that leads all."""
    with running(postgres_server.uri, RegistryService, AssessmentService) as found:
        offices = (("so79", "79"), ("phong764", "764"), ("phong765", "765"))
        for office, area in offices:
            kind = "so" if area == "79" else "phong"
            entry = {"name": f"Cơ quan {area}", "kind": kind, "area": area}
            found.do(f"organisation-{office}", "RegisterOrganisation", entry)
            held = {"holder": office, "kinds": ["preschool"], **TERM}
            found.do(f"assignment-check_dossier_{area}", "AssignFunction", held)
        for person, role, org in (
            ("giam", "director", "so79"),
            ("o764", "officer", "phong764"),
            ("o765", "officer", "phong765"),
        ):
            found.do(f"grant-{person}", "GiveGrant", {"role": role, "org": org, **TERM})
        for school, area in (("m1", "764"), ("m2", "765")):
            entry = {"name": f"Trường {school}", "kind": "preschool", "ownership": "public"}
            entry |= {"areas": [area, "79"], "address": "Số 1", "sample": True}  # type: ignore[dict-item]
            found.do(f"school-{school}", "RegisterSchool", entry)
            for role, person in (
                ("principal", f"p{school}"),
                ("council_member", f"c{school}"),
                ("council_member", f"d{school}"),
            ):
                grant = {"role": role, "org": school, **TERM}
                found.do(f"grant-{person}", "GiveGrant", grant)
            item = {"code": CODE, "title": "Biên bản", "sha256": "a" * 64, "sample": True}
            tell(found, f"evidence-{school}", "EvidenceRegistered", item)
            opened: Wire = {"school": school, "year": 2024, "kind": "preschool"}
            opened |= {"rule_set": RULES.id, "revision": RULES.revision, "warnings": []}
            opened |= {"needs_verification": False, "opened_on": "2024-09-10"}
            tell(found, f"cycle-{school}_2024", "CycleOpened", opened, rules=RULES.rules_hash)
        group = {"name": "Nhóm 1", "head": "u:pm1", "others": ["u:cm1"], "criteria": ["1.1"]}
        formed = {"secretariat": [], "groups": [group], "dated": "2024-09-20"}
        tell(found, "cycle-m1_2024", "GroupsFormed", formed)
        yield found


def do(server: Running, who: str, id: str, command: str, **data: Any) -> Wire:
    return server.do(f"discussion-{id}", command, data, f"u:{who}", ON)


def ids(server: Running, question: str, who: str, on: date = ON, **asked: Any) -> list[str]:
    return [one["id"] for one in server.ask(question, asked, f"u:{who}", on)]


def begun(server: Running, who: str, id: str, **data: Any) -> None:
    do(server, who, id, "OpenDiscussion", **{"about": SHEET, **SAID, **data})


def test_school_and_office_talk_and_all_of_it_is_read_afterwards(server: Running) -> None:
    begun(server, "o764", "m1_1")
    do(server, "pm1", "m1_1", "AddMessage", text="Nhà trường bổ sung.")
    asked = {"message": 2, "due": "2025-05-30", "person": "u:dm1"}
    do(server, "o764", "m1_1", "SetTask", **asked)
    with pytest.raises(Rejected, match="tasks-open"):
        do(server, "o764", "m1_1", "CloseDiscussion", reason="Đã rõ")
    do(server, "dm1", "m1_1", "CompleteTask", message=2, text="Đã nộp H1-1.1-02.")
    do(server, "o764", "m1_1", "CloseDiscussion", reason="Đã rõ")
    for reader in ("o764", "pm1", "giam"):
        found = server.ask("GetDiscussion", {"id": "m1_1"}, f"u:{reader}", ON)
        assert [(m["message"], m["person"], m["org"]) for m in found["messages"]] == [
            (1, "u:o764", "phong764"),
            (2, "u:pm1", "m1"),
        ]
        assert (found["state"], found["reason"], found["opened_for"]) == (
            "closed",
            "Đã rõ",
            "phong764",
        )
        (task,) = found["tasks"]
        assert (task["state"], task["ended_by"], task["outcome"]) == (
            "done",
            "u:dm1",
            "Đã nộp H1-1.1-02.",
        )
    with pytest.raises(Forbidden, match="school-not-yours"):
        server.ask("GetDiscussion", {"id": "m1_1"}, "u:o765", ON)
    with pytest.raises(Forbidden, match="owner-not-yours"):
        do(server, "o765", "m1_1", "AddMessage", text="?")


def test_what_stays_within_the_school_is_there_for_nobody_else(server: Running) -> None:
    begun(server, "pm1", "m1_2", within_school=True)
    asked = {"message": 1, "due": "2025-05-30", "person": "u:cm1"}
    do(server, "pm1", "m1_2", "SetTask", **asked)
    assert server.ask("GetDiscussion", {"id": "m1_2"}, "u:cm1", ON)["within_school"]
    for reader in ("o764", "giam"):
        with pytest.raises(NotFound, match="discussion-unknown"):
            server.ask("GetDiscussion", {"id": "m1_2"}, f"u:{reader}", ON)
        assert "m1_2" not in ids(server, "ListDiscussions", reader)
        assert "m1_2_1" not in ids(server, "ListTasks", reader)
        with pytest.raises(Forbidden):
            do(server, reader, "m1_2", "AddMessage", text="?")
    assert "m1_2" in ids(server, "ListDiscussions", "cm1")
    assert "m1_2_1" in ids(server, "ListTasks", "cm1")
    do(server, "pm1", "m1_2", "AddMessage", text="Thêm một bản.")
    with pytest.raises(Rejected, match="person-not-party"):
        do(server, "pm1", "m1_2", "SetTask", **asked | {"message": 2, "person": "u:o764"})


def test_discussions_are_found_by_thing_person_office_and_state(server: Running) -> None:
    evidence = {"matter": "evidence", "code": CODE}
    begun(server, "pm1", "m1_3", about=evidence)
    begun(server, "cm1", "m1_4", about={"matter": "report", "cycle": "m1_2024"})
    do(server, "dm1", "m1_4", "AddMessage", text="Đã đọc.")
    due = {"message": 1, "due": "2025-05-30"}
    do(server, "cm1", "m1_4", "SetTask", office="phong764", **due)

    def found(**asked: Any) -> set[str]:
        return {*ids(server, "ListDiscussions", "pm1", **asked)} & {"m1_3", "m1_4"}

    assert found(code=CODE) == found(matter="evidence") == {"m1_3"}
    assert found(cycle="m1_2024", matter="report") == {"m1_4"}
    assert found(person="u:dm1") == found(person="u:cm1") == {"m1_4"}
    assert found(person="u:pm1") == {"m1_3"}
    assert found(office="phong764") == {"m1_4"}
    assert found(state="open") == {"m1_3", "m1_4"}
    assert found(state="closed") == set()
    with pytest.raises(Rejected, match="evidence-not-registered"):
        begun(server, "pm1", "m1_9", about={"matter": "evidence", "code": "H9"})
    with pytest.raises(Rejected, match="cycle-not-open"):
        begun(server, "pm1", "m1_9", about={"matter": "report", "cycle": "m2_2024"})


def test_each_finds_what_is_asked_of_them_with_the_working_days_left(server: Running) -> None:
    begun(server, "pm2", "m2_1", about={"matter": "report", "cycle": "m2_2024"})
    for n, to in enumerate(({"person": "u:cm2"}, {"office": "phong765"}), 2):
        do(server, "pm2", "m2_1", "AddMessage", text="Bổ sung.")
        do(server, "pm2", "m2_1", "SetTask", message=n, due="2025-06-03", **to)
    assert ids(server, "ListTasks", "cm2", person="u:cm2") == ["m2_1_2"]
    assert ids(server, "ListTasks", "o765", office="phong765", state="open") == ["m2_1_3"]
    assert ids(server, "ListTasks", "pm2", set_by="u:pm2", school="m2") == ["m2_1_2", "m2_1_3"]
    assert ids(server, "ListTasks", "pm2", school="m2", due_by="2025-06-02") == []
    asked = {"person": "u:cm2"}
    left = [
        server.ask("ListTasks", asked, "u:cm2", on)[0]["days_left"]
        for on in (ON, date(2025, 6, 3), LATE)
    ]
    assert left == [10, 0, -1]


def test_a_group_is_asked_as_those_who_are_in_it(server: Running) -> None:
    begun(server, "pm1", "m1_5")
    asked = {"message": 1, "due": "2025-05-30", "cycle": "m1_2024", "group": "Nhóm 1"}
    do(server, "pm1", "m1_5", "SetTask", **asked)
    assert "m1_5_1" in ids(server, "ListTasks", "cm1", person="u:cm1")
    assert "m1_5_1" not in ids(server, "ListTasks", "dm1", person="u:dm1")
    over = {"absent": "u:cm1", "taken_by": "u:dm1", "reason": "Nghỉ", "criteria": ["1.1"]}
    tell(server, "cycle-m1_2024", "CriteriaHandedOver", over | {"dated": "2025-05-20"})
    assert "m1_5_1" not in ids(server, "ListTasks", "cm1", person="u:cm1")
    assert "m1_5_1" in ids(server, "ListTasks", "dm1", person="u:dm1")
    with pytest.raises(Rejected, match="group-unknown"):
        do(server, "pm1", "m1_3", "SetTask", **asked | {"group": "Nhóm 9"})


def test_an_office_takes_the_place_of_one_that_has_ended(server: Running) -> None:
    begun(server, "o764", "m1_9")
    asked = {"message": 1, "due": "2025-05-30", "person": "u:dm1"}
    do(server, "o764", "m1_9", "SetTask", **asked)
    with pytest.raises(Rejected, match="giao việc"):
        do(server, "giam", "m1_9", "WithdrawTask", message=1, reason="Thôi")
    last = {"holder": "phong764", "ends": LATE.isoformat(), "basis": "mẫu"}
    server.do("assignment-check_dossier_764", "EndFunction", last, on=LATE)
    end = {"how": "abolished", "ends": LATE.isoformat(), "basis": "mẫu"}
    server.do("organisation-phong764", "EndOrganisation", end, on=LATE)
    for command, said in (("WithdrawTask", {"message": 1}), ("CloseDiscussion", {})):
        server.do("discussion-m1_9", command, {**said, "reason": "Thôi"}, "u:giam", LATE)
