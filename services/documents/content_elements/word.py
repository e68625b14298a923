"""The analysis of content elements as a .docx to be edited further, a table for each criterion."""

from services.documents.kit.paper import LEFT, Paper
from services.documents.kit.tables import cells

_HEADS = ("Nội hàm", "Kết quả", "Minh chứng", "Ghi chú, người phân tích")
_OVER = (
    "Mức {{ q.level }}{{ ', ' ~ q.letter if q.letter != '-' else '' }}. {{ q.text|said }}"
    "{{ '' if q.elements else ' (chưa có dữ liệu nội hàm)' }}"
    "{{ ' Minh chứng: ' ~ q.evidence|join('; ') if q.evidence and not q.elements else '' }}"
)


def template() -> bytes:
    """Return the template to be filled with the data of the sheets."""
    d = Paper(13, landscape=True)
    d.head()
    d.kind("PHIẾU PHÂN TÍCH NỘI HÀM TIÊU CHÍ", "Năm học {{ school_year }}")
    d.each("t in (['(Phụ lục 2)'] if numbered else [])", "/{{ t }}")
    d.each(
        "t in ([] if certain else ['Nội hàm là phần hướng dẫn, chưa đối chiếu hết với văn bản gốc;"
        " không phải là quy định.'])",
        "/{{ t }}",
    )
    d.tag("for c in criteria")
    d.heading(1, "Tiêu chí {{ c.code }}: {{ c.title }}", **LEFT)
    d.table(
        [112, 26, 56, 63],
        [_HEADS],
        "e in q.elements",
        [
            *cells("e", "text", "verdict"),
            "{{ q.evidence|join('; ')|said }}",
            "{{ e.note.rstrip('.') ~ '. ' if e.note else '' }}{{ e.by or '' }}"
            "{{ ', ' ~ e.on if e.by and e.on else '' }}",
        ],
        outer="q in c.requirements",
        outer_cell=_OVER,
        centre={1},
    )
    d.each(
        "t in ([c.suggested] if c.suggested else [])", "*Minh chứng gợi ý: ", "{{ t|join('; ') }}."
    )
    d.tag("endfor")
    return d.packed()
