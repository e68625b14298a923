"""Files of evidence lists: one row an item, which is a file sent before, a link, or paper."""

from collections.abc import Mapping
from typing import Any

from libs.kernel.problems import Wire
from libs.law.labels import group
from services.gateway.spreadsheets.headcounts import NAME, found_school
from services.gateway.spreadsheets.layout import Column, Known, Layout, RowCommand
from services.gateway.spreadsheets.report import Finding
from services.gateway.spreadsheets.schools import CODE, ISSUER_COLUMN, SCHEME_COLUMN, code_of

_FILE = Column(
    "file_name",
    "Tên tệp",
    "Như tên tệp đã gửi lên; hoặc ghi đường dẫn, hoặc nơi lưu bản giấy.",
    "Kế hoạch năm học.pdf",
    field="/file_named",
)
_URL = Column(
    "url",
    "Đường dẫn",
    "Bắt đầu bằng http:// hoặc https://.",
    "",
    most=1000,
    field="/content/link/url",
)
_SEEN_ON = Column(
    "seen_on", "Ngày xem", "Ngày đã mở đường dẫn.", "", kind="date", field="/content/link/seen_on"
)
_BOX = Column("box", "Hộp", "Hộp lưu bản giấy.", "", field="/content/place/box")
COLUMNS = (
    CODE,
    SCHEME_COLUMN,
    ISSUER_COLUMN,
    NAME,
    Column(
        "year",
        "Năm học",
        "Đợt tự đánh giá dùng minh chứng; để trống thì theo quy định hiện hành. Ví dụ: 2024-2025.",
        "2024-2025",
        kind="year",
        field="/cycle",
    ),
    Column(
        "criterion", "Tiêu chí", "Mã tiêu chí, ví dụ 1.1.", "1.1", required=True, field="/criterion"
    ),
    Column(
        "evidence_code",
        "Mã minh chứng",
        "Để trống thì hệ thống đặt mã tiếp theo của tiêu chí.",
        "",
        most=40,
        field="/code",
    ),
    Column(
        "title",
        "Tên minh chứng",
        "Như ghi trong danh mục.",
        "Kế hoạch năm học",
        required=True,
        field="/title",
    ),
    Column("number", "Số, ký hiệu", "Của văn bản.", "01/KH-THCS", field="/details/number"),
    Column(
        "dated",
        "Ngày văn bản",
        "Hoặc ngày khảo sát, phỏng vấn, quan sát.",
        "05/09/2024",
        kind="date",
        field="/details/dated",
    ),
    Column(
        "issued_by",
        "Nơi ban hành",
        "Cơ quan ban hành, hoặc nhóm thực hiện; không ghi tên người.",
        "Nhà trường",
        field="/details/issuer",
    ),
    Column(
        "obtained",
        "Cách thu thập",
        "Để trống: văn bản, hồ sơ.",
        "văn bản, hồ sơ",
        kind="choice",
        choices=group("evidence_obtained"),
        field="/details/obtained",
    ),
    Column(
        "expires_on",
        "Hết hiệu lực từ ngày",
        "Ngày đầu tiên không còn hiệu lực.",
        "",
        kind="date",
        field="/details/expires_on",
    ),
    _FILE,
    _URL,
    _SEEN_ON,
    _BOX,
    Column("shelf", "Kệ", "Kệ lưu bản giấy.", "", field="/content/place/shelf"),
    Column("where", "Nơi lưu", "Phòng, tủ.", "", field="/content/place/where"),
    Column("note", "Ghi chú", "Những điều khác cần nói.", "", most=4000, field="/details/note"),
)
_DETAILS = ("obtained", "number", "dated", "expires_on", "note")


def steps(values: Mapping[str, Any], known: Known) -> tuple[list[RowCommand], list[Finding]]:
    """Return the command of a row, and what is wrong with it."""
    school, findings = found_school(values, known)
    content, wrong = _content(values)
    findings = [*findings, *wrong]
    if school is None or wrong:
        return [], findings
    data: Wire = {"criterion": values["criterion"], "title": values["title"], **content}
    data["details"] = {name: values[name] for name in _DETAILS if name in values}
    if "issued_by" in values:
        data["details"]["issuer"] = values["issued_by"]
    if "evidence_code" in values:
        data["code"] = values["evidence_code"]
    if "year" in values:
        data["cycle"] = f"{school}_{values['year']}"
    return [RowCommand("assessment", f"evidence-{school}", "AddEvidence", data)], findings


def _content(values: Mapping[str, Any]) -> tuple[Wire, list[Finding]]:
    """Return what an item is, and what is wrong with it."""
    if sum(column.key in values for column in (_FILE, _URL, _BOX)) != 1:
        columns = ", ".join(column.heading for column in (_FILE, _URL, _BOX))
        detail = f"Phải điền đúng một trong các cột: {columns}."
        return {}, [Finding(columns, "content-not-one", detail)]
    if "file_name" in values:
        return {"file_named": values["file_name"]}, []
    if "box" in values:
        place = {name: values[name] for name in ("box", "shelf", "where") if name in values}
        return {"content": {"place": place}}, []
    if "seen_on" not in values:
        detail = "Phải ghi ngày đã mở đường dẫn."
        return {}, [Finding(_SEEN_ON.heading, "cell-empty", detail)]
    link = {"url": values["url"], "seen_on": values["seen_on"]}
    return {"content": {"link": link}}, []


def _key(values: Mapping[str, Any]) -> tuple[object, ...]:
    named = values.get("evidence_code")
    place = (values.get("file_name"), values.get("url"), values.get("box"), values.get("shelf"))
    return (*code_of(values), named or (values.get("criterion"), values.get("title"), *place))


EVIDENCE = Layout(
    "evidence",
    "Minh chứng",
    COLUMNS,
    _key,
    steps,
    ("assessment", "evidence", "AddEvidence"),
)
