"""Roadmaps as they run: targets, reports, how far it is."""

from typing import Any

import pytest

from libs.kernel.problems import Forbidden, Wire
from tests.registry.province import ask, do, ids
from tests.running import Running

pytestmark = pytest.mark.e2e


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
    target = {"measure": "accredited", "by_year": 2025, "area": "79", "accreditation_grade": 2}
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
        national_grade=1,
    )
    for school, state, as_of, grade in (
        ("s1", "reached", "2023-05-01", 2),
        ("s3", "reached", "2024-03-01", 1),
        ("s4", "not_eligible", "2024-04-01", None),
    ):
        report(server, "ofc", school, state, as_of, grade)
    return server


def report(
    server: Running, actor: str, school: str, state: str, as_of: str, grade: int | None
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
        accreditation_grade=grade,
    )


def coverage(server: Running, **filters: Any) -> Wire:
    found: Wire
    (found,) = ask(server, "ListRoadmapCoverage", roadmap="so79_55", code="tu_thuc", **filters)
    return found


def test_a_roadmaps_coverage_names_who_reached_it_and_who_is_asked(plan: Running) -> None:
    found = coverage(plan, year=2024)
    assert (found["reported_schools"], found["denominator"]) == (["s1"], ["s1", "s3"])
    assert (found["excluded"], found["unreported"]) == (["s4"], [])
    assert (found["wanted"], found["reported_achieved"]) == (100, 50)
    assert coverage(plan, year=2022)["reported_schools"] == []
    # The fifth school was still there.
    assert coverage(plan, year=2022)["unreported"] == ["s1", "s3", "s4", "s5"]
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
    assert coverage(plan, year=2024)["reported_achieved"] == 100
    report(plan, "sof", "s3", "lost", "2024-07-01", None)
    report(plan, "sof", "s3", "reached", "2024-02-01", 2)
    assert coverage(plan, year=2024)["reported_schools"] == ["s1"]
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
    assert ids(plan, "ListRoadmaps", year=2025, office="so79") == ["so79_55"]
    assert ids(plan, "ListRoadmaps", year=2026) == []
    assert ids(plan, "ListRoadmaps", parent="so79_55") == []
    codes = ids(plan, "ListRoadmapCoverage", roadmap="so79_55")
    assert codes == ["neu_ten", "tu_thuc"]


def test_an_office_below_reports_and_one_beside_does_not(plan: Running) -> None:
    with pytest.raises(Forbidden, match="owner-not-yours"):
        do(plan, "ofc", "roadmap-so79_55", "CloseRoadmap", reason="x")
    grant = {"role": "officer", "org": "ubnd79", "starts": "2024-09-01", "basis": "QĐ"}
    plan.do("grant-above", "GiveGrant", grant)
    with pytest.raises(Forbidden, match="owner-not-yours"):
        report(plan, "above", "s1", "lost", "2024-10-01", None)


def test_who_is_recognised_the_log_says_and_reports_stand_beside_it(plan: Running) -> None:
    def granted(school: str, grade: int) -> None:
        term = {"valid_from": "2024-05-06", "valid_to": "2029-05-06"}
        held = {"kind": "accreditation", "accreditation_grade": grade, "national_grade": None}
        told = {"school": school, **held, **term}
        plan.tell(f"recognition-{school}_accreditation2023", "RecognitionGranted", told)

    def became(what: str, **told: Any) -> None:
        plan.tell("recognition-s3_accreditation2023", what, told)

    assert coverage(plan, year=2024)["by_log"]
    assert (coverage(plan, year=2024)["numerator"], coverage(plan)["achieved"]) == ([], 0)
    granted("s3", 2)
    found = coverage(plan, year=2024)
    assert (found["numerator"], found["achieved"]) == (["s3"], 50)
    assert (found["reported_schools"], found["differing"]) == (["s1"], ["s1", "s3"])
    # Of a grade that is too low, or that ended, or that another school has: not reached.
    granted("s1", 1)
    assert coverage(plan, year=2024)["numerator"] == ["s3"]
    became("RecognitionReplaced", ends="2024-09-01")
    assert coverage(plan, year=2024)["numerator"] == []
    became("RecognitionReinstated")
    assert coverage(plan, year=2024)["numerator"] == ["s3"]
    became("RecognitionReplaced", ends="2024-09-01")
    became("RecognitionCancelled", ends="2025-02-03")
    assert coverage(plan, year=2024)["numerator"] == []
    became("RecognitionReinstated")
    became("RecognitionCarriedOver", successor="s4")
    assert coverage(plan, year=2024)["numerator"] == []


def test_after_an_upgrade_the_table_knows_what_the_log_held_before(plan: Running) -> None:
    def found() -> list[Any]:
        with plan.tables("registry") as db:
            db.execute("select * from roadmap_recognition order by log, id")
            return db.fetchall()

    before = found()
    assert len(before) == 2
    with plan.tables("registry") as db:
        # As after an upgrade from a version without the table: only one of them came since.
        db.execute("delete from roadmap_recognition where id = 's3_accreditation2023'")
        db.execute("delete from filled where name = 'roadmap_recognition'")
    plan.settle()
    assert found() == before
    with plan.tables("registry") as db:
        db.execute("delete from roadmap_recognition")
    plan.settle()
    # Made up for once: from then on it follows.
    assert found() == []
    with plan.tables("registry") as db:
        db.execute("delete from filled where name = 'roadmap_recognition'")
    plan.settle()
    assert found() == before


def test_of_what_the_log_does_not_know_reports_count(plan: Running) -> None:
    target = {"code": "dung", "measure": "uses_software", "by_year": 2025, "schools": ["s1"]}
    do(plan, "sof", "roadmap-so79_55", "SetTarget", **target)
    said = {"measure": "uses_software", "state": "reached", "as_of": "2024-09-01", "basis": "BC"}
    do(plan, "ofc", "roadmap-so79_55", "ReportProgress", school="s1", **said)
    (found,) = ask(plan, "ListRoadmapCoverage", roadmap="so79_55", code="dung")
    assert (found["by_log"], found["achieved"], found["differing"]) == (False, 100, [])
    do(plan, "sof", "roadmap-so79_55", "DropTarget", code="dung", reason="xong")
