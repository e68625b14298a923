"""Rows of text from a file of xlsx or csv; whatever the file is, within limits that are named.

A file may be an attack: an archive that unpacks without end, a macro, a link to another place, a
million empty rows. Such a file is refused as a whole (`Unreadable`) before it can cost much.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell

from libs.files.tables import CSV, text_of_cell, unguarded
from libs.kernel.texts import unfit
from libs.law.calendar import show
from services.gateway.spreadsheets import archive
from services.gateway.spreadsheets.archive import Unreadable, damaged

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 20_000
"""Empty rows count: they cost as much to read."""
MOST_COLUMNS = 60
MOST_CHARACTERS = 4000

_TELLING = frozenset("ạảầấậẩẫằắặẳẵẹẻẽềếệểễịỉọỏồốộổỗờớợởỡụủừứựửữỳỵỷỹđơư")
_QUOTED = re.compile(r'"[^"]*(?:"|\Z)')
_TOP = 2000
"""The separator of a csv file is looked for in this many characters from the top."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the file from 1, its cells as text in NFC, and unreadable cells.

    `faults` tells for the place of a cell (from 0) what is wrong with it; its text is empty then.
    """

    number: int
    cells: tuple[str, ...]
    faults: Mapping[int, str] = field(default_factory=dict)

    def empty(self) -> bool:
        """Return whether nothing stands in the row."""
        return not any(self.cells) and not self.faults


def read(raw: bytes, kind: str) -> list[Row]:
    """Return the rows of a file of media type `kind` (`XLSX` or `CSV`) that are not empty.

    Raises `Unreadable`: file-too-large, file-empty, file-damaged, file-kind, file-encrypted,
    file-forbidden, charset-unknown, rows-too-many, columns-too-many.
    """
    _check_size(raw)
    rows = _csv(raw) if kind == CSV else next(rows for _, rows in _xlsx(raw))
    found = [row for row in _limited(rows) if not row.empty()]
    if not found:
        raise Unreadable("file-empty", "Tệp không có dòng dữ liệu nào.")
    return found


def sheets(raw: bytes) -> dict[str, list[Row]]:
    """Return the rows that are not empty of every visible sheet of an xlsx file, by its title.

    The limits are those of `read`, for the file as a whole. Raises `Unreadable` as it does.
    """
    _check_size(raw)
    found: dict[str, list[Row]] = {}
    count = 0
    for title, rows in _xlsx(raw):
        kept = found.setdefault(title, [])
        for row in _limited(rows, count):
            count += 1
            if not row.empty():
                kept.append(row)
    if not any(found.values()):
        raise Unreadable("file-empty", "Tệp không có dòng dữ liệu nào.")
    return found


def _check_size(raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        detail = f"Tệp lớn hơn {MOST_BYTES // 1024 // 1024} MB; hãy chia thành nhiều tệp."
        raise Unreadable("file-too-large", detail)
    if not raw.strip():
        raise Unreadable("file-empty", "Tệp rỗng.")


def _limited(rows: Iterable[Row], before: int = 0) -> Iterator[Row]:
    for count, row in enumerate(rows, before + 1):
        if count > MOST_ROWS or row.number > MOST_ROWS:
            detail = (
                f"Tệp có hơn {MOST_ROWS:,} dòng, kể cả dòng trống; hãy xóa các dòng trống "
                "hoặc chia thành nhiều tệp."
            ).replace(",", ".", 1)
            raise Unreadable("rows-too-many", detail)
        if len(row.cells) > MOST_COLUMNS and any(row.cells[MOST_COLUMNS:]):
            detail = f"Dòng {row.number} có hơn {MOST_COLUMNS} cột; hãy dùng tệp mẫu."
            raise Unreadable("columns-too-many", detail)
        yield row


def _row(number: int, texts: Iterable[tuple[str, str | None]]) -> Row:
    """Return a row from each cell's text and what is wrong with it."""
    cells: list[str] = []
    faults: dict[int, str] = {}
    for place, (text, fault) in enumerate(texts):
        plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
        if fault is None and len(plain) > MOST_CHARACTERS:
            fault = f"Ô dài hơn {MOST_CHARACTERS} ký tự."
        if fault is None and (wrong := unfit(plain)):
            fault = wrong
        if fault is not None:
            faults[place] = fault
        cells.append("" if fault else plain)
    while cells and not cells[-1] and len(cells) - 1 not in faults:
        cells.pop()
    return Row(number, tuple(cells), faults)


def _csv(raw: bytes) -> Iterator[Row]:
    text = _decoded(raw)
    first, _, rest = text.partition("\n")
    said = re.fullmatch(r"sep=([;,\t])\r?", first, re.IGNORECASE)
    if said:
        mark, text, begins = said[1], rest, 2
    else:
        mark, begins = max(",;\t", key=_QUOTED.sub("", text[:_TOP]).count), 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    number = begins
    try:
        for cells in reader:
            # A cell too many is noticed, and not a million empty ones looked at.
            further = next((cell for cell in cells[MOST_COLUMNS:] if cell.strip()), "")
            looked_at = (*cells[:MOST_COLUMNS], further)
            yield _row(number, ((unguarded(cell), None) for cell in looked_at))
            number = begins + reader.line_num
    except csv.Error as error:
        detail = f"Dòng {number} của tệp csv sai dạng: dấu ngoặc kép chưa đóng, hoặc ô quá lớn."
        raise Unreadable("file-damaged", detail) from error


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        detail = "Tệp csv mã hóa UTF-16; hãy lưu lại dạng 'CSV UTF-8 (phân cách bằng dấu phẩy)'."
        raise Unreadable("charset-unknown", detail)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        as_windows = unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace")).lower()
        name = "Windows-1258" if _TELLING & set(as_windows) else "không phải UTF-8"
        detail = (
            f"Tệp csv mã hóa {name} (byte thứ {error.start + 1}); chữ tiếng Việt sẽ sai nếu đọc. "
            "Hãy lưu lại dạng 'CSV UTF-8', hoặc gửi tệp xlsx."
        )
        raise Unreadable("charset-unknown", detail) from error
    if "\0" in text:
        raise Unreadable("file-kind", "Tệp này không phải csv: nó chứa byte 0.")
    return text


def _xlsx(raw: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield the title and the rows of each visible sheet."""
    plain = archive.plain(raw)
    try:
        book = openpyxl.load_workbook(plain, read_only=True, data_only=False, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:
        raise damaged() from error
    if not visible:
        raise damaged()
    for sheet in visible:
        yield sheet.title, _rows(sheet)


def _rows(sheet: Any) -> Iterator[Row]:
    try:
        sheet.reset_dimensions()
        # One row and one column more than may be, so that too many are noticed.
        for number, cells in enumerate(
            sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1), 1
        ):
            yield _row(number, map(_text, cells))
    except Exception as error:
        raise damaged() from error


def _text(cell: Cell | MergedCell) -> tuple[str, str | None]:
    value = cell.value
    if value is None:
        return "", None
    if cell.data_type == "f":
        return "", "Ô chứa công thức; hãy dán giá trị."
    if cell.data_type == "e":
        return "", f"Ô báo lỗi {value}."
    if isinstance(value, bool):
        return ("có" if value else "không"), None
    if isinstance(value, datetime):
        return show(value.date()), None
    if isinstance(value, date):
        return show(value), None
    if isinstance(value, time):
        return value.isoformat("minutes"), None
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return (str(int(value)) if whole else repr(value).replace(".", ",")), None
    return text_of_cell(str(value)), None
