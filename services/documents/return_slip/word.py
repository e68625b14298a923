"""The slip of a return as a .docx to be edited further."""

from services.documents.kit.case import to, unsure_note
from services.documents.kit.paper import Paper
from services.documents.kit.report import unless


def template() -> bytes:
    """Return the template to be filled with the data of the slip."""
    d = Paper(13.5)
    d.head("{{ number or '……/PTHS-……' }}")
    d.kind("PHIẾU TRẢ HỒ SƠ")
    to(d)
    d.p("{{ opening }}")
    unless(d, "items")
    d.table(
        [11, 52, 102],
        [["TT", "Thành phần hồ sơ", "Lý do trả lại, nội dung cần hoàn thiện"]],
        "r in items",
        ["{{ loop.index }}", "{{ r.part }}", "{{ r.reason }}"],
        centre={0},
    )
    d.p("*Thời hạn nộp lại: ", "{{ until }}")
    d.each("t in ([''] if filed_again else [])", "/Nhà trường đã nộp lại sau lần trả này.{{ t }}")
    d.each("t in next", "{{ t }}")
    d.p("{{ closing }}", keep=True)
    d.end()
    unsure_note(d)
    return d.packed()
