"""How far the reports of a school year are, as the office above the schools sees it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Wire
from services.assessment.cycle.progress import ListReportProgress
from services.assessment.service import AssessmentService
from services.registry.service import RegistryService
from tests.assessment.test_improvement_plan_service import RULES, TERM, tell
from tests.parts import require_whole
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

ON, LATE = date(2025, 5, 20), date(2025, 6, 1)
LETTER: Wire = {
    "issuer": "phong764",
    "issuer_name": "Phòng 764",
    "subject": "Tự đánh giá",
    "school_year": 2024,
    "obligations": [
        {
            "code": "R1",
            "actor": "school",
            "duty": "Nộp báo cáo",
            "kind": "before_date",
            "before": "2025-06-01",
            "effect": "mark_late",
            "area": "764",
            "kinds": ["preschool"],
            "concerns": ["self_assessment_report"],
        }
    ],
}
NAMES = {"m1": "Mầm non Bé Ngoan", "m2": "Mầm non Ánh Dương", "m3": "Mầm non An Lạc"}
NAMES |= {"m4": "Mầm non Đồi Xanh", "m5": "Mầm non Xa"}


def _cycle(server: Running, school: str, *events: tuple[str, Wire]) -> None:
    opened: Wire = {"school": school, "year": 2024, "kind": "preschool"}
    opened |= {"rule_set": RULES.id, "revision": RULES.revision, "warnings": []}
    opened |= {"needs_verification": False, "opened_on": "2024-09-10"}
    stream = f"cycle-{school}_2024"
    tell(server, stream, "CycleOpened", opened, rules=RULES.rules_hash)
    for type_, data in events:
        tell(server, stream, type_, data)


DONE = ("ReportCompleted", {"form": "f", "level": 1, "dated": "2025-05-10"})
APPROVED: Wire = {"level": 1, "next_level": 2, "failed": [], "unjudged": []}
APPROVED |= {"approved_on": "2025-05-12"}


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """Four schools of one office, each as far as another, and one of another office."""
    with running(postgres_server.uri, RegistryService, AssessmentService) as found:
        for office, area in (("phong764", "764"), ("phong765", "765")):
            entry = {"name": f"Phòng {area}", "kind": "phong", "area": area}
            found.do(f"organisation-{office}", "RegisterOrganisation", entry)
            held = {"holder": office, "kinds": ["preschool"], **TERM}
            found.do(f"assignment-check_dossier_{area}", "AssignFunction", held)
            found.do(f"grant-o{area}", "GiveGrant", {"role": "officer", "org": office, **TERM})
        for school, name in NAMES.items():
            entry = {"name": name, "kind": "preschool", "ownership": "public"}
            entry |= {"address": "Số 1", "sample": True}  # type: ignore[dict-item]
            entry |= {"areas": ["765" if school == "m5" else "764", "79"]}  # type: ignore[dict-item]
            found.do(f"school-{school}", "RegisterSchool", entry)
            grant = {"role": "principal", "org": school, **TERM}
            found.do(f"grant-p{school}", "GiveGrant", grant)
        found.do("instruction-l1", "RegisterInstruction", LETTER, on=ON)
        _cycle(found, "m1", DONE)
        _cycle(found, "m2", DONE, ("ReportApproved", APPROVED))
        _cycle(found, "m4")
        yield found


def _ask(server: Running, by: str = "u:o764", on: date = ON, **data: Any) -> list[Wire]:
    found: list[Wire] = server.ask("ListReportProgress", {"year": 2024, **data}, by, on)
    return found


def _stages(server: Running, by: str = "u:o764", on: date = ON) -> dict[str, int]:
    found = server.ask("ListReportProgressSums", {"year": 2024}, by, on)
    return {one["id"]: one["report_count"] for one in found}


def test_an_office_sees_how_far_each_of_its_schools_is_by_name(server: Running) -> None:
    found = _ask(server)
    assert [(one["school_name"], one["report_progress"], one["state"]) for one in found] == [
        ("Mầm non An Lạc", "not_begun", None),
        ("Mầm non Ánh Dương", "awaiting_comments", "approved"),
        ("Mầm non Bé Ngoan", "awaiting_comments", "draft_ready"),
        ("Mầm non Đồi Xanh", "being_written", "opened"),
    ]
    assert _stages(server) == {
        "not_begun": 1,
        "being_written": 1,
        "awaiting_comments": 2,
        "commented": 0,
        "handed_in": 0,
    }
    assert [one["id"] for one in _ask(server, report_progress="not_begun")] == ["m3_2024"]
    assert [one["school"] for one in _ask(server, name="dương")] == ["m2"]
    assert [one["school"] for one in _ask(server, limit=2, after="m2_2024")] == ["m1", "m4"]


def test_every_order_gives_each_report_once_forward_and_back(server: Running) -> None:
    for by in ("u:o764", "s:operator"):
        require_whole(lambda by=by, **data: _ask(server, by, **data), ListReportProgress.orders)


def test_a_part_goes_on_from_a_report_that_is_not_asked_for_any_more(server: Running) -> None:
    asked: dict[str, Any] = {"report_progress": "awaiting_comments", "limit": 1}
    assert [one["id"] for one in _ask(server, after="m3_2024", **asked)] == ["m2_2024"]
    assert [one["id"] for one in _ask(server, after="m2_2024", **asked)] == ["m1_2024"]
    assert [one["id"] for one in _ask(server, back_from="m4_2024", **asked)] == ["m1_2024"]


@pytest.mark.parametrize("on", [ON, LATE])
@pytest.mark.parametrize("asked", [{}, {"name": "an"}, {"area": "764"}, {"kind": "primary"}])
def test_the_numbers_are_those_of_the_list(server: Running, asked: Wire, on: date) -> None:
    for by in ("u:o764", "u:pm1", "s:operator"):
        listed = _ask(server, by, on, limit=200, **asked)
        for one in server.ask("ListReportProgressSums", {"year": 2024, **asked}, by, on):
            here = [each for each in listed if each["report_progress"] == one["id"]]
            drafts = [each for each in listed if each["draft_progress"] == one["id"]]
            assert one["report_count"] == len(here)
            assert one["late_count"] == sum(each["late"] for each in here)
            assert one["draft_count"] == len(drafts)


def test_who_is_not_done_on_the_day_of_a_letter_is_late(server: Running) -> None:
    assert {one["before"] for one in _ask(server)} == {"2025-06-01"}
    assert _ask(server, late=True) == []
    assert len(_ask(server, on=LATE, late=True)) == 4


def test_who_has_not_begun_has_the_day_of_the_set_that_they_would_begin_under(
    server: Running,
) -> None:
    """TT 57/2026, article 9(3)(d): approved before 15/06; what a letter wants is apart from it."""
    asked: dict[str, Any] = {"year": 2026, "area": "764"}
    for on, late in ((date(2026, 11, 26), False), (date(2027, 6, 14), False)):
        found = _ask(server, on=on, **asked)
        assert {one["report_progress"] for one in found} == {"not_begun"}
        days = {(one["approve_before"], one["before"], one["late"]) for one in found}
        assert days == {("2027-06-15", None, late)}
    on = date(2027, 6, 15)
    assert {one["late"] for one in _ask(server, on=on, **asked)} == {True}
    sums = server.ask("ListReportProgressSums", {"year": 2026}, "u:o764", on)
    assert sums[0]["late_count"] == sums[0]["report_count"] == len(_ask(server, on=on, **asked))
    assert {one["approve_before"] for one in _ask(server, on=on)} == {None}, "TT 19/2018 has none"


def test_reports_are_listed_by_area(server: Running) -> None:
    assert _ask(server, area="765") == []
    assert {one["area"] for one in _ask(server, area="764")} == {"764"}
    assert [one["school"] for one in _ask(server, "u:o765", area="79")] == ["m5"]


def test_others_see_their_own(server: Running) -> None:
    assert [one["school"] for one in _ask(server, "u:o765")] == ["m5"]
    assert [one["school"] for one in _ask(server, "u:pm1")] == ["m1"]
    assert _stages(server, "u:pm1")["awaiting_comments"] == 1


def test_a_comment_counts_for_the_draft_it_was_made_of(server: Running) -> None:
    said = {"comment": "Nêu rõ số liệu", "criterion": None}
    server.do("cycle-m1_2024", "CommentReport", said, "u:o764", ON)
    (found,) = _ask(server, report_progress="commented")
    assert (found["school"], found["comment_count"], found["commented_on"]) == (
        "m1",
        1,
        "2025-05-20",
    )
    again = ("ReportCompleted", {"form": "f", "level": 1, "dated": "2025-05-21"})
    tell(server, "cycle-m1_2024", *again)
    assert _ask(server, school="m1")[0]["report_progress"] == "awaiting_comments"


def test_a_school_that_has_gone_is_not_waited_for(server: Running) -> None:
    tell(server, "school-m3", "SchoolRenamed", {"name": "B", "starts": "2025-06-02", "basis": "QĐ"})
    assert _ask(server, report_progress="not_begun")[0]["school_name"] == "Mầm non An Lạc"
    closed = {"form": "dissolved", "ends": "2025-06-05", "successors": [], "parts": ["m3"]}
    tell(server, "school-m3", "SchoolClosed", closed | {"basis": "QĐ"})
    assert _ask(server, on=LATE, report_progress="not_begun")[0]["school_name"] == "Mầm non An Lạc"
    assert _ask(server, on=date(2025, 6, 5), report_progress="not_begun") == []


def test_what_was_handed_in_counts_until_the_next_version_is(server: Running) -> None:
    stream, july = "cycle-m2_2024", {**LETTER["obligations"][0], "code": "R2"}
    july |= {"before": "2025-08-01", "concerns": ["self_assessment_update"]}
    update = LETTER | {"obligations": [july]}
    server.do("instruction-l2", "RegisterInstruction", update, on=LATE)
    duty = {"instruction": "l1", "code": "R1", "before": "2025-06-01", "late": False}
    out = {"submitted_on": "2025-05-28", "receiver": "phong764", "duties": [duty]}
    tell(server, stream, "ReportSubmitted", out)
    reopened = {"reason": "Cập nhật tháng 7", "report_version": 2, "dated": "2025-06-10"}
    tell(server, stream, "CycleReopened", reopened)
    asked: dict[str, Any] = {"on": date(2025, 7, 1), "school": "m2"}
    (found,) = _ask(server, **asked)
    assert (found["report_progress"], found["late"]) == ("handed_in", False)
    assert (found["handed_in_version"], found["handed_in_on"]) == (1, "2025-05-28")
    assert (found["handed_in_level"], found["report_version"]) == (1, 2)
    assert (found["draft_progress"], found["before"]) == ("being_written", "2025-08-01")
    assert _stages(server, on=date(2025, 7, 1))["handed_in"] == 1
    tell(server, stream, "ReportCompleted", {"form": "f", "level": 2, "dated": "2025-07-02"})
    assert [one["school"] for one in _ask(server, draft_progress="awaiting_comments")] == ["m2"]
    tell(server, stream, "ReportApproved", APPROVED | {"approved_on": "2025-07-10"})
    (found,) = _ask(server, **asked)
    assert (found["report_progress"], found["handed_in_version"]) == ("handed_in", 1)
    duty = {"instruction": "l2", "code": "R2", "before": "2025-08-01", "late": True}
    tell(server, stream, "ReportSubmitted", out | {"submitted_on": "2025-08-02", "duties": [duty]})
    (found,) = _ask(server, **asked)
    assert (found["handed_in_version"], found["late"]) == (2, True)
    assert found["draft_progress"] is None


def test_a_stage_that_is_assessed_by_itself_has_a_report_to_begin(server: Running) -> None:
    entry = {"name": "Liên cấp Mẫu", "kind": "multi_stage", "ownership": "private", "sample": True}
    entry |= {"areas": ["765", "79"], "address": "Số 1"}
    stages = ["preschool", "primary", "lower_secondary"]
    server.do("school-m6", "RegisterSchool", entry | {"education_stages": stages})

    server.do("grant-pm6", "GiveGrant", {"role": "principal", "org": "m6", **TERM})

    def found() -> list[tuple[str, str | None, str]]:
        return [
            (one["id"], one["education_stage"], one["report_progress"])
            for one in _ask(server, "u:pm6", school="m6")
        ]

    assert found() == [
        ("m6_2024", None, "not_begun"),
        ("m6_2024_preschool", "preschool", "not_begun"),
    ]
    preschool: Wire = {"school": "m6", "year": 2024, "kind": "multi_stage"}
    preschool |= {"rule_set": RULES.id, "revision": RULES.revision, "warnings": []}
    preschool |= {"needs_verification": False, "opened_on": "2024-09-10"}
    preschool |= {"education_stage": "preschool"}
    stream = "cycle-m6_2024_preschool"
    tell(server, stream, "CycleOpened", preschool, rules=RULES.rules_hash)
    assert found() == [
        ("m6_2024", None, "not_begun"),
        ("m6_2024_preschool", "preschool", "being_written"),
    ]
