"""A verifier asks whose register a stream is, as the service does, whatever was signed anew."""

from pathlib import Path
from typing import Any

import pytest

from libs.rights import OPERATOR
from tests.verifier.story import (
    APPRAISER,
    CHAIR,
    CHECKER,
    DIRECTOR,
    PRINCIPAL,
    Seals,
    Steps,
    bundle,
    check,
    founded,
    place,
    write,
)

LIST, PLAN = "plannedlist-phong_2024", "roadmap-so_1"
QUESTION, COUNT = "helprequest-hoasen_1", "headcount-hoasen_2024"
NEIGHBOUR = ("u:lang", "officer", "ben")


def registers() -> Steps:
    """Return a Phòng's list that the Sở accepts, a Sở's plan, a school's question and numbers."""
    told = founded()
    office = {"name": "Cơ quan ben", "kind": "phong", "area": "785", "parent": "so"}
    told.do("organisation-ben", "RegisterOrganisation", OPERATOR, **office)
    grant = {"role": "officer", "org": "ben", "starts": "2024-01-01", "basis": "QĐ"}
    told.do(f"grant-{NEIGHBOUR[0][2:]}", "GiveGrant", OPERATOR, **grant)
    told.do(LIST, "OpenList", CHECKER[0], basis="Kế hoạch")
    told.do(
        LIST,
        "PlanSchools",
        CHECKER[0],
        schools=[{"name": "Trường Mầm non Hoa Sen", "month": "2024-11"}],
    )
    told.do(LIST, "ConfirmList", APPRAISER[0], basis="Kế hoạch")
    plan = {"issuer_name": "Cơ quan so", "title": "Kế hoạch", "last_year": 2025}
    told.do(PLAN, "RegisterRoadmap", DIRECTOR[0], **plan)
    target = {"code": "t", "measure": "evaluated", "by_year": 2025, "percent": 100}
    told.do(PLAN, "SetTarget", APPRAISER[0], **target, schools=["hoasen"])
    report = {"school": "hoasen", "measure": "evaluated", "state": "under_way"}
    report |= {"as_of": "2024-09-01", "basis": "Báo cáo"}
    told.do(PLAN, "ReportProgress", CHECKER[0], **report)
    question = {"topic": "other", "subject": "Hỏi", "text": "Hỏi gì?"}
    told.do(QUESTION, "AskForHelp", PRINCIPAL[0], **question)
    told.do(QUESTION, "ForwardHelp", CHECKER[0], office="so", reason="Thuộc Sở")
    told.do(QUESTION, "AnswerHelp", APPRAISER[0], text="Trả lời")
    told.do(QUESTION, "CloseHelp", PRINCIPAL[0], helped=True)
    told.do(COUNT, "CountStaff", PRINCIPAL[0], managers=1, teachers=2, staff=0)
    return told.steps()


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
