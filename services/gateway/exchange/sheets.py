"""The sheets of a package's workbook: their columns, and what a vendor is told of each."""

from collections.abc import Mapping

from libs.law.labels import group
from services.gateway.spreadsheets.layout import Column, Layout

MET = {"true": "đạt", "false": "chưa đạt"}
JOINS = {
    "blank_line": "cách một dòng",
    "line": "xuống dòng",
    "space": "dấu cách",
    "none": "viết liền",
}
"""How a row goes on with the text of the row above: a cell holds 4,000 characters at most."""
JOINED_BY = {"blank_line": "\n\n", "line": "\n", "space": " ", "none": ""}
OF_STANDARD = {
    "judgement": "nhận định chung",
    "strengths": "điểm mạnh",
    "limits": "hạn chế và nguyên nhân",
    "priorities": "vấn đề ưu tiên",
}
ABOUT = {
    "format_version": "Phiên bản định dạng",
    "software/name": "Phần mềm",
    "software/release": "Bản phần mềm",
    "school/name": "Tên trường",
    "school/codes": "Mã trường",
    "cycle/year": "Năm học",
    "cycle/education_stage": "Cấp học",
    "cycle/rule_set": "Bộ tiêu chuẩn",
    "cycle/revision": "Bản của bộ tiêu chuẩn",
    "plan/year": "Năm học của kế hoạch cải tiến",
}
"""The lines of the first sheet, by the place of each in the package."""
CRITERION = Column("criterion", "Tiêu chí", "Mã tiêu chí, ví dụ 1.3.", "1.3", required=True)
ANY_CRITERION = Column("criterion", "Tiêu chí", "Mã tiêu chí, nếu của một tiêu chí.", "1.3")
_JOIN = Column(
    "join",
    "Nối dòng trên",
    "Để trống: văn bản bắt đầu ở dòng này. Văn bản dài hơn một ô viết tiếp ở dòng dưới.",
    "",
    kind="choice",
    choices=JOINS,
)


def _lines(key: str, heading: str, note: str, example: str = "", required: bool = False) -> Column:
    return Column(key, heading, note, example, kind="lines", required=required, most=4000)


def _day(key: str, heading: str, note: str, example: str = "", required: bool = False) -> Column:
    return Column(key, heading, note, example, kind="date", required=required)


def _sheet(name: str, title: str, *columns: Column) -> Layout:
    asks = ("assessment", "cycle", "RecordSheet")
    return Layout(name, title, columns, lambda values: (), lambda values, known: ([], []), asks)


