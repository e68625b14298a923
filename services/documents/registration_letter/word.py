"""The letter of a registration as a .docx to be edited further."""

from services.documents.kit.case import facts, manifest, to, unsure_note
from services.documents.kit.paper import Paper


def template() -> bytes:
    """Return the template to be filled with the data of the letter."""
    d = Paper(13)
    d.head("{{ number or '……/CV-……' }}")
    d.p("V/v {{ summary }}", style="Normal", size=12)
    to(d)
    d.p("{{ opening }}")
    d.p("*1. Thông tin của trường", keep=True)
    facts(d, "profile")
    d.p("*2. Mục đích đăng ký", keep=True)
    d.each("p in purposes", "{{ '☒' if p.chosen else '☐' }} {{ p.text }}", style="Normal")
    d.each("s in further", "☒ {{ s }} (mục đích do tỉnh thêm)", style="Normal")
    d.p("*3. Kết quả tự đánh giá", keep=True)
    d.each("s in result", "{{ s }}")
    d.each(
        "t in ([differs] if differs else [])",
        "Khác với danh sách dự kiến của cơ quan quản lý: {{ t|join('; ') }}.",
    )
    d.p("*4. Hồ sơ kèm theo", keep=True)
    d.each(
        "m in ([manifest] if manifest else [])",
        "{{ m.name }}, báo cáo phiên bản {{ m.version|number }}, vị trí {{ m.position|number }}"
        " của sổ ghi:",
    )
    manifest(d)
    d.p("{{ dossier_note }}")
    d.p("{{ closing }}", keep=True)
    d.end()
    unsure_note(d)
    return d.packed()
