"""All that the registers say of everybody who may be in the team for a school, in one answer."""

from typing import Any

import pytest

from libs.kernel.problems import Forbidden
from tests.registry.province import ON, ask, do
from tests.running import Running

pytestmark = pytest.mark.e2e
QD = {"basis": "QĐ"}
TAUGHT = "0a" * 16
BESIDE: dict[str, Any] = {"org": "so79", "school": "s1"}


def told(server: Running, stream: str, command: str, **data: Any) -> None:
    """Have the operator enter something."""
    server.do(stream, command, data, on=ON)


def test_each_evaluator_is_told_with_posts_training_and_who_put_them_forward(
    server: Running,
) -> None:
    since = {"starts": "2024-09-01", **QD}
    for person in (TAUGHT, "dg2"):
        told(server, f"grant-{person}", "GiveGrant", role="evaluator", org="so79", **since)
    told(server, f"person-{TAUGHT}", "RegisterPerson", name="Người Mẫu", sample=True)
    held = {"post": "teacher", "org": "s1", "starts": "2010-09-01", **QD}
    told(server, f"person-{TAUGHT}", "TakePost", **held)
    left = {"post": "teacher", "org": "s1", "ends": "2012-09-01", **QD}
    told(server, f"person-{TAUGHT}", "LeavePost", **left)
    now = {"post": "teacher", "org": "s2", "starts": "2012-09-01", **QD}
    told(server, f"person-{TAUGHT}", "TakePost", **now)
    course = {
        "title": "Nghiệp vụ đánh giá ngoài",
        "provider": "Đơn vị mẫu",
        "subject": "external_evaluation",
        "held_on": "2024-09-01",
        "basis": "Kế hoạch",
        "validity_months": 12,
    }
    do(server, "sof", "training-so79_c", "RegisterCourse", **course)
    came = [{"person": "u:dg2", "post": "officer", "org": "phong764"}]
    do(server, "sof", "training-so79_c", "RecordAttendance", attendees=came)
    put = {"person": "u:dg2", "works_at": "phong764", "kinds": ["preschool"], "basis": "CV"}
    for task in ("evaluate", "guide"):
        do(server, "ofc", "nomination-phong764_2024", "NominatePerson", task=task, **put)
    taught, other = ask(server, "ListCandidates", **BESIDE)
    assert [each["org"] for each in taught["posts"]] == ["s1", "s2"]
    assert [(each["tie"], each["ends"]) for each in taught["there"]] == [("teacher", "2012-09-01")]
    assert (taught["near"], taught["trained_on"], taught["nominated_by"]) == (True, None, [])
    assert (other["posts"], other["there"], other["near"]) == ([], [], False)
    assert (other["trained_on"], other["nominated_by"]) == ("2024-09-01", ["phong764"])
    (far, _) = ask(server, "ListCandidates", org="so79", school="s4")
    assert (far["there"], far["near"]) == ([], False)
    assert ask(server, "ListCandidates", org="phong764", school="s1") == []


def test_candidates_are_for_officers(server: Running) -> None:
    with pytest.raises(Forbidden, match="officers-only"):
        ask(server, "ListCandidates", "hd1", **BESIDE)
