"""The registers of schools and offices as they run: told, they answer, to whom it concerns."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.errors import Forbidden, NotFound, Rejected, Wire
from services.registry.service import RegistryService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

ON = date(2024, 10, 14)
SCHOOLS = {
    "s1": ("Trường Mầm non Mẫu 1", "preschool", "private", "764"),
    "s2": ("Trường Mầm non Mẫu 2", "preschool", "public", "764"),
    "s3": ("Trường Tiểu học Mẫu 3", "primary", "private", "764"),
    "s4": ("Trường THPT Mẫu 4", "upper_secondary", "private", "760"),
}
PEOPLE = {
    "ofc": ("officer", "phong764"),
    "sof": ("officer", "so79"),
    "hd1": ("principal", "s1"),
    "hd2": ("principal", "s2"),
}


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """A province with an office above another, who hold functions, four schools, four people."""
    with running(postgres_server.uri, RegistryService) as found:
        for id, kind, area, parent in (
            ("ubnd79", "people_committee", "79", None),
            ("so79", "so", "79", "ubnd79"),
            ("phong764", "phong", "764", "so79"),
        ):
            office = {"name": f"Đơn vị {id}", "kind": kind, "area": area, "parent": parent}
            found.do(f"organisation-{id}", "RegisterOrganisation", office)
        for function, area, holder, kinds in (
            ("check_dossier", "764", "phong764", ["preschool", "primary"]),
            ("appraise", "79", "so79", ["preschool", "primary", "upper_secondary"]),
        ):
            term = {"holder": holder, "kinds": kinds, "starts": "2018-10-10", "basis": "TT"}
            found.do(f"assignment-{function}_{area}", "AssignFunction", term)
        for id, (name, kind, ownership, area) in SCHOOLS.items():
            school = {
                "name": name,
                "kind": kind,
                "ownership": ownership,
                "areas": [area, "79"],
                "address": "Số 1 đường Mẫu",
                "sample": True,
            }
            found.do(f"school-{id}", "RegisterSchool", school)
        for id, (role, org) in PEOPLE.items():
            grant = {"role": role, "org": org, "starts": "2024-09-01", "basis": "QĐ"}
            found.do(f"grant-{id}", "GiveGrant", grant)
        yield found


def do(server: Running, actor: str, stream: str, command: str, **data: Any) -> Wire:
    return server.do(stream, command, data, actor=f"u:{actor}", on=ON)


def ids(server: Running, question: str, actor: str = "sof", **filters: Any) -> list[str]:
    return [found["id"] for found in ask(server, question, actor, **filters)]


def ask(
    server: Running, question: str, actor: str = "sof", today: date = ON, **filters: Any
) -> Any:
    who = actor if actor.startswith("s:") else f"u:{actor}"
    return server.ask(question, filters, actor=who, on=today)


def course(server: Running, actor: str, id: str, **changes: Any) -> None:
    data = {
        "title": f"Lớp {id}",
        "provider": "Đơn vị mẫu",
        "subject": "self_assessment",
        "held_on": "2024-09-20",
        "basis": "Kế hoạch",
        "sample": True,
    }
    do(server, actor, f"training-{id}", "RegisterCourse", **data | changes)


def attend(server: Running, actor: str, id: str, *people: tuple[str, str, str]) -> None:
    attendees = [{"person": p, "post": post, "org": org} for p, post, org in people]
    do(server, actor, f"training-{id}", "RecordAttendance", attendees=attendees)


def count(server: Running, school: str, managers: int, teachers: int, staff: int) -> None:
    numbers = {"managers": managers, "teachers": teachers, "staff": staff}
    server.do(f"headcount-{school}_2024", "CountStaff", numbers, on=ON)


@pytest.fixture(scope="module")
def trained(server: Running) -> Running:
    """Courses of the Sở, the Phòng and a school, and headcounts of two schools."""
    course(server, "sof", "so79_1", subject="external_evaluation", validity_months=12)
    attend(server, "sof", "so79_1", ("u:t1", "manager", "s1"), ("u:t2", "teacher", "s2"))
    course(server, "ofc", "phong764_1", validity_months=6)
    attend(server, "ofc", "phong764_1", ("u:t1", "manager", "s1"), ("u:t2", "teacher", "s2"))
    course(server, "hd1", "s1_1", held_on="2024-10-01", validity_months=None)
    attend(server, "hd1", "s1_1", ("u:t1", "manager", "s1"), ("u:t3", "teacher", "s1"))
    count(server, "s1", 1, 1, 0)
    count(server, "s2", 1, 3, 1)
    return server


def test_courses_are_listed_by_owner_subject_and_day(trained: Running) -> None:
    assert ids(trained, "ListTrainings", "s:operator", owner="so79") == ["so79_1"]
    found = ask(trained, "GetTraining", id="s1_1")
    assert (found["owner"], found["attendees"], found["by_school"]) == ("s1", 2, True)
    assert ask(trained, "GetTraining", id="so79_1")["ends"] == "2025-09-20"
    assert ids(trained, "ListTrainings", subject="self_assessment") == ["phong764_1", "s1_1"]
    late = ids(trained, "ListTrainings", since="2024-09-21", until="2024-10-01")
    assert late == ["s1_1"]


def test_who_is_trained_depends_on_the_day(trained: Running) -> None:
    def persons(on: str | None = None, **filters: Any) -> list[str]:
        found = ask(trained, "ListTrainedPersons", "s:operator", **filters | {"on": on})
        return [person["person"] for person in found]

    assert persons(subject="external_evaluation") == ["u:t1", "u:t2"]
    assert persons(subject="external_evaluation", on="2024-09-19") == []
    assert persons(subject="external_evaluation", on="2025-09-19") == ["u:t1", "u:t2"]
    assert persons(subject="external_evaluation", on="2025-09-20") == []
    assert persons(subject="self_assessment", on="2030-01-01") == ["u:t1", "u:t3"]
    assert persons(person="u:t3") == ["u:t3"]
    (one,) = ask(trained, "ListTrainedPersons", person="u:t1", org="s1", on="2025-04-01")
    assert [(r["training"], r["valid"]) for r in one["records"]] == [
        ("phong764_1", False),
        ("so79_1", True),
        ("s1_1", True),
    ]


def test_a_school_sees_its_own_people_alone(trained: Running) -> None:
    assert ids(trained, "ListTrainedPersons", "hd1") == ["t1", "t3"]
    assert ids(trained, "ListTrainedPersons", "hd2") == ["t2"]
    subject = {"subject": "self_assessment"}
    assert ids(trained, "ListTrainingCoverage", "hd1", **subject) == ["s1"]
    with pytest.raises(Forbidden, match="officers-only"):
        ask(trained, "ListTrainingTotals", "hd1", **subject)


def test_coverage_gives_the_persons_and_the_number_they_are_of(trained: Running) -> None:
    subject = {"subject": "self_assessment", "year": 2024}
    one, two, three = ask(trained, "ListTrainingCoverage", area="764", **subject)
    assert [p["post"] for p in one["posts"]] == ["manager", "staff", "teacher"]
    assert [p["trained"] for p in one["posts"]] == [["u:t1"], [], ["u:t3"]]
    assert (one["trained"], one["of"], one["percent"]) == (2, 2, 100)
    assert (two["trained"], two["of"], two["percent"]) == (1, 5, 20)
    assert (three["id"], three["trained"], three["of"], three["percent"]) == ("s3", 0, None, None)
    over = ask(trained, "ListTrainingCoverage", today=date(2025, 8, 1), school="s2", **subject)
    assert [(s["on"], s["trained"]) for s in over] == [("2025-08-01", 0)]
    kinds = {"kind": "primary", "ownership": "private"}
    assert ids(trained, "ListTrainingCoverage", **kinds, **subject) == ["s3"]


def test_more_trained_than_counted_is_said_and_never_more_than_all(trained: Running) -> None:
    count(trained, "s2", 1, 0, 0)
    (found,) = ask(
        trained, "ListTrainingCoverage", subject="self_assessment", year=2024, school="s2"
    )
    (teacher,) = (p for p in found["posts"] if p["post"] == "teacher")
    assert (teacher["of"], teacher["understated"], teacher["percent"]) == (1, True, 100)
    assert ask(trained, "GetHeadcount", "hd2", id="s2_2024")["version"] == 2
    with pytest.raises(Forbidden, match="school-not-yours"):
        ask(trained, "GetHeadcount", "hd1", id="s2_2024")
    count(trained, "s2", 1, 3, 1)
    assert ids(trained, "ListHeadcounts", year=2024) == ["s1_2024", "s2_2024"]


def test_the_totals_of_an_area_name_the_schools_they_are_of(trained: Running) -> None:
    totals = ask(trained, "ListTrainingTotals", area="764", subject="self_assessment", year=2024)
    preschool, primary = totals
    assert preschool["id"] == "preschool"
    assert (preschool["numerator"], preschool["denominator"]) == (["s1"], ["s1", "s2"])
    assert (preschool["trained"], preschool["of"], preschool["percent"]) == (3, 7, 42)
    assert (primary["denominator"], primary["uncounted"]) == ([], ["s3"])
    assert primary["percent"] is None


def test_who_was_withdrawn_is_trained_no_longer(trained: Running) -> None:
    course(trained, "hd2", "s2_9", subject="software")
    attend(trained, "hd2", "s2_9", ("u:t9", "staff", "s2"))
    assert ids(trained, "ListTrainedPersons", subject="software") == ["t9"]
    do(trained, "hd2", "training-s2_9", "WithdrawAttendance", person="u:t9", reason="nhầm")
    assert ids(trained, "ListTrainedPersons", subject="software") == []
    do(trained, "hd2", "training-s2_9", "CancelCourse", reason="không tổ chức")
    assert ask(trained, "GetTraining", id="s2_9")["cancelled"]


def test_another_writes_nothing_into_a_register(trained: Running) -> None:
    with pytest.raises(Rejected, match="owner-not-yours"):
        course(trained, "hd1", "s2_5")
    with pytest.raises(Forbidden, match="grant-missing"):
        do(
            trained,
            "hd1",
            "contact-phong764",
            "EndContact",
            person="u:a",
            ends="2025-01-01",
            basis="x",
        )


@pytest.fixture(scope="module")
def plan(server: Running) -> Running:
    """A roadmap for private schools, with reports of three of them."""
    do(
        server,
        "sof",
        "roadmap-so79_55",
        "RegisterRoadmap",
        issuer_name="Đơn vị so79",
        title="Kế hoạch mẫu",
        number="55/KH",
        first_year=2021,
        last_year=2025,
    )
    target = {"measure": "accredited", "by_year": 2025, "area": "79", "level": 2}
    do(
        server,
        "sof",
        "roadmap-so79_55",
        "SetTarget",
        code="tu_thuc",
        ownerships=["private"],
        **target,
    )
    do(
        server,
        "sof",
        "roadmap-so79_55",
        "SetTarget",
        code="neu_ten",
        schools=["s2"],
        measure="national_standard",
        by_year=2024,
        grade=1,
    )
    for school, state, as_of, level in (
        ("s1", "reached", "2023-05-01", 2),
        ("s3", "reached", "2024-03-01", 1),
        ("s4", "not_eligible", "2024-04-01", None),
    ):
        report(server, "ofc", school, state, as_of, level)
    return server


def report(
    server: Running, actor: str, school: str, state: str, as_of: str, level: int | None
) -> None:
    do(
        server,
        actor,
        "roadmap-so79_55",
        "ReportProgress",
        school=school,
        measure="accredited",
        state=state,
        as_of=as_of,
        basis="Báo cáo",
        level=level,
    )


def coverage(server: Running, **filters: Any) -> Wire:
    found: Wire
    (found,) = ask(server, "ListRoadmapCoverage", roadmap="so79_55", code="tu_thuc", **filters)
    return found


def test_a_roadmaps_coverage_names_who_reached_it_and_who_is_asked(plan: Running) -> None:
    found = coverage(plan, year=2024)
    assert (found["numerator"], found["denominator"]) == (["s1"], ["s1", "s3"])
    assert (found["excluded"], found["unreported"]) == (["s4"], [])
    assert (found["wanted"], found["achieved"]) == (100, 50)
    assert coverage(plan, year=2022)["numerator"] == []
    assert coverage(plan, year=2022)["unreported"] == ["s1", "s3", "s4"]
    assert coverage(plan, kind="primary")["denominator"] == ["s3"]
    assert coverage(plan, ownership="public")["achieved"] is None
    assert coverage(plan, area="760")["excluded"] == ["s4"]
    both = ask(plan, "ListRoadmapCoverage", roadmap="so79_55")
    assert [(t["id"], t["denominator"]) for t in both] == [
        ("neu_ten", ["s2"]),
        ("tu_thuc", ["s1", "s3"]),
    ]


def test_the_last_word_on_a_school_is_that_of_the_latest_day(plan: Running) -> None:
    report(plan, "sof", "s3", "reached", "2024-06-01", 2)
    assert coverage(plan, year=2024)["achieved"] == 100
    report(plan, "sof", "s3", "lost", "2024-07-01", None)
    report(plan, "sof", "s3", "reached", "2024-02-01", 2)
    assert coverage(plan, year=2024)["numerator"] == ["s1"]
    listed = ask(plan, "ListRoadmapProgress", roadmap="so79_55", school="s3")
    assert [(r["state"], r["as_of"], r["office"]) for r in listed] == [
        ("reached", "2024-03-01", "phong764"),
        ("reached", "2024-06-01", "so79"),
        ("lost", "2024-07-01", "so79"),
        ("reached", "2024-02-01", "so79"),
    ]
    after = ask(plan, "ListRoadmapProgress", roadmap="so79_55", after=listed[0]["id"], limit=1)
    assert len(after) == 1
    assert after[0]["id"] > listed[0]["id"]


def test_a_roadmap_is_answered_with_its_targets_as_they_stand(plan: Running) -> None:
    do(
        plan,
        "sof",
        "roadmap-so79_55",
        "AdjustTarget",
        code="neu_ten",
        percent=90,
        by_year=2025,
        reason="chậm",
    )
    do(
        plan,
        "sof",
        "roadmap-so79_55",
        "SetTarget",
        code="phan_mem",
        measure="uses_software",
        by_year=2025,
        area="79",
    )
    do(plan, "sof", "roadmap-so79_55", "DropTarget", code="phan_mem", reason="đã xong")
    found = ask(plan, "GetRoadmap", id="so79_55")
    assert [(t["code"], t["percent"], t["by_year"], t["dropped"]) for t in found["targets"]] == [
        ("tu_thuc", 100, 2025, False),
        ("neu_ten", 90, 2025, False),
        ("phan_mem", 100, 2025, True),
    ]
    assert ids(plan, "ListRoadmaps", year=2025, issuer="so79") == ["so79_55"]
    assert ids(plan, "ListRoadmaps", year=2026) == []
    assert ids(plan, "ListRoadmaps", parent="so79_55") == []
    codes = ids(plan, "ListRoadmapCoverage", roadmap="so79_55")
    assert codes == ["neu_ten", "tu_thuc"]


def test_an_office_below_reports_and_one_beside_does_not(plan: Running) -> None:
    with pytest.raises(Rejected, match="owner-not-yours"):
        do(plan, "ofc", "roadmap-so79_55", "CloseRoadmap", reason="x")
    grant = {"role": "officer", "org": "ubnd79", "starts": "2024-09-01", "basis": "QĐ"}
    plan.do("grant-above", "GiveGrant", grant)
    with pytest.raises(Rejected, match="owner-not-yours"):
        report(plan, "above", "s1", "lost", "2024-10-01", None)


@pytest.fixture(scope="module")
def listed(server: Running) -> Running:
    """A list of the Phòng, in part out of a letter, confirmed by the Sở."""
    letter = {
        "issuer": "phong764",
        "issuer_name": "Đơn vị phong764",
        "subject": "Kế hoạch",
        "school_year": 2024,
        "citations": [],
        "obligations": [
            {
                "code": "list",
                "actor": "office",
                "duty": "Đánh giá ngoài theo danh sách",
                "kind": "planned",
                "effect": "none",
                "area": "764",
                "kinds": ["preschool"],
                "entries": [
                    {
                        "name": "Trường Mầm non Mẫu 1",
                        "school": "s1",
                        "month": "2024-12",
                        "level": 2,
                        "grade": 1,
                        "as_written": "Mẫu 1 cấp độ 2",
                    },
                    {"name": "Trường chưa ghi sổ", "month": "2025-03", "level": 1},
                ],
            }
        ],
    }
    server.do("instruction-vb1", "RegisterInstruction", letter)
    stream = "plannedlist-phong764_2024"
    do(server, "ofc", stream, "OpenList", basis="Kế hoạch", before="2024-11-01")
    do(server, "ofc", stream, "PlanFromLetter", instruction="vb1", code="list")
    do(server, "sof", stream, "ConfirmList", basis="Thông báo của Sở")
    extra = {"name": "Trường Tiểu học Mẫu 3", "school": "s3", "month": "2025-09", "level": 1}
    do(server, "ofc", stream, "PlanSchools", schools=[extra], reason="trường xin thêm")
    return server


def test_a_list_comes_out_of_a_letter_and_is_confirmed_above(listed: Running) -> None:
    found = ask(listed, "GetPlannedList", id="phong764_2024")
    assert (found["lines"], found["late"], found["warned"], found["withdrawn"]) == (3, 1, 2, 0)
    assert (found["confirmed_by"], found["confirmed_on"]) == ("so79", "2024-10-14")
    with pytest.raises(Rejected, match="owner-not-yours"):
        do(listed, "ofc", "plannedlist-phong764_2024", "ConfirmList", basis="tự chốt")
    with pytest.raises(Rejected, match="entries-missing"):
        do(
            listed,
            "ofc",
            "plannedlist-phong764_2024",
            "PlanFromLetter",
            instruction="vb1",
            code="khac",
        )
    assert ids(listed, "ListPlannedLists", year=2024, confirmed=True) == ["phong764_2024"]
    assert ids(listed, "ListPlannedLists", confirmed=False) == []
    assert ids(listed, "ListPlannedLists", office="so79") == []


def test_the_lines_are_flat_with_what_the_register_says_of_the_school(listed: Running) -> None:
    one, two, three = ask(listed, "ListPlannedLines", "s:operator", office="phong764", year=2024)
    assert (one["id"], one["kind"], one["area"], one["level"]) == (
        "phong764_2024_00001",
        "preschool",
        "764",
        2,
    )
    assert (one["instruction"], one["as_written"]) == ("vb1", "Mẫu 1 cấp độ 2")
    assert (two["kind"], two["warnings"]) == (None, ["school-not-registered"])
    assert (three["late"], three["warnings"]) == (True, ["month-outside-school-year"])
    assert three["reason"] == "trường xin thêm"


def test_lines_are_found_by_month_school_kind_and_what_is_odd(listed: Running) -> None:
    def lines(**filters: Any) -> list[int]:
        return [line["line"] for line in ask(listed, "ListPlannedLines", year=2024, **filters)]

    assert lines(month="2024-12") == [1]
    assert lines(school="s3") == [3]
    assert lines(kind="preschool") == [1]
    assert lines(ownership="private") == [1, 3]
    assert lines(area="79") == [1, 3]
    assert lines(late=True) == [3]
    assert lines(warned=True) == [2, 3]
    assert lines(warned=False) == [1]
    assert lines(after="phong764_2024_00001", limit=1) == [2]


def test_an_adjusted_line_is_shown_as_it_is_and_a_withdrawn_one_apart(listed: Running) -> None:
    stream = "plannedlist-phong764_2024"
    do(listed, "ofc", stream, "AdjustLine", line=3, reason="sửa năm", before="2025-04-01", level=2)
    (line,) = ask(listed, "ListPlannedLines", school="s3")
    assert (line["planned_month"], line["month"], line["level"]) == ("2025-03", None, 2)
    assert (line["adjusted"], line["late"], line["warnings"]) == (True, True, [])
    do(listed, "ofc", stream, "WithdrawLine", line=2, reason="chưa đủ điều kiện")
    assert [n["line"] for n in ask(listed, "ListPlannedLines", withdrawn=True)] == [2]
    assert ask(listed, "GetPlannedList", id="phong764_2024")["withdrawn"] == 1


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
    assert (found["stage"], found["overdue_days"]) == ("open", 0)
    late = ask(contacts, "GetHelpRequest", "hd1", id="s1_1", today=date(2024, 10, 24))
    assert late["overdue_days"] == 3
    overdue = {"overdue": True, "office": "phong764"}
    assert ask(contacts, "ListHelpRequests", "ofc", **overdue) == []
    assert ask(contacts, "ListHelpRequests", "ofc", today=date(2024, 10, 22), **overdue) != []
    do(contacts, "ofc", stream, "ForwardHelp", office="so79", reason="thuộc thẩm quyền Sở")
    do(contacts, "sof", stream, "AnswerHelp", text="Theo hướng dẫn 5932.")
    do(contacts, "hd1", stream, "ReopenHelp", reason="Chưa rõ")
    do(contacts, "sof", stream, "AnswerHelp", text="Xem mục 3.")
    do(contacts, "hd1", stream, "CloseHelp", helped=True)
    found = ask(contacts, "GetHelpRequest", "ofc", id="s1_1", today=date(2024, 10, 31))
    assert (found["office"], found["stage"], found["helped"]) == ("so79", "closed", True)
    assert found["overdue_days"] == 0
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
    assert ids(contacts, "ListHelpRequests", "ofc", topic="software", stage="open") == ["s2_1"]
    with pytest.raises(Rejected, match="owner-not-yours"):
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
