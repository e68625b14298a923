"""The improvement plan as a .docx to be edited further."""

from services.documents.kit.paper import LEFT, Paper
from services.documents.kit.report import profile, unless
from services.documents.kit.tables import cells

_WIDE = [10, 30, 31, 46, 29, 21, 23, 24, 24, 19]
_WIDE_HEADS = (
    *("TT", "Nội dung cải tiến", "Mục tiêu", "Hoạt động, giải pháp", "Chỉ số kết quả"),
    *("Thời gian", "Người phụ trách", "Nguồn lực", "Minh chứng dự kiến", "Tiến độ"),
)
_WIDE_FIELDS = (
    *("no", "content", "goal", "activity", "indicator"),
    *("time", "owner", "resources", "evidence", "progress"),
)
_HEADS = (
    *("TT", "Tiêu chí", "Giải pháp, công việc", "Thời gian", "Nhân lực thực hiện"),
    *("Kinh phí (đồng)", "Giám sát", "Minh chứng dự kiến", "Tiến độ"),
)
_FIELDS = (
    *("no", "criterion", "content", "time", "owner"),
    *("budget|number", "supervision", "evidence", "progress"),
)


def template() -> bytes:
    """Return the template to be filled with the data of the plan."""
    d = Paper(13, landscape=True)
    d.head("{{ number or '……/KH-……' }}")
    d.kind("KẾ HOẠCH")
    d.heading(1, "I. Thông tin chung", **LEFT)
    profile(d)
    d.heading(1, "II. Căn cứ", **LEFT)
    unless(d, "bases")
    d.each("b in bases", "- {{ b }}.")
    d.heading(1, "III. Mục đích", **LEFT)
    d.p(
        "Khắc phục hạn chế nêu trong báo cáo tự đánh giá, thực hiện khuyến nghị của đoàn đánh giá"
        " ngoài (nếu có) và nâng mức đáp ứng các tiêu chí."
    )
    d.tag("if wide")
    _wide(d)
    d.tag("else")
    d.heading(1, "IV. Kế hoạch cải tiến theo tiêu chí", **LEFT)
    d.table(
        [10, 16, 62, 24, 32, 24, 36, 33, 20],
        [_HEADS],
        "r in tasks",
        cells("r", *_FIELDS),
        size=10.5,
        centre={0, 1, 3, 8},
        ends={5},
        caption="Kế hoạch cải tiến chất lượng",
    )
    d.tag("endif")
    unless(d, "tasks")
    d.p("*Tổng kinh phí dự kiến: ", "{{ budget|number }} đồng.")
    d.heading(1, "{{ 'VI' if wide else 'V' }}. Theo dõi, đánh giá", **LEFT)
    d.table(
        [12, 45, 30, 85, 85],
        [["TT", "Thời điểm", "Ngày", "Kết quả", "Điều chỉnh"]],
        "r in monitoring",
        ["{{ loop.index }}", "{{ r.time }}", *_blank("on", "result", "adjust")],
        caption="Theo dõi trong năm học",
        centre={0},
    )
    d.heading(1, "{{ 'VII' if wide else 'VI' }}. Tổ chức thực hiện", **LEFT)
    d.p("- Người đứng đầu nhà trường chỉ đạo chung, phê duyệt điều chỉnh.")
    d.p("- Hội đồng tự đánh giá theo dõi, tổng hợp tiến độ, báo cáo các lần rà soát.")
    d.p("- Người phụ trách cập nhật tiến độ, lưu minh chứng và báo việc quá hạn.", keep=True)
    d.end()
    return d.packed()


def _wide(d: Paper) -> None:
    d.heading(1, "IV. Vấn đề ưu tiên", **LEFT)
    unless(d, "issues")
    d.table(
        [11, 46, 50, 50, 50, 50],
        [["TT", "Tiêu chuẩn", "Tiêu chí", "Hiện trạng", "Hạn chế", "Nguyên nhân"]],
        "r in issues",
        cells("r", "no", "standard", "criterion", "state", "limit", "cause"),
        caption="Vấn đề ưu tiên cải tiến",
        centre={0},
    )
    d.heading(1, "V. Kế hoạch cải tiến", **LEFT)
    d.table(
        _WIDE,
        [_WIDE_HEADS],
        "r in tasks",
        cells("r", *_WIDE_FIELDS),
        size=10.5,
        centre={0, 5, 9},
        numbered=True,
        caption="Kế hoạch cải tiến chất lượng",
    )


def _blank(*names: str) -> list[str]:
    """Return cells that are empty where there is nothing yet, to be filled in by hand."""
    return ["{{ " + f"r.{name} or ''" + " }}" for name in names]
