"""The list of evidence as a .docx to be edited further."""

from services.documents.kit.paper import Paper
from services.documents.kit.tables import cells

_NOTE = "{{ m.note or '' }}"
_SEVEN = (
    *("Tiêu chí", "Số TT", "Mã minh chứng", "Tên minh chứng"),
    "Số, ngày ban hành; hoặc thời điểm khảo sát, điều tra, phỏng vấn, quan sát",
    *("Nơi ban hành; hoặc nhóm, cá nhân thực hiện", "Ghi chú"),
)
_FIVE = ("TT", "Mã minh chứng", "Tên minh chứng", "Hình thức, nơi lưu hoặc đường dẫn", "Ghi chú")
_OVER = "Tiêu chí {{ c.code }}. {{ c.title }}"


def template() -> bytes:
    """Return the template to be filled with the data of the list: seven columns, or five."""
    d = Paper(13, landscape=True)
    d.head()
    d.kind("DANH MỤC MINH CHỨNG", "{{ school.name }}, năm học {{ school_year }}")
    d.each("t in ([] if criteria else ['(chưa có dữ liệu)'])", "{{ t }}")
    d.tag("if criteria and columns == 7")
    d.table(
        [18, 12, 28, 89, 44, 42, 24],
        [_SEVEN],
        "m in c['items']",
        ["{{ c.code }}", "{{ loop.index }}", *cells("m", "code", "name", "when", "by"), _NOTE],
        outer="c in criteria",
        centre={0, 1, 2},
        numbered=True,
    )
    d.tag("endif")
    d.tag("if criteria and columns == 5")
    d.table(
        [13, 36, 98, 72, 38],
        [_FIVE],
        "m in c['items']",
        ["{{ loop.index }}", *cells("m", "code", "name", "place"), _NOTE],
        outer="c in criteria",
        outer_cell=_OVER,
        centre={0, 1},
        numbered=True,
    )
    d.tag("endif")
    d.p(
        "Tổng số: {{ total|number }} minh chứng của {{ criteria|length }} tiêu chí. Mỗi minh chứng"
        " mang một mã và đứng ở tiêu chí đầu tiên dùng nó.",
        keep=True,
    )
    d.two_signatures(
        ("Thư ký Hội đồng",), ("TM. Hội đồng tự đánh giá", "Chủ tịch"), "{{ date|day }}"
    )
    return d.packed()