ABOUT_SHEET = _sheet(
    "about",
    "Thông tin",
    Column(
        "item",
        "Mục",
        "Các mục như trong tệp mẫu; không đổi tên.",
        ABOUT["cycle/year"],
        kind="choice",
        choices=ABOUT,
        required=True,
    ),
    Column(
        "value",
        "Giá trị",
        "Mã trường: loại và mã cách nhau bằng dấu hai chấm, ví dụ moet:79764401; mỗi mã một dòng.",
        "2025-2026",
    ),
)
JUDGEMENTS = _sheet(
    "judgements",
    "Chỉ báo",
    CRITERION,
    Column("level", "Mức", "Từ 1 đến 4.", "1", kind="whole", required=True),
    Column(
        "indicator",
        "Chỉ báo",
        "Chữ cái của chỉ báo; dấu gạch ngang nếu mức chỉ có một yêu cầu.",
        "a",
        required=True,
        most=1,
    ),
    Column("met", "Kết quả", "Đạt hoặc chưa đạt.", "đạt", "choice", required=True, choices=MET),
    Column(
        "evidence",
        "Minh chứng",
        "Mã các minh chứng, cách nhau bằng dấu phẩy; chỉ báo đạt phải có.",
        "H1-1.1-01, H1-1.1-02",
        kind="words",
    ),
)
SHEETS = _sheet(
    "sheets",
    "Tiêu chí",
    CRITERION,
    *(
        _lines(f"level_{level}", f"Mô tả hiện trạng Mức {level}", "Như trong phiếu của tiêu chí.")
        for level in range(1, 5)
    ),
    _lines("strengths", "Điểm mạnh", "Theo TT 57/2026 ghi ở trang 'Tiêu chuẩn'."),
    _lines("weaknesses", "Điểm yếu", "Theo TT 57/2026 ghi ở trang 'Tiêu chuẩn'."),
    _lines("improvement", "Kế hoạch cải tiến", "Của tiêu chí, như trong phiếu."),
)
MEASURES = _sheet(
    "measures",
    "Số đo",
    CRITERION,
    Column("what", "Nội dung đo", "Cùng một lời cho hai thời điểm.", "Sách mượn", required=True),
    Column("measured", "Giá trị", "Như nhà trường viết.", "92,5%", required=True),
    _day("measured_on", "Ngày", "Ngày mà giá trị là như vậy.", "31/05/2026", required=True),
)
STANDARDS = _sheet(
    "standards",
    "Tiêu chuẩn",
    Column("standard", "Tiêu chuẩn", "Số của tiêu chuẩn.", "1", kind="whole", required=True),
    Column(
        "what",
        "Mục",
        "Một trong bốn mục.",
        "điểm mạnh",
        kind="choice",
        choices=OF_STANDARD,
        required=True,
    ),
    _lines("text", "Nội dung", "Tối đa 4.000 ký tự một ô.", "Nội dung mẫu.", required=True),
    _JOIN,
)
PARTS = _sheet(
    "report_parts",
    "Phần báo cáo",
    Column(
        "report_part",
        "Phần",
        "Mã của phần, như quy định của báo cáo.",
        "introduction",
        required=True,
    ),
    _lines("text", "Nội dung", "Tối đa 4.000 ký tự một ô.", "Nội dung mẫu.", required=True),
    _JOIN,
)
EVIDENCE = _sheet(
    "evidence",
    "Minh chứng",
    Column("code", "Mã minh chứng", "Theo bộ tiêu chuẩn.", "H1-1.1-01", required=True, most=40),
    CRITERION,
    Column("title", "Tên minh chứng", "Như trong danh mục.", "Kế hoạch năm học", required=True),
    Column("number", "Số, ký hiệu", "Của văn bản.", "01/KH-TH"),
    _day("dated", "Ngày văn bản", "Hoặc ngày khảo sát, quan sát.", "05/09/2025"),
    Column("issuer", "Nơi ban hành", "Cơ quan hoặc nhóm; không ghi tên người.", "Nhà trường"),
    Column(
        "obtained",
        "Cách thu thập",
        "Để trống: văn bản, hồ sơ.",
        "văn bản, hồ sơ",
        kind="choice",
        choices=group("evidence_obtained"),
    ),
    _day("expires_on", "Hết hiệu lực từ ngày", "Ngày đầu tiên không còn hiệu lực."),
    Column(
        "sha256",
        "Mã băm của tệp",
        "SHA-256, 64 ký tự; tệp được gửi trước. Hoặc ghi đường dẫn, hoặc nơi lưu bản giấy.",
        "",
        most=64,
    ),
    Column("file_name", "Tên tệp", "Của tệp có mã băm.", ""),
    Column("url", "Đường dẫn", "Bắt đầu bằng http:// hoặc https://.", "", most=1000),
    _day("seen_on", "Ngày xem", "Ngày đã mở đường dẫn."),
    Column("box", "Hộp", "Hộp lưu bản giấy.", "1"),
    Column("shelf", "Kệ", "Kệ lưu bản giấy.", ""),
    Column("where", "Nơi lưu", "Phòng, tủ.", ""),
    _lines("note", "Ghi chú", "Những điều khác cần nói."),
)
FIGURES = _sheet(
    "figures",
    "Số liệu",
    Column("year", "Năm học", "Ví dụ: 2025-2026.", "2025-2026", kind="year", required=True),
    Column("code", "Mã số liệu", "Như danh mục số liệu của trường.", "pupils.total", required=True),
    Column("value", "Giá trị", "Dấu phẩy trước phần thập phân: 2,5.", "412", required=True),
    _day("true_on", "Đúng ngày", "Ngày mà số liệu là như vậy.", "31/05/2026", required=True),
)
ISSUES = _sheet(
    "issues",
    "Vấn đề ưu tiên",
    Column("issue", "Số", "Số thứ tự của vấn đề.", "1", kind="whole", required=True),
    CRITERION,
    _lines("current_state", "Hiện trạng", "Hiện trạng của vấn đề."),
    _lines("limitation", "Hạn chế", "Hạn chế cần khắc phục.", "Nội dung mẫu.", required=True),
    _lines("cause", "Nguyên nhân", "Nguyên nhân của hạn chế."),
)
ITEMS = _sheet(
    "items",
    "Kế hoạch cải tiến",
    Column("number", "Số", "Số thứ tự của việc.", "1", kind="whole", required=True),
    Column(
        "born_of",
        "Nguồn",
        "Điểm yếu của báo cáo, khuyến nghị của đoàn, kế hoạch năm trước, hoặc trường tự đề xuất.",
        "điểm yếu của báo cáo",
        kind="choice",
        choices={
            "weakness": "điểm yếu của báo cáo",
            "recommendation": "khuyến nghị của đoàn",
            "previous_plan": "kế hoạch năm trước",
            "own_initiative": "trường tự đề xuất",
        },
        required=True,
    ),
    ANY_CRITERION,
    Column("unmet", "Chưa đạt", "Chỉ báo hoặc nội hàm chưa đạt, cách nhau dấu phẩy.", "", "words"),
    Column("evaluation_year", "Năm học của đợt đánh giá", "Của khuyến nghị.", "", kind="year"),
    Column("issue", "Vấn đề ưu tiên", "Số của vấn đề.", "", kind="whole"),
    Column("previous_item", "Việc của năm trước", "Số của việc năm trước.", "", kind="whole"),
    _lines("solution", "Giải pháp", "Việc cần làm.", "Nội dung mẫu.", required=True),
    _lines("goal", "Mục tiêu", "Mục tiêu cần đạt."),
    _lines("activities", "Hoạt động", "Các hoạt động cụ thể."),
    _lines("result_indicator", "Chỉ số kết quả", "Đo kết quả bằng gì."),
    _day("starts", "Bắt đầu", "Ngày bắt đầu."),
    _day("complete_by", "Hoàn thành", "Ngày cuối cùng."),
    _lines("resources", "Nguồn lực", "Con người, cơ sở vật chất."),
    Column("budget", "Kinh phí (đồng)", "Số đồng, ví dụ 15000000.", "", kind="money"),
    _lines("supervision", "Giám sát", "Ai giám sát, thế nào; không ghi tên người."),
    _lines("expected_evidence", "Minh chứng dự kiến", "Minh chứng cho kết quả."),
)
FEEDBACK = _sheet(
    "feedback",
    "Góp ý",
    Column(
        "kind",
        "Loại",
        "Chỉ có trong tệp xuất ra; khi nhập thì bỏ qua.",
        "góp ý của cơ quan",
        kind="choice",
        choices={
            "comment": "góp ý của cơ quan",
            "return": "lý do trả hồ sơ",
            "recommendation": "khuyến nghị của đoàn",
            "finding": "nhận xét khi giám sát",
        },
        required=True,
    ),
    _lines("text", "Nội dung", "Nội dung góp ý.", "Nội dung mẫu.", required=True),
    ANY_CRITERION,
    Column("item", "Việc của kế hoạch", "Số của việc được nhận xét.", "", kind="whole"),
    _day("dated", "Ngày", "Ngày góp ý."),
    Column("office", "Cơ quan", "Cơ quan góp ý.", ""),
)
ALL: tuple[Layout, ...] = (
    *(ABOUT_SHEET, JUDGEMENTS, SHEETS, MEASURES, STANDARDS, PARTS, EVIDENCE, FIGURES),
    *(ISSUES, ITEMS, FEEDBACK),
)
BY_TITLE: Mapping[str, Layout] = {layout.title: layout for layout in ALL}
