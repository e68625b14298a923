"""The plan of a self-assessment as a .docx to be edited further."""

from services.documents.kit.lists import council_lists
from services.documents.kit.paper import LEFT, Paper
from services.documents.kit.tables import cells

_PARTS = (
    ("V. Tập huấn", "training"),
    ("VI. Nguồn lực và thời điểm cần huy động", "resources"),
    ("VII. Tư vấn", "consultants"),
    ("VIII. Minh chứng cần thu thập", "evidence"),
)


def template() -> bytes:
    """Return the template to be filled with the data of the plan."""
    text = "{{ s.content|join(' ') }}"
    d = Paper(13)
    d.head("{{ number or '……/KH-……' }}")
    d.kind("KẾ HOẠCH")
    d.each("b in bases", "/{{ b }}{{ '.' if loop.last else ';' }}")
    d.heading(1, "I. Mục đích", **LEFT)
    d.texts("aim")
    d.heading(1, "II. Phạm vi", **LEFT)
    d.p("{{ scope }}")
    d.heading(1, "III. Công cụ đánh giá", **LEFT)
    d.each("t in tools", "- {{ t }}.")
    d.heading(1, "IV. Hội đồng tự đánh giá", **LEFT)
    council_lists(d, 2)
    d.each("t in unowned", "Tiêu chí chưa có nhóm phụ trách: {{ t }}.")
    for title, name in _PARTS:
        d.heading(1, title, **LEFT)
        d.texts(name)
    d.heading(1, "IX. Thời gian biểu", **LEFT)
    d.table(
        [10, 48, 25, 25, 57],
        [["TT", "Công việc", "Từ ngày", "Đến hết ngày", "Nội dung"]],
        "s in steps",
        ["{{ loop.index }}", *cells("s", "name", "starts", "due"), text],
        centre={0, 2, 3},
        caption="Thời gian biểu",
    )
    d.each("t in ([] if steps else ['(chưa có dữ liệu)'])", "{{ t }}")
    d.p(
        "Minh chứng được đăng ký, mã hóa và lưu theo danh mục minh chứng của đợt tự đánh giá.",
        keep=True,
    )
    d.end()
    return d.packed()
