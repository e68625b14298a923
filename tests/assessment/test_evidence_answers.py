"""What can be asked of evidence, from the read tables, by whom."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.files.received import Received
from libs.kernel.problems import Forbidden, NotFound, Wire
from libs.law.standards import levels
from services.assessment.service import AssessmentService
from services.registry.service import RegistryService
from tests.assessment.test_service import (
    APPROVED_ON,
    COUNCIL,
    ITEM,
    RULES,
    complete,
    plan,
    school,
    sheet,
)
from tests.running import ON, Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

PDF = Received("b" * 64, 1234, "application/pdf")
PNG = Received("c" * 64, 99, "image/png")
LINK: Wire = {"link": {"url": "https://truong.edu.vn/a", "seen_on": "2024-09-01"}}
PLACE: Wire = {"place": {"box": "Hộp 3", "shelf": "Kệ B"}}


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    with running(postgres_server.uri, RegistryService, AssessmentService) as found:
        office = {"name": "Phòng mẫu", "kind": "phong", "area": "764"}
        found.do("organisation-phong764", "RegisterOrganisation", office)
        held = {"holder": "phong764", "starts": "2018-10-10", "basis": "TT 19/2018"}
        kinds = ["preschool", "primary", "lower_secondary"]
        found.do("assignment-check_dossier_764", "AssignFunction", {**held, "kinds": kinds})
        yield found


def with_files(server: Running, id: str) -> str:
    """Return the principal of a school that has sent two files and made one of them an item."""
    principal = school(server, id)
    stream = f"evidence-{id}"
    for name, received in (("Kế hoạch.pdf", PDF), ("Ảnh.png", PNG)):
        server.do(stream, "ReceiveFile", {"name": name}, principal, received=received)
    item = {"criterion": "1.1", "title": "Kế hoạch", "content": {"file": PDF.sha256}}
    server.do(stream, "AddEvidence", {**item, "details": {"number": "7/KH"}}, principal)
    return principal


def items(server: Running, id: str, actor: str, **asked: Any) -> list[Wire]:
    """Return the items of a school as a list shows them."""
    found: list[Wire] = server.ask("ListEvidenceItems", {"school": id, **asked}, actor)
    return found


def findings(server: Running, id: str, on: date = ON) -> list[tuple[str, str]]:
    """Return what is found in a school's evidence, and where."""
    found = server.ask("ListEvidenceFindings", {"school": id}, on=on)
    return sorted((each["finding"], each["found_at"]) for each in found)


def test_an_item_is_shown_with_its_file_its_versions_and_its_codes(server: Running) -> None:
    principal = with_files(server, "e1")
    (item,) = items(server, "e1", principal)
    assert (item["code"], item["kept"], item["file_name"]) == ("H1-1.1-01", "file", "Kế hoạch.pdf")
    assert (item["file_size"], item["media_type"]) == (1234, "application/pdf")
    assert (item["number"], item["citation_count"], item["changed"]) == ("7/KH", 0, False)
    revised = {"code": "H1-1.1-01", "file_named": "Ảnh.png"}
    server.do("evidence-e1", "ReviseEvidence", revised, principal)
    server.do(
        "evidence-e1", "RenumberEvidence", {"code": "H1-1.1-01", "criterion": "1.2"}, principal
    )
    view = server.ask("GetEvidenceItem", {"id": item["id"]}, principal)
    assert (view["code"], view["codes"]) == ("H1-1.2-01", ["H1-1.1-01", "H1-1.2-01"])
    assert [(v["item_version"], v["file_name"], v["added_by"]) for v in view["versions"]] == [
        (1, "Kế hoạch.pdf", principal),
        (2, "Ảnh.png", principal),
    ]
    for code in view["codes"]:
        assert [i["id"] for i in items(server, "e1", principal, code=code)] == [item["id"]]
    known = server.ask("GetEvidence", {"id": "e1"}, principal)
    assert known["items"] == [
        {"code": "H1-1.2-01", "title": "Kế hoạch", "sha256": PNG.sha256, "sample": False}
    ]


def test_items_are_listed_by_what_they_are_and_where(server: Running) -> None:
    principal = with_files(server, "e2")
    for criterion, content in (("1.1", LINK), ("2.1", PLACE)):
        item = {"criterion": criterion, "title": "Mục", "content": content}
        server.do("evidence-e2", "AddEvidence", item, principal)
    listed = [i["code"] for i in items(server, "e2", principal)]
    assert listed == ["H1-1.1-01", "H1-1.1-02", "H2-2.1-01"]
    (link,) = items(server, "e2", principal, kept="link")
    assert (link["url"], link["seen_on"]) == (LINK["link"]["url"], "2024-09-01")
    (place,) = items(server, "e2", principal, criterion="2.1")
    assert (place["kept"], place["box"], place["shelf"]) == ("place", "Hộp 3", "Kệ B")
    gone = {"code": "H1-1.1-02", "reason": "Nhầm"}
    server.do("evidence-e2", "WithdrawEvidence", gone, principal)
    assert len(items(server, "e2", principal)) == 2
    everything = items(server, "e2", principal, with_withdrawn=True)
    assert [i["withdrawn_for"] for i in everything] == [None, "Nhầm", None]


