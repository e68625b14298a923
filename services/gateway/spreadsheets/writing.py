"""Spreadsheets for people: templates, reports, exports. Text stays text, never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from services.gateway.spreadsheets import report
from services.gateway.spreadsheets.layout import SAMPLE, Layout
from services.gateway.spreadsheets.reading import GUARDED, MOST_ROWS
from services.gateway.spreadsheets.report import Finding, Told

Value = str | int | float | bool | date | None

_HEAD = Font(bold=True)
_FILL = PatternFill("solid", fgColor="DDEBF7")
_GREY = Font(italic=True, color="7F7F7F")
_LONGEST_CELL = 32_000
"""What a cell of a spreadsheet holds at most, nearly."""


def guarded(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: an apostrophe before it.

    Reading takes the apostrophe away again (`reading.GUARDED`).
    """
    return f"'{text}" if text.startswith(GUARDED) else text


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a csv file in UTF-8 with a byte-order mark, without which Excel misreads it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([guarded(_shown(value)) if _is_text(value) else value for value in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return an xlsx file of one sheet, its headings fixed at the top."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_title(title))
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, min(50, len(heading) + 4))
    sheet.append([_head(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    return _saved(book)


def report_file(title: str, rows: Sequence[Told], warnings: Sequence[Finding] = ()) -> bytes:
    """Return the report on a file's rows as xlsx; `warnings` are those of its headings."""
    about = [("1", "", "", w.column, w.detail, w.code, w.rule or "", "Cảnh báo") for w in warnings]
    return xlsx_file(title, report.HEADINGS, [*about, *report.table(rows)])


def template(layout: Layout) -> bytes:
    """Return the empty file of a layout: headings with notes, lists to choose from, an example."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _title(layout.title)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(layout.every, 1):
        letter = get_column_letter(place)
        head = sheet.cell(1, place, column.heading + ("*" if column.required else ""))
        head.font, head.fill = _HEAD, _FILL
        head.comment = Comment(column.note, "Kiemdinh", height=90, width=320)
        example = sheet.cell(2, place)
        example.value, example.data_type = column.example, "s"
        example.font = _GREY
        sheet.column_dimensions[letter].width = max(14, min(44, len(column.heading) + 4))
        # Codes and days stay as they are typed: no lost zeros, no days turned round.
        for number in range(2, 202):
            sheet.cell(number, place).number_format = "@"
        if column.kind == "choice":
            labels = ",".join(column.choices.values())
            rule = DataValidation("list", formula1=f'"{labels}"', allow_blank=not column.required)
            rule.error = f"Chọn một trong: {labels}."
            rule.errorTitle = column.heading
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{MOST_ROWS}")
    notes = book.create_sheet("Hướng dẫn")
    notes.append(["Cột", "Bắt buộc", "Cách ghi"])
    for column in layout.every:
        notes.append([column.heading, "x" if column.required else "", column.note])
    for letter, width in (("A", 30), ("B", 10), ("C", 100)):
        notes.column_dimensions[letter].width = width
    notes.append([])
    notes.append([f"Dòng có chữ ở cột '{SAMPLE.heading}' là ví dụ, không được nhập."])
    return _saved(book)


def _head(sheet: Any, heading: str) -> Cell:
    cell = _cell(sheet, heading)
    cell.font, cell.fill = _HEAD, _FILL
    return cell


def _cell(sheet: Any, value: Value) -> Cell:
    if not _is_text(value):
        cell: Cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", _shown(value))[:_LONGEST_CELL]
    cell = WriteOnlyCell(sheet, text)
    # A text that begins with "=" would become a formula, "#N/A" an error: it is said what it is.
    cell.data_type = "s"
    if text.startswith(GUARDED):
        cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _is_text(value: Value) -> bool:
    return isinstance(value, str | bool) or value is None


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return "" if value is None else str(value)


def _title(text: str) -> str:
    """Return a title that a sheet may have: 31 characters, none of []:*?/\\ ."""
    return "".join(c for c in text if c not in "[]:*?/\\")[:31] or "Dữ liệu"


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
