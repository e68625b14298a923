"""Spreadsheets for people: the empty file of an import, the report on one."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from libs.files.tables import FILL, HEAD, saved, sheet_title, xlsx_file
from services.gateway.spreadsheets import report
from services.gateway.spreadsheets.layout import SAMPLE, Layout
from services.gateway.spreadsheets.reading import MOST_ROWS
from services.gateway.spreadsheets.report import Finding, Told

_GREY = Font(italic=True, color="7F7F7F")


def report_file(title: str, rows: Sequence[Told], warnings: Sequence[Finding] = ()) -> bytes:
    """Return the report on a file's rows as xlsx; `warnings` are those of its headings."""
    about = [("1", "", "", w.column, w.detail, w.code, w.rule or "", "Cảnh báo") for w in warnings]
    return xlsx_file(title, report.HEADINGS, [*about, *report.table(rows)])


def template(*layouts: Layout) -> bytes:
    """Return the empty file of a layout: headings with notes, lists to choose from, an example.

    Of several layouts it has a sheet for each.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for layout in layouts:
        _form(book.create_sheet(sheet_title(layout.title)), layout)
    _explain(book.create_sheet("Hướng dẫn"), layouts)
    return saved(book)


def _form(sheet: Worksheet, layout: Layout) -> None:
    sheet.freeze_panes = "A2"
    for place, column in enumerate(layout.every, 1):
        letter = get_column_letter(place)
        head = sheet.cell(1, place, column.heading + ("*" if column.required else ""))
        head.font, head.fill = HEAD, FILL
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


def _explain(notes: Worksheet, layouts: Sequence[Layout]) -> None:
    for layout in layouts:
        if len(layouts) > 1:
            notes.append([f"Trang '{layout.title}'"])
        notes.append(["Cột", "Bắt buộc", "Cách ghi"])
        for column in layout.every:
            notes.append([column.heading, "x" if column.required else "", column.note])
        notes.append([])
    for letter, width in (("A", 30), ("B", 10), ("C", 100)):
        notes.column_dimensions[letter].width = width
    notes.append([f"Dòng có chữ ở cột '{SAMPLE.heading}' là ví dụ, không được nhập."])
