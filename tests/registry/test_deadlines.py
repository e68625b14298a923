"""Letters as the registry answers for them: what is due when, what was put right or settled."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Invalid, Wire
from services.registry.service import RegistryService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

SCHOOL: Wire = {
    "kind": "upper_secondary",
    "ownership": "public",
    "areas": ["751", "77"],
    "address": "Số 1 đường Mẫu",
    "sample": True,
}


def duty(code: str, kind: str, **rest: Any) -> Wire:
    """Return an obligation of upper secondary schools of province 77."""
    return {
        "code": code,
        "actor": "school",
        "duty": f"Nhiệm vụ {code}",
        "kind": kind,
        "effect": "mark_late",
        "area": "77",
        "kinds": ["upper_secondary"],
        **rest,
    }


LETTER: Wire = {
    "issuer": "so77",
    "issuer_name": "Sở Giáo dục và Đào tạo",
    "subject": "Kiểm định chất lượng giáo dục",
    "number": "5436",
    "symbol": "SGDĐT-KTKĐ",
    "dated": "2023-09-10",
    "school_year": 2023,
    "citations": [
        {"ref": "5932/BGDĐT-QLCL", "issued_on": "2019-12-28"},
        {"ref": "12/PGDĐT-TH", "issued_on": "2023-08-20"},
    ],
    "obligations": [
        duty("report", "before_date", before="2024-05-30"),
        duty("window", "monthly_window", first_day=25, last_day=30),
        duty("reply", "working_days_after", days=10, after="nhận dự thảo báo cáo"),
        duty(
            "named",
            "per_school",
            entries=[
                {"name": "THPT Mẫu 1", "school": "d1", "before": "2023-02-20"},
                {"name": "THPT Mẫu 2", "school": "d2", "before": "2023-11-20"},
            ],
        ),
        duty("list", "before_date", before="2023-09-30", actor="office", kinds=["primary"]),
    ],
}


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """A registry with two schools and a letter that binds them."""
    with running(postgres_server.uri, RegistryService) as found:
        for id in ("d1", "d2"):
            data = SCHOOL | {"name": f"THPT Mẫu {id}"}
            found.do(f"school-{id}", "RegisterSchool", data, log="77")
        office = {"name": LETTER["issuer_name"], "kind": "so", "area": "77"}
        found.do("organisation-so77", "RegisterOrganisation", office, log="77")
        found.do("instruction-l1", "RegisterInstruction", LETTER, log="77")
        yield found


def ask(server: Running, **filters: Any) -> list[Wire]:
    found: list[Wire] = server.ask("ListDeadlines", filters, log="77")
    return found


def test_a_school_sees_what_binds_it_and_of_a_list_its_own_line(server: Running) -> None:
    codes = [d["code"] for d in ask(server, school="d1")]
    assert codes == ["report", *["window"] * 12, "reply", "named"]
    (named,) = [d for d in ask(server, school="d2") if d["code"] == "named"]
    assert (named["school"], named["last_good_day"]) == ("d2", "2023-11-19")
    assert ask(server, school="nobody") == []


def test_a_deadline_is_answered_with_its_days_and_the_reason(server: Running) -> None:
    (report,) = [d for d in ask(server) if d["code"] == "report"]
    assert (report["opens"], report["day"], report["last_good_day"]) == (
        None,
        "2024-05-30",
        "2024-05-29",
    )
    assert report["explanation"] == [
        "Quy tắc: trước ngày 30/05/2024; đúng ngày đó đã là trễ.",
        "Ngày cuối cùng còn kịp: 29/05/2024 (thứ Tư).",
        "Nguồn: văn bản số 5436/SGDĐT-KTKĐ của Sở Giáo dục và Đào tạo ngày 10/09/2023.",
    ]
    letter = server.ask("GetInstruction", {"id": "l1"}, log="77")
    assert (report["version"], report["position"]) == (letter["version"], letter["position"])
    windows = [d for d in ask(server) if d["code"] == "window"]
    assert (windows[5]["opens"], windows[5]["last_good_day"]) == ("2024-02-25", "2024-02-29")


def test_deadlines_are_listed_by_actor_kind_area_and_year(server: Running) -> None:
    assert [d["code"] for d in ask(server, actor="office")] == ["list"]
    assert [d["code"] for d in ask(server, kind="primary")] == ["list"]
    assert ask(server, area="79") == []
    assert ask(server, school_year=2024) == []
    assert len(ask(server, school_year=2023, area="77", instruction="l1")) == 17


def test_a_term_runs_from_the_day_of_its_event(server: Running) -> None:
    (waiting,) = [d for d in ask(server) if d["code"] == "reply"]
    assert waiting["day"] is None
    (reply,) = [d for d in ask(server, event_on="2024-02-05") if d["code"] == "reply"]
    assert reply["last_good_day"] == "2024-02-26"
    assert any("Tết Nguyên đán" in line for line in reply["explanation"])


def test_pages_neither_repeat_nor_leave_out(server: Running) -> None:
    whole = [d["id"] for d in ask(server)]
    assert whole == sorted(whole)
    paged: list[str] = []
    while page := ask(server, limit=5, **({"after": paged[-1]} if paged else {})):
        assert len(page) <= 5
        paged += [d["id"] for d in page]
    assert paged == whole


def test_what_was_put_right_counts_and_what_was_written_stays_visible(server: Running) -> None:
    at = "/obligations/named/entries/0/before"
    entered = date(2023, 9, 20)
    server.do("instruction-l2", "RegisterInstruction", LETTER, log="77", on=entered)
    correct = {
        "corrections": [
            {"path": at, "value": "2024-02-20"},
            {"path": "/obligations/window/first_day", "value": "20"},
            {"path": "/citations/0/issued_on", "value": "2018-12-28"},
            {"path": "/dated", "value": "2023-09-11"},
        ],
        "basis": "Công văn 6000/SGDĐT-KTKĐ ngày 12/10/2023",
    }
    on = date(2023, 10, 16)
    done = server.do("instruction-l2", "CorrectInstruction", correct, log="77", on=on)
    assert done["types"] == [
        *["InstructionCorrected"] * 4,
        *["ObligationCorrected"] * 2,
        *["InstructionWarningResolved"] * 2,
    ]
    due = ask(server, instruction="l2", school="d1")
    (named,) = [d for d in due if d["code"] == "named"]
    assert named["last_good_day"] == "2024-02-19"
    assert named["explanation"][-1] == (
        "Đã đính chính theo Công văn 6000/SGDĐT-KTKĐ ngày 12/10/2023; văn bản ghi: 20/02/2023."
    )
    (other,) = [d for d in ask(server, instruction="l2", school="d2") if d["code"] == "named"]
    assert not any("đính chính" in line for line in other["explanation"])
    assert {d["opens"][-2:] for d in due if d["code"] == "window"} == {"20"}
    found = server.ask("GetInstruction", {"id": "l2"}, log="77")
    assert (found["dated"], found["citations"][0]["issued_on"]) == ("2023-09-11", "2018-12-28")
    assert found["obligations"][3]["entries"][0]["before"] == "2024-02-20"
    assert found["corrections"][0] == {
        "path": at,
        "as_written": "2023-02-20",
        "value": "2024-02-20",
        "basis": "Công văn 6000/SGDĐT-KTKĐ ngày 12/10/2023",
        "corrected_on": "2023-10-16",
    }
    assert [(w["code"], w["settled"]) for w in found["warnings"]] == [
        ("citation-date-differs", "corrected"),
        ("citation-unknown", None),
        ("date-outside-school-year", "corrected"),
    ]
    (untouched,) = [d for d in ask(server, instruction="l1", school="d1") if d["code"] == "named"]
    assert untouched["last_good_day"] == "2023-02-19"


def test_a_dismissed_warning_says_why_and_no_longer_counts(server: Running) -> None:
    server.do("instruction-l3", "RegisterInstruction", LETTER, log="77")
    dismiss = {"code": "citation-unknown", "subject": "12/PGDĐT-TH", "reason": "Đã xem bản gốc"}
    server.do("instruction-l3", "DismissInstructionWarning", dismiss, log="77")
    found = server.ask("GetInstruction", {"id": "l3"}, log="77")
    (warning,) = [w for w in found["warnings"] if w["code"] == "citation-unknown"]
    assert (warning["settled"], warning["reason"]) == ("dismissed", "Đã xem bản gốc")
    summaries = server.ask("ListInstructions", {"issuer": "so77"}, log="77")
    counted = {s["id"]: s["warning_count"] for s in summaries}
    assert counted["l3"] == counted["l1"] - 1


def test_a_citation_finds_the_registered_letter_however_it_is_spelt(server: Running) -> None:
    cites = {"ref": "5436/GDĐT-KTKĐCLGD", "issued_on": "2023-09-10"}
    other = {"ref": "5437/SGDĐT-KTKĐ", "issued_on": "2023-09-10"}
    letter = LETTER | {"number": "1", "citations": [cites, other], "obligations": []}
    server.do("instruction-l4", "RegisterInstruction", letter, log="77")
    first, second = server.ask("GetInstruction", {"id": "l4"}, log="77")["citations"]
    assert (first["instruction"], first["text"]) == ("l1", None)
    assert second["instruction"] is None


def test_a_correction_of_nothing_is_refused_with_its_place(server: Running) -> None:
    empty: Wire = {"corrections": [], "basis": "x"}
    with pytest.raises(Invalid, match="corrections"):
        server.do("instruction-l1", "CorrectInstruction", empty, log="77")
