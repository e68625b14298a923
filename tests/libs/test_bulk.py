"""Files of xlsx and csv: what is read, what is refused, what a row stands for, what is written."""

import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.engine.contract_files import load
from libs.files import tables
from libs.files.tables import CSV, XLSX
from libs.kernel.problems import Wire
from libs.kernel.texts import unfit
from services.assessment.figures import rules as figures
from services.cli.catalogue import SERVICES
from services.cli.golden import ROOT
from services.gateway.spreadsheets import apart, headings, report, writing
from services.gateway.spreadsheets.archive import Unreadable
from services.gateway.spreadsheets.layout import Known, Layout, ReadRow, lines
from services.gateway.spreadsheets.layouts import LAYOUTS
from services.gateway.spreadsheets.reading import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    read,
    sheets,
)
from services.gateway.spreadsheets.report import Finding, Told
from services.gateway.spreadsheets.schools import (
    EDUCATION_STAGES,
    KINDS,
    OWNERSHIPS,
    SCHOOLS,
    code_of,
    known_by_code,
    school_id,
)
from services.registry.headcount import rules as headcount
from services.registry.planned_list import rules as planned_list
from services.registry.school import rules as school
from services.review.recognition import rules as recognition

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff")
HOSTILE = st.sampled_from("=+-@＝＋－＠'\";,|\n \u200b\u00a0ax1")
CELL = (st.text(LETTERS, max_size=40) | st.text(HOSTILE, max_size=12)).filter(
    lambda text: unfit(unicodedata.normalize("NFC", text)) is None
)
TABLES = st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1, max_size=5)
HEAD = ["Mã trường", "Tên trường", "Loại trường", "Hình thức sở hữu", "Địa chỉ"]
ROW = ["79764001", "Trường Tiểu học Mẫu", "Tiểu học", "Công lập", "Số 1 đường Mẫu"]


KINDS_OF_PARTS = "[Content_Types].xml"


