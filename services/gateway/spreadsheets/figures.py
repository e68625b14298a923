"""Files of schools' figures: one row a figure of a school year."""

from collections.abc import Mapping
from typing import Any

from libs.kernel.problems import Wire
from libs.law.school_figures.values import typed
from services.gateway.spreadsheets.headcounts import NAME, found_school
from services.gateway.spreadsheets.layout import Column, Known, Layout, RowCommand
from services.gateway.spreadsheets.report import Finding
from services.gateway.spreadsheets.schools import CODE, ISSUER_COLUMN, SCHEME_COLUMN, code_of

_VALUE = Column(
    "value",
    "Giá trị",
    "Số viết liền, dấu phẩy trước phần thập phân: 1234 hoặc 2,5; hai số đặt cạnh nhau: 3/4.",
    "412",
    required=True,
    field="/figures/0/value",
)
COLUMNS = (
    CODE,
    SCHEME_COLUMN,
    ISSUER_COLUMN,
    NAME,
    Column("year", "Năm học", "Ví dụ: 2025-2026.", "2025-2026", kind="year", required=True),
    Column(
        "figure",
        "Mã số liệu",
        "Như trong danh mục số liệu của trường, ví dụ pupils.total hoặc QN.3.1.3.",
        "pupils.total",
        required=True,
        most=80,
        field="/figures/0/code",
    ),
    Column("title", "Tên số liệu", "Chỉ để người đọc; mã số liệu quyết định.", "Tổng số học sinh"),
    _VALUE,
    Column(
        "true_on",
        "Đúng ngày",
        "Ngày mà số liệu là như vậy; để trống: ngày nhập.",
        "31/05/2026",
        kind="date",
        field="/true_on",
    ),
    Column("note", "Ghi chú", "Nguồn, hoặc lý do sửa.", "", most=4000, field="/note"),
)


def steps(values: Mapping[str, Any], known: Known) -> tuple[list[RowCommand], list[Finding]]:
    """Return the command of a row, and what is wrong with it."""
    school, findings = found_school(values, known)
    try:
        value = typed(values["value"])
    except ValueError as error:
        return [], [*findings, Finding(_VALUE.heading, "cell-malformed", str(error))]
    if school is None:
        return [], findings
    figure = {"code": values["figure"], "value": value}
    data: Wire = {"figures": [figure], "taken_from": "imported"}
    data |= {name: values[name] for name in ("true_on", "note") if name in values}
    stream = f"figures-{school}_{values['year']}"
    return [RowCommand("assessment", stream, "RecordFigures", data)], findings


def _key(values: Mapping[str, Any]) -> tuple[object, ...]:
    return (*code_of(values), values.get("year"), values.get("figure"))


FIGURES = Layout(
    "figures",
    "Số liệu của trường",
    COLUMNS,
    _key,
    steps,
    ("assessment", "figures", "RecordFigures"),
)
