"""Tables for people as files, csv and xlsx. Text stays text and never becomes a formula.

A csv file does not say which mark is between its cells: Excel takes the comma or, where numbers
have a decimal comma as in Viet Nam, the semicolon. So what would begin a cell by any such mark is
guarded too, wherever it stands in a text.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from libs.kernel.texts import cleaned

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNSEEN = (
    r"\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_FORMULA = rf"""[\s"'{_UNSEEN}]*[=+\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋]"""
"""How a formula begins: blanks, quotes and what shows nothing do not hide it; in any width."""
_AT_FIRST = re.compile(rf"(?={_FORMULA}|[\t\r\n'])")
_AFTER_MARK = re.compile(rf"(?<=[,;|\t\r\n])(?={_FORMULA})")
_GUARD_AT_FIRST = re.compile(rf"'(?={_FORMULA}|[\t\r\n'])")
_GUARD_AFTER_MARK = re.compile(rf"(?<=[,;|\t\r\n])'(?={_FORMULA})")
HEAD = Font(bold=True)
FILL = PatternFill("solid", fgColor="DDEBF7")
_LONGEST_CELL = 32_000
"""What a cell of a spreadsheet holds at most, nearly, in units of UTF-16."""
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Value = str | int | float | bool | date | None


def formula(text: str) -> bool:
    """Return whether a spreadsheet might take a text that was typed into a cell for a formula."""
    return _AT_FIRST.match(text) is not None


def guarded(text: str) -> str:
    """Return `text` so that no spreadsheet takes it, or a piece of it, for a formula: an apostrophe
    before each place where one might begin. `unguarded` takes them away again.
    """
    inside = _AFTER_MARK.sub("'", text)
    return f"'{inside}" if formula(text) else inside


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    whole = text[1:] if _GUARD_AT_FIRST.match(text) else text
    return _GUARD_AFTER_MARK.sub("", whole)


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a csv file in UTF-8 with a byte-order mark, without which Excel misreads it."""
    out = io.StringIO(newline="")
    # Quoted whatever is in it: which marks need it depends on who opens the file.
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
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
    text = _shown(value)
    cell = WriteOnlyCell(sheet, cell_text(text))
    # A text that begins with "=" would become a formula, "#N/A" an error: it is said what it is.
    cell.data_type = "s"
    if formula(text):
        cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def cell_text(text: str) -> str:
    """Return `text` as the cell of an xlsx file holds it, no longer than one may be.

    `_x003D_` stands there for the character of that number (ECMA-376, ST_Xstring): a text that has
    such a piece would be shown as another, and as a formula once somebody edits it.
    """
    whole = _ESCAPE.sub("_x005F_", text)
    if len(whole) * 2 <= _LONGEST_CELL:
        return whole
    return whole.encode("utf-16-le")[: _LONGEST_CELL * 2].decode("utf-16-le", errors="ignore")


def text_of_cell(held: str) -> str:
    """Return the text that a cell of an xlsx file holds as `held`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), held)


def _is_text(value: Value) -> bool:
    return isinstance(value, str | bool) or value is None


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return "" if value is None else cleaned(str(value))


def sheet_title(text: str) -> str:
    """Return a title that a sheet may have: 31 characters, none of []:*?/\\ ."""
    return "".join(c for c in cleaned(text) if c not in "[]:*?/\\\t\n")[:31] or "Dữ liệu"


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
