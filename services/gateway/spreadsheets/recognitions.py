"""Files of recognitions from before the platform: one row a decision, as its paper says."""

from collections.abc import Mapping
from typing import Any

from libs.law.labels import said
from libs.law.recognitions import SUFFIX
from services.gateway.spreadsheets.headcounts import NAME, found_school
from services.gateway.spreadsheets.layout import Column, Known, Layout, RowCommand
from services.gateway.spreadsheets.report import Finding
from services.gateway.spreadsheets.schools import CODE, ISSUER_COLUMN, SCHEME_COLUMN, code_of

KINDS = {kind: said(kind) for kind in ("accreditation", "national_standard")}
COLUMNS = (
    CODE,
    SCHEME_COLUMN,
    ISSUER_COLUMN,
    NAME,
    Column(
        "kind",
        "Loại công nhận",
        "Kiểm định chất lượng, hoặc chuẩn quốc gia.",
        KINDS["accreditation"],
        kind="choice",
        required=True,
        choices=KINDS,
        field="/kind",
    ),
    Column(
        "accreditation_grade",
        "Cấp độ kiểm định",
        "1 đến 4; chỉ ghi khi công nhận kiểm định chất lượng.",
        "2",
        kind="whole",
        field="/accreditation_grade",
    ),
    Column(
        "national_grade",
        "Mức độ chuẩn quốc gia",
        "1 hoặc 2; chỉ ghi khi công nhận đạt chuẩn quốc gia.",
        "",
        kind="whole",
        field="/national_grade",
    ),
    Column(
        "decision_number",
        "Số quyết định",
        "Như trên quyết định.",
        "812/QĐ-SGDĐT",
        required=True,
        most=80,
        field="/decision_number",
    ),
    Column(
        "decided_on",
        "Ngày quyết định",
        "Dạng dd/mm/yyyy.",
        "18/05/2022",
        kind="date",
        required=True,
        field="/decided_on",
    ),
    Column(
        "authority_name",
        "Cơ quan quyết định",
        "Như ghi trên quyết định.",
        "Sở Giáo dục và Đào tạo",
        required=True,
        field="/authority_name",
    ),
    Column(
        "certificate_number",
        "Số giấy chứng nhận",
        "Để trống nếu giấy không ghi số.",
        "",
        most=80,
        field="/certificate_number",
    ),
    Column(
        "valid_from",
        "Có giá trị từ ngày",
        "Dạng dd/mm/yyyy; để trống nếu từ ngày quyết định.",
        "",
        kind="date",
        field="/valid_from",
    ),
    Column(
        "valid_to",
        "Có giá trị đến ngày",
        "Dạng dd/mm/yyyy, ngày cuối còn giá trị.",
        "18/05/2027",
        kind="date",
        required=True,
        field="/valid_to",
    ),
    Column(
        "evidence",
        "Mã minh chứng",
        "Mã minh chứng của trường lưu bản chụp quyết định; để trống nếu chưa có.",
        "",
        most=40,
        field="/evidence",
    ),
)
_AS_THEY_ARE = (
    *("kind", "accreditation_grade", "national_grade", "decision_number", "certificate_number"),
    "authority_name",
)


def steps(values: Mapping[str, Any], known: Known) -> tuple[list[RowCommand], list[Finding]]:
    """Return the command of a row, and what is wrong with it."""
    school, findings = found_school(values, known)
    kind, decided_on = values.get("kind"), values.get("decided_on")
    if school is None or kind is None or decided_on is None:
        return [], findings
    data = {key: values[key] for key in _AS_THEY_ARE if key in values}
    data["decided_on"] = decided_on
    data["valid_from"] = values.get("valid_from", decided_on)
    data["valid_to"] = values.get("valid_to")
    if "evidence" in values:
        data["evidence"] = [values["evidence"]]
    stream = f"recognition-{school}_{SUFFIX[kind]}_{decided_on.replace('-', '')}"
    return [RowCommand("review", stream, "RecordEarlierRecognition", data)], findings


def _key(values: Mapping[str, Any]) -> tuple[object, ...]:
    return (*code_of(values), values.get("kind"), values.get("decided_on"))


RECOGNITIONS = Layout(
    "recognitions",
    "Công nhận trước đây",
    COLUMNS,
    _key,
    steps,
    ("review", "recognition", "RecordEarlierRecognition"),
)