def test_the_file_of_a_code_is_found_now_and_as_it_was(server: Running) -> None:
    principal = with_files(server, "e3")
    server.do(
        "evidence-e3", "ReviseEvidence", {"code": "H1-1.1-01", "file_named": "Ảnh.png"}, principal
    )
    ask = {"id": "e3", "code": "H1-1.1-01"}
    now = server.ask("GetEvidenceFile", ask, principal)
    assert (now["sha256"], now["file_name"], now["item_version"]) == (PNG.sha256, "Ảnh.png", 2)
    before = server.ask("GetEvidenceFile", {**ask, "item_version": 1}, principal)
    assert (before["sha256"], before["media_type"]) == (PDF.sha256, "application/pdf")
    for wrong in ({"item_version": 3}, {"code": "H9-9.9-99"}):
        with pytest.raises(NotFound, match="evidence_file-unknown"):
            server.ask("GetEvidenceFile", {**ask, **wrong}, principal)


def test_nobody_else_sees_a_school_s_files(server: Running) -> None:
    with_files(server, "e4")
    stranger = with_files(server, "e5")
    ask = {"id": "e4", "code": "H1-1.1-01"}
    with pytest.raises(Forbidden, match="school-not-yours"):
        server.ask("GetEvidenceFile", ask, stranger)
    assert items(server, "e4", stranger) == []
    assert server.ask("ListReceivedFiles", {"school": "e4"}, stranger) == []
    assert server.ask("GetEvidenceFile", ask, "u:oe4")["sha256"] == PDF.sha256
    assert [f["file_name"] for f in server.ask("ListReceivedFiles", {"school": "e4"}, "u:oe4")] == [
        "Kế hoạch.pdf",
        "Ảnh.png",
    ]


def test_one_list_says_what_is_to_be_looked_at(server: Running) -> None:
    principal = with_files(server, "e6")
    stream = "evidence-e6"
    assert findings(server, "e6") == [("file_unused", "Ảnh.png"), ("unused", "H1-1.1-01")]
    again = {"criterion": "1.2", "title": "Bản sao", "content": {"file": PDF.sha256}}
    server.do(stream, "AddEvidence", again, principal)
    server.do(stream, "RegisterEvidence", {"items": [ITEM | {"code": "H1-1.9-01"}]}, principal)
    old = {"code": "H1-1.2-01", "title": "Bản sao", "details": {"expires_on": "2025-01-01"}}
    server.do(stream, "DescribeEvidence", old, principal)
    assert findings(server, "e6") == [
        ("bytes_missing", "H1-1.9-01"),
        ("duplicate", "H1-1.1-01"),
        ("duplicate", "H1-1.2-01"),
        ("file_unused", "Ảnh.png"),
        *[("unused", f"H1-1.{n}") for n in ("1-01", "2-01", "9-01")],
    ]
    late = findings(server, "e6", on=date(2025, 1, 1))
    assert ("expired", "H1-1.2-01") in late
    only = server.ask("ListEvidenceFindings", {"school": "e6", "finding": "duplicate"})
    told = [f"Cùng nội dung với {code}." for code in ("H1-1.2-01", "H1-1.1-01")]
    assert [f["detail"] for f in only] == told


def test_two_papers_in_one_box_are_not_the_same_content(server: Running) -> None:
    principal = with_files(server, "e12")
    paper = {"criterion": "1.2", "content": {"place": {"box": "1", "shelf": "A"}}}
    for title in ("Biên bản", "Sổ nghị quyết"):
        server.do("evidence-e12", "AddEvidence", {**paper, "title": title}, principal)
    assert "duplicate" not in {kind for kind, _ in findings(server, "e12")}


def test_what_was_changed_since_somebody_judged_by_it_is_shown(server: Running) -> None:
    principal = with_files(server, "e7")
    server.do("cycle-e7_2024", "OpenCycle", {"year": 2024}, principal)
    server.do("cycle-e7_2024", "AppointCouncil", COUNCIL, principal)
    plan(server, "cycle-e7_2024", principal)
    server.do("cycle-e7_2024", "RecordSheet", sheet("1.1", top=1), principal)
    (item,) = items(server, "e7", principal, cycle="e7_2024")
    assert (item["citation_count"], item["changed"]) == (3, False)
    server.do(
        "evidence-e7", "ReviseEvidence", {"code": "H1-1.1-01", "file_named": "Ảnh.png"}, principal
    )
    view = server.ask("GetEvidenceItem", {"id": item["id"]}, principal)
    assert view["changed"]
    assert {(c["sha256"], c["changed"]) for c in view["cited_by"]} == {(PDF.sha256, True)}
    assert ("changed", "H1-1.1-01") in findings(server, "e7")
    assert items(server, "e7", principal, cycle="e8_2024") == []


