"""The receipt of a registration as a .docx to be edited further."""

from services.documents.kit.case import facts, manifest, unsure_note
from services.documents.kit.paper import LEFT, Paper


def template() -> bytes:
    """Return the template to be filled with the data of the receipt."""
    d = Paper(13)
    d.head("{{ number or '……/BN-……' }}")
    d.kind("BIÊN NHẬN HỒ SƠ")
    facts(d)
    d.each("t in ([''] if late else [])", "/Hồ sơ nộp ngoài đợt tiếp nhận.{{ t }}")
    d.heading(1, "1. Thành phần đã nhận", **LEFT)
    d.each(
        "m in ([manifest] if manifest else [])",
        "Bộ hồ sơ tự đánh giá đã nộp: {{ m.name }}, báo cáo phiên bản {{ m.version|number }},"
        " vị trí {{ m.position|number }} của sổ ghi. Từ đây phiên bản này không đổi; sửa thì nộp"
        " phiên bản mới.",
    )
    manifest(d)
    d.heading(1, "2. Vị trí trong sổ ghi", **LEFT)
    d.p("{{ qr }}", style="Normal")
    d.p("Sổ ghi {{ log.name }}, vị trí của việc nộp hồ sơ: {{ own|number }}", style="Normal")
    d.p("Mã băm của bản ghi: {{ leaf|said }}", style="Normal")
    d.p("Địa chỉ tra cứu: {{ address|said }}", style="Normal")
    d.heading(1, "3. Cách tự kiểm tra", **LEFT)
    d.each("t in how", "{{ loop.index }}) {{ t }}")
    d.heading(1, "4. Bước tiếp theo", **LEFT)
    d.each("t in next", "{{ t }}", keep=True)
    d.end()
    unsure_note(d)
    return d.packed()
