"""The certificate as a .docx, to be printed on a blank of the office."""

from services.documents.kit.case import unsure_note
from services.documents.kit.paper import CENTRED, Paper


def template() -> bytes:
    """Return the template to be filled with the data of the certificate."""
    d = Paper(13, landscape=True)
    d.head()
    d.p("*{{ authority|upper }}", size=15, **CENTRED)
    d.p("*{{ kind|upper }}", size=28, **CENTRED)
    d.p("*{{ school.name|upper }}", size=18, **CENTRED)
    d.p("{{ school.address|said }}", **CENTRED)
    d.p("{{ object }} ", "*{{ grade }}", size=17, **CENTRED)
    d.p("theo {{ basis }} của Bộ trưởng Bộ Giáo dục và Đào tạo", **CENTRED)
    d.p("Có giá trị từ ngày {{ valid_from }} đến hết ngày {{ valid_to }}", **CENTRED)
    d.each("t in ([since] if since else [])", "*{{ t }}", **CENTRED)
    d.end(
        recipients=False,
        beside=(
            "{{ qr }}",
            "Quyết định số {{ decision_number }}",
            "Số vào sổ: {{ number|said }}",
            "Tra cứu: {{ address|said }}",
            "Mã băm của bản ghi: {{ leaf|said }}",
        ),
        dated=True,
    )
    unsure_note(d)
    return d.packed()
