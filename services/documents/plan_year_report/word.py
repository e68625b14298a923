"""The report on a plan's year as a .docx to be edited further."""

from services.documents.kit.paper import LEFT, Paper
from services.documents.kit.report import unless
from services.documents.kit.tables import cells

_HEADS = (
    *("TT", "Tiêu chí", "Giải pháp, công việc", "Chỉ số kết quả", "Người phụ trách"),
    *("Hạn", "Kết quả", "Kinh phí (đồng)", "Đã chi (đồng)", "Ghi chú, minh chứng"),
)
_CELLS = (
    *("{{ r.no }}", "{{ r.criterion or '–' }}", "{{ r.content }}", "{{ r.indicator or '–' }}"),
    *cells("r", "owner", "due", "result"),
    *("{{ r.budget|money }}", "{{ r.spent|money }}", "{{ r.note or '' }}"),
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
        [10, 16, 54, 32, 27, 22, 22, 23, 23, 28],
        [_HEADS],
        "r in lines",
        _CELLS,
        size=10.5,
        centre={0, 1, 5, 6},
        ends={7, 8},
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
            *cells("r", "item_count", "completed_count"),
            *("{{ r.budget|money }}", "{{ r.spent|money }}"),
        ],
        foot=[
            *("Cộng", "{{ item_count }}", "{{ completed_count }}"),
            *("{{ budget|money }}", "{{ spent|money }}"),
        ],
        centre={1, 2},
        ends={3, 4},
        caption="Việc và kinh phí theo tiêu chí",
    )
    d.heading(1, "IV. Thực hiện khuyến nghị của đoàn đánh giá ngoài", **LEFT)
    none = "Không có khuyến nghị phải theo dõi trong năm học."
    d.each(f"t in ([] if followed else ['{none}'])", "{{ t }}")
    d.tag("if followed")
    d.table(
        [20, 131, 36, 70],
        [["Tiêu chí", "Khuyến nghị", "Tình trạng", "Ghi chú"]],
        "r in followed",
        ["{{ r.criterion }}", "{{ r.text }}", "{{ r.state }}", "{{ r.note or '' }}"],
        centre={0, 2},
        caption="Khuyến nghị",
    )
    d.tag("endif")
    d.heading(1, "V. Rà soát và giám sát", **LEFT)
    unless(d, "reviews", "Rà soát của nhà trường: ")
    d.each("r in reviews", "*{{ r.period }} ", "({{ r.on }}): {{ r.text }}")
    d.each("r in findings", "*Ý kiến giám sát ", "({{ r.office }}, {{ r.on }}): {{ r.text }}")
    d.p("Trên đây là báo cáo kết quả thực hiện kế hoạch của nhà trường.", keep=True)
    d.end()
    return d.packed()
