"""The registry as it runs: what it was told, it answers; its read tables follow from the log."""

from collections.abc import Iterator
from datetime import date

import pytest

from libs.kernel.problems import Forbidden, Invalid, NotFound, Rejected, Wire
from services.registry.service import RegistryService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

SCHOOL: Wire = {
    "name": "Trường Mầm non Mẫu",
    "kind": "preschool",
    "ownership": "public",
    "areas": ["764", "79"],
    "address": "Số 1 đường Mẫu",
    "identifiers": [{"scheme": "moet", "value": "79764001", "issuer": "Bộ"}],
    "sample": True,
}
GIVE: Wire = {"role": "officer", "org": "so79", "starts": "2024-09-01", "basis": "QĐ 1"}


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """A registry for all tests of this file, which keep to schools and offices of their own."""
    with running(postgres_server.uri, RegistryService) as found:
        office = {"name": "Sở mẫu", "kind": "so", "area": "79"}
        found.do("organisation-so79", "RegisterOrganisation", office)
        yield found


def test_a_school_is_answered_as_it_was_registered_and_changed(server: Running) -> None:
    server.do("school-a1", "RegisterSchool", SCHOOL | {"opened_on": "2001-09-05"})
    before = server.ask("GetSchool", {"id": "a1"})
    codes = [code | {"starts": None, "ends": None} for code in SCHOOL["identifiers"]]
    told = {"id": "a1", "version": 1, "identifiers": codes, "opened_on": "2001-09-05"}
    empty = dict.fromkeys(("variant", "phone", "email", "cohorts_completed", "closed_on"))
    assert before == before | SCHOOL | told | empty
    changed = {"address": "Số 2", "phone": "028 1111 1111", "email": "a1@example.edu.vn"}
    server.do("school-a1", "ChangeContacts", changed)
    operation = {"opened_on": None, "cohorts_completed": 20}
    last = server.do("school-a1", "RecordOperation", operation)
    after = server.ask("GetSchool", {"id": "a1"})
    assert after == before | changed | operation | {"version": 3, "position": last["position"]}


def test_a_command_sent_twice_is_carried_out_once(server: Running) -> None:
    first = server.do("school-a2", "RegisterSchool", SCHOOL, id="once")
    assert server.do("school-a2", "RegisterSchool", SCHOOL, id="once") == first
    again = server.do("school-a2", "RegisterSchool", SCHOOL, id="twice")
    assert (again["version"], again["types"]) == (1, [])


def test_schools_are_listed_by_kind_area_and_part_of_the_name(server: Running) -> None:
    for id, name, kind, areas in (
        ("b1", "Trường Tiểu học Ánh Dương", "primary", ["785", "79"]),
        ("b2", "Trường THCS Ánh Dương", "lower_secondary", ["785", "79"]),
        ("b3", "Trường Tiểu học Bình Minh", "primary", ["785", "79"]),
        ("b4", "Trường Tiểu học Khác", "primary", ["760", "79"]),
    ):
        server.do(
            f"school-{id}", "RegisterSchool", SCHOOL | {"name": name, "kind": kind, "areas": areas}
        )

    def ids(**filters: object) -> list[str]:
        return [school["id"] for school in server.ask("ListSchools", {**filters})]

    assert ids(area="785") == ["b1", "b2", "b3"]
    assert ids(area="785", kind="primary") == ["b1", "b3"]
    assert ids(area="785", name="ánh dương") == ["b1", "b2"]
    assert ids(area="785", name="%") == []
    assert ids(area="785", limit=2) == ["b1", "b2"]
    assert ids(area="785", limit=2, after="b2") == ["b3"]
    assert {"b1", "b4"} <= set(ids(area="79"))
    assert server.ask("ListSchools", {}, log="77") == []


def test_offices_are_listed_by_kind_area_and_superior(server: Running) -> None:
    for id, kind, area, parent in (
        ("so1", "so", "01", None),
        ("p1", "phong", "001", "so1"),
        ("p2", "phong", "002", "so1"),
    ):
        data = {"name": f"Đơn vị {id}", "kind": kind, "area": area, "parent": parent}
        server.do(f"organisation-{id}", "RegisterOrganisation", data)
    found = server.ask("GetOrganisation", {"id": "p2"})
    assert (found["name"], found["parent"], found["version"]) == ("Đơn vị p2", "so1", 1)
    assert [o["id"] for o in server.ask("ListOrganisations", {"parent": "so1"})] == ["p1", "p2"]
    by_area = {"parent": "so1", "area": "001", "kind": "phong"}
    assert [o["id"] for o in server.ask("ListOrganisations", by_area)] == ["p1"]


