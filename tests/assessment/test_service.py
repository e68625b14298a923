"""Self-assessment as it runs, beside the registry that tells it which schools there are."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from libs.kernel.problems import Forbidden, Invalid, NotFound, Rejected, Wire
from libs.law import standards
from libs.law.standards import levels
from services.assessment.service import AssessmentService
from services.cli.demo.whole_report import WholeReport
from services.registry.service import RegistryService
from tests.running import ON, Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

RULES = standards.choose("preschool", ON)
ITEM: Wire = {"code": "H1-1.1-01", "title": "Kế hoạch", "sha256": "a" * 64, "sample": True}
COUNCIL: Wire = {
    "decision_number": "01/QĐ",
    "members": [
        {"person": f"u:m{n}", "post": post}
        for n, post in enumerate(["chair", "vice_chair", "secretary", *["member"] * 4])
    ],
    "chair_reason": "Hiệu trưởng đi học",
}
SECRETARY = COUNCIL["members"][2]["person"]
REPORT = WholeReport(RULES, ON)
APPROVED_ON = date(2025, 5, 5)


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """Both services for all tests of this file, each test with a school of its own."""
    with running(postgres_server.uri, RegistryService, AssessmentService) as found:
        office = {"name": "Phòng mẫu", "kind": "phong", "area": "764"}
        found.do("organisation-phong764", "RegisterOrganisation", office)
        held = {"holder": "phong764", "starts": "2018-10-10", "basis": "TT 19/2018"}
        kinds = ["preschool", "primary", "lower_secondary"]
        function = "assignment-check_dossier_764"
        found.do(function, "AssignFunction", {**held, "kinds": kinds})
        yield found


def school(server: Running, id: str, kind: str = "preschool") -> str:
    """Register a school with a principal, an evidence item and an officer; return the principal."""
    data = {
        "name": f"Trường Mẫu {id}",
        "kind": kind,
        "ownership": "public",
        "areas": ["764", "79"],
        "address": "Số 1 đường Mẫu",
        "sample": True,
    }
    server.do(f"school-{id}", "RegisterSchool", data)
    give = {"starts": "2020-01-01", "basis": "QĐ 1"}
    server.do(f"grant-p{id}", "GiveGrant", give | {"role": "principal", "org": id})
    server.do(f"grant-c{id}", "GiveGrant", give | {"role": "council_member", "org": id})
    server.do(f"grant-o{id}", "GiveGrant", give | {"role": "officer", "org": "phong764"})
    server.do(f"grant-{SECRETARY[2:]}", "GiveGrant", give | {"role": "council_member", "org": id})
    return f"u:p{id}"


def plan(server: Running, cycle: str, principal: str, on: date = ON) -> None:
    """Form groups, each person of the school in the secretariat, and approve the plan."""
    person = f"u:c{principal[3:]}"
    groups = REPORT.groups([SECRETARY, person], [SECRETARY])
    for command, data in (groups, REPORT.plan(on, APPROVED_ON)):
        server.do(cycle, command, data, principal, on=on)


def complete(server: Running, cycle: str, on: date = APPROVED_ON) -> None:
    """Let the secretary write what is missing, record what is confirmed, complete the report."""
    for command, data in (*REPORT.texts(), REPORT.confirmed(), ("CompleteReport", {})):
        server.do(cycle, command, data, SECRETARY, on=on)


def sheet(criterion: str, top: int = 2, failed: tuple[tuple[int, str], ...] = ()) -> Wire:
    """Return a sheet judged up to a level, all met but `failed`."""
    told = {
        "criterion": criterion,
        "judgements": [
            {"level": n, "indicator": letter, "met": met, "evidence": [ITEM["code"]] if met else []}
            for n, letter in levels.indicators(RULES, criterion)
            if n <= top
            for met in [(n, letter) not in failed]
        ],
        "strengths": "Mạnh",
        "weaknesses": "Yếu",
        "improvement": "Cải tiến",
    }
    return REPORT.sheet(told)


def under_way(server: Running, id: str) -> str:
    """Return the principal of a school whose cycle has council, evidence and an approved plan."""
    principal = school(server, id)
    server.do(f"evidence-{id}", "RegisterEvidence", {"items": [ITEM]}, principal)
    server.do(f"cycle-{id}_2024", "OpenCycle", {"year": 2024}, principal)
    server.do(f"cycle-{id}_2024", "AppointCouncil", COUNCIL, principal)
    plan(server, f"cycle-{id}_2024", principal)
    return principal


def test_no_school_has_a_second_register_of_evidence(server: Running) -> None:
    """Its events could not stand in the tables beside those of the first (`Running` looks)."""
    principal = school(server, "m0")
    server.do("evidence-m0", "RegisterEvidence", {"items": [ITEM]}, principal)
    for id in ("m0_2024", "m0_"):
        with pytest.raises(Rejected) as refused:
            server.do(f"evidence-{id}", "RegisterEvidence", {"items": [ITEM]}, principal)
        assert refused.value.code == "id-form"
    with pytest.raises(Rejected, match="mã trường và năm"):
        server.do("figures-m0_02024", "LockFigures", {}, principal)


def test_a_cycle_goes_from_opening_to_the_submitted_report(server: Running) -> None:
    principal = school(server, "m1")
    stream, ask = "cycle-m1_2024", {"id": "m1_2024"}
    server.do("evidence-m1", "RegisterEvidence", {"items": [ITEM]}, "u:cm1")
    server.do(stream, "OpenCycle", {"year": 2024}, principal)
    view = server.ask("GetCycle", ask, principal)
    assert (view["state"], view["rule_set"], view["revision"], view["rules"]) == (
        "opened",
        "tt19-2018-preschool",
        "r1",
        RULES.rules_hash,
    )
    assert (view["level"], view["next_level"], view["failed"]) == (0, 1, [])
    assert (view["sheets_done"], view["sheets_total"]) == (0, len(RULES.criteria))
    server.do(stream, "AppointCouncil", COUNCIL, principal)
    view = server.ask("GetCycle", ask, principal)
    assert (view["state"], view["council_size"]) == ("staffed", 7)
    assert view["plan_required"]
    with pytest.raises(Rejected, match="plan-missing"):
        server.do(stream, "RecordSheet", sheet("1.1"), "u:cm1")
    faults = server.ask("GetCycleFaults", ask, principal)["faults"]
    assert (faults[0]["code"], faults[0]["field"]) == ("plan-missing", "plan")
    plan(server, stream, principal)
    for n, criterion in enumerate(levels.criteria(RULES), 1):
        failed = ((2, "a"),) if criterion == "1.3" else ()
        server.do(stream, "RecordSheet", sheet(criterion, failed=failed), "u:cm1")
        view = server.ask("GetCycle", ask, principal)
        assert (view["state"], view["sheets_done"]) == ("collecting", n)
    assert (view["level"], view["next_level"]) == (1, 2)
    assert (view["failed"], view["unjudged"]) == (["1.3/2a"], [])
    complete(server, stream)
    server.do(stream, "ApproveReport", {}, principal, on=APPROVED_ON)
    submitted = server.do(stream, "SubmitReport", {}, principal, on=date(2025, 5, 6))
    view = server.ask("GetCycle", ask, principal)
    assert (view["state"], view["level"], view["failed"]) == ("submitted", 1, ["1.3/2a"])
    assert (view["opened_on"], view["approved_on"], view["submitted_on"]) == (
        "2024-09-10",
        "2025-05-05",
        "2025-05-06",
    )
    assert (view["version"], view["position"]) == (submitted["version"], submitted["position"])
    recorded = next(each for each in view["sheets"] if each["criterion"] == "1.3")
    assert recorded["weaknesses"] == "Yếu"
    assert [j["indicator"] for j in recorded["judgements"] if not j["met"]] == ["a"]


def test_a_sheet_is_one_batch_whose_events_carry_the_hashes_of_what_they_cite(
    server: Running,
) -> None:
    principal = under_way(server, "mh2")
    before = server.log.head("79")
    done = server.do("cycle-mh2_2024", "RecordSheet", sheet("1.1", top=1), principal)
    assert done["types"] == [*["IndicatorJudged"] * 3, "SheetRecorded"]
    judged = server.log.follow("79", before)
    assert [event.envelope.get("ev") for event in judged] == [["a" * 64]] * 3 + [None]
    opened = server.log.read("79", "cycle-mh2_2024")["cycle-mh2_2024"][0]
    assert opened.envelope["rules"] == RULES.rules_hash


def test_a_changed_judgement_replaces_the_old_one_in_the_view(server: Running) -> None:
    principal = under_way(server, "m3")
    server.do("cycle-m3_2024", "RecordSheet", sheet("1.1", top=1), principal)
    failing = sheet("1.1", top=1, failed=((1, "b"),))
    done = server.do("cycle-m3_2024", "RecordSheet", failing, principal)
    assert done["types"] == ["IndicatorJudged"]
    view = server.ask("GetCycle", {"id": "m3_2024"}, principal)
    assert [j["met"] for j in view["sheets"][0]["judgements"]] == [True, False, True]
    assert view["failed"] == ["1.1/1b"]


def test_a_council_replaced_late_does_not_set_the_cycle_back(server: Running) -> None:
    principal = under_way(server, "m4")
    server.do("cycle-m4_2024", "RecordSheet", sheet("1.1", top=1), principal)
    other = COUNCIL | {
        "decision_number": "02/QĐ",
        "members": [*COUNCIL["members"], {"person": "u:m8", "post": "member"}],
    }
    server.do("cycle-m4_2024", "AppointCouncil", other, principal)
    view = server.ask("GetCycle", {"id": "m4_2024"}, principal)
    assert (view["state"], view["council_size"]) == ("collecting", 8)


def test_no_act_is_dated_before_the_one_before_it(server: Running) -> None:
    principal = under_way(server, "m8")
    other = COUNCIL | {"decision_number": "02/QĐ"}
    for command, data in (("AppointCouncil", other), ("RecordSheet", sheet("1.1", top=1))):
        with pytest.raises(Rejected, match="date-before-last-act"):
            server.do("cycle-m8_2024", command, data, principal, on=ON - timedelta(days=1))


def test_evidence_is_answered_in_the_order_it_came(server: Running) -> None:
    principal = school(server, "m5")
    other = ITEM | {"code": "H1-1.1-00", "title": "Biên bản", "sha256": "b" * 64}
    server.do("evidence-m5", "RegisterEvidence", {"items": [ITEM]}, principal)
    server.do("evidence-m5", "RegisterEvidence", {"items": [ITEM, other]}, principal)
    view = server.ask("GetEvidence", {"id": "m5"}, principal)
    assert (view["school"], view["version"], view["items"]) == ("m5", 2, [ITEM, other])
    (listed,) = server.ask("ListEvidences", {"school": "m5"}, principal)
    assert (listed["id"], listed["item_count"]) == ("m5", 2)


def test_a_cycle_after_the_amendment_warns_of_what_is_not_verified(server: Running) -> None:
    principal = school(server, "m6")
    server.do("cycle-m6_2024", "OpenCycle", {"year": 2024}, principal, on=date(2025, 2, 3))
    view = server.ask("GetCycle", {"id": "m6_2024"}, principal, on=date(2025, 2, 3))
    assert (view["revision"], view["needs_verification"]) == ("r2", True)
    assert view["warnings"]


def test_continuing_education_cannot_open_a_cycle_under_the_stub_of_2012(server: Running) -> None:
    principal = school(server, "m7", kind="continuing_education")
    with pytest.raises(Rejected, match="rule-set-not-usable"):
        server.do("cycle-m7_2024", "OpenCycle", {"year": 2024}, principal)


def test_cycles_are_listed_by_school_and_year(server: Running) -> None:
    for id in ("n1", "n2"):
        under_way(server, id)
    later = date(2025, 9, 10)
    server.do("cycle-n1_2025", "OpenCycle", {"year": 2025}, "u:pn1", on=later)

    def ids(actor: str, **filters: object) -> list[str]:
        found = server.ask("ListCycles", {**filters}, actor, on=later)
        return [cycle["id"] for cycle in found]

    assert ids("u:on1", school="n1") == ["n1_2024", "n1_2025"]
    assert ids("u:on1", year=2025, school="n1") == ["n1_2025"]
    assert {"n1_2024", "n2_2024"} <= set(ids("u:on1", year=2024, limit=200))
    assert ids("u:on1", school="n1", limit=1) == ["n1_2024"]
    assert ids("u:on1", school="n1", after="n1_2024") == ["n1_2025"]


def test_a_school_sees_its_own_cycles_and_evidence_alone(server: Running) -> None:
    for id in ("n3", "n4"):
        under_way(server, id)
    assert [c["school"] for c in server.ask("ListCycles", {}, "u:pn3")] == ["n3"]
    assert [e["school"] for e in server.ask("ListEvidences", {}, "u:cn3")] == ["n3"]
    assert server.ask("ListCycles", {"school": "n4"}, "u:pn3") == []
    for question, id in (("GetCycle", "n4_2024"), ("GetEvidence", "n4")):
        with pytest.raises(Forbidden, match="school-not-yours"):
            server.ask(question, {"id": id}, "u:pn3")
        assert server.ask(question, {"id": id}, "u:on3")["school"] == "n4"


def test_only_the_school_itself_assesses_itself(server: Running) -> None:
    under_way(server, "n5")
    under_way(server, "n6")
    for actor, code in (("u:pn6", "grant-elsewhere"), ("u:on5", "grant-missing")):
        with pytest.raises(Forbidden, match=code):
            server.do("cycle-n5_2024", "RecordSheet", sheet("1.1"), actor)
    with pytest.raises(Forbidden, match="role-missing"):
        server.do("cycle-n5_2024", "ApproveReport", {}, "s:operator")


def test_approving_and_submitting_is_for_the_principal(server: Running) -> None:
    under_way(server, "n7")
    for command, data in (
        ("OpenCycle", {"year": 2024}),
        ("AppointCouncil", COUNCIL),
        ("ApproveReport", {}),
        ("SubmitReport", {}),
    ):
        with pytest.raises(Forbidden, match="grant-missing"):
            server.do("cycle-n7_2024", command, data, "u:cn7")


def test_a_cycle_opens_by_the_kind_of_the_day_and_not_after_the_end(server: Running) -> None:
    basis = {"basis": "QĐ 2"}
    stages_of = {"kind": "multi_stage", "education_stages": ["primary", "lower_secondary"]}
    for id in ("k1", "k2"):
        school(server, id)
    server.do("school-k1", "ChangeKind", {**stages_of, "starts": "2025-09-01", **basis})
    server.do("cycle-k1_2024", "OpenCycle", {"year": 2024}, "u:pk1")
    server.do("cycle-k1_2025", "OpenCycle", {"year": 2025}, "u:pk1", on=date(2025, 9, 10))
    kinds = [cycle["kind"] for cycle in server.ask("ListCycles", {"school": "k1"})]
    assert kinds == ["preschool", "multi_stage"]
    close = {"school": "k2", "ends": ON.isoformat(), **basis}
    server.do("lineage-79", "CloseSchool", close)
    with pytest.raises(Rejected, match="school-closed"):
        server.do("cycle-k2_2024", "OpenCycle", {"year": 2024}, "u:pk2")


def test_a_school_that_is_not_registered_has_no_cycle(server: Running) -> None:
    principal = school(server, "n9")
    with pytest.raises(NotFound, match="school-unknown"):
        server.do("cycle-x1_2024", "OpenCycle", {"year": 2024}, principal)


@pytest.mark.parametrize(("question", "id"), [("GetCycle", "zz_2024"), ("GetEvidence", "zz")])
def test_what_does_not_exist_is_not_found(server: Running, question: str, id: str) -> None:
    with pytest.raises(NotFound, match="-unknown"):
        server.ask(question, {"id": id})


def test_a_field_that_the_server_fills_is_not_taken_from_the_message(server: Running) -> None:
    principal = school(server, "n8")
    with pytest.raises(Invalid) as refusal:
        server.do("cycle-n8_2024", "OpenCycle", {"year": 2024, "kind": "primary"}, principal)
    assert [error.pointer for error in refusal.value.errors] == ["/kind"]
