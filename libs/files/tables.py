"""Tables for people as files, csv and xlsx. Text stays text and never becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a text begins with that a spreadsheet would take for a formula, and the guard itself."""
HEAD = Font(bold=True)
FILL = PatternFill("solid", fgColor="DDEBF7")
_LONGEST_CELL = 32_000
"""What a cell of a spreadsheet holds at most, nearly."""

Value = str | int | float | bool | date | None


def guarded(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: an apostrophe before it.

    Who reads such a file takes the apostrophe away again.
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
    return xlsx_book([(title, headings, rows)])


def xlsx_book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """Return an xlsx file of several sheets, each a title, headings fixed at the top, and rows."""
    book = Workbook(write_only=True)
    for title, headings, rows in sheets:
        sheet = book.create_sheet(sheet_title(title))
        sheet.freeze_panes = "A2"
        for place, heading in enumerate(headings, 1):
            width = max(12, min(50, len(heading) + 4))
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.append([_head(sheet, heading) for heading in headings])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    return saved(book)


def _head(sheet: Any, heading: str) -> Cell:
    cell = _cell(sheet, heading)
    cell.font, cell.fill = HEAD, FILL
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


def sheet_title(text: str) -> str:
    """Return a title that a sheet may have: 31 characters, none of []:*?/\\ ."""
    return "".join(c for c in text if c not in "[]:*?/\\")[:31] or "Dữ liệu"


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
