"""Files of staff in numbers: one row a school and school year. Names stand in no such file."""

from collections.abc import Mapping
from typing import Any

from libs.law.vietnamese import fold
from services.gateway.spreadsheets.layout import Column, Known, Layout, RowCommand
from services.gateway.spreadsheets.report import Finding
from services.gateway.spreadsheets.schools import CODE, ISSUER_COLUMN, SCHEME_COLUMN, code_of

RULE = "số liệu nhân sự theo năm học"
NAME = Column(
    "name",
    "Tên trường",
    "Chỉ để đối chiếu với sổ; mã trường quyết định.",
    "Trường Tiểu học Mẫu",
)
COLUMNS = (
    CODE,
    SCHEME_COLUMN,
    ISSUER_COLUMN,
    NAME,
    Column("year", "Năm học", "Ví dụ: 2024-2025.", "2024-2025", kind="year", required=True),
    Column(
        "managers",
        "Cán bộ quản lý",
        "Số người, ít nhất 1.",
        "3",
        kind="whole",
        required=True,
        field="/managers",
    ),
    Column(
        "teachers", "Giáo viên", "Số người.", "40", kind="whole", required=True, field="/teachers"
    ),
    Column("staff", "Nhân viên", "Số người.", "6", kind="whole", required=True, field="/staff"),
)


def found_school(values: Mapping[str, Any], known: Known) -> tuple[str | None, list[Finding]]:
    """Return the id of the school that a row names by code, None if there is none, and findings."""
    view = known.schools.get(code_of(values))
    if view is None:
        detail = f"Không có trường mang mã '{values.get('code')}' trong sổ đăng ký."
        return None, [Finding(CODE.heading, "school-unknown", detail, "sổ đăng ký trường")]
    named = values.get("name")
    if named and fold(named) != fold(view["name"]):
        detail = f"Tên trong sổ là '{view['name']}'; số liệu được ghi theo mã."
        return view["id"], [Finding(NAME.heading, "name-differs", detail, warning=True)]
    return view["id"], []


def steps(values: Mapping[str, Any], known: Known) -> tuple[list[RowCommand], list[Finding]]:
    """Return the command of a row, and what is wrong with it."""
    school, findings = found_school(values, known)
    if school is None:
        return [], findings
    data = {key: values.get(key) for key in ("managers", "teachers", "staff")}
    stream = f"headcount-{school}_{values.get('year')}"
    return [RowCommand("registry", stream, "CountStaff", data)], findings


def _key(values: Mapping[str, Any]) -> tuple[object, ...]:
    return (*code_of(values), values.get("year"))


HEADCOUNTS = Layout(
    "headcounts",
    "Nhân sự",
    COLUMNS,
    _key,
    steps,
    ("registry", "headcount", "CountStaff"),
)
