"""The report on a plan's year as a .docx to be edited further."""

from services.documents.kit.paper import LEFT, Paper
from services.documents.kit.report import unless
from services.documents.kit.tables import cells

_HEADS = (
    *("TT", "Tiêu chí", "Giải pháp, công việc", "Chỉ số kết quả", "Người phụ trách"),
    *("Hạn", "Kết quả", "Kinh phí (đồng)", "Đã chi (đồng)", "Ghi chú, minh chứng"),
)
_FIELDS = (
    *("no", "criterion", "content", "indicator", "owner"),
    *("due", "result", "budget|number", "spent|number", "note"),
)


def template() -> bytes:
    """Return the template to be filled with the data of the report."""
    d = Paper(13, landscape=True)
    d.head("……/BC-……")
    d.kind("BÁO CÁO")
    d.heading(1, "I. Nhận định chung", **LEFT)
    d.texts("text")
    d.p(
        "Hoàn thành {{ completed_count }}/{{ item_count }} việc. Kinh phí dự kiến"
        " {{ budget|number }} đồng, đã chi {{ spent|number }} đồng."
    )
    d.heading(1, "II. Kết quả từng việc", **LEFT)
    unless(d, "lines")
    d.table(
        [10, 18, 50, 32, 29, 22, 24, 24, 24, 24],
        [_HEADS],
        "r in lines",
        cells("r", *_FIELDS),
        size=10.5,
        centre={0, 1},
        caption="Kết quả thực hiện kế hoạch",
    )
    d.heading(1, "III. Tổng hợp theo tiêu chí", **LEFT)
    unless(d, "criteria")
    d.table(
        [57, 50, 50, 50, 50],
        [["Tiêu chí", "Số việc", "Hoàn thành", "Kinh phí (đồng)", "Đã chi (đồng)"]],
        "r in criteria",
        [
            "{{ 'Tiêu chí ' ~ r.criterion if r.criterion else 'Việc chung' }}",
            *cells("r", "item_count", "completed_count", "budget|number", "spent|number"),
        ],
        centre={1, 2},
        caption="Việc và kinh phí theo tiêu chí",
    )
    d.heading(1, "IV. Thực hiện khuyến nghị của đoàn đánh giá ngoài", **LEFT)
    none = "Không có khuyến nghị phải theo dõi trong năm học."
    d.each(f"t in ([] if followed else ['{none}'])", "{{ t }}")
    d.each(
        "r in followed",
        "*Tiêu chí {{ r.criterion }}: ",
        "{{ r.text }} ({{ r.state }}) {{ r.note or '' }}",
    )
    d.heading(1, "V. Rà soát và giám sát", **LEFT)
    unless(d, "reviews", "Rà soát của nhà trường: ")
    d.each("r in reviews", "*{{ r.period }} ", "({{ r.on }}): {{ r.text }}")
    d.each("r in findings", "*Ý kiến giám sát ", "({{ r.office }}, {{ r.on }}): {{ r.text }}")
    d.p("Trên đây là báo cáo kết quả thực hiện kế hoạch của nhà trường.", keep=True)
    d.end()
    return d.packed()
