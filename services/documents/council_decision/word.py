"""The decision on the council as a .docx to be edited further."""

from services.documents.kit.decision import decision
from services.documents.kit.lists import council_lists
from services.documents.kit.paper import CENTRED, Paper


def template() -> bytes:
    """Return the template to be filled with the data of the decision."""
    d = Paper(13.5)
    d.head("{{ number or '……/QĐ-……' }}")
    decision(d)
    d.page_break()
    d.heading(1, "DANH SÁCH HỘI ĐỒNG TỰ ĐÁNH GIÁ")
    d.p("/(Kèm theo Quyết định số {{ number|said }} {{ date|day }} của {{ authority }})", **CENTRED)
    council_lists(d, 2, ("I", "II", "III"))
    d.each(
        "t in ([chair_reason] if chair_reason else [])",
        "Lý do phân công Chủ tịch Hội đồng không phải là người đứng đầu nhà trường: {{ t }}",
    )
    return d.packed()