def test_the_evidence_of_a_report_is_locked_when_it_is_handed_in(server: Running) -> None:
    principal = with_files(server, "e8")
    cycle = "cycle-e8_2024"
    server.do(cycle, "OpenCycle", {"year": 2024}, principal)
    server.do(cycle, "AppointCouncil", COUNCIL, principal)
    plan(server, cycle, principal)
    for criterion in levels.criteria(RULES):
        server.do(cycle, "RecordSheet", sheet(criterion), principal)
    complete(server, cycle)
    server.do(cycle, "ApproveReport", {}, principal, on=APPROVED_ON)
    with pytest.raises(NotFound):
        server.ask("GetManifest", {"id": "e8_2024"}, principal, on=APPROVED_ON)
    server.do(cycle, "SubmitReport", {}, principal, on=APPROVED_ON)
    manifest = server.ask("GetManifest", {"id": "e8_2024"}, principal, on=APPROVED_ON)
    assert (manifest["edition"], manifest["locked_on"]) == (1, APPROVED_ON.isoformat())
    (line,) = manifest["lines"]
    assert (line["code"], line["sha256"], line["changed"]) == ("H1-1.1-01", PDF.sha256, False)
    revised = {"code": "H1-1.1-01", "file_named": "Ảnh.png"}
    server.do("evidence-e8", "ReviseEvidence", revised, principal, on=APPROVED_ON)
    more = {"cycle": "e8_2024", "codes": ["H1-1.1-01"], "reason": "Bản có dấu"}
    server.do("evidence-e8", "ExtendManifest", more, principal, on=date(2025, 6, 1))
    manifest = server.ask("GetManifest", {"id": "e8_2024"}, "u:oe8", on=date(2025, 6, 1))
    assert [(n["addendum"], n["sha256"], n["changed"], n["reason"]) for n in manifest["lines"]] == [
        (0, PDF.sha256, True, ""),
        (1, PNG.sha256, False, "Bản có dấu"),
    ]
    (listed,) = server.ask("ListManifests", {"school": "e8"}, principal, on=date(2025, 6, 1))
    assert (listed["addenda"], listed["item_count"]) == (1, 1)


def entries(server: Running, id: str, actor: str, **asked: Any) -> list[Wire]:
    """Return the evidence of a school as its people look through it."""
    found: list[Wire] = server.ask("ListEvidenceEntries", {"school": id, **asked}, actor)
    return found


def test_evidence_is_listed_by_its_codes_whose_numbers_count_page_by_page(server: Running) -> None:
    principal = with_files(server, "e9")
    for criterion in ("1.10", "1.2"):
        item = {"criterion": criterion, "title": f"Biên bản {criterion}", "content": PLACE}
        server.do("evidence-e9", "AddEvidence", item, principal)
    everything = entries(server, "e9", principal)
    assert [e["code"] for e in everything] == ["H1-1.1-01", "H1-1.2-01", "H1-1.10-01"]
    second = entries(server, "e9", principal, limit=1, after=everything[0]["id"])
    assert [e["code"] for e in second] == ["H1-1.2-01"]
    assert (
        server.ask("GetEvidenceItem", {"id": second[0]["item"]}, principal)["code"] == "H1-1.2-01"
    )


def test_evidence_is_found_by_words_without_accents_by_its_sender_and_by_what_is_wrong_with_it(
    server: Running,
) -> None:
    principal = with_files(server, "e10")
    old = {"obtained": "document", "number": "7/KH", "expires_on": "2024-01-01"}
    item = {"criterion": "1.2", "title": "Quyết định Đội", "content": LINK, "details": old}
    server.do("evidence-e10", "AddEvidence", item, principal)

    def codes(**asked: Any) -> list[str]:
        return [e["code"] for e in entries(server, "e10", principal, **asked)]

    assert codes(words="doi quyet") == ["H1-1.2-01"]
    assert codes(words="h1-1.1-01") == codes(words="KẾ HOẠCH.pdf") == ["H1-1.1-01"]
    assert codes(words="không có") == codes(added_by="u:khac") == codes(cycle="e10_2024") == []
    assert codes(added_by=principal) == codes(finding="unused") == ["H1-1.1-01", "H1-1.2-01"]
    assert codes(finding="expired") == codes(kept="link") == codes(criterion="1.2") == ["H1-1.2-01"]
    found = entries(server, "e10", principal, finding="expired")[0]
    assert [f["finding"] for f in found["findings"]] == ["expired", "unused"]
    assert found["findings"][0]["detail"] == "Hết hiệu lực từ ngày 01/01/2024."
    assert (found["added_by"], found["added_on"]) == (principal, ON.isoformat())
    assert entries(server, "e10", school(server, "e11")) == []