def book(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return an xlsx file of these rows."""
    found = openpyxl.Workbook()
    for row in rows:
        found.worksheets[0].append(list(row))
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def sheet(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a csv file of these rows, as a program writes it."""
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def changed(raw: bytes, name: str, content: bytes | None = None, old: str = "") -> bytes:
    """Return an xlsx file with another part, or with a part of that content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given_, zipfile.ZipFile(out, "w", 8) as made:
        for part in given_.infolist():
            if part.filename != old:
                made.writestr(part.filename, given_.read(part))
        made.writestr(name, content or b"")
    return out.getvalue()


def cells(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return [row.cells for row in rows]


def refused(raw: bytes, kind: str = XLSX) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(raw, kind)
    assert refusal.value.detail.endswith((".", ";")) or refusal.value.detail
    return refusal.value.code


# Reading


def plain(rows: list[list[str]]) -> list[tuple[str, ...]]:
    """Return rows as a reader gives them: NFC, stripped, nothing empty at the end."""
    found = []
    for row in rows:
        texts = [unicodedata.normalize("NFC", cell).strip() for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            found.append(tuple(texts))
    return found


@given(TABLES)
def test_what_is_written_as_csv_is_read_again(rows: list[list[str]]) -> None:
    raw = tables.csv_file(["A", "B"], rows)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert cells(read(raw, CSV)) == [("A", "B"), *plain(rows)]


@settings(deadline=None)
@given(TABLES)
def test_what_is_written_as_xlsx_is_read_again(rows: list[list[str]]) -> None:
    raw = tables.xlsx_file("Bảng", ["A", "B"], rows)
    assert cells(read(raw, XLSX)) == [("A", "B"), *plain(rows)]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_with_and_without_a_byte_order_mark_and_by_any_separator(mark: str) -> None:
    text = mark.join(("Tên", '"a b"', "Đ")) + "\r\n" + mark.join("123") + "\r\n"
    expected = [("Tên", "a b", "Đ"), ("1", "2", "3")]
    assert cells(read(text.encode(), CSV)) == expected
    assert cells(read(text.encode("utf-8-sig"), CSV)) == expected
    assert cells(read(f"sep={mark}\r\n{text}".encode(), CSV)) == expected


def test_row_numbers_are_those_of_the_file() -> None:
    assert [row.number for row in read(b'a,b\n\n"x\ny",1\nz,2\n', CSV)] == [1, 3, 5]
    assert [row.number for row in read(book([["a"], [], ["b"]]), XLSX)] == [1, 3]


def test_both_unicode_forms_are_read_alike() -> None:
    text = unicodedata.normalize("NFD", "Trường Ốc Đảo")
    assert cells(read(text.encode(), CSV)) == [(unicodedata.normalize("NFC", text),)]


def test_numbers_days_and_truths_of_a_sheet_are_read_as_people_write_them() -> None:
    row = [79764001, 2.5, datetime(2024, 9, 5, tzinfo=None), date(2024, 9, 6), True, None, "x"]  # noqa: DTZ001
    assert cells(read(book([row]), XLSX)) == [
        ("79764001", "2,5", "05/09/2024", "06/09/2024", "có", "", "x")
    ]


def test_windows_1258_is_refused_by_name() -> None:
    raw = "Mã,Tên\n1,Trường Tiểu học Đống Đa\n".encode()
    legacy = unicodedata.normalize("NFD", raw.decode()).translate({0x0323: "ò"})
    with pytest.raises(Unreadable) as refusal:
        read(legacy.encode("cp1258", errors="replace"), CSV)
    assert refusal.value.code == "charset-unknown"
    assert "Windows-1258" in refusal.value.detail
    assert "CSV UTF-8" in refusal.value.detail


def test_utf_16_is_refused_by_name() -> None:
    with pytest.raises(Unreadable, match="UTF-16"):
        read("a,b".encode("utf-16"), CSV)


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        (b"", CSV, "file-empty"),
        (b" \n ,,\n", CSV, "file-empty"),
        (b'a,"b\n', CSV, "file-damaged"),
        (b'a,"' + b"x" * 200_000 + b'"\n', CSV, "file-damaged"),
        (b"a\0b,c\n", CSV, "file-kind"),
        (b"a,b\n" * (MOST_ROWS + 1), CSV, "rows-too-many"),
        (b"," * (MOST_COLUMNS + 5) + b"x\n", CSV, "columns-too-many"),
        (b"x" * (MOST_BYTES + 1), CSV, "file-too-large"),
        (b"a,b", XLSX, "file-kind"),
        (b"PK\x03\x04nothing", XLSX, "file-kind"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"old", XLSX, "file-encrypted"),
    ],
)
def test_what_is_no_file_to_import_is_refused(raw: bytes, kind: str, code: str) -> None:
    assert refused(raw, kind) == code


@pytest.mark.parametrize(
    "name",
    [
        "xl/vbaProject.bin",
        "xl/macrosheets/sheet1.xml",
        "xl/externalLinks/externalLink1.xml",
        "xl/embeddings/oleObject1.bin",
        "xl/activeX/activeX1.xml",
        "xl/connections.xml",
    ],
)
def test_a_sheet_with_macros_links_or_embedded_files_is_refused(name: str) -> None:
    assert refused(changed(book([HEAD, ROW]), name)) == "file-forbidden"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(book([HEAD]), "xl/bomb.xml", b"\0" * 60_000_000)
    assert len(bomb) < 200_000
    assert refused(bomb) == "file-too-large"
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as made:
        for n in range(500):
            made.writestr(f"{n}.xml", "")
    assert refused(many.getvalue()) == "file-too-large"


def styled(cells: int, tag: bytes, place: bytes) -> bytes:
    """Return an xlsx file whose styles have so many elements more."""
    raw, part = book([HEAD, ROW]), "xl/styles.xml"
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        xml = archive.read(part).replace(b"</%s>" % place, tag * cells + b"</%s>" % place)
    return changed(raw, part, xml, part)


@pytest.mark.parametrize(
    ("tag", "place"), [(b"<xf/>", b"cellXfs"), (b"<font/>", b"fonts"), (b"<border/>", b"borders")]
)
def test_styles_without_end_are_refused_before_they_are_read(tag: bytes, place: bytes) -> None:
    bomb = styled(3_000_000, tag, place)
    assert len(bomb) < 70_000
    began = time.process_time()
    assert refused(bomb) == "file-too-complex"
    assert time.process_time() - began < 3
    assert len(read(styled(60_000, b"<font/>", b"fonts"), XLSX)) == 2


def test_a_part_that_is_there_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        raw = changed(book([HEAD, ROW]), "xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert refused(raw) == "file-damaged"


def test_a_row_of_a_million_empty_cells_costs_little() -> None:
    began = time.process_time()
    assert refused(b"," * 7_000_000 + b"x", CSV) == "columns-too-many"
    assert time.process_time() - began < 3


def test_a_file_is_read_apart_as_it_is_here_and_its_cost_has_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = book([HEAD, ROW, ["=1+1", "x\u2028y", date(2024, 9, 5)]])
    assert apart.read(raw, XLSX) == read(raw, XLSX)
    assert apart.sheets(raw) == sheets(raw)
    shared = b'<row r="%d">' + b'<c t="s"><v>0</v></c>' * MOST_COLUMNS + b"</row>"
    many = b"".join(shared % n for n in range(1, 120))
    part, texts = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        head, _, _ = archive.read(part).partition(b"<sheetData>")
        kinds = archive.read(KINDS_OF_PARTS)
    told = head + b"<sheetData>" + many + b"</sheetData></worksheet>"
    sst = b"<si><t>" + b"x" * MOST_CHARACTERS + b"</t></si></sst>"
    namespace = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    one_more = b'<Override PartName="/%s" ContentType="%s"/></Types>' % (texts.encode(), kind)
    raw = changed(raw, KINDS_OF_PARTS, kinds.replace(b"</Types>", one_more), KINDS_OF_PARTS)
    amplified = changed(changed(raw, part, told, part), texts, namespace + sst)
    assert len(amplified) < 100_000
    with pytest.raises(Unreadable, match="file-too-complex"):
        apart.read(amplified, XLSX)


def test_a_million_empty_rows_are_refused_without_reading_them() -> None:
    raw = book([HEAD, ROW])
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        xml = archive.read(part)
    far = xml.replace(b"</sheetData>", b'<row r="1000000"><c r="A1000000"/></row></sheetData>')
    assert refused(changed(raw, part, far, part)) == "rows-too-many"
    rows = b"".join(b'<row r="%d"/>' % n for n in range(3, MOST_ROWS + 3))
    many = xml.replace(b"</sheetData>", rows + b"</sheetData>")
    assert refused(changed(raw, part, many, part)) == "rows-too-many"


def test_entities_that_grow_are_refused() -> None:
    raw = book([HEAD, ROW])
    part = "xl/worksheets/sheet1.xml"
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    assert refused(changed(raw, part, bomb, part)) == "file-damaged"


def test_a_formula_an_error_and_a_huge_cell_are_faults_of_their_cells() -> None:
    rows = read(book([["=1+1", "#REF!", "x" * (MOST_CHARACTERS + 1), "ok"]]), XLSX)
    (row,) = rows
    assert row.cells == ("", "", "", "ok")
    assert [*row.faults] == [0, 1, 2]
    assert "công thức" in row.faults[0]
    assert str(MOST_CHARACTERS) in row.faults[2]


# Rows


def parsed(layout: Layout, *rows: Sequence[str], head: Sequence[str] = HEAD) -> list[ReadRow]:
    found, _ = lines(layout, read(sheet([head, *rows]), CSV))
    return found


def test_headings_are_found_below_a_title_in_any_order_and_by_any_spelling() -> None:
    head = ["ten truong*", "KIND", "Mã trường", "Hình thức sở hữu", "Địa chỉ"]
    row = ["Trường Mẫu", "tieu hoc", "1", "CÔNG LẬP", "Số 1"]
    found, warnings = lines(SCHOOLS, read(sheet([["Danh sách trường"], head, row]), CSV))
    assert found == [
        ReadRow(
            3,
            {
                "code": "1",
                "name": "Trường Mẫu",
                "kind": "primary",
                "ownership": "public",
                "address": "Số 1",
            },
            (),
        )
    ]
    assert warnings == []


def test_an_unknown_column_is_warned_of_and_a_missing_one_refuses_the_file() -> None:
    _, warnings = lines(SCHOOLS, read(sheet([[*HEAD, "Ghi chú riêng"], [*ROW, "x"]]), CSV))
    assert [(w.column, w.code) for w in warnings] == [("Ghi chú riêng", "column-unknown")]
    with pytest.raises(Unreadable, match="Địa chỉ"):
        parsed(SCHOOLS, ROW[:4], head=HEAD[:4])
    with pytest.raises(Unreadable, match="heading-twice"):
        parsed(SCHOOLS, [*ROW, "x"], head=[*HEAD, "Địa chỉ"])


def test_each_wrong_cell_is_named_with_its_column() -> None:
    head = [*HEAD, "Ngày bắt đầu hoạt động", "Số khóa hoàn thành", "Mã xã, phường"]
    row = ["", "x" * 301, "Đại học", "công lập", "a", "31/02/2024", "nhiều", "26x"]
    (line,) = parsed(SCHOOLS, row, head=head)
    assert [(e.column, e.code) for e in line.errors] == [
        ("Mã trường", "cell-empty"),
        ("Tên trường", "cell-malformed"),
        ("Loại trường", "cell-malformed"),
        ("Mã xã, phường", "cell-malformed"),
        ("Ngày bắt đầu hoạt động", "cell-malformed"),
        ("Số khóa hoàn thành", "cell-malformed"),
    ]
    assert "Mầm non" in line.errors[2].detail
    assert "31/02/2024" in line.errors[4].detail


@pytest.mark.parametrize("text", ["05/09/2001", "5-9-2001", "5.9.2001", "2001-09-05"])
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    (line,) = parsed(SCHOOLS, [*ROW, text], head=[*HEAD, "Ngày bắt đầu hoạt động"])
    assert line.values["opened_on"] == "2001-09-05"


def test_example_rows_are_not_taken() -> None:
    head = ["Dòng ví dụ", *HEAD]
    found = parsed(SCHOOLS, ["x", *ROW], ["", *ROW], ["không", *ROW], head=head)
    assert [line.number for line in found] == [3, 4]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_a_template_is_read_as_empty_and_its_example_would_be_a_row_without_fault(
    layout: Layout,
) -> None:
    raw = writing.template(layout)
    rows = read(raw, XLSX)
    found, warnings = lines(layout, rows)
    assert (found, warnings) == ([], [])
    example = Row(2, ("", *rows[1].cells[1:]))
    (line,), _ = lines(layout, [rows[0], example])
    assert line.errors == ()
    made = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
    assert all(cell.comment and cell.comment.text for cell in made[1])
    choices = [column for column in layout.columns if column.kind == "choice"]
    assert len(made.data_validations.dataValidation) == len(choices)


KNOWN = Known("79", {})


def steps_of(values: dict[str, Any], known: Known = KNOWN) -> list[tuple[str, str, Wire]]:
    found, errors = SCHOOLS.steps(values, known)
    assert errors == []
    return [(step.stream, step.command, step.data) for step in found]


VALUES: dict[str, Any] = {
    "code": "79764001",
    "name": "Trường Mẫu",
    "kind": "primary",
    "ownership": "public",
    "address": "Số 1",
    "commune": "26734",
}
VIEW: Wire = {
    "id": "s1",
    "version": 4,
    "name": "Trường Mẫu",
    "kind": "primary",
    "education_stages": [],
    "ownership": "public",
    "variant": None,
    "areas": ["26734", "79"],
    "address": "Số 1",
    "phone": "0281",
    "email": None,
    "opened_on": None,
    "cohorts_completed": 3,
    "identifiers": [
        {"scheme": "moet", "value": "79764001", "issuer": "Bộ Giáo dục và Đào tạo"},
        {"scheme": "tax", "value": "03", "issuer": "Cục Thuế"},
    ],
}


def test_a_new_school_gets_its_id_from_its_code_and_a_command_the_registry_takes() -> None:
    ((stream, command, data),) = steps_of(VALUES)
    assert stream == f"school-{school_id(code_of(VALUES))}"
    assert (command, data["areas"], data["sample"]) == ("RegisterSchool", ["26734", "79"], False)
    assert school.COMMANDS.parse({"type": command, "data": data})
    assert steps_of(VALUES) == steps_of(dict(VALUES))
    other = school_id(("tax", "79764001", "Cục Thuế"))
    assert other != school_id(code_of(VALUES))


def test_a_known_school_is_found_by_any_of_its_codes_and_only_differences_become_commands() -> None:
    known = Known("79", known_by_code([VIEW]))
    assert steps_of(VALUES, known) == []
    by_tax = {**VALUES, "code": "03", "scheme": "tax", "issuer": "Cục Thuế", "phone": "0282"}
    ((stream, command, data),) = steps_of(by_tax, known)
    assert (stream, command) == ("school-s1", "ChangeContacts")
    assert data == {"address": "Số 1", "phone": "0282", "email": None}
    when = {"starts": "2025-07-01", "basis": "QĐ 1"}
    changes = {"name": "Trường Mới", "commune": "26737", "cohorts_completed": 4, **when}
    found = steps_of({**VALUES, **changes}, known)
    assert [(command, data) for _, command, data in found] == [
        ("RecordOperation", {"opened_on": None, "cohorts_completed": 4}),
        ("RenameSchool", {"name": "Trường Mới", **when}),
        ("ChangeAreas", {"areas": ["26737", "79"], **when}),
    ]
    for _, command, data in found:
        assert school.COMMANDS.parse({"type": command, "data": data})
    steps, _ = SCHOOLS.steps({**VALUES, **changes}, known)
    assert [step.version for step in steps] == [4, None, None]
    assert steps[1].says == "Tên trường: Trường Mẫu → Trường Mới"


def test_what_changes_on_a_day_needs_the_day_and_the_basis() -> None:
    known = Known("79", known_by_code([VIEW]))
    _, errors = SCHOOLS.steps({**VALUES, "kind": "lower_secondary", "basis": "QĐ 1"}, known)
    assert [(e.column, e.code) for e in errors] == [("Thay đổi từ ngày", "cell-empty")]


def test_staff_and_planned_rows_become_commands_the_registry_takes() -> None:
    known = Known("79", known_by_code([VIEW]))
    counted = {"code": "79764001", "year": 2024, "managers": 3, "teachers": 40, "staff": 6}
    ((step,), findings) = LAYOUTS["headcounts"].steps({**counted, "name": "Khác"}, known)
    assert (step.stream, [f.code for f in findings]) == ("headcount-s1_2024", ["name-differs"])
    assert all(finding.warning for finding in findings)
    assert headcount.COMMANDS.parse({"type": step.command, "data": step.data})
    none, (missing,) = LAYOUTS["headcounts"].steps({**counted, "code": "0"}, known)
    assert (none, missing.code) == ([], "school-unknown")
    planned = {"office": "so79", "year": 2024, "name": "Trường Mẫu", "code": "79764001"}
    aim = {"month": "2024-10", "accreditation_grade": 2}
    ((step,), _) = LAYOUTS["planned"].steps({**planned, **aim}, known)
    assert step.stream == "plannedlist-so79_2024"
    assert step.data["schools"][0]["school"] == "s1"
    assert planned_list.COMMANDS.parse({"type": step.command, "data": step.data})


def test_rows_of_earlier_recognitions_become_commands_that_review_takes() -> None:
    known = Known("79", known_by_code([VIEW]))
    told = {"code": "79764001", "kind": "accreditation", "accreditation_grade": 2}
    paper = {"decision_number": "812/QĐ", "authority_name": "Sở", "decided_on": "2022-05-18"}
    row = {**told, **paper, "valid_to": "2027-05-18", "evidence": "H1-1.1-01"}
    layout = LAYOUTS["recognitions"]
    ((step,), findings) = layout.steps(row, known)
    assert (step.stream, findings) == ("recognition-s1_accreditation_20220518", [])
    assert (step.data["valid_from"], step.data["evidence"]) == ("2022-05-18", ["H1-1.1-01"])
    assert recognition.COMMANDS.parse({"type": step.command, "data": step.data})
    assert layout.key(row) != layout.key({**row, "kind": "national_standard"})
    none, (missing,) = layout.steps({**row, "code": "0"}, known)
    assert (none, missing.code) == ([], "school-unknown")


def test_rows_of_figures_become_commands_the_assessment_takes() -> None:
    known = Known("79", known_by_code([VIEW]))
    told = {"code": "79764001", "year": 2025, "figure": "teacher.per_class", "value": "2,50"}
    ((step,), findings) = LAYOUTS["figures"].steps(
        {**told, "title": "Giáo viên/lớp", "true_on": "2026-05-31"}, known
    )
    assert (step.service, step.stream, findings) == ("assessment", "figures-s1_2025", [])
    assert step.data == {
        "figures": [{"code": "teacher.per_class", "value": "2.5"}],
        "taken_from": "imported",
        "true_on": "2026-05-31",
    }
    assert figures.COMMANDS.parse({"type": step.command, "data": step.data})
    none, wrong = LAYOUTS["figures"].steps({**told, "code": "0", "value": "1.234"}, known)
    assert none == []
    assert [(each.column, each.code) for each in wrong] == [
        ("Mã trường", "school-unknown"),
        ("Giá trị", "cell-malformed"),
    ]
    assert "1234 hoặc 1,234" in wrong[1].detail


def test_years_and_months_are_read_as_they_are_written() -> None:
    head = ["Mã đơn vị lập danh sách", "Năm học", "Tên trường", "Tháng đánh giá"]
    found = parsed(
        LAYOUTS["planned"],
        ["so79", "2024-2025", "A", "10/2024"],
        ["so79", "2024", "A", "1/2025"],
        ["so79", "2024-2026", "A", "13/2024"],
        head=head,
    )
    assert [(line.values.get("year"), line.values.get("month")) for line in found] == [
        (2024, "2024-10"),
        (2024, "2025-01"),
        (None, None),
    ]
    assert [e.code for e in found[2].errors] == ["cell-malformed"] * 2


def test_the_choices_of_a_file_are_those_of_the_registry() -> None:
    schema = load(ROOT / "contracts")["registry"]["aggregates"]["school"]["commands"]
    fields = schema["RegisterSchool"]["schema"]["properties"]
    assert set(fields["kind"]["enum"]) == set(KINDS)
    assert set(fields["ownership"]["enum"]) == set(OWNERSHIPS)
    assert set(fields["education_stages"]["items"]["enum"]) == set(EDUCATION_STAGES)


# Writing


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+84 28", "-1", "@SUM(A1)", "'=x", "\t=1", "\n=1", " =1", '"=1', "\u00a0=1"),
        *("＝1", "＋1", "－1", "＠a", "\u200b=1", "\ufeff=1"),
        *("﹦1", "⁼1", "\u00ad=1", "\u2062+1", "\u3164@a", "\ufe0f=1"),
    ],
)
def test_what_looks_like_a_formula_stays_a_text(text: str) -> None:
    raw = tables.csv_file(["a"], [[text]]).decode("utf-8-sig")
    assert raw.split("\r\n", 1)[1].startswith("\"'")
    written = openpyxl.load_workbook(io.BytesIO(tables.xlsx_file("t", ["a"], [[text]])))
    cell = written.worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["_x003D_1+1", "a_x000a_b", "_x005F_x003D_", "_x003D", "x005F_"])
def test_a_text_that_looks_like_an_escape_of_xlsx_is_that_text(text: str) -> None:
    raw = tables.xlsx_file("t", ["a"], [[text]])
    sheet = zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    held = re.findall(r"<t[^>]*>([^<]*)</t>", sheet)[-1]
    # As ECMA-376 has it, 22.9.2.19.
    assert re.sub("_x([0-9A-Fa-f]{4})_", lambda f: chr(int(f[1], 16)), held) == text
    assert [row.cells for row in read(raw, XLSX)] == [("a",), (text,)]


def test_a_cell_is_no_longer_than_a_program_takes() -> None:
    raw = tables.xlsx_file("t", ["a"], [["😀" * 20_000], ["ă" * 33_000]])
    for row in openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows(min_row=2):
        assert 31_998 <= len(str(row[0].value).encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize("mark", [";", ",", "\t", "|", "\n"])
def test_no_separator_of_any_country_makes_a_formula_of_a_piece_of_a_text(mark: str) -> None:
    text = f"Mẫu{mark} \"=cmd|'/C calc'!A0"
    raw = tables.csv_file(["a", "b"], [["x", text]]).decode("utf-8-sig")
    # As a program reads it that takes this mark for the one between cells, quotes or not.
    pieces = raw.partition("\r\n")[2].split(mark)
    assert not [p for p in pieces if p.lstrip(' "').startswith(("=", "+", "-", "@"))]
    assert tables.unguarded(tables.guarded(text)) == text


@given(st.text(HOSTILE, max_size=20))
def test_a_guard_is_taken_away_again_whatever_it_guards(text: str) -> None:
    assert tables.unguarded(tables.guarded(text)) == text
    assert not tables.guarded(text).startswith(("=", "+", "-", "@", "＝", "\t", "\n", " ="))


@pytest.mark.parametrize("bad", ["\uffff", "\ufffe", "\ufdd0", "\U0001ffff", "\u202e", "\x00\x1b"])
def test_what_old_events_hold_breaks_no_file(bad: str) -> None:
    rows = [[f"Trường{bad} Mẫu"]]
    assert cells(read(tables.xlsx_file(f"a{bad}", ["b"], rows), XLSX)) == [("b",), ("Trường Mẫu",)]
    assert cells(read(tables.csv_file(["b"], rows), CSV)) == [("b",), ("Trường Mẫu",)]


def test_numbers_and_days_of_an_export_are_numbers_and_days() -> None:
    raw = tables.xlsx_file("t", ["a", "b", "c"], [[3, date(2024, 9, 5), None]])
    sheet_ = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
    assert sheet_["A2"].value == 3
    assert sheet_["B2"].is_date
    assert tables.csv_file(["a"], [[-3]]).decode("utf-8-sig").splitlines()[1] == "-3"


def test_a_report_has_a_line_for_each_finding_and_each_change() -> None:
    wrong = Finding("Tên trường", "cell-empty", "Ô bắt buộc đang để trống.", "quy tắc")
    rows = [
        Told(2, "A", "wrong", (), (wrong, wrong), ()),
        Told(3, "B", "changed", ("Tên: x → y",)),
        Told(4, "C", "unchanged"),
    ]
    table = report.table(rows)
    assert [line[0] for line in table] == ["2", "2", "3", "4"]
    assert table[0] == (
        *("2", "Sai", "A", "Tên trường", "Ô bắt buộc đang để trống."),
        *("cell-empty", "quy tắc", "Lỗi"),
    )
    assert [report.told(row.to_wire()) for row in rows] == rows
    counted = {"new": 0, "changed": 1, "unchanged": 1, "wrong": 1, "warnings": 0}
    assert report.counts(rows) == counted
    assert len(read(writing.report_file("Trường", rows), XLSX)) == 5


def fields(schema: Wire) -> set[str]:
    """Return the fields of a view, those of nested things too."""
    found = set(schema.get("properties", {}))
    for below in schema.get("properties", {}).values():
        found |= fields(below.get("items", below))
    return found


def test_every_field_of_every_list_has_a_vietnamese_heading() -> None:
    from libs.engine.contract_files import describe

    shown = {
        field
        for service in SERVICES
        for questions in describe(service)["queries"].values()
        if "list" in questions
        for field in fields(questions["list"]["view"])
    }
    assert shown - headings.FIELDS.keys() == set()


def test_a_line_of_an_export_says_codes_in_words_and_nests_nothing() -> None:
    view = {
        "properties": {
            "id": {"type": "string"},
            "version": {"type": "integer"},
            "name": {"type": "string"},
            "kind": {"type": "string"},
            "opened_on": {"type": "string", "format": "date"},
            "identifiers": {"type": "array"},
            "sample": {"type": "boolean"},
        }
    }
    names = headings.columns(view)
    assert names == ["name", "kind", "opened_on", "identifiers", "sample", "id"]
    codes = [{"scheme": "moet", "value": "1", "ends": None}, {"scheme": "tax", "value": "2"}]
    shown = {"id": "a", "name": "public", "kind": "primary", "opened_on": "2001-09-05"}
    line = headings.line({**shown, "identifiers": codes, "sample": True}, names, view)
    assert line == [
        "public",
        "Tiểu học",
        date(2001, 9, 5),
        "Loại mã: moet; Giá trị: 1\nLoại mã: tax; Giá trị: 2",
        True,
        "a",
    ]
