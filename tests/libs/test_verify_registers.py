"""A verifier asks whose register a stream is, as the service does, whatever was signed anew."""

from pathlib import Path
from typing import Any

import pytest

from tests.libs.story import (
    APPRAISER,
    CHAIR,
    CHECKER,
    DIRECTOR,
    PRINCIPAL,
    Seals,
    Step,
    Steps,
    bundle,
    check,
    place,
    register,
    write,
)

LIST, PLAN = "plannedlist-phong_2024", "roadmap-so_1"
QUESTION, COUNT = "helprequest-hoasen_1", "headcount-hoasen_2024"
NEIGHBOUR = ("u:lang", "officer", "ben")


def registers() -> Steps:
    """Return a Phòng's list that the Sở accepts, a Sở's plan, a school's question and numbers."""
    office = {"name": "Cơ quan ben", "kind": "phong", "area": "785", "parent": "so"}
    grant = {"role": "officer", "org": "ben", "starts": "2024-01-01", "ends": None, "basis": "QĐ"}
    plan: dict[str, Any] = {
        "issuer_name": "Cơ quan so",
        "title": "Kế hoạch",
        "number": None,
        "dated": None,
    }
    plan |= {"first_year": None, "last_year": 2025, "parent": None}
    target = {"code": "t", "measure": "evaluated", "by_year": 2025, "percent": 100}
    target |= {"schools": ["hoasen"], "area": None, "kinds": [], "ownerships": []}
    report = {"school": "hoasen", "measure": "evaluated", "state": "under_way"}
    report |= {"as_of": "2024-09-01", "basis": "Báo cáo"}
    line = {"line": 1, "name": "Trường Mầm non Hoa Sen", "late": False, "warnings": []}
    asked: dict[str, Any] = {
        "topic": "other",
        "subject": "Hỏi",
        "text": "Hỏi gì?",
        "office": "phong",
    }
    asked |= {"suspected": [], "by_school": True}
    answered: dict[str, Any] = {"text": "Trả lời", "suspected": []}
    return [
        *register(),
        Step("organisation-ben", "OrganisationRegistered", office),
        Step(f"grant-{NEIGHBOUR[0][2:]}", "GrantGiven", grant),
        Step(LIST, "ListOpened", {"basis": "Kế hoạch", "before": None}, CHECKER),
        Step(LIST, "SchoolPlanned", line, CHECKER),
        Step(LIST, "ListConfirmed", {"basis": "Kế hoạch"}, APPRAISER),
        Step(PLAN, "RoadmapRegistered", plan, DIRECTOR),
        Step(PLAN, "TargetSet", target, APPRAISER),
        Step(PLAN, "ProgressReported", report, CHECKER),
        Step(QUESTION, "HelpRequested", asked, PRINCIPAL),
        Step(QUESTION, "HelpForwarded", {"office": "so", "reason": "Thuộc Sở"}, CHECKER),
        Step(QUESTION, "HelpAnswered", answered, APPRAISER),
        Step(QUESTION, "HelpClosed", {"helped": True}, PRINCIPAL),
        Step(COUNT, "StaffCounted", {"managers": 1, "teachers": 2, "staff": 0}, PRINCIPAL),
    ]


def audited(steps: Steps, folder: Path) -> Any:
    """Return the report on a bundle that whoever holds the keys signed as it is."""
    raws = write(steps)
    return check(bundle(raws, Seals(raws), folder))


def test_who_keeps_a_register_or_stands_above_or_below_or_was_asked_passes(tmp_path: Path) -> None:
    assert audited(registers(), tmp_path).failure is None


@pytest.mark.parametrize(
    ("type_", "by", "who"),
    [
        ("ListOpened", NEIGHBOUR, "phong"),
        ("SchoolPlanned", APPRAISER, "phong"),
        ("ListConfirmed", CHECKER, "so"),
        ("ListConfirmed", NEIGHBOUR, "so"),
        ("RoadmapRegistered", CHAIR, "so"),
        ("TargetSet", CHECKER, "so"),
        ("ProgressReported", CHAIR, "so"),
        ("HelpRequested", CHECKER, "hoasen"),
        ("HelpForwarded", APPRAISER, "phong"),
        ("HelpAnswered", CHECKER, "so"),
        ("HelpClosed", APPRAISER, "hoasen"),
        ("StaffCounted", NEIGHBOUR, "hoasen"),
    ],
)
def test_an_act_in_another_ones_register_is_refused_at_its_index(
    tmp_path: Path, type_: str, by: tuple[str, str, str], who: str
) -> None:
    steps = registers()
    at = place(steps, type_)
    steps[at].by = by
    report = audited(steps, tmp_path)
    assert report.index == at
    assert f"('{who}')" in str(report.failure)


def test_an_office_that_was_not_asked_does_not_answer(tmp_path: Path) -> None:
    steps = registers()
    del steps[place(steps, "HelpForwarded")]
    assert audited(steps, tmp_path).index == place(steps, "HelpAnswered")
