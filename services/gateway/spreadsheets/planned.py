"""Files of planned lists: the schools an office plans to have evaluated in a school year."""

from collections.abc import Mapping
from typing import Any

from services.gateway.spreadsheets.headcounts import NAME, found_school
from services.gateway.spreadsheets.layout import Column, Known, Layout, RowCommand
from services.gateway.spreadsheets.report import Finding
from services.gateway.spreadsheets.schools import CODE, ISSUER_COLUMN, SCHEME_COLUMN, code_of

COLUMNS = (
    Column(
        "office",
        "Mã đơn vị lập danh sách",
        "Mã của đơn vị trong sổ đăng ký; danh sách của năm học phải được mở trước.",
        "so79",
        required=True,
    ),
    Column("year", "Năm học", "Ví dụ: 2024-2025.", "2024-2025", kind="year", required=True),
    Column(
        "name",
        NAME.heading,
        "Như ghi trong danh sách.",
        NAME.example,
        required=True,
        field="/schools/0/name",
    ),
    Column(
        "code",
        CODE.heading,
        "Mã định danh của trường; để trống nếu trường chưa có trong sổ.",
        CODE.example,
        field="/schools/0/school",
    ),
    SCHEME_COLUMN,
    ISSUER_COLUMN,
    Column(
        "month",
        "Tháng đánh giá",
        "Dạng mm/yyyy; hoặc ghi hạn nộp đăng ký, một trong hai.",
        "10/2024",
        kind="month",
        field="/schools/0/month",
    ),
    Column(
        "before",
        "Nộp đăng ký trước ngày",
        "Dạng dd/mm/yyyy; ngày này đã là muộn.",
        "",
        kind="date",
        field="/schools/0/before",
    ),
    Column(
        "accreditation_grade",
        "Cấp độ kiểm định",
        "Cấp độ phấn đấu, 1 đến 4.",
        "2",
        kind="whole",
        field="/schools/0/accreditation_grade",
    ),
    Column(
        "national_grade",
        "Mức độ chuẩn quốc gia",
        "Mức độ phấn đấu, 1 hoặc 2.",
        "1",
        kind="whole",
        field="/schools/0/national_grade",
    ),
    Column(
        "as_written",
        "Nguyên văn",
        "Như văn bản ghi, nếu khác các cột trên.",
        "",
        most=4000,
        field="/schools/0/as_written",
    ),
    Column(
        "reason",
        "Lý do bổ sung",
        "Bắt buộc khi danh sách đã chốt hoặc đã quá hạn nộp.",
        "",
        most=4000,
        field="/reason",
    ),
)


_OF_A_SCHOOL = ("name", "month", "before", "accreditation_grade", "national_grade", "as_written")
"""The columns that `PlanSchools` takes as they are."""


def steps(values: Mapping[str, Any], known: Known) -> tuple[list[RowCommand], list[Finding]]:
    """Return the command of a row, and what is wrong with it."""
    school, findings = None, list[Finding]()
    if "code" in values:
        school, findings = found_school(values, known)
        if school is None:
            return [], findings
    plan = {key: values[key] for key in _OF_A_SCHOOL if key in values}
    data: dict[str, Any] = {"schools": [{**plan, **({"school": school} if school else {})}]}
    if "reason" in values:
        data["reason"] = values["reason"]
    stream = f"plannedlist-{values.get('office')}_{values.get('year')}"
    return [RowCommand("registry", stream, "PlanSchools", data)], findings


def _key(values: Mapping[str, Any]) -> tuple[object, ...]:
    named = code_of(values) if "code" in values else values.get("name")
    return (
        values.get("office"),
        values.get("year"),
        named,
        values.get("month"),
        values.get("before"),
    )


PLANNED = Layout(
    "planned",
    "Dự kiến đánh giá",
    COLUMNS,
    _key,
    steps,
    ("registry", "plannedlist", "PlanSchools"),
)
