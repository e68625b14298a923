"""The exchange package: one content in two forms, and everything wrong with it told at once."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.files.tables import xlsx_file
from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import RuleSet
from services.gateway.exchange import checking, package, workbook
from services.gateway.exchange.checking import Target
from services.gateway.exchange.package import Package, digest, dump, load, ordered
from services.gateway.exchange.place import Fault, placed
from services.gateway.exchange.receiving import Received, received, received_workbook
from services.gateway.spreadsheets import reading
from services.gateway.spreadsheets.archive import Unreadable
from tests.gateway.packages import LONG, changed, wires

ON = date(2026, 9, 10)
TT57 = standards.choose("primary", ON)
TT17 = standards.choose("primary", date(2024, 9, 10))
SCHEMA = Path(__file__).parents[2] / "docs" / "exchange" / "package-1.schema.json"
DAYS = {TT57.id: ON, TT17.id: date(2024, 9, 10)}


def some(rules: RuleSet) -> st.SearchStrategy[Wire]:
    return wires(rules, "primary", DAYS[rules.id])


ANY = st.sampled_from((TT57, TT17)).flatmap(some)
PLAN: Wire = {
    "year": 2027,
    "issues": [
        {
            "issue": 1,
            "criterion": "1.1",
            "limitation": "Chưa rà soát",
            "current_state": "",
            "cause": "Ít người\nvà ít giờ",
        }
    ],
    "items": [
        {
            "number": 1,
            "born_of": "weakness",
            "solution": "Rà soát mỗi kỳ",
            "criterion": "1.1",
            "unmet": ["1.1/1"],
            "evaluation_year": None,
            "issue": 1,
            "previous_item": None,
            **dict.fromkeys(("goal", "activities", "result_indicator", "resources"), "Có"),
            "starts": "2026-10-01",
            "complete_by": "2027-05-31",
            "budget": 15_000_000,
            "supervision": "",
            "expected_evidence": "Biên bản",
        }
    ],
}


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(ANY, st.booleans())
def test_a_package_and_its_workbook_say_the_same(wire: Wire, planned: bool) -> None:
    told = load({**wire, "plan": PLAN if planned else None})
    read = received_workbook(reading.sheets(workbook.write(dump(told))))
    assert read.faults == ()
    assert ordered(read.package) == ordered(told)
    assert digest(read.package) == digest(told)


@settings(deadline=None, max_examples=60)
@given(LONG)
def test_a_long_text_is_cut_into_cells_and_joined_again(text: str) -> None:
    pieces = list(workbook._pieces(text))
    assert all(len(each["text"]) <= 4000 for each in pieces)
    assert all(each["text"] == each["text"].strip() for each in pieces)


def test_the_schema_in_the_documentation_is_that_of_the_code() -> None:
    wanted = json.dumps(package.schema(), ensure_ascii=False, indent=1) + "\n"
    assert SCHEMA.read_text("utf-8") == wanted, "kiemdinh conformance --schema > " + str(SCHEMA)


def test_the_template_can_be_read_and_holds_nothing_but_examples() -> None:
    read = workbook.read(reading.sheets(workbook.template()))
    assert [fault for fault in read.faults if not fault.warning] == []
    assert not any(read.wire[part] for part in ("sheets", "evidence", "figures", "standards"))


def target(rules: RuleSet = TT57, **cycle: Any) -> Target:
    """Return a cycle of the sample school in which nothing is judged yet."""
    school = {"id": "s1", "name": "Trường mẫu", "identifiers": []}
    of = {"year": 2026, "education_stage": None, "rule_set": rules.id, "revision": rules.revision}
    return Target(
        school, {**of, "kind": "primary", **cycle}, rules, DAYS[rules.id], {}, frozenset()
    )


def wrong(told: Received, of: Target | None = None) -> list[Fault]:
    """Return what is wrong with a package, without warnings."""
    found = checking.faults(told.package, of or target(), told.gaps)
    every = placed([*told.faults, *map(told.original, found)], told.places)
    return [fault for fault in every if not fault.warning]


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(some(TT57))
def test_what_the_law_takes_has_no_fault(wire: Wire) -> None:
    empty = not any(wire[part] for part in package.CONTENT)
    assert [f.code for f in wrong(received(wire))] == (["package-empty"] if empty else [])


def sample() -> Wire:
    """Return a package with two criteria judged at two levels, an item each."""

    def item(code: str, criterion: str) -> Wire:
        place = {"box": "1", "shelf": None, "where": None}
        return {"code": code, "criterion": criterion, "title": "Kế hoạch", "place": place}

    def judged(level: int, code: str) -> Wire:
        return {"level": level, "indicator": "-", "met": True, "evidence": [code]}

    wire = {
        "format": "kiemdinh-package",
        "format_version": "1.0",
        "software": {"name": "Phần mềm mẫu"},
        "school": {"name": "Trường mẫu"},
        "cycle": {"year": 2026, "rule_set": TT57.id, "revision": TT57.revision},
        "sheets": [
            {
                "criterion": criterion,
                "judgements": [judged(1, f"MC.{criterion}.01"), judged(2, f"MC.{criterion}.01")],
                "improvement": "Duy trì",
            }
            for criterion in ("1.1", "1.2")
        ],
        "evidence": [item(f"MC.{c}.01", c) for c in ("1.1", "1.2")],
        "figures": [
            {"year": 2026, "code": "pupils.total", "value": "412", "true_on": "2026-09-05"}
        ],
    }
    return dump(load(wire))


def test_three_wrong_rows_of_a_workbook_are_three_messages_with_row_and_column() -> None:
    raw = changed(
        sample(),
        ("Chỉ báo", 2, "Kết quả", "tốt"),
        ("Minh chứng", 3, "Ngày văn bản", "31/02/2026"),
        ("Số liệu", 2, "Mã số liệu", "pupils.none"),
    )
    found = wrong(received_workbook(reading.sheets(raw)))
    assert [(f.sheet, f.row, f.column, f.code) for f in found] == [
        ("Chỉ báo", 2, "Kết quả", "cell-malformed"),
        ("Minh chứng", 3, "Ngày văn bản", "cell-malformed"),
        ("Số liệu", 2, "Mã số liệu", "figure-unknown"),
    ]
    assert "phải là một trong: đạt, chưa đạt" in found[0].detail
    assert found[2].error().detail.startswith("Trang 'Số liệu', dòng 2, cột 'Mã số liệu': ")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([("Thông tin", 4, "Giá trị", "Trường khác")], [("Thông tin", "school-differs")]),
        ([("Thông tin", 5, "Giá trị", "2025-2026")], [("Thông tin", "cycle-differs")]),
        ([("Chỉ báo", 2, "Tiêu chí", "9.9")], [("Chỉ báo", "indicator-unknown")]),
        ([("Chỉ báo", 2, "Minh chứng", None)], [("Chỉ báo", "evidence-missing")]),
        ([("Chỉ báo", 2, "Minh chứng", "MC.1.1.77")], [("Chỉ báo", "evidence-not-registered")]),
        ([("Chỉ báo", 2, "Mức", 7)], [("Chỉ báo", "range")]),
        ([("Chỉ báo", 3, "Mức", 1)], [("Chỉ báo", "indicator-twice")]),
        ([("Minh chứng", 2, "Hộp", None)], [("Minh chứng", "content-not-one")]),
        ([("Minh chứng", 2, "Tiêu chí", "1.3")], [("Minh chứng", "evidence-code-criterion")]),
        ([("Số liệu", 2, "Giá trị", "1.234")], [("Số liệu", "cell-malformed")]),
        ([("Số liệu", 2, "Đúng ngày", "01/01/2027")], [("Số liệu", "date-in-future")]),
        ([("Tiêu chí", 3, "Tiêu chí", "1.1")], [("Tiêu chí", "sheet-twice")]),
    ],
)
def test_each_kind_of_fault_is_told_once_and_where_it_stands(
    cells: list[tuple[str, int, str, Any]], told: list[tuple[str, str]]
) -> None:
    found = wrong(received_workbook(reading.sheets(changed(sample(), *cells))))
    assert [(fault.sheet, fault.code) for fault in found] == told
    assert all(fault.rule for fault in found)


def test_json_is_checked_as_a_whole_though_some_of_it_is_of_a_wrong_form() -> None:
    wire = sample()
    wire["sheets"][0]["judgements"][0]["met"] = "yes"
    wire["evidence"][1]["dated"] = "31/12/2026"
    wire["figures"][0]["code"] = "pupils.none"
    wire["colour"] = "red"
    assert {(fault.pointer, fault.code) for fault in wrong(received(wire))} == {
        ("/sheets/0/judgements/0/met", "type"),
        ("/evidence/1/dated", "type"),
        ("/figures/0/code", "figure-unknown"),
        ("/colour", "unknown"),
    }


def test_pointers_are_those_of_what_was_sent() -> None:
    wire = sample()
    wire["figures"] = [{"year": "?"}, *wire["figures"], *wire["figures"]]
    (twice,) = (f for f in wrong(received(wire)) if f.code == "item-twice")
    assert twice.pointer == "/figures/2/code"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2100) | st.text(max_size=5),
    lambda below: (
        st.lists(below, max_size=2) | st.dictionaries(st.text(max_size=5), below, max_size=2)
    ),
    max_leaves=4,
)


def pointers(wire: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to everything in a JSON value."""
    below: Any = wire.items() if isinstance(wire, dict) else ()
    below = enumerate(wire) if isinstance(wire, list) else below
    return [at, *(each for key, value in below for each in pointers(value, (*at, key)))]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_package_that_is_broken_anywhere_is_told_about_and_breaks_nothing(
    data: st.DataObject,
) -> None:
    wire = sample() | {"plan": deepcopy(PLAN)}
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(pointers(wire)[1:]))
        at: Any = wire
        for key in way:
            at = at[key]
        at[last] = data.draw(JSON)
    for fault in wrong(received(wire)):
        assert fault.detail
        assert fault.pointer == "" or fault.pointer.startswith("/")


@pytest.mark.parametrize("wire", [{}, {"sheets": {}, "plan": 3}, {"cycle": [], "feedback": [1]}])
def test_whatever_is_sent_is_told_about_and_never_breaks(wire: Wire) -> None:
    assert wrong(received(wire))


def test_a_workbook_that_is_none_of_a_package_is_refused_as_a_whole() -> None:
    with pytest.raises(Unreadable, match="sheet-missing"):
        received_workbook(reading.sheets(xlsx_file("Trường", ["Mã trường"], [["1"]])))


def test_sheets_that_nobody_knows_are_passed_over_with_a_warning() -> None:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook.write(sample())))
    book.create_sheet("Riêng của tôi").append(["x"])
    out = io.BytesIO()
    book.save(out)
    read = received_workbook(reading.sheets(out.getvalue()))
    assert [(f.sheet, f.code, f.warning) for f in read.faults] == [
        ("Riêng của tôi", "sheet-unknown", True)
    ]
    assert isinstance(read.package, Package)