def test_an_assignment_is_answered_with_every_term_and_its_true_end(server: Running) -> None:
    stream = "assignment-check_dossier_001"
    term = {"kinds": ["preschool", "primary"], "basis": "TT 19/2018"}
    server.do(stream, "AssignFunction", term | {"holder": "p1", "starts": "2018-10-10"})
    server.do(stream, "EndFunction", {"holder": "p1", "ends": "2025-07-01", "basis": "NĐ 143"})
    server.do(stream, "AssignFunction", term | {"holder": "so1", "starts": "2025-07-01"})
    found = server.ask("GetAssignment", {"id": "check_dossier_001"})
    assert (found["function"], found["area"], found["version"]) == ("check_dossier", "001", 3)
    assert [(t["holder"], t["starts"], t["ends"]) for t in found["terms"]] == [
        ("p1", "2018-10-10", "2025-07-01"),
        ("so1", "2025-07-01", None),
    ]
    assert found["terms"][0]["kinds"] == ["preschool", "primary"]
    server.do(
        "assignment-appraise_001",
        "AssignFunction",
        {"holder": "so1", **term} | {"starts": "2020-01-01"},
    )
    listed = server.ask("ListAssignments", {"area": "001", "holder": "so1"})
    assert [a["id"] for a in listed] == ["appraise_001", "check_dossier_001"]
    only = server.ask("ListAssignments", {"area": "001", "function": "check_dossier"})
    assert only == [found]


def test_grants_are_for_officers_alone(server: Running) -> None:
    server.do("school-a9", "RegisterSchool", SCHOOL)
    principal = GIVE | {"role": "principal", "org": "a9", "ends": "2025-09-01"}
    server.do("grant-officer1", "GiveGrant", GIVE)
    server.do("grant-principal1", "GiveGrant", principal)
    withdraw = {"role": "principal", "org": "a9", "ends": "2025-01-01", "basis": "QĐ 2"}
    server.do("grant-principal1", "WithdrawGrant", withdraw)
    found = server.ask("GetGrant", {"id": "principal1"}, actor="u:officer1")
    assert (found["person"], found["version"]) == ("u:principal1", 2)
    assert found["terms"] == [
        {
            "role": "principal",
            "org": "a9",
            "scope": "own",
            "starts": "2024-09-01",
            "ends": "2025-01-01",
            "basis": "QĐ 1",
            "holder": None,
            "proposed_by": None,
            "confirmed_by": None,
        }
    ]
    assert [g["id"] for g in server.ask("ListGrants", {"org": "a9"})] == ["principal1"]
    assert [g["id"] for g in server.ask("ListGrants", {"role": "officer"})] == ["officer1"]
    with pytest.raises(Forbidden, match="officers-only"):
        server.ask("GetGrant", {"id": "principal1"}, actor="u:principal1")
    with pytest.raises(Forbidden, match="grant-missing"):
        server.ask("GetGrant", {"id": "officer1"}, actor="u:stranger")


def test_a_letter_is_answered_with_its_obligations_and_warnings(server: Running) -> None:
    obligation: Wire = {
        "code": "file",
        "actor": "school",
        "duty": "Nộp hồ sơ đăng ký đánh giá ngoài",
        "kind": "per_school",
        "effect": "refuse",
        "area": "001",
        "kinds": ["primary"],
        "entries": [{"name": "Trường Tiểu học Ánh Dương", "before": "2023-02-20"}],
    }
    letter: Wire = {
        "issuer": "p1",
        "issuer_name": "Đơn vị p1",
        "subject": "Kiểm định chất lượng giáo dục",
        "dated": "2024-09-10",
        "school_year": 2024,
        "citations": [{"ref": "09/2024/TT-BGDĐT", "issued_on": "2024-06-03"}],
        "obligations": [obligation],
    }
    done = server.do("instruction-l1", "RegisterInstruction", letter)
    assert done["types"] == [
        "InstructionRegistered",
        "ObligationCreated",
        "InstructionWarned",
        "InstructionWarned",
    ]
    found = server.ask("GetInstruction", {"id": "l1"})
    assert (found["version"], found["number"], found["dated"]) == (4, None, "2024-09-10")
    assert [(c["ref"], c["issued_on"], c["text"]) for c in found["citations"]] == [
        ("09/2024/TT-BGDĐT", "2024-06-03", "09/2024/TT-BGDĐT")
    ]
    assert [(o["code"], o["entries"][0]["before"]) for o in found["obligations"]] == [
        ("file", "2023-02-20")
    ]
    assert [w["code"] for w in found["warnings"]] == ["not-stated", "date-outside-school-year"]
    (listed,) = server.ask("ListInstructions", {"issuer": "p1", "school_year": 2024})
    assert (listed["id"], listed["obligation_count"], listed["warning_count"]) == ("l1", 1, 2)
    assert server.ask("ListInstructions", {"school_year": 2020}) == []


