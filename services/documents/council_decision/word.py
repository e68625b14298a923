"""The decision on the council as a .docx to be edited further."""

from services.documents.kit.lists import council_lists
from services.documents.kit.paper import CENTRED, Paper


def template() -> bytes:
    """Return the template to be filled with the data of the decision."""
    d = Paper(13.5)
    d.head("{{ number or '……/QĐ-……' }}")
    d.kind("QUYẾT ĐỊNH")
    d.p("*{{ authority|upper }}", keep=True, **CENTRED)
    d.each("b in bases", "/{{ b }}{{ '.' if loop.last else ';' }}")
    d.p("*QUYẾT ĐỊNH:", keep=True, **CENTRED)
    d.tag("for a in articles")
    d.p("*Điều {{ loop.index }}. ", "{{ a[0] }}")
    d.each("s in a[1:]", "{{ s }}")
    d.tag("endfor")
    d.end()
    d.page_break()
    d.heading(1, "DANH SÁCH HỘI ĐỒNG TỰ ĐÁNH GIÁ")
    d.p("/(Kèm theo Quyết định số {{ number|said }} {{ date|day }} của {{ authority }})", **CENTRED)
    council_lists(d, 2, ("I", "II", "III"))
    d.each(
        "t in ([chair_reason] if chair_reason else [])",
        "Lý do phân công Chủ tịch Hội đồng không phải là người đứng đầu nhà trường: {{ t }}",
    )
    return d.packed()
