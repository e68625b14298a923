"""Training as it runs: courses, who is trained, how much of the staff."""

from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden
from tests.registry.province import ON, ask, do, ids
from tests.running import Running

pytestmark = pytest.mark.e2e


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
    assert (found["owner"], found["attendee_count"], found["by_school"]) == ("s1", 2, True)
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
    subject: dict[str, Any] = {"subject": "self_assessment"}
    assert ids(trained, "ListTrainingCoverage", "hd1", **subject) == ["s1"]
    with pytest.raises(Forbidden, match="officers-only"):
        ask(trained, "ListTrainingTotals", "hd1", **subject)


def test_coverage_gives_the_persons_and_the_number_they_are_of(trained: Running) -> None:
    subject: dict[str, Any] = {"subject": "self_assessment", "year": 2024}
    one, two, three = ask(trained, "ListTrainingCoverage", area="764", **subject)
    assert [p["post"] for p in one["posts"]] == ["manager", "staff", "teacher"]
    assert [p["persons"] for p in one["posts"]] == [["u:t1"], [], ["u:t3"]]
    assert (one["trained_count"], one["of"], one["percent"]) == (2, 2, 100)
    assert (two["trained_count"], two["of"], two["percent"]) == (1, 5, 20)
    assert (three["id"], three["trained_count"], three["of"], three["percent"]) == (
        "s3",
        0,
        None,
        None,
    )
    over = ask(trained, "ListTrainingCoverage", today=date(2025, 8, 1), school="s2", **subject)
    assert [(s["on"], s["trained_count"]) for s in over] == [("2025-08-01", 0)]
    kinds: dict[str, Any] = {"kind": "primary", "ownership": "private"}
    assert ids(trained, "ListTrainingCoverage", **kinds, **subject) == ["s3"]
    before = subject | {"year": 2022}
    assert ids(trained, "ListTrainingCoverage", **kinds, **before) == ["s3", "s5"]


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
    assert (preschool["trained_count"], preschool["of"], preschool["percent"]) == (3, 7, 42)
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
    with pytest.raises(Forbidden, match="owner-not-yours"):
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