@pytest.mark.parametrize(
    "question", ["GetSchool", "GetOrganisation", "GetAssignment", "GetGrant", "GetInstruction"]
)
def test_what_is_not_in_the_register_is_not_found(server: Running, question: str) -> None:
    with pytest.raises(NotFound, match="-unknown"):
        server.ask(question, {"id": "nobody"})


def test_only_an_administrator_or_the_operator_keeps_the_register(server: Running) -> None:
    server.do("grant-officer2", "GiveGrant", GIVE)
    with pytest.raises(Forbidden, match="grant-missing"):
        server.do("school-a5", "RegisterSchool", SCHOOL, actor="u:officer2")
    server.do("grant-admin1", "GiveGrant", GIVE | {"role": "administrator"})
    server.do("school-a5", "RegisterSchool", SCHOOL, actor="u:admin1")
    day_before = date(2024, 8, 31)
    with pytest.raises(Forbidden, match="grant-missing"):
        server.do("school-a6", "RegisterSchool", SCHOOL, actor="u:admin1", on=day_before)


def test_a_malformed_command_names_each_wrong_field(server: Running) -> None:
    wrong = SCHOOL | {"kind": "university", "areas": [], "email": "x", "colour": "red"}
    with pytest.raises(Invalid) as refusal:
        server.do("school-a7", "RegisterSchool", wrong)
    assert {error.pointer for error in refusal.value.errors} == {
        "/kind",
        "/areas",
        "/email",
        "/colour",
    }


def test_what_the_rules_refuse_leaves_no_trace(server: Running) -> None:
    head = server.log.head("79")
    with pytest.raises(Rejected, match="area-outside-log"):
        server.do("school-a8", "RegisterSchool", SCHOOL | {"areas": ["77"]})
    assert server.log.head("79") == head


def test_a_proposal_is_shown_until_it_is_answered_and_a_lent_role_with_its_holder(
    server: Running,
) -> None:
    for person in ("admin5", "admin6"):
        given = GIVE | {"role": "administrator", "scope": "subtree"}
        server.do(f"grant-{person}", "GiveGrant", given)
    server.do("grant-deputy5", "GiveGrant", GIVE)
    asked = GIVE | {"role": "director", "scope": "subtree"}
    server.do("grant-director5", "ProposeGrant", asked, "u:admin5")
    server.do("grant-director6", "ProposeGrant", asked, "u:admin5")
    waiting = {"open": True, "org": "so79"}
    persons = [found["id"] for found in server.ask("ListGrants", waiting)]
    assert persons == ["director5", "director6"]
    with pytest.raises(Forbidden, match="four-eyes"):
        server.do("grant-director5", "ConfirmGrant", {"proposal": 1}, "u:admin5")
    server.do("grant-director5", "ConfirmGrant", {"proposal": 1}, "u:admin6")
    declined = {"proposal": 1, "reason": "Chưa có quyết định."}
    server.do("grant-director6", "DeclineGrant", declined, "u:admin6")
    assert server.ask("ListGrants", waiting) == []
    (term,) = server.ask("GetGrant", {"id": "director5"})["terms"]
    # From the day of the confirmation on, though an earlier one was asked for.
    assert (term["starts"], term["scope"]) == ("2024-09-10", "subtree")
    assert (term["proposed_by"], term["confirmed_by"]) == ("u:admin5", "u:admin6")
    (proposal,) = server.ask("GetGrant", {"id": "director6"})["proposals"]
    assert (proposal["state"], proposal["answered_by"]) == ("declined", "u:admin6")
    lent = {"role": "director", "org": "so79", "starts": "2024-09-10", "ends": "2024-10-01"}
    server.do("grant-deputy5", "Delegate", lent | {"basis": "QĐ 7"}, "u:director5")
    ended = {"holder": "u:director5", "role": "director", "org": "so79", "ends": "2024-09-20"}
    server.do("grant-deputy5", "EndDelegation", ended | {"basis": "QĐ 8"}, "u:director5")
    own, borrowed = server.ask("GetGrant", {"id": "deputy5"})["terms"]
    assert (own["holder"], own["ends"]) == (None, None)
    assert (borrowed["holder"], borrowed["ends"]) == ("u:director5", "2024-09-20")
