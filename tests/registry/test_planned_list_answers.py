"""Planned lists as they run: out of a letter, confirmed above, flat lines."""

from typing import Any

import pytest

from libs.kernel.problems import Forbidden, Rejected
from tests.registry.province import ask, do, ids
from tests.running import Running

pytestmark = pytest.mark.e2e


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
                        "accreditation_grade": 2,
                        "national_grade": 1,
                        "as_written": "Mẫu 1 cấp độ 2",
                    },
                    {"name": "Trường chưa ghi sổ", "month": "2025-03", "accreditation_grade": 1},
                ],
            }
        ],
    }
    server.do("instruction-vb1", "RegisterInstruction", letter)
    stream = "plannedlist-phong764_2024"
    do(server, "ofc", stream, "OpenList", basis="Kế hoạch", before="2024-11-01")
    do(server, "ofc", stream, "PlanFromLetter", instruction="vb1", code="list")
    do(server, "sof", stream, "ConfirmList", basis="Thông báo của Sở")
    extra = {
        "name": "Trường Tiểu học Mẫu 3",
        "school": "s3",
        "month": "2025-09",
        "accreditation_grade": 1,
    }
    do(server, "ofc", stream, "PlanSchools", schools=[extra], reason="trường xin thêm")
    return server


def test_a_list_comes_out_of_a_letter_and_is_confirmed_above(listed: Running) -> None:
    found = ask(listed, "GetPlannedList", id="phong764_2024")
    counts = ("line_count", "late_count", "warned_count", "withdrawn_count")
    assert [found[name] for name in counts] == [3, 1, 2, 0]
    assert (found["confirmed_by"], found["confirmed_on"]) == ("so79", "2024-10-14")
    with pytest.raises(Forbidden, match="owner-not-yours"):
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
    assert (one["id"], one["kind"], one["area"], one["accreditation_grade"]) == (
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
    do(
        listed,
        "ofc",
        stream,
        "AdjustLine",
        line=3,
        reason="sửa năm",
        before="2025-04-01",
        accreditation_grade=2,
    )
    (line,) = ask(listed, "ListPlannedLines", school="s3")
    assert (line["planned_month"], line["month"], line["accreditation_grade"]) == (
        "2025-03",
        None,
        2,
    )
    assert (line["adjusted"], line["late"], line["warnings"]) == (True, True, [])
    do(listed, "ofc", stream, "WithdrawLine", line=2, reason="chưa đủ điều kiện")
    assert [n["line"] for n in ask(listed, "ListPlannedLines", withdrawn=True)] == [2]
    assert ask(listed, "GetPlannedList", id="phong764_2024")["withdrawn_count"] == 1


def test_an_officer_of_two_offices_keeps_the_lists_of_both(listed: Running) -> None:
    for org in ("so79", "phong764"):
        grant = {"role": "officer", "org": org, "starts": "2024-09-01", "basis": "QĐ"}
        listed.do("grant-two", "GiveGrant", grant)
    for org in ("so79", "phong764"):
        stream = f"plannedlist-{org}_2022"
        do(listed, "two", stream, "OpenList", basis="Kế hoạch")
        (opened,) = listed.log.read("79", stream)[stream]
        assert (opened.envelope["role"], opened.envelope["org"]) == ("officer", org)
    with pytest.raises(Forbidden, match="owner-not-yours"):
        do(listed, "two", "plannedlist-ubnd79_2022", "OpenList", basis="Kế hoạch")
